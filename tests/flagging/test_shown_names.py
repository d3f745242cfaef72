"""Names that only the text as shown tells: what stands in brackets inside, and joined pictures."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging.folding import fold
from policywatch.flagging.lexicon import Lexicon

QIHANG = Programme(id="qihang", zh=("启航计划",), en=("Qihang Program",))
NATIONAL = Programme(id="national", zh=("曦明计划",), level="national")
PHOENIX = Programme(id="phoenix", zh=("凤凰英才计划",))
LEXICON = Lexicon(
    Watchlists(
        programmes=(QIHANG, PHOENIX, NATIONAL), terms=(), context=Context(), rules=(), threshold=40
    )
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


@pytest.mark.parametrize("written", ["（西鸣）", "[西鸣]", "#西鸣 "])
def test_a_homophone_alone_in_brackets_or_as_a_tag_is_told_of_a_well_known_name(
    written: str,
) -> None:
    assert shown(f"{written}海外博士") == [("national", "homophone", "西鸣")]
    assert LEXICON.may_show(f"{written}海外博士")
    assert shown(written.replace("西鸣", "奇杭")) == []  # like a person's name, of a local one
