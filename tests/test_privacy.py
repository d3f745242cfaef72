"""Contact details are masked; what looks like them is not."""

import time

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
        pytest.param("电话(0571)8765 4321", f"电话{MASK}", id="area-in-brackets"),
        pytest.param("手机１３８００００１２３４", f"手机{MASK}", id="full-width"),
        pytest.param("咨询400-820-8820", f"咨询{MASK}", id="service-number"),
        pytest.param("call +1 (415) 555-2671", f"call {MASK}", id="abroad"),
        pytest.param("邮箱zhang#zju.edu.cn", f"邮箱{MASK}", id="e-mail-for-people-only"),
        pytest.param("mail a.b AT zju DOT edu DOT cn", f"mail {MASK}", id="e-mail-in-words"),
        pytest.param("身份证号330106199001011234", f"身份证号{MASK}", id="identity-number"),
        pytest.param("联 系 人：张 三", f"联 系 人：{MASK}", id="spaced-name"),
        pytest.param("联系人：张老师、李四，电话", f"联系人：{MASK}，电话", id="several-names"),
        pytest.param("联系人张三 13812345678", f"联系人{MASK} {MASK}", id="name-without-a-colon"),
        pytest.param(
            "联系方式：李四 13812345678", f"联系方式：{MASK} {MASK}", id="before-a-number"
        ),
        pytest.param("王女士：13812345678", f"{MASK}：{MASK}", id="addressed"),
        pytest.param("Contact: John Smith, HR", f"Contact: {MASK}, HR", id="english-name"),
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
        "400-500 万元，look at zju.edu.cn for 2023",
        "统一社会信用代码11330500002512345B",
        "索引号 000014349/2023-00012",
        "联系人应当在规定时间内提交材料",
        "C#.net 岗位",
    ],
)
def test_numbers_that_are_no_contacts_stay(text: str) -> None:
    assert mask_contacts(text) == text


def test_long_runs_of_what_begins_a_contact_are_soon_looked_through() -> None:
    began = time.process_time()
    for part in ("a", "1 ", "联系人：", "张、", "a#", "(0571)", "王女士", "Contact: "):
        mask_contacts(part * (300_000 // len(part)))

    assert time.process_time() - began < 10


def test_masking_is_idempotent() -> None:
    once = mask_contacts("联系人：李某 电话：0572-2398888 邮箱 a@b.cn")

    assert mask_contacts(once) == once
