"""Rules: each kind of condition holds where it should, and nowhere else."""

import pytest
from pydantic import ValidationError

from policywatch.catalogue.watchlists import Condition, Context, Programme, Rule, Term, Watchlists
from policywatch.flagging import Flagger

PROGRAMMES = (Programme(id="qiming", zh=("启明计划",)), Programme(id="kunpeng", zh=("鲲鹏行动",)))
TERMS = (
    Term(id="allowance", category="incentive", gloss="allowance", zh=("安家费",)),
    Term(id="bonus", category="incentive", gloss="bonus", zh=("签约奖",)),
    Term(id="secret", category="secrecy", gloss="secret", zh=("不公示",)),
)


def rule(when: dict[str, object], **more: object) -> Rule:
    return Rule.model_validate({"id": "r", "score": 50, "reason": "r", "when": when, **more})


def holds(when: dict[str, object], text: str, *, title: str = "", level: str = "") -> bool:
    watchlists = Watchlists(
        programmes=PROGRAMMES, terms=TERMS, context=Context(), rules=(rule(when),), threshold=40
    )
    return bool(Flagger(watchlists).flag(text, title=title, level=level).findings)


ANY = {"programme": "any"}
PAY = {"category": ["incentive"]}


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        (ANY, "启明计划", True),
        (ANY, "安家费", False),
        ({"programme": ["kunpeng"]}, "启明计划", False),
        ({"programme": "any", "at_least": 2}, "启明计划、启明计划", False),
        ({"programme": "any", "at_least": 2}, "启明计划、鲲鹏行动", True),
        ({"category": ["incentive"], "at_least": 2}, "安家费、签约奖", True),
        ({"term": ["bonus"]}, "安家费", False),
        ({"fact": ["amount"]}, "给予500万元", True),
        ({"fact": ["amount"]}, "给予支持", False),
        ({"all": [ANY, PAY]}, "启明计划", False),
        ({"all": [ANY, PAY]}, "启明计划\n安家费", True),
        ({"any": [ANY, PAY]}, "安家费", True),
        ({"all": [ANY, {"none": [PAY]}]}, "启明计划", True),
        ({"all": [ANY, {"none": [PAY]}]}, "启明计划，安家费", False),
        ({"all": [ANY, {"language": ["zh"]}]}, "启明计划", True),
        ({"all": [ANY, {"language": ["en"]}]}, "启明计划", False),
        ({"near": [ANY, PAY], "within": "sentence"}, "启明计划有安家费。", True),
        ({"near": [ANY, PAY], "within": "sentence"}, "启明计划。有安家费。", False),
        ({"near": [ANY, PAY], "within": "paragraph"}, "启明计划。有安家费。", True),
        ({"near": [ANY, PAY], "within": "paragraph"}, "启明计划。\n有安家费。", False),
        ({"near": [ANY, PAY], "within": "paragraph"}, "启明计划\t安家费\t3", True),
        ({"near": [ANY, PAY], "within": 10}, "启明计划" + "天" * 5 + "安家费", True),
        ({"near": [ANY, PAY], "within": 10}, "启明计划" + "天" * 50 + "安家费", False),
        ({"near": [ANY, PAY, {"term": ["secret"]}], "within": 20}, "启明计划安家费", False),
    ],
)
def test_a_condition_holds_where_it_should(
    when: dict[str, object], text: str, expected: bool
) -> None:
    assert holds(when, text) is expected


def test_in_title_asks_for_the_title() -> None:
    when = {"programme": "any", "in_title": True}

    assert holds(when, "正文", title="启明计划通知")
    assert not holds(when, "启明计划", title="通知")


def test_level_asks_for_the_source() -> None:
    when = {"all": [ANY, {"level": ["city"]}]}

    assert holds(when, "启明计划", level="city")
    assert not holds(when, "启明计划", level="province")


def test_what_adds_to_a_score_is_told_with_its_reason() -> None:
    watchlists = Watchlists(
        programmes=PROGRAMMES,
        terms=TERMS,
        context=Context(),
        rules=(rule(ANY, add=[{"when": PAY, "points": 7, "why": "with money"}]),),
        threshold=40,
    )

    finding = Flagger(watchlists).flag("启明计划有安家费").findings[0]

    part = next(part for part in finding.parts if part.what == "with money")
    assert (finding.score, part.points, part.text, part.start) == (57, 7, "安家费", 5)


def test_a_condition_of_two_kinds_is_refused() -> None:
    with pytest.raises(ValidationError, match="exactly one of"):
        Condition.model_validate({"programme": "any", "genre": ["news"]})


@pytest.mark.parametrize(
    ("score", "text", "made"), [(10, "安家费", False), (25, "安家费", True), (10, "启明计划", True)]
)
def test_faint_signs_make_no_finding_unless_a_programme_is_named(
    score: int, text: str, made: bool
) -> None:
    asked = rule({"any": [ANY, PAY]}, score=score)
    watchlists = Watchlists(
        programmes=PROGRAMMES, terms=TERMS, context=Context(), rules=(asked,), threshold=40
    )

    assert bool(Flagger(watchlists).flag(text).findings) is made
