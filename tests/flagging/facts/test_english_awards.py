"""Fellowships as places, who a programme takes each year, and how many one may put forward."""

import pytest

from policywatch.flagging.facts import find_facts


def people(text: str) -> list[tuple[str, str | None, str | None, str]]:
    return [(f.kind, f.low, f.high, f.basis) for f in find_facts(text) if f.unit == "persons"]


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        ("20", "20", "20"), ("about 1,200", "1200", "1200"), ("up to 600", None, "600"),
        ("a maximum of 10", None, "10"), ("more than 30", "30", None), ("twenty", "20", "20"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame",
    [
        "The foundation awards {n} research fellowships each year",
        "The ministry will offer {n} government scholarships",
        "For 2024 there are {n} studentships",
    ],
)  # fmt: skip
def test_fellowships_on_offer_are_a_quota(
    frame: str, n: str, low: str | None, high: str | None
) -> None:
    assert people(frame.format(n=n)) == [("quota", low, high, "")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Twenty scholarships will be awarded", "20", "20"),
        ("10 fellowships are available", "10", "10"),
        ("a maximum of 10 nominations per institution", None, "10"),
        ("Each institution can nominate up to 3 applicants", None, "3"),
        ("each university may recommend no more than four candidates", None, "4"),
        ("The programme supports about 50 young scientists annually", "50", "50"),
        ("around 100 scholars are admitted every year", "100", "100"),
        ("The number of awardees is limited to 20 per year", None, "20"),
    ],
)
def test_places_and_those_taken_each_year_are_a_quota(
    text: str, low: str | None, high: str | None
) -> None:
    assert people(text) == [("quota", low, high, "")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("In 2019 it awarded 30 fellowships", "30", "30"),
        ("More than 200 fellowships were awarded", "200", None),
        ("The Academy has granted more than 1,000 postdoctoral fellowships", "1000", None),
    ],
)
def test_fellowships_given_are_a_count(text: str, low: str | None, high: str | None) -> None:
    assert people(text) == [("count", low, high, "recruited")]


@pytest.mark.parametrize(
    "text",
    [
        "He won two fellowships", "20 fellowships from 10 countries",
        "three fellowships and 2 grants",
        "received 500 nominations from 30 countries", "The film has 10 nominations",
        "she held two scholarships at Oxford",
    ],
)  # fmt: skip
def test_fellowships_of_a_life_are_none(text: str) -> None:
    assert people(text) == []
