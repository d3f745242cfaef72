"""Of names that overlap the one that is meant stays."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

TEN = Programme(
    id="ten", zh=("十贤计划", "国十"), weak=("国十",), unless=("中国十", "十贤计划会", "临高十贤")
)
OIL = Programme(id="oil", zh=("海由工程",), unless=("海油工程",))
FLAGGER = Flagger(
    Watchlists(
        programmes=(TEN, OIL),
        terms=(),
        context=Context(talent=("博士", "海外")),
        rules=(),
        threshold=40,
    )
)


def held(text: str) -> list[tuple[str, bool]]:
    return [(m.text, m.held) for m in FLAGGER.flag(text).matches if m.target == "programme"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("中国十贤计划", [("十贤计划", True)], id="another sense laps over it"),
        pytest.param("中国“十贤计划”", [("十贤计划", True)], id="and a quote stands between"),
        pytest.param("入选国十的博士", [("国十", True)], id="a doubtful name"),
        pytest.param("中国十大博士", [("国十", False)], id="a doubtful name in another sense"),
        pytest.param("召开十贤计划会", [("十贤计划", False)], id="all of it in another sense"),
        pytest.param(
            "临高十贤计划", [("十贤计划", False)], id="as much of another sense laps over it"
        ),
        pytest.param(
            "博士/国/十贤计划", [("十贤计划", True)], id="a doubtful one that a mark parts"
        ),
        pytest.param(
            "博士/国/十的会评", [("国/十", True)], id="that one where no name begins in it"
        ),
        pytest.param("海外海油工程", [("海油工程", False)], id="a guess that is another word"),
    ],
)
def test_another_sense_hides_no_name_that_it_only_laps_over(
    text: str, names: list[tuple[str, bool]]
) -> None:
    assert held(text) == names


@pytest.mark.parametrize("text", ["户口贤计划", "贝力贤计划", "十又贝计划"])
def test_no_match_begins_before_the_text(text: str) -> None:
    assert all(match.start >= 0 for match in FLAGGER.flag(text).matches)
