"""Names that only the text as shown tells: what stands in brackets inside, and joined pictures."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging.folding import fold
from policywatch.flagging.lexicon import Lexicon

QIHANG = Programme(id="qihang", zh=("启航计划",), en=("Qihang Program",))
PHOENIX = Programme(id="phoenix", zh=("凤凰英才计划",))
LEXICON = Lexicon(
    Watchlists(programmes=(QIHANG, PHOENIX), terms=(), context=Context(), rules=(), threshold=40)
)


def shown(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.entry.target_id, one.entry.form, text[one.start : one.end])
        for one in LEXICON.find_shown(text, fold(text))
    ]


@pytest.mark.parametrize(
    "written",
    [
        "Qihang (Setting Sail) Program",
        "Qihang(SS) program",
        "启航（国家级）计划",
        "启航(省部)計劃",
        "“启航（青年）”计划",
    ],
)
def test_a_gloss_in_brackets_hides_no_name(written: str) -> None:
    assert shown(f"入选{written}的学者") == [("qihang", "variant", written.lstrip("“"))]
    assert LEXICON.may_show(f"入选{written}的学者")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("启航（见下）。计划另行通知", id="sentence end behind it"),
        pytest.param("启航计划（国家级）项目", id="the name ends before it"),
        pytest.param("（第二批）启航计划", id="the name begins behind it"),
        pytest.param("启航\n（国家级）计划", id="another line"),
        pytest.param("启航（" + "级" * 30 + "）计划", id="a whole sentence in it"),
        pytest.param("远航（国家级）计划", id="another name"),
    ],
)
def test_brackets_make_no_name_of_what_is_none(text: str) -> None:
    assert shown(text) == []


def test_pictures_that_joined_are_one_word() -> None:
    assert shown("入选🐦\u200d🔥英才计划") == [("phoenix", "emoji", "🐦\u200d🔥英才计划")]
    assert shown("入选🐦🔥英才计划") == []
