"""What an edit can bear on: nothing that it changes is overlooked, and little else is touched."""

from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.catalogue.watchlists import (
    Category,
    Context,
    Programme,
    Watchlists,
    load_watchlists,
)
from policywatch.documents import Flagging
from policywatch.flagging import Flagger
from policywatch.flagging.pieces import Pieces
from policywatch.flagging.reflagging.effects import Effect
from policywatch.flagging.texts import join_title
from policywatch.settings import ROOT
from tests.flagging.test_passages import passages

SHIPPED = load_watchlists(ROOT / "watchlists")
PAGES = [(p.title, p.text) for p in passages("passages.yaml")][::2]
LEVEL = "city"


@cache
def shipped_says() -> list[Flagging]:
    return say(SHIPPED)


def say(watchlists: Watchlists) -> list[Flagging]:
    flagger = Flagger(watchlists)
    return [flagger.flag(text, title=title, level=LEVEL) for title, text in PAGES]


def touched(effect: Effect, said: list[Flagging]) -> set[int]:
    """Return the pages for which an effect speaks, by their texts or by what is stored of them."""
    by_text = effect.touches_texts([join_title(*page)[0] for page in PAGES])
    by_pieces = {
        at
        for at, flagging in enumerate(said)
        if effect.touches_pieces(Pieces.from_json(Pieces.of(flagging, LEVEL).to_json(),
                                                  flagging.genre.name))
    }  # fmt: skip
    return by_text | by_pieces


def changed(part: str, value: Any) -> Watchlists:
    return Watchlists(**{**dict(SHIPPED), part: value})


def with_programme(programme: Programme) -> Watchlists:
    kept = tuple(p for p in SHIPPED.programmes if p.id != programme.id)
    return changed("programmes", (*kept, programme))


WORDS = st.one_of(
    st.sampled_from(
        ["启明", "人才计划", "申报", "引才工程", "Talent Plan", "Qiming", "QM", "入选者", "资助",
         "海外博士", "浙江", "青年人才", "Kunpeng", "千人", "HJ", "教授", "安家费", "培训", "广东"]
    ),
    st.sampled_from([text for _, text in PAGES]).flatmap(
        lambda text: st.integers(0, max(0, len(text) - 8)).map(
            lambda at: text[at : at + 5].replace("\n", "计").strip() or "计划"
        )
    ),
).filter(lambda word: sum(char.isalnum() for char in word) >= 2)  # fmt: skip


class Edit(NamedTuple):
    """An edit of the shipped watchlists: which way, where, and with which word."""

    way: str
    programme: int
    term: int
    rule: int
    word: str


def apply(edit: Edit) -> Watchlists:
    """Return the shipped watchlists after an edit."""
    programme, term, rule = (
        SHIPPED.programmes[edit.programme], SHIPPED.terms[edit.term], SHIPPED.rules[edit.rule]
    )  # fmt: skip
    word, context = edit.word, dict(SHIPPED.context)
    of_programme: dict[str, dict[str, Any]] = {
        "name more": more_names(programme, word),
        "weak name more": {**more_names(programme, word), "weak": (*programme.weak, word)},
        "stem more": {"stems": (*programme.stems, word)},
        "name less": {
            "zh": programme.zh[1:],
            "stems": (),
            "short": (),
            "weak": tuple(name for name in programme.weak if name != programme.zh[0]),
        },
        "all weak": {"weak": (*programme.zh, *programme.en)},
        "needs context": {"needs_context": not programme.needs_context},
        "sense more": {"unless": (*programme.unless, word)},
        "no other sense": {"unless": ()},
        "own context": {"context": (*programme.context, word)},
        "other place": {"place": word, "level": "city", "sponsor": word},
        "other order": {"zh": programme.zh[::-1]},
    }
    of_term: dict[str, dict[str, Any]] = {
        "term's word more": {"zh": (*term.zh, word)},
        "other category": {"category": Category.FIELD, "gloss": word},
        "term's other sense": {"unless": (word,)},
    }
    of_rule: dict[str, dict[str, Any]] = {
        "other score": {"score": 77.0, "covers": ()},
        "other condition": {"when": SHIPPED.rules[edit.rule - 1].when},
    }
    of_all: dict[str, dict[str, Any]] = {
        "no programme": {"programmes": without(SHIPPED.programmes, programme)},
        "new programme": {
            "programmes": (
                *SHIPPED.programmes,
                Programme(id="new", zh=(word + "计划",), en=(f"New {word} Plan",)),
            )
        },
        "no term": {"terms": without(SHIPPED.terms, term)},
        "no rule": {"rules": without(SHIPPED.rules, rule)},
        "talent": {"context": Context(**{**context, "talent": (word,)})},
        "against": {"context": Context(**{**context, "against": (*context["against"], word)})},
        "place": {"context": Context(**{**context, "place": (*context["place"], word)})},
        "forms": {"forms": {"exact": 3.0, "pinyin": -9.0}},
        "threshold": {"threshold": 77.0},
    }
    if edit.way in of_programme:
        put: Any = programme.model_copy(update=of_programme[edit.way])
        return changed("programmes", (*without(SHIPPED.programmes, programme), put))
    if edit.way in of_term:
        put = term.model_copy(update=of_term[edit.way])
        return changed("terms", (*without(SHIPPED.terms, term), put))
    if edit.way in of_rule:
        put = rule.model_copy(update=of_rule[edit.way])
        return changed("rules", (*without(SHIPPED.rules, rule), put))
    ((part, value),) = of_all[edit.way].items()
    return changed(part, value)


