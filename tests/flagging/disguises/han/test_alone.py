"""A stem that people speak of by itself is found in disguise with nothing beside it."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

FLAGGER = Flagger(
    Watchlists(
        programmes=(
            Programme(id="thousand", zh=("千人计划",), stems=("千人",)),
            Programme(id="ten-thousand", zh=("万人计划",), stems=("万人",)),
            Programme(id="light", zh=("启明计划",), stems=("启明",)),
            Programme(id="overseas", zh=("海优",), weak=("海优",)),
            Programme(id="mountain", zh=("灵山计划",)),
        ),
        terms=(),
        context=Context(talent=("博士", "海外")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    ("written", "programme"),
    [
        pytest.param("企名", "light", id="both characters by their sound"),
        pytest.param("签人", "thousand", id="one by its sound"),
        pytest.param("海油", "overseas", id="a title by its sound"),
        pytest.param("启朋", "light", id="one by its look"),
        pytest.param("户口明", "light", id="one in its parts"),
        pytest.param("启某明", "light", id="a mark between"),
        pytest.param("企 / 名", "light", id="set apart"),
    ],
)
def test_it_is_meant_where_talent_is_spoken_of(written: str, programme: str) -> None:
    assert FLAGGER.flag(f"海外博士：{written}呢，谁知道").programmes == (programme,)


@pytest.mark.parametrize("written", ["企名", "签人", "海油", "启某明"])
def test_it_is_nothing_where_no_talent_is_spoken_of(written: str) -> None:
    assert FLAGGER.flag(f"楼下{written}呢，谁知道").programmes == ()


def test_a_year_before_it_parts_no_word() -> None:
    assert FLAGGER.flag("海外博士，2014年签人呢").programmes == ("thousand",)
    young = Programme(id="young", zh=("青千",), stems=("青千",))
    flagger = Flagger(
        Watchlists(
            programmes=(young,), terms=(), context=Context(talent=("博士",)), rules=(), threshold=40
        )
    )
    assert flagger.flag("博士，2014年轻千呢").programmes == ("young",)
    assert flagger.flag("博士，那些年轻千呢").programmes == ()


def test_a_word_of_talent_far_from_it_does_not_speak_for_it() -> None:
    far = "，天气一直很好，大家都在院子里说话" * 3
    assert FLAGGER.flag(f"海外博士{far}：签人呢，谁知道").programmes == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("海外博士，前人的路", id="a word of its own"),
        pytest.param("海外博士，零山呢", id="a stem that needs a word beside it"),
        pytest.param("海外博士，起起呢", id="one and the same twice"),
        pytest.param("海外博士都说早起名声好", id="parts of two words"),
        pytest.param("他是台湾人，海外博士", id="part of a place's name and what follows it"),
        pytest.param("海外博士到时汽笛齐鸣", id="part of an idiom"),
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert FLAGGER.flag(text).programmes == ()
