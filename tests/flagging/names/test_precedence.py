"""Which programme is meant where a disguise may stand for several."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger
from policywatch.flagging.names.precedence import Precedence

NATIONAL = Programme(id="b-national", zh=("长江学者",), level="national")
ANHUI = Programme(id="a-anhui", zh=("皖江学者",), place="安徽", level="province")
LONG = Programme(id="c-long", zh=("龙江学者",), place="黑龙江", level="province")
WUHU = Programme(id="d-wuhu", zh=("鸠江学者",), place="安徽芜湖", level="city")
ALL = (NATIONAL, ANHUI, LONG, WUHU)
FLAGGER = Flagger(
    Watchlists(
        programmes=ALL, terms=(), rules=(), threshold=40, context=Context(talent=("海外", "教授"))
    )
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("海外教授", "b-national"),
        ("安徽海外教授", "a-anhui"),
        ("professors of anhui university", "a-anhui"),
        ("黑龙江与芜湖", "d-wuhu"),
        ("安徽芜湖", "d-wuhu"),
        ("黑龙江", "c-long"),
    ],
)
def test_the_place_that_a_text_names_decides_then_the_whole_country(text: str, first: str) -> None:
    assert Precedence(ALL).order({p.id for p in ALL}, text)[0] == first


def test_what_the_reports_are_about_comes_before_what_is_as_high() -> None:
    story = Programme(id="z-story", zh=("星火计划",), level="national", basis="story")

    assert Precedence((*ALL, story)).order(["b-national", "z-story"], "")[0] == "z-story"


def test_a_programme_of_no_known_level_comes_last() -> None:
    unknown = Programme(id="0-unknown", zh=("星火计划",))

    assert Precedence((*ALL, unknown)).order(["0-unknown", "d-wuhu"], "")[-1] == "0-unknown"


@pytest.mark.parametrize("written", ["*江学者", "🌊学者", "🐍江学者"])
@pytest.mark.parametrize(("place", "meant"), [("", "b-national"), ("安徽省", "a-anhui")])
def test_a_disguise_of_several_names_is_read_by_what_the_text_speaks_of(
    written: str, place: str, meant: str
) -> None:
    assert FLAGGER.flag(f"{place}引进海外教授，可报{written}，待遇面议").programmes == (meant,)


@pytest.mark.parametrize("written", ["长🌊学者", "🌊学者", "长汪学者"])
def test_a_name_in_disguise_speaks_of_talent_by_its_other_words(written: str) -> None:
    talent = Context(talent=("学者",))
    flagger = Flagger(
        Watchlists(programmes=(NATIONAL,), terms=(), rules=(), threshold=40, context=talent)
    )

    assert flagger.flag(f"他说{written}").programmes == ("b-national",)
