"""Whole watchlists of every shape, for properties."""

import string
from typing import Any

from hypothesis import strategies as st

from policywatch.catalogue.levels import Level
from policywatch.catalogue.watchlists import FACT_KINDS, GENRES, Category, Watchlists
from policywatch.catalogue.watchlists.rules import OF_WORDS

# What YAML, JSON and names are most easily broken by stands among the letters.
MARKS = " '\"#:-{}[]&*!|>%@`,?\\~\u00a0🔥𠮷ß"
LINES = "\n\r\x85\u2028"
LETTERS = string.ascii_letters + "启明火炬计划人才工程0123456789" + MARKS
TEXTS = st.text(LETTERS + LINES, max_size=20)
DAYS = st.one_of(st.none(), st.sampled_from(["2008", "2019-03", "2023-08-24"]))
LEVELS = st.sampled_from(["", "national", "province", "city"])


def names_of(owner: str) -> st.SearchStrategy[list[str]]:
    """Names that no other programme has, none of them weightless or over two lines."""
    return st.lists(
        st.text(LETTERS, max_size=12).map(lambda text: f"{text}{owner}计划"),
        max_size=3,
        unique=True,
    )


@st.composite
def programmes(draw: st.DrawFn, number: int, others: int) -> dict[str, Any]:
    owner = f"第{number}"
    zh = [f"{owner}人才计划", *draw(names_of(owner))]
    known = draw(st.lists(st.sampled_from(zh), unique=True, max_size=2))
    before = draw(st.lists(st.integers(0, number - 1), unique=True, max_size=2)) if number else []
    return {
        "id": f"p{number}",
        "zh": zh,
        "en": draw(st.lists(st.just(f"Plan {number} of Talents"), max_size=1)),
        "short": draw(st.lists(st.just(f"TP{number}"), max_size=1)),
        "weak": draw(st.lists(st.sampled_from(zh), unique=True)),
        "unless": draw(names_of("别")),
        "context": draw(names_of("语")),
        "names": [
            {"text": text, "kind": draw(st.sampled_from(["official", "press", "code"])),
             "since": draw(DAYS), "weak": draw(st.booleans()), "note": draw(TEXTS)}
            for text in known
        ],
        "level": draw(LEVELS),
        "place": draw(TEXTS),
        "years": draw(TEXTS),
        "since": draw(DAYS),
        "ambiguity": draw(TEXTS),
        "predecessor": [{"id": f"p{one}", "date": draw(DAYS)} for one in before],
    }  # fmt: skip


def conditions(programme_ids: list[str], term_ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    words = st.fixed_dictionaries({"programme": st.just("any")}) | st.fixed_dictionaries(
        {"programme": st.lists(st.sampled_from(programme_ids), min_size=1, max_size=3)}
    )
    if term_ids:
        words |= st.fixed_dictionaries({"term": st.lists(st.sampled_from(term_ids), min_size=1)})
    titled = st.tuples(words, st.booleans()).map(lambda pair: pair[0] | {"in_title": pair[1]})
    facts = st.fixed_dictionaries({"fact": st.lists(st.sampled_from(FACT_KINDS), min_size=1)})
    of_text = words | facts
    of_document = st.one_of(
        st.fixed_dictionaries({"genre": st.lists(st.sampled_from(GENRES), min_size=1)}),
        st.fixed_dictionaries({"level": st.lists(st.sampled_from(list(Level)), min_size=1)}),
        st.fixed_dictionaries({"language": st.just(["zh"])}),
    )
    near = st.fixed_dictionaries(
        {"near": st.lists(of_text, min_size=2, max_size=3),
         "within": st.sampled_from(["sentence", "paragraph", 20])}
    )  # fmt: skip
    return st.one_of(
        titled,
        facts,
        near,
        st.fixed_dictionaries({"any": st.lists(of_text | near, min_size=1, max_size=3)}),
        st.tuples(of_text, of_document | near).map(lambda pair: {"all": list(pair)}),
        st.tuples(near, of_document).map(lambda pair: {"all": [pair[0], {"none": [pair[1]]}]}),
    )


@st.composite
def watchlists(draw: st.DrawFn) -> Watchlists:
    """Watchlists that are well written; `draw` decides everything else."""
    count = draw(st.integers(1, 4))
    terms = [
        {"id": f"t{n}", "category": draw(st.sampled_from(list(Category))), "gloss": draw(TEXTS),
         "zh": draw(names_of(f"词{n}")), "en": [f"word {n}"]}
        for n in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    asked = conditions([f"p{n}" for n in range(count)], [str(term["id"]) for term in terms])
    rules = [
        {
            "id": f"r{n}",
            "score": draw(st.integers(1, 100)),
            "severity": draw(st.sampled_from(["low", "medium", "high"])),
            "when": draw(asked),
            "add": [
                {"when": draw(asked), "points": draw(st.integers(-9, 9)), "why": "x" + draw(TEXTS)}
                for _ in range(draw(st.integers(0, 2)))
            ],
            "covers": [f"r{m}" for m in range(n) if draw(st.booleans())],
            "reason": "names {programmes}: " + draw(TEXTS).replace("{", "{{").replace("}", "}}"),
        }
        for n in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return Watchlists.model_validate(
        {
            "programmes": [draw(programmes(n, count)) for n in range(count)],
            "terms": terms,
            "context": {kind: draw(names_of(kind)) for kind in ("talent", "against", "place")},
            "rules": rules,
            "threshold": draw(st.integers(0, 100)),
            "forms": draw(st.dictionaries(st.sampled_from(["spaced", "pinyin"]), st.floats(-9, 9))),
        }
    )


assert set(OF_WORDS) == {"programme", "category", "term"}
