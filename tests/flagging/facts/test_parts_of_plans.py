"""People as parts of plans and reports: capped, come of those sought, named for a second year."""

import pytest

from policywatch.flagging.facts import find_facts

People = list[tuple[str, str | None, str | None, str]]


def people_in(text: str) -> People:
    return [
        (fact.kind, fact.low, fact.high, fact.basis)
        for fact in find_facts(text)
        if fact.kind in ("quota", "count")
    ]


@pytest.mark.parametrize(
    "come", ["已到岗", "已回国", "已抵港", "现已入职", "均已报到", "目前已来校"]
)
@pytest.mark.parametrize("sought", ["名额50人", "计划引进50名"])
def test_those_of_the_sought_who_have_come_are_arrived(sought: str, come: str) -> None:
    assert people_in(f"{sought}，其中20人{come}")[1:] == [("count", "20", "20", "arrived")]


def test_parts_of_the_sought_are_sought() -> None:
    assert people_in("计划引进50名，其中博士20人")[1:] == [("quota", "20", "20", "")]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("首轮已选出60人", [("count", "60", "60", "recruited")]),
        ("第二轮将选出40人", [("quota", "40", "40", "")]),
        (
            "首轮已选出60人，第二轮将选出40人",
            [("count", "60", "60", "recruited"), ("quota", "40", "40", "")],
        ),
    ],
)  # fmt: skip
def test_those_picked_are_recruited_and_those_to_be_picked_sought(
    text: str, people: People
) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize("took", ["报考", "报名", "报名参加"])
def test_those_who_sit_for_a_post_are_applicants(took: str) -> None:
    assert people_in(f"岗位50个，1200人{took}")[-1] == ("count", "1200", "1200", "applicants")


@pytest.mark.parametrize("text", ["报考人数：1560", "报考人数1560人", "共报考1560人"])
def test_their_number_may_stand_behind_what_they_did(text: str) -> None:
    assert people_in(text) == [("count", "1560", "1560", "applicants")]


@pytest.mark.parametrize("told", ["累计达5.6万人", "总数达到5.6万人"])
def test_a_sum_behind_growth_is_of_those_told_of_before(told: str) -> None:
    text = f"来沪工作的留学归国人员增长12%，{told}"

    assert people_in(text) == [("count", "56000", "56000", "arrived")]


def test_the_inhabitants_of_a_place_are_no_talent() -> None:
    assert people_in("常住人口增长2%，累计达到300万人") == []


@pytest.mark.parametrize("text", ["每位学者可带2名博士后来校", "每名专家最多可携带3名成员来华"])
def test_whom_someone_may_bring_along_is_not_counted(text: str) -> None:
    assert people_in(text) == []


@pytest.mark.parametrize(
    "text", ["设有每年1200个配额", "每年提供1200个配额，先到先得", "下达我省指标1200名"]
)
def test_quotas_are_places(text: str) -> None:
    assert people_in(text) == [("quota", "1200", "1200", "")]


@pytest.mark.parametrize(
    "text",
    [
        "the annual number of approvals is capped at 4,000 a year",
        "annual approvals are capped at 4,000 people",
        "the intake of researchers will be limited to 4,000 in the first year",
    ],
)
def test_a_cap_is_the_most_that_are_let_in(text: str) -> None:
    assert people_in(text) == [("quota", None, "4000", "")]


def test_a_cap_on_other_things_is_no_quota() -> None:
    assert people_in("emissions are capped at 4,000 tonnes, and talents are welcome") == []


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("The province hopes to woo 5,000 professionals by 2020 and 20,000 by 2025", "20000"),
        ("It aims to attract 200 experts by 2025 and another 500 by 2030", "500"),
        ("plans to lure 200,000 talented people by 2020 and 1.1 million by 2025", "1100000"),
    ],
)
def test_a_plan_may_name_people_for_a_second_year(text: str, second: str) -> None:
    assert people_in(text)[1:] == [("quota", second, second, "")]


def test_another_number_for_a_second_year_is_of_no_people() -> None:
    text = "It aims to attract 200 experts by 2025, build 30 labs by 2027 and 50 by 2030"

    assert people_in(text) == [("quota", "200", "200", "")]


@pytest.mark.parametrize("drew", ["attracting", "luring", "bringing in", "recruiting"])
def test_whom_a_place_drew_besides_what_it_did_were_recruited(drew: str) -> None:
    text = f"The city held 300 job fairs last year, {drew} more than 50,000 talents"

    assert people_in(text) == [("count", "50000", None, "recruited")]


@pytest.mark.parametrize(
    "text",
    [
        "The plan is aimed at attracting 300 experts",
        "It will set up a fund, attracting 300 experts",
    ],
)
def test_whom_it_shall_draw_are_sought(text: str) -> None:
    assert people_in(text) == [("quota", "300", "300", "")]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "the scheme has so far attracted 300 doctoral students",
            ("count", "300", "300", "recruited"),
        ),
        (
            "the fund will award scholarships to 300 doctoral and post-doctoral students",
            ("quota", "300", "300", ""),
        ),
    ],
)  # fmt: skip
def test_students_whom_a_programme_draws_or_pays_count(
    text: str, people: tuple[str, str, str, str]
) -> None:
    assert people_in(text) == [people]


@pytest.mark.parametrize(
    "text", ["The university has enrolled 3,000 students", "The school has 3,000 students"]
)
def test_students_of_a_school_do_not_count(text: str) -> None:
    assert people_in(text) == []
