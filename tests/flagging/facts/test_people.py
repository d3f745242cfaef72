"""Counts and quotas of people, whatever the number, the people and the words around them."""

from itertools import product

import pytest

from policywatch.flagging.facts import find_facts

ENGLISH_NUMBERS = [
    ("48", "48", "48"), ("3,000", "3000", "3000"), ("more than 200", "200", None),
    ("some 300", "300", "300"), ("twelve", "12", "12"), ("seventeen", "17", "17"),
    ("fifty-five", "55", "55"), ("12 500", "12500", "12500"),
]  # fmt: skip
ENGLISH_PEOPLE = ["experts", "overseas researchers", "foreign specialists", "leading academics"]


def people_in(text: str) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (fact.kind, fact.low, fact.high, fact.basis)
        for fact in find_facts(text)
        if fact.kind in ("quota", "count")
    ]


def misread(
    frame: str, numbers: list[tuple[str, str, str | None]], people: list[str], kind: str, basis: str
) -> list[str]:
    """Return the sentences of a frame that are read as anything but the one fact they state."""
    wrong = []
    for (number, low, high), who in product(numbers, people):
        text = frame.format(n=number, who=who)
        if people_in(text) != [(kind, low, high, basis)]:
            wrong.append(text)
    return wrong


@pytest.mark.parametrize(
    "frame",
    [
        "The plan has recruited {n} {who} so far",
        "{n} {who} have been recruited under the program",
        "The city attracted {n} {who} in 2023",
        "has brought in {n} {who} since 2008",
        "The programme has drawn {n} {who}",
        "appointed {n} {who} last year",
        "it has offered grants to {n} {who}",
        "{n} {who} were awarded grants",
        "{n} {who} have joined the program",
        "{n} {who} received funding in 2022",
        "The first batch of {n} {who} was announced",
        "has lured back {n} {who}",
    ],
)
def test_those_an_english_verb_says_were_chosen_are_recruited(frame: str) -> None:
    people = [*ENGLISH_PEOPLE, "returnees"]

    assert not misread(frame, ENGLISH_NUMBERS, people, "count", "recruited")


@pytest.mark.parametrize(
    "frame",
    [
        "{n} {who} returned to China last year",
        "{n} {who} have already come to the city",
        "{n} {who} have taken up their posts",
        "{n} {who} have arrived in Hong Kong",
        "{n} {who} came back to China in 2022",
    ],
)
def test_those_an_english_verb_says_came_have_arrived(frame: str) -> None:
    people = [*ENGLISH_PEOPLE, "Chinese", "applicants"]

    assert not misread(frame, ENGLISH_NUMBERS, people, "count", "arrived")


@pytest.mark.parametrize(
    "frame",
    [
        "The city plans to recruit {n} {who}",
        "aims to attract {n} {who} over five years",
        "wants to attract over a period of 10 years {n} {who}",
        "{n} {who} will be recruited",
        "Each year, {n} {who} are appointed under the program",
        "{n} {who} are needed",
        "will sponsor {n} {who}",
        "for a total of {n} {who}",
    ],
)
def test_those_an_english_verb_seeks_are_a_quota(frame: str) -> None:
    assert not misread(frame, ENGLISH_NUMBERS, ENGLISH_PEOPLE, "quota", "")


@pytest.mark.parametrize(
    "frame",
    [
        "The university invites applications for {n} {who}",
        "{n} {who} in the bureau of finance and other departments are open to applicants",
        "will set up {n} {who}",
    ],
)
def test_posts_that_are_offered_are_a_quota(frame: str) -> None:
    posts = ["faculty positions", "posts", "professor positions"]

    assert not misread(frame, ENGLISH_NUMBERS, posts, "quota", "")


@pytest.mark.parametrize(
    "text",
    [
        "He has held two positions abroad",
        "the 18 appointed academics attended the ceremony",
        "communicated with more than 500 Chinese returned scholars",
        "30 academics were named",
        "48 Chinese universities were ranked",
    ],
)
def test_people_who_are_only_told_of_in_english_are_no_quota_and_none_recruited(text: str) -> None:
    assert all(basis == "arrived" for _, _, _, basis in people_in(text))
