"""Secrecy, money and trials speak for a doubtful name in full; of its stem they say too little."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

ROC = Programme(
    id="roc",
    zh=("鹏举计划",),
    en=("Peng Ju Program", "Pengju"),
    weak=("鹏举计划", "Peng Ju Program", "Pengju"),
    stems=("鹏举",),
)
TORCH = Programme(id="torch", zh=("炬火计划",), weak=("炬火计划",), needs_context=True)
COUNT = Programme(id="count", zh=("千人计划", "国千"), weak=("国千",))
FLAGGER = Flagger(
    Watchlists(
        programmes=(ROC, TORCH, COUNT),
        terms=(),
        context=Context(talent=("博士",), against=("游戏",)),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        pytest.param("中共在美推行鹏举计划", ("roc",), id="recruiting abroad"),
        pytest.param("被控隱瞞參與鵬舉計畫的收入", ("roc",), id="a trial, in Traditional"),
        pytest.param("鹏举在美隐瞒收入", (), id="a stem"),
        pytest.param("游戏里的鹏举计划，起诉外挂", (), id="a word of another sense"),
        pytest.param("鹏举计划今天开幕", (), id="nothing told"),
        pytest.param(
            "The Peng Ju Program is discreet; prosecutors noticed", ("roc",), id="in English"
        ),
        pytest.param("The Peng Ju Program is discreet", (), id="one word of English is too little"),
        pytest.param("中共在美的「炬·火」計劃", ("torch",), id="a name of much else, hidden"),
        pytest.param("中共在美的「炬火」計劃", (), id="the same as it is printed"),
        pytest.param("參與中國「1000人計劃」", ("count",), id="a number in quotes behind 國"),
    ],
)
def test_what_is_told_of_plans_tells_the_sense(text: str, programmes: tuple[str, ...]) -> None:
    assert FLAGGER.flag(text).programmes == programmes


WALL = Programme(
    id="wall",
    zh=("长垣学者",),
    en=("Long Wall Scholars", "Sail Plan"),
    weak=("Long Wall Scholars", "Sail Plan"),
    place="广东东莞",
)
ENGLISH = Flagger(
    Watchlists(
        programmes=(WALL,),
        terms=(),
        context=Context(talent=("professor",), place=("China", "Shenzhen")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        pytest.param("This work was supported by the Long Wall Scholars.", True, id="funded"),
        pytest.param("The Long Wall Scholars, funded by a museum, dig.", False, id="funded after"),
        pytest.param("He did not disclose his Long Wall Scholars post.", True, id="kept secret"),
        pytest.param("The long wall scholars are coming, he disclosed", False, id="no title"),
        pytest.param("Long Wall Scholars say it was built in 1368.", False, id="nothing told"),
        pytest.param("Long Wall Scholars of Shenzhen", True, id="a word of China"),
        pytest.param("The Sail Plan was funded by the club.", False, id="a plan of anything"),
        pytest.param("He saw Shenzhen under the Sail Plan (B13042).", True, id="a grant in China"),
        pytest.param("He saw Shenzhen under the Sail Plan (page 130).", False, id="no grant"),
        pytest.param("He saw Sweden under the Sail Plan (B13042).", False, id="a grant elsewhere"),
        pytest.param("by the Sail Plan of Dongguan", True, id="before its place"),
        pytest.param("by the Sail Plan of Dresden", False, id="before another place"),
    ],
)
def test_a_title_in_english_needs_one_word(text: str, is_meant: bool) -> None:
    assert ENGLISH.flag(text).programmes == (("wall",) if is_meant else ())


@pytest.mark.parametrize("written", ["CY学者", "cy学者", "C.Y.学者"])
def test_initials_before_a_word_of_han_need_one_word(written: str) -> None:
    flagger = Flagger(
        Watchlists(
            programmes=(
                Programme(
                    id="wall",
                    zh=("长垣学者",),
                ),
            ),
            terms=(),
            context=Context(talent=("博士",)),
            rules=(),
            threshold=40,
        )
    )

    assert flagger.flag(f"{written}，面向博士").programmes == ("wall",)
