"""How long one may stay or pays no rent, limits that were relaxed, degrees of those paid."""

import pytest

from policywatch.flagging.facts import find_facts


def read(text: str, kind: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == kind]


@pytest.mark.parametrize(
    "frame",
    [
        "给予{n}办公场所租金补贴等支持", "享受{n}房租减免", "提供{n}场租补贴", "{n}租金全免",
        "获批后可以留港{n}，期满可续", "首次获准逗留期限为{n}", "可以居留{n}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("n", "years"), [("3年", "3"), ("两年", "2")])
def test_how_long_rent_is_paid_or_one_may_stay(frame: str, n: str, years: str) -> None:
    assert read(frame.format(n=n), "duration") == [(years, years, "years", "")]


@pytest.mark.parametrize("text", ["近三年租金减免总额稳步增长", "该项目3年租金回报率为6%"])
def test_rent_told_of_is_no_term(text: str) -> None:
    assert read(text, "duration") == []


@pytest.mark.parametrize(
    "text",
    [
        "合作满3年以上的团队优先", "与我校合作3年以上", "签订不少于3年聘用协议",
        "签订不少于 3 年的劳动（聘用）合同", "不少于 3 年劳动 / 聘用合同",
        "签订3年以上劳动、聘用合同",
    ],
)  # fmt: skip
def test_how_long_one_has_worked_together_or_signs_for(text: str) -> None:
    assert read(text, "duration") == [("3", None, "years", "at-least")]


@pytest.mark.parametrize(
    "frame",
    [
        "successful applicants receive a {n} visa", "can apply for a {n} residence permit",
        "{n} multiple-entry visas are offered", "a {n} start-up package",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("n", "years"), [("three-year", "3"), ("5-year", "5")])
def test_how_long_a_permit_holds(frame: str, n: str, years: str) -> None:
    assert read(frame.format(n=n), "duration") == [(years, years, "years", "")]


@pytest.mark.parametrize(
    "text",
    [
        "must work in the city for a further two years",
        "are expected to stay with the company for an additional two years or pay back the grant",
        "will be employed for an initial period of two years",
        "The salary is paid for the first two years by the province",
    ],
)
def test_years_may_be_called_further_or_first(text: str) -> None:
    assert read(text, "duration") == [("2", "2", "years", "")]


def test_further_years_of_a_life_are_no_term() -> None:
    assert read("returned after an additional two years abroad", "duration") == []


@pytest.mark.parametrize("relaxed", ["放宽至", "提高到", "延长到", "调整为"])
@pytest.mark.parametrize(
    ("old", "new"), [("35岁", "40岁"), ("三十五岁", "四十岁"), ("卅五岁", "四十岁")]
)
def test_a_limit_is_read_before_and_after_it_was_relaxed(relaxed: str, old: str, new: str) -> None:
    limits = read(f"申请年龄门槛由{old}{relaxed}{new}", "age")

    assert limits[:1] == [(None, "35", "years", "max")]
    assert relaxed == "调整为" or limits[1:] == [(None, "40", "years", "max")]


def test_a_mean_age_that_fell_limits_nobody() -> None:
    assert read("平均年龄从52岁降到46岁", "age") == []


@pytest.mark.parametrize(
    "text",
    [
        "subsidies of 30,000 yuan for those holding a master's degree",
        "Graduates with bachelor's and master's degrees can get 10,000 yuan",
        "Those with a PhD degree will be paid 20,000 yuan a month",
        "for those with a bachelor's, master's and doctor's degree",
    ],
)
def test_the_degree_of_those_who_are_paid_is_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


@pytest.mark.parametrize(
    ("text", "lowest"),
    [
        ("Candidates must have a master's or doctoral degree", "master"),
        ("Applicants with a bachelor's or master's degree are welcome", "bachelor"),
        ("applicants should hold a master's degree or a PhD", "master"),
        ("applicants should hold a doctoral degree and will be paid 300,000 yuan", "doctorate"),
    ],
)
def test_of_two_degrees_the_lower_one_is_asked_for(text: str, lowest: str) -> None:
    assert [degree for degree, *_ in read(text, "degree")] == [lowest]


@pytest.mark.parametrize("today", ["从今天开始至", "今起至", "从今日起到", "即日起至"])
@pytest.mark.parametrize("call", ["面向全球招聘", "接受报名", "公开征集人选"])
def test_a_call_from_today_ends_in_a_deadline(today: str, call: str) -> None:
    assert read(f"{today}5月20日{call}", "deadline") == [("05-20", None, "date", "")]


def test_a_show_from_today_has_no_deadline() -> None:
    assert read("从今天起到10月1日举办展览", "deadline") == []


@pytest.mark.parametrize(
    ("text", "change"),
    [("較去年同期升18%", "18"), ("申请数目按年升18%", "18"), ("宗数同比降18%", "-18")],
)
def test_a_change_may_be_told_by_one_character(text: str, change: str) -> None:
    assert read(text, "percent") == [(change, change, "%", "change")]


def test_a_level_that_was_risen_to_is_no_change() -> None:
    assert read("比例较去年升至18%", "percent") == []
