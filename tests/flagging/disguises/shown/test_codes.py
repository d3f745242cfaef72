"""Initials alone: four letters, listed ones in small letters or with a mark, two in English."""

from functools import partial

import pytest

from policywatch.catalogue.watchlists import Programme
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

LISTED = Programme(id="listed", zh=("曦明计划",), short=("XM",))
LONG = Programme(id="long", zh=("飞雁云鹤计划",))
OTHER = Programme(id="other", zh=("炬火计划",), short=("JH",))
LEXICON = lexicon_of(LISTED, LONG)
PAIR = lexicon_of(LISTED, OTHER)


@pytest.mark.parametrize(
    ("text", "programme", "written"),
    [
        pytest.param("省里FYYH的项目", "long", "FYYH", id="four capitals"),
        pytest.param("【转发】FYYH 申报开始", "long", "FYYH", id="four capitals before a space"),
        pytest.param("那几届fyyh真香", "long", "fyyh", id="four small letters"),
        pytest.param("今年xm推迟了", "listed", "xm", id="listed ones in small letters"),
        pytest.param("上次聊的x/m那个", "listed", "x/m", id="a mark between"),
        pytest.param("上次聊的X·M那个", "listed", "X·M", id="a mark between capitals"),
        pytest.param("xm_2024_申报书.docx", "listed", "xm", id="the name of a file"),
        pytest.param("上次聊的x.m.那个", "listed", "x.m.", id="dots"),
        pytest.param("说的是 “xm”吗", "listed", "xm", id="in quotes"),
    ],
)
def test_initials_alone_in_chinese_are_a_name(text: str, programme: str, written: str) -> None:
    assert shown_by(LEXICON, text) == [(programme, "initials", written)]
    assert LEXICON.may_show(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the FYYH project", id="four capitals in English"),
        pytest.param("省里FYYHX的项目", id="five capitals"),
        pytest.param("今年fy推迟了", id="two that no programme is listed with"),
        pytest.param("写信到xm@example.org吧", id="an address"),
        pytest.param("见example.org/xm/的页", id="a path"),
        pytest.param("宽30xm的板", id="behind a number"),
        pytest.param("see xm and x/m, 见下", id="between English words"),
        pytest.param("选x/m/n都行", id="more than two letters with marks"),
    ],
)
def test_other_letters_are_none(text: str) -> None:
    assert shown_by(LEXICON, text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("for x.m. and j.h. (both national)", ("x.m", "j.h")),
        ("via X/M or J/H here", ("X/M", "J/H")),
    ],
)
def test_two_with_marks_are_names_in_english_too(text: str, written: tuple[str, str]) -> None:
    found = [(target, words) for target, _, words in shown_by(PAIR, text)]
    assert found == list(zip(("listed", "other"), written, strict=True))
    assert PAIR.may_show(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("for x.m. and nothing else", id="one alone"),
        pytest.param("for x.m. and x.m.", id="one twice"),
        pytest.param("for x.m. and j/h", id="different marks"),
        pytest.param("for x.m and j.hill", id="a word behind"),
        pytest.param("see ax/m or j/h", id="a word before"),
        pytest.param("for x.m.l. and j.h.", id="three letters"),
        pytest.param("for a.m. and j.h.", id="one of no programme"),
    ],
)
def test_fewer_or_others_are_none_in_english(text: str) -> None:
    assert shown_by(PAIR, text) == []


@pytest.mark.parametrize("piece", ["x/", "fyyh ", "年xm", "x.m. and "])
def test_letters_again_and_again_take_time_in_proportion(piece: str) -> None:
    check_time_in_proportion(partial(shown_by, LEXICON), piece, before="年")
