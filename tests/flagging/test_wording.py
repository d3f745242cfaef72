"""Learnt words add to a rule that asks for them: each once, in the stretch that says most."""

from pathlib import Path

import pytest

from policywatch.catalogue.watchlists import Category, Condition, Context, Rule, Term, Watchlists
from policywatch.errors import CatalogueError
from policywatch.flagging import Flagger
from policywatch.flagging import wording as room
from policywatch.flagging.folding import fold
from policywatch.flagging.wording import CHANCE, STRETCH, Wording, Words, load_words

WORDS = Words(words={"海外": 9.0, "培训": -6.0, "talent": 7.0, "talent show": -8.0, "比赛": -4.0})
WORDING = Wording(WORDS)


def points(text: str) -> float:
    return WORDING.weigh(fold(text).text).points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("引进海外人才", 9.0, id="a word"),
        pytest.param("海外海外，海外", 9.0, id="once"),
        pytest.param("海外培訓", 3.0, id="for and against, in Traditional"),
        pytest.param("TALENT wanted", 7.0, id="any case"),
        pytest.param("talented, untalent", 0.0, id="inside a longer word"),
        pytest.param("a talent show", -1.0, id="a pair, and its word"),
        pytest.param("\ud800海外\ud800", 9.0, id="halves of characters"),
        pytest.param("", 0.0, id="nothing"),
    ],
)
def test_words_add_up(text: str, expected: float) -> None:
    assert points(text) == expected


def test_of_a_long_text_the_stretch_that_says_most_counts() -> None:
    filler = "甲" * (20 * STRETCH)

    alone, together = points(f"海外{filler}talent"), points(f"{filler}海外 talent{filler}")

    assert alone < 9.0 - CHANCE
    assert 16.0 - 5 * CHANCE < together < 16.0
    assert together > alone


def test_words_are_told_where_they_stand_those_that_say_most_first() -> None:
    folded = fold("海外培训，海外").text

    told = WORDING.told(WORDING.weigh(folded))

    assert [(word.word, folded[word.start : word.end], word.start) for word in told] == [
        ("海外", "海外", 0),
        ("培训", "培训", 2),
    ]


def test_a_rule_that_asks_for_words_explains_what_they_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policywatch.flagging.flagger.wording", lambda: WORDING)
    rule = Rule(
        id="in-words",
        score=30,
        when=Condition(term=("pay",)),
        wording=True,
        reason="speaks of it: {terms}",
    )
    pay = Term(id="pay", category=Category.INCENTIVE, gloss="pay", zh=("年薪",))
    flagger = Flagger(
        Watchlists(programmes=(), terms=(pay,), context=Context(), rules=(rule,), threshold=40)
    )

    (finding,) = flagger.flag("年薪百万，海外 talent", title="海外").findings
    shown = {part.text: (part.points, part.start) for part in finding.parts}

    assert finding.score == 46.0 == sum(part.points for part in finding.parts)
    assert finding.reason == "speaks of it: 年薪、海外、talent"
    assert shown["海外"] == (9.0, None)  # first in the title
    assert shown["talent"] == (7.0, 8)
    assert flagger.flag("年薪百万，培训").findings == ()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        pytest.param("年薪百万，海外", True, id="words for it"),
        pytest.param("年薪百万", True, id="no word for it"),
        pytest.param("年薪百万，培训", True, id="a word against it"),
        pytest.param("年薪百万，培训，talent show，比赛", False, id="words clearly against it"),
    ],
)
def test_a_rule_that_words_deny_holds_with_its_own_score_but_where_they_speak_against_it(
    monkeypatch: pytest.MonkeyPatch, text: str, holds: bool
) -> None:
    monkeypatch.setattr("policywatch.flagging.flagger.wording", lambda: WORDING)
    rule = Rule(id="call", score=50, when=Condition(term=("pay",)), wording="denies", reason="x")
    pay = Term(id="pay", category=Category.INCENTIVE, gloss="pay", zh=("年薪",))
    flagger = Flagger(
        Watchlists(programmes=(), terms=(pay,), context=Context(), rules=(rule,), threshold=40)
    )

    assert [finding.score for finding in flagger.flag(text).findings] == [50.0] * holds


def test_what_is_shipped_is_read() -> None:
    assert len(load_words().words) > 1000


def test_a_wrong_file_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "wording.yaml"
    file.write_text("words:\n  海外: 9\n  国内: many\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"wording\.yaml:3: "):
        room.load_words(file)
