"""Names with letters or digits put between their characters."""

import pytest

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging import Flagger
from policywatch.flagging.disguises.han.parted import PartedNames
from policywatch.flagging.folding import fold
from tests.flagging.disguises.lexicons import check_time_in_proportion

QIHANG = Programme(id="qihang", zh=("启航计划", "沧海领军人才"))
LEVEL = Programme(id="level", zh=("国家级人才",))
NAMES = PartedNames((QIHANG, LEVEL))


def parted(text: str, form: str = "spaced") -> list[str]:
    folded = fold(text).text
    return [folded[start:end] for entry, start, end in NAMES.find(folded) if entry.form == form]


@pytest.mark.parametrize(
    "written", ["启x航计划", "启1航计划", "启ab航计划", "启〇航计划", "沧海领x军人才"]
)
def test_a_name_is_found_whatever_parts_two_of_its_characters(written: str) -> None:
    assert parted(f"入选{written}的博士") == [written]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("启x航路", id="another word behind it"),
        pytest.param("启abcdef航计划", id="a word between"),
        pytest.param("国家3级人才", id="a number of what follows"),
        pytest.param("启x明计划", id="another pair"),
        pytest.param("国家bqw人才", id="initials before a word for a plan"),
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert parted(text) == []


@pytest.mark.parametrize("written", ["启x航", "启1航", "启ab航", "启〇航"])
def test_so_is_its_stem_by_itself_which_counts_as_a_stem(written: str) -> None:
    assert parted(f"评上{written}的博士", "stem") == [written]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("已经报了启a明，等上会，海外博士", True, id="said of a programme"),
        pytest.param("启a明今年的股票，海外基金也买", False, id="said of a firm"),
    ],
)
def test_a_stem_counts_where_something_is_said_of_it(
    flagger: Flagger, text: str, meant: bool
) -> None:
    assert ("qiming" in flagger.flag(text).programmes) is meant


def test_the_cost_is_linear() -> None:
    assert len(list(NAMES.find("启x航计" * 1_000))) == 1_000
    check_time_in_proportion(lambda text: list(NAMES.find(text)), "启x航计")
