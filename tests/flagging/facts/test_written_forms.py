"""One value, however it is written: marks, scales, signs, other money, lines broken to a width."""

import pytest

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.documents import FoundFact
from policywatch.flagging import Flagger
from policywatch.flagging.facts import find_facts
from policywatch.settings import ROOT

FLAGGER = Flagger(load_watchlists(ROOT / "watchlists"))
BEFORE = "各有关单位要认真组织海外高层次人才申报工作，对入选的创新团队和个人"
AFTER = (
    "，请各有关单位认真组织海外高层次人才申报工作，并将汇总材料按时报送市人才办公室，逾期不再受理。"
)


def only(text: str) -> FoundFact:
    (fact,) = find_facts(text)
    return fact


@pytest.mark.parametrize("dash", ["-", "--", "—", "——", "－", "～", "~", "至", "到", " - "])
def test_any_dash_makes_a_range(dash: str) -> None:
    fact = only(f"给予300{dash}500万元资助")

    assert (fact.low, fact.high) == ("3000000", "5000000")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1亿零500万元", "105000000"),
        ("1亿零5百万元", "105000000"),
        ("2亿又300万元", "203000000"),
        ("3千5百万元", "35000000"),
        ("2亿3千5百万元", "235000000"),
        ("3千5百元", "3500"),
    ],
)
def test_a_number_of_several_parts_is_read_whole(written: str, value: str) -> None:
    assert only(f"奖励{written}").low == value


@pytest.mark.parametrize("text", ["给予00万元", "给予0500万元", "引进00名专家", "\n.5亿元资助"])
def test_what_can_only_be_the_end_of_a_number_is_none(text: str) -> None:
    assert find_facts(text) == ()


@pytest.mark.parametrize(
    ("text", "low", "high", "basis"),
    [
        ("年薪≥50万元", "500000", None, "at-least"),
        ("资助额度≤500万元", None, "5000000", "up-to"),
        ("＞500万元", "5000000", None, "at-least"),
        ("年龄≦40岁", None, "40", "max"),
    ],
)
def test_signs_bound_a_number(text: str, low: str | None, high: str | None, basis: str) -> None:
    fact = only(text)

    assert (fact.low, fact.high, fact.basis) == (low, high, basis)


@pytest.mark.parametrize(
    ("text", "low"), [("较上年增长-49%", "-49"), ("增幅为－3.5%", "-3.5"), ("下降-3%", "-3")]
)
def test_a_minus_before_a_change_makes_it_a_fall(text: str, low: str) -> None:
    assert only(text).low == low


@pytest.mark.parametrize(
    ("text", "low"),
    [("同比+49%", "49"), ("支出同比-3%", "-3"), ("入选人数↑12%", "12"), ("↓3.5%", "-3.5")],
)
def test_a_mark_alone_says_which_way_a_change_goes(text: str, low: str) -> None:
    assert only(text).low == low


def test_a_dash_between_two_changes_is_no_minus() -> None:
    fact = only("预计增长49%-60%")

    assert (fact.low, fact.high) == ("49", "60")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("美金50万元", "USD"),
        ("加币50万元", "CAD"),
        ("50万加币", "CAD"),
        ("500万卢布", "RUB"),
        ("50万林吉特", "MYR"),
        ("奖金50万元", "CNY"),
    ],
)
def test_money_is_of_the_currency_that_is_named(text: str, unit: str) -> None:
    fact = only(text)

    assert fact.unit == unit
    assert ("at" in fact.note.split()) is (unit != "CNY")


def test_days_of_birth_may_be_bound_on_both_sides() -> None:
    for text in (
        "1978年1月1日（含）至1983年1月1日（含）之间出生",
        "born between 1 January 1978 and 1 January 1983",
    ):
        fact = only(text)

        assert (fact.kind, fact.low, fact.high) == ("born", "1978-01-01", "1983-01-01")


def test_an_aside_may_say_which_day_is_included() -> None:
    assert only("1983年1月1日（含1月1日）以后出生").low == "1983-01-01"


def test_until_a_day_that_is_past_is_no_plan() -> None:
    fact = only("截止到2022年底，累计引进人才500名")

    assert (fact.kind, fact.basis) == ("count", "recruited")


def test_what_closes_at_an_hour_is_a_deadline() -> None:
    assert only("2023年3月31日17:00截止").low == "2023-03-31T17:00"


@pytest.mark.parametrize(
    ("stated", "low", "high"),
    [
        ("最高给予500万元资助", None, "5000000"),
        ("一次性给予20万元/人", "200000", "200000"),
        ("年龄不超过40周岁", None, "40"),
        ("奖励叁佰万元整", "3000000", "3000000"),
        ("经费较上年增长49%", "49", "49"),
    ],
)
def test_a_value_is_read_across_the_end_of_a_line_that_is_broken_to_a_width(
    stated: str, low: str | None, high: str | None
) -> None:
    half = len(BEFORE)
    for at in range(1, len(stated)):
        second = stated[at:] + AFTER
        text = f"{BEFORE}{stated[:at]}\n{second[: half + at]}\n{second[half + at :]}"

        (fact,) = FLAGGER.flag(text).facts

        assert (fact.low, fact.high) == (low, high), text
        assert text[fact.start : fact.end] == fact.text


def test_numbers_beside_each_other_in_wrapped_english_stay_two() -> None:
    text = (
        "The city says it has spent its talent budget on more than a hundred teams in 2020\n"
        "300 million yuan were paid to scientists from abroad who returned to work in the city\n"
        "and another sum is set aside for those who are expected to arrive in the coming years"
    )

    assert [(f.low, f.unit) for f in FLAGGER.flag(text).facts if f.kind == "amount"] == [
        ("300000000", "CNY")
    ]
