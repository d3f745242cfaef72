"""Sums of which an aside says the worth in other money, alone and in ranges."""

import pytest

from policywatch.flagging.facts import find_facts

Sum = tuple[str | None, str | None, str, str]


def sums_in(text: str) -> list[Sum]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == "amount"]


@pytest.mark.parametrize(
    "aside",
    [
        "($41,000)", "($41,000; 38,000 euros)", "(US$41,000, 38,000 euros)",
        "(about $41,000, or 38,000 euros)", "($41,000; 38,000 euros; £33,000)",
    ],
)  # fmt: skip
def test_what_an_aside_says_in_other_money_is_no_sum_of_its_own(aside: str) -> None:
    assert sums_in(f"a bonus of 300,000 yuan {aside}") == [("300000", "300000", "CNY", "")]


def test_a_sum_behind_an_aside_is_one_of_its_own() -> None:
    text = "a bonus of 300,000 yuan ($41,000), and 38,000 euros for travel"

    assert [unit for *_, unit, _ in sums_in(text)] == ["CNY", "EUR"]


@pytest.mark.parametrize(
    "frame",
    [
        "subsidies from {a} ($2,800) to {b}",
        "ranging from {a} (2,800 dollars) to {b}",
        "a subsidy of {a} (about $2,800) to {b}",
        "between {a} ($2,800) and {b} ($28,000) will be paid",
    ],
)
@pytest.mark.parametrize("b", ["200,000 yuan", "RMB 200,000"])
def test_an_aside_parts_no_range(frame: str, b: str) -> None:
    a = "20,000 yuan" if b.endswith("yuan") else "RMB 20,000"

    assert sums_in(frame.format(a=a, b=b)) == [("20000", "200000", "CNY", "")]


def test_what_a_range_is_per_may_stand_behind_it() -> None:
    text = "subsidies from 5,000 yuan (about $765) to 14,000 yuan per year for graduates"

    assert sums_in(text) == [("5000", "14000", "CNY", "per-year")]


@pytest.mark.parametrize("verb", ["rose", "were raised", "grew"])
def test_a_sum_before_a_change_and_one_after_it_stay_two(verb: str) -> None:
    text = f"Rent subsidies {verb} from 4,000 yuan ($560) to 8,000 yuan per month"

    assert sums_in(text) == [
        ("4000", "4000", "CNY", "per-month"),
        ("8000", "8000", "CNY", "per-month"),
    ]


def test_two_sums_that_and_joins_are_no_range() -> None:
    text = "a grant of 20,000 yuan ($2,800) and 50,000 yuan in cash"

    assert len(sums_in(text)) == 2


@pytest.mark.parametrize(
    "frame",
    [
        "The maximum grant is {sum}", "The maximum annual subsidy per company will be {sum}",
        "The maximum allowance for those with a bachelor's or a master's degree is {sum}",
        "The subsidy is capped at {sum}", "support limited to {sum}", "with a cap of {sum}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("written", ["RMB 500,000", "500,000 yuan", "CNY 500k"])
def test_a_maximum_is_the_most(frame: str, written: str) -> None:
    assert sums_in(frame.format(sum=written)) == [(None, "500000", "CNY", "up-to")]


def test_a_minimum_is_the_least() -> None:
    assert sums_in("The minimum salary is RMB 300,000") == [("300000", None, "CNY", "at-least")]


def test_a_maximum_said_once_holds_for_a_list() -> None:
    text = "The maximum amounts are 30,000 yuan for masters and 50,000 yuan for doctors"

    assert [basis for *_, basis in sums_in(text)] == ["up-to", "up-to"]


@pytest.mark.parametrize("spell", ["week", "day", "visit"])
def test_what_is_paid_for_each_short_time_may_be_per_person(spell: str) -> None:
    text = f"a stipend of 30,000 RMB per {spell} per person"

    assert sums_in(text) == [("30000", "30000", "CNY", "per-person")]


@pytest.mark.parametrize(
    ("written", "value"),
    [("三点五亿", "350000000"), ("一点二五亿", "125000000"), ("零点八亿", "80000000"),
     ("十二点五万", "125000"), ("六點三億", "630000000")],
)  # fmt: skip
def test_a_han_number_may_have_a_point(written: str, value: str) -> None:
    assert sums_in(f"投入专项资金{written}元") == [(value, value, "CNY", "total")]


def test_an_hour_is_no_number_with_a_point() -> None:
    assert sums_in("下午三点五十分开会，下拨资金") == []


@pytest.mark.parametrize("income", ["财政收入", "财政总收入", "地方财政收入完成", "财政收入达"])
def test_the_revenue_of_a_place_is_a_sum_in_all(income: str) -> None:
    assert sums_in(f"全年{income}12.5亿元") == [("1250000000", "1250000000", "CNY", "total")]
