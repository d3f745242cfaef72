"""Contact details are masked; what looks like them is not."""

import pytest

from policywatch.privacy import MASK, mask_contacts


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("邮箱：rcb@huzhou.example.cn", f"邮箱：{MASK}", id="e-mail"),
        pytest.param("简历请发 talent [at] jobs.example.com", f"简历请发 {MASK}", id="spelled-out"),
        pytest.param("电话0572-2398888转12", f"电话{MASK}", id="landline"),
        pytest.param("手机13812345678", f"手机{MASK}", id="mobile"),
        pytest.param("call +86 138-1234-5678 now", f"call {MASK} now", id="mobile-abroad"),
        pytest.param("加微信：talent_2023", f"加微信：{MASK}", id="wechat"),
        pytest.param("QQ群 123456789", f"QQ群 {MASK}", id="qq"),
        pytest.param("联系人：张三丰", f"联系人：{MASK}", id="contact-name"),
        pytest.param("联系电话：2398888", f"联系电话：{MASK}", id="local-number"),
    ],
)
def test_contacts_are_masked(text: str, masked: str) -> None:
    assert mask_contacts(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "浙人社发〔2021〕33号",
        "最高给予500万元，1983年1月1日以后出生",
        "预算合计：12345678元",
        "申报截止2023年3月31日17:00",
        "总投资1500000000元",
    ],
)
def test_numbers_that_are_no_contacts_stay(text: str) -> None:
    assert mask_contacts(text) == text


def test_masking_is_idempotent() -> None:
    once = mask_contacts("联系人：李某 电话：0572-2398888 邮箱 a@b.cn")

    assert mask_contacts(once) == once
