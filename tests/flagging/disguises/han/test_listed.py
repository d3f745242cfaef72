"""In one list with titles of scientists a name counts without a word for a plan behind it."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

FLAGGER = Flagger(
    Watchlists(
        programmes=(
            Programme(id="mountain", zh=("灵山学者",)),
            Programme(id="river", zh=("沁河学者",)),
            Programme(id="count", zh=("千人计划",), stems=("千人",)),
        ),
        terms=(),
        context=Context(talent=("杰青", "优青", "海外优青", "人才")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param("我校有杰青3人、{}5人、优青2人", id="with numbers, between two"),
        pytest.param("{}12人，海外优青5人", id="with numbers, before one"),
        pytest.param("优青4名，新世纪3名，{}（2名）", id="behind another title"),
        pytest.param("{}/杰青/优青都能报", id="with strokes"),
        pytest.param("杰青、优青和{}等优先", id="at the end"),
        pytest.param("引进杰青、沁河以及{}共6人", id="behind another such name"),
        pytest.param("{}、新世纪、杰青", id="two before one"),
        pytest.param("学院有3个{}、5个杰青", id="so many of each, before one"),
        pytest.param("两个杰青一个{}，都是海归", id="so many of each, behind one"),
        pytest.param("我老板是{}，她老板是杰青", id="what one's boss is"),
    ],
)
@pytest.mark.parametrize("name", ["灵山", "零山", "灵shan"])
def test_a_name_in_a_list_of_titles_is_meant(name: str, listed: str) -> None:
    assert "mountain" in FLAGGER.flag(listed.format(name)).programmes


def test_each_name_of_such_a_list_is_found() -> None:
    found = FLAGGER.flag("引进千人、沁河、灵山、杰青等高层次人才12人").programmes
    assert set(found) == {"count", "river", "mountain"}


@pytest.mark.parametrize(
    "text",
    [
        "数千人、灵山景区的游客",
        "灵山、黄山两地上千人参与",
        "他是杰青，灵山医院主任",
        "同事拿了优青，灵山下雪了",
        "优青和灵山水务集团合作",
        "人才、灵山千人",
        "杰青3个项目，灵山边的基地",
        "优青的老板是灵山人",
    ],
)
def test_a_place_beside_a_title_is_no_name(text: str) -> None:
    assert "mountain" not in FLAGGER.flag(text).programmes


def test_a_short_name_half_in_its_initials_counts_where_it_is_spoken_of() -> None:
    assert FLAGGER.flag("入选Q人的人才").programmes == ("count",)
    assert not FLAGGER.flag("入选B人的人才").programmes
