"""Sums in lists and by the year, posts held for years, degrees of those counted."""

import pytest

from policywatch.flagging.facts import find_facts


def read(text: str, kind: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == kind]


@pytest.mark.parametrize("label", ["国内先进的", "行业领先的", "其他的"])
def test_a_range_behind_a_kind_of_people_is_money_as_the_one_before(label: str) -> None:
    text = f"世界一流团队给1000万到2000万元，{label}300万到500万"
    assert read(text, "amount")[1][:3] == ("3000000", "5000000", "CNY")


@pytest.mark.parametrize("given", ["一年", "一年约", "一年给"])
def test_what_is_paid_in_a_year_is_paid_each_year(given: str) -> None:
    assert read(f"企业{given}40万元", "amount") == [("400000", "400000", "CNY", "per-year")]


@pytest.mark.parametrize("year", ["第一年", "首聘前一年", "满一年"])
def test_the_first_year_is_not_each_year(year: str) -> None:
    assert [basis for *_, basis in read(f"{year}40万元", "amount")] == [""]


def test_a_bare_sum_of_a_year_is_money() -> None:
    assert read("互联网公司一年40万，外企一年50万", "amount") == [
        ("400000", "400000", "CNY", "per-year"),
        ("500000", "500000", "CNY", "per-year"),
    ]


@pytest.mark.parametrize("text", ["一年40万辆", "接待量一年40万人次"])
def test_what_is_made_or_comes_in_a_year_is_not(text: str) -> None:
    assert read(text, "amount") == []


@pytest.mark.parametrize("paid", ["申领{}创新券", "房贴{}", "贴息贷款{}"])
def test_vouchers_and_loans_are_money(paid: str) -> None:
    assert [low for low, *_ in read(paid.format("30万"), "amount")] == ["300000"]


def test_what_is_per_month_is_so_along_a_list_of_people() -> None:
    text = "大专生每人每月1000元，本科生1500元，硕士生2500元"
    assert [basis for *_, basis in read(text, "amount")] == ["per-month"] * 3


def test_but_not_where_the_next_says_otherwise() -> None:
    text = "博士每年10万元，安家费50万元"
    assert [basis for *_, basis in read(text, "amount")] == ["per-year", "total"]


@pytest.mark.parametrize("missing", ["不到位", "不到账"])
def test_money_that_has_not_come_is_no_bound(missing: str) -> None:
    text = f"配套资金{missing}2.62亿元"
    assert read(text, "amount") == [("262000000", "262000000", "CNY", "total")]


@pytest.mark.parametrize(
    ("text", "value"), [("USD 531 millions", "531000000"), ("2 billions yuan", "2000000000")]
)
def test_millions_may_be_many(text: str, value: str) -> None:
    assert [low for low, *_ in read(f"a fund of {text}", "amount")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "担任主任工程师及以上岗位3年及以上", "现职称满3年以上", "任现职务不少于3年",
        "副高级专业技术职称3年以上",
    ],
)  # fmt: skip
def test_how_long_a_post_or_title_is_held(text: str) -> None:
    assert read(text, "duration") == [("3", None, "years", "at-least")]


@pytest.mark.parametrize("what", ["语言教育", "软件开发", "涉外法律服务"])
def test_experience_may_be_of_anything(what: str) -> None:
    assert read(f"需有2年{what}经验", "duration") == [("2", "2", "years", "")]


def test_months_of_each_year_on_average() -> None:
    text = "讲座教授年均到岗3个月以上"
    assert read(text, "duration") == [("3", None, "months", "at-least")]


@pytest.mark.parametrize("degree", ["an overseas degree", "a PhD", "their doctoral degree"])
def test_years_since_a_degree_of_some_kind(degree: str) -> None:
    text = f"subsidies for those who come within two years of obtaining {degree}"
    assert read(text, "duration") == [(None, "2", "years", "up-to")]


@pytest.mark.parametrize("permit", ["residence cards", "residence permits", "work permits"])
def test_how_long_permits_of_some_years_hold(permit: str) -> None:
    text = f"they may receive {permit} of one to three years"
    assert read(text, "duration") == [("1", "3", "years", "")]


@pytest.mark.parametrize(
    "text",
    [
        "247 lecturers have obtained a doctor's degree", "247 teachers hold a PhD",
        "只有7.5%的留美PhD学成归国", "funds for building PhD workstations",
    ],
)  # fmt: skip
def test_degrees_of_those_counted_are_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


def test_degrees_that_applicants_must_have_are() -> None:
    assert read("At least 2 members must have a PhD", "degree") != []