def without(parts: tuple[Any, ...], part: Any) -> tuple[Any, ...]:
    return tuple(one for one in parts if one is not part)


def more_names(programme: Programme, word: str) -> dict[str, Any]:
    field = "en" if word.isascii() else "zh"
    return {field: (*getattr(programme, field), word)}


WAYS = (
    "name more", "weak name more", "stem more", "name less", "all weak", "needs context",
    "sense more", "no other sense", "own context", "other place", "other order",
    "term's word more", "other category", "term's other sense", "other score", "other condition",
    "no programme", "new programme", "no term", "no rule", "talent", "against", "place", "forms",
    "threshold",
)  # fmt: skip
EDITS = st.builds(
    Edit,
    st.sampled_from(WAYS),
    st.integers(0, len(SHIPPED.programmes) - 1),
    st.integers(0, len(SHIPPED.terms) - 1),
    st.integers(0, len(SHIPPED.rules) - 1),
    WORDS,
)


@given(edit=EDITS)
@settings(max_examples=25, deadline=None)
def test_what_an_edit_does_not_touch_is_flagged_alike(edit: Edit) -> None:
    edited = apply(edit)
    effect = Effect(SHIPPED, edited)

    untouched = set(range(len(PAGES))) - touched(effect, shipped_says())

    after = say(edited)
    before = shipped_says()
    assert [PAGES[at] for at in untouched if after[at] != before[at]] == []


def test_a_new_name_touches_only_the_texts_in_which_it_stands_in_any_form() -> None:
    texts = ["启航英才计划", "啟·航 英才計劃", "qihang yingcai jihua", "启明计划", "无关", "启航"]
    effect = Effect(SHIPPED, with_programme(Programme(id="new", zh=("启航英才计划",))))

    assert {0, 1} <= effect.touches_texts([f"申报{text}的海外人才" for text in texts]) <= {0, 1, 2}
    assert not effect.needs_pieces


def test_a_new_name_is_seen_where_a_line_breaks_it() -> None:
    page = "申报启航英\n才计划的海外人才"
    effect = Effect(SHIPPED, with_programme(Programme(id="new", zh=("启航英才计划",))))

    assert effect.touches_texts(["无关的正文", page, "无关"]) == {1}


def test_texts_so_full_of_what_changed_that_not_all_is_searched_are_all_touched() -> None:
    effect = Effect(SHIPPED, with_programme(Programme(id="new", zh=("启航英才计划",))))

    assert 2 in effect.touches_texts(["启航英才计划" * 9000, "启航英才计划" * 9000, "启航英才计划"])


def test_a_programmes_own_context_touches_only_texts_that_name_a_programme() -> None:
    programme = next(p for p in SHIPPED.programmes if p.id == "huoju")
    own = programme.model_copy(update={"context": (*programme.context, "揽才")})
    effect = Effect(SHIPPED, with_programme(own))

    assert effect.touches_texts(["揽才大会", "火炬计划揽才", "火炬计划"]) == {1}


@pytest.mark.parametrize("text", ["🔥舟计划 海外", "“岐航”海外人才", "名单：QHP、WR 海外"])
def test_a_new_name_is_seen_where_only_the_text_as_shown_tells_it(text: str) -> None:
    programmes = (
        Programme(id="picture", zh=("火舟计划",)),
        Programme(id="quoted", zh=("岐杭计划",)),
        Programme(id="capitals", zh=("强海盘计划",), short=("QHP",)),
    )
    effect = Effect(SHIPPED, changed("programmes", (*SHIPPED.programmes, *programmes)))

    assert effect.touches_texts(["🔥 热烈庆祝", text, "“无关”，由 QA、PR 组成"]) == {1}


@pytest.mark.parametrize(("field", "value"), [("place", "浙江湖州"), ("level", "county")])
def test_what_decides_between_programmes_touches_the_texts_that_name_it(
    field: str, value: str
) -> None:
    programme = next(p for p in SHIPPED.programmes if p.id == "shenzhen-peacock")
    effect = Effect(SHIPPED, with_programme(programme.model_copy(update={field: value})))

    assert effect.touches_texts(["无关", "孔雀计划", "🦚计划"]) == {1, 2}


def test_whether_unlisted_titles_stand_for_a_term_touches_the_texts_that_may_hold_one() -> None:
    terms = tuple(term.model_copy(update={"unlisted": False}) for term in SHIPPED.terms)
    without = changed("terms", terms)

    for effect in (Effect(SHIPPED, without), Effect(without, SHIPPED)):
        assert effect.touches_texts(["无关", "入选瑶泉学者", "瑶泉计划"]) == {1}


@pytest.mark.parametrize("field", ["sponsor", "years", "ambiguity", "since"])
def test_what_is_only_told_of_a_programme_touches_nothing(field: str) -> None:
    programme = SHIPPED.programmes[0].model_copy(update={field: "2019"})
    effect = Effect(SHIPPED, with_programme(programme))

    assert not effect.needs_texts
    assert not effect.needs_pieces
    assert effect.differences


def test_a_rule_touches_what_may_hold_it_alone() -> None:
    rule = next(rule for rule in SHIPPED.rules if rule.id == "programme-in-passing")
    kept = tuple(r for r in SHIPPED.rules if r is not rule)
    effect = Effect(SHIPPED, changed("rules", kept))

    pages = touched(effect, shipped_says())

    held = {at for at, f in enumerate(shipped_says()) if any(r.rule == rule.id for r in f.findings)}
    named = {at for at, f in enumerate(shipped_says()) if f.programmes}
    assert held <= pages <= named
    assert not effect.needs_texts
