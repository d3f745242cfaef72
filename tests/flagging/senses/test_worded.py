"""What the learnt words around a name settle where the words beside it say too little."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger
from policywatch.flagging.flagger import Text
from policywatch.flagging.senses.worded import REACH

DAWN = Programme(id="dawn", zh=("曦明计划",), short=("XM",), stems=("曦明",))
SWAN = Programme(id="swan", zh=("天鹅计划",), stems=("天鹅",))
FLAGGER = Flagger(
    Watchlists(
        programmes=(DAWN, SWAN),
        terms=(),
        context=Context(talent=("引才",)),
        rules=(),
        threshold=40,
    )
)
A_POST = "国外的教授和博士都能来，单位出面，材料我们写，长期短期都行"
A_MATCH = "球队昨晚在主场赢了比赛，游客可以坐地铁，演出八点开始，门票80元，学生半价"


def programmes(text: str) -> tuple[str, ...]:
    return FLAGGER.flag(text).programmes


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("希明计划", id="a homophone"),
        pytest.param("曦月计划", id="half a character"),
        pytest.param("曦🌟明", id="a picture in a stem"),
        pytest.param("xi1 ming2 ji4 hua4", id="pinyin with tones in digits"),
    ],
)
def test_a_disguised_name_is_meant_among_words_of_recruiting(written: str) -> None:
    assert programmes(f"{A_POST}。懂的都懂：{written}。") == ("dawn",)
    assert programmes(f"{A_MATCH}。懂的都懂：{written}。") == ()


def test_the_words_that_decided_are_told() -> None:
    (match,) = FLAGGER.flag(f"{A_POST}。懂的都懂：xi1 ming2 ji4 hua4。").matches
    assert match.held
    assert match.context.startswith("among ")
    assert any(word in match.context for word in ("国外", "博士", "教授", "短期"))


def test_words_far_from_a_name_do_not_speak_for_it() -> None:
    far = "风雨山川草木虫鱼" * (REACH // 8 + 5)
    assert programmes(f"{A_POST}。{far}希明计划。") == ()


def test_two_characters_of_others_alone_are_no_name_by_words_alone() -> None:
    assert programmes(f"{A_POST}。签{'，' * 50}希名呢") == ()


def test_a_firm_is_no_programme_by_words_alone() -> None:
    assert programmes(f"{A_POST}。天厄计划集团") == ()


def test_two_players_called_so_are_no_programmes_that_are_named_together() -> None:
    assert programmes(f"曦明和天鹅，引才。{A_POST}") == ("dawn", "swan")
    assert programmes(f"曦明和天鹅上场，引才。{A_MATCH}") == ()


def test_a_long_text_is_judged_by_the_stretch_that_a_name_stands_in() -> None:
    match = f"{A_MATCH}。" * 20
    flagged = FLAGGER.flag_all([Text(f"{match}{A_POST}。希明计划。{A_POST}", "", (), "")])
    assert next(flagged).programmes == ("dawn",)
