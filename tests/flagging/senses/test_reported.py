"""Reports count those whom a programme titles, and pay bounties, by its stem or initials alone."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

DAWN = Programme(id="dawn", zh=("曦明计划", "国曦"), weak=("国曦",), stems=("曦明",), short=("XM",))
COUNT = Programme(id="count", zh=("万人计划",), stems=("万人",))
PARK = Programme(id="park", zh=("桥海人才",), stems=("桥海",), needs_context=True)
FLAGGER = Flagger(
    Watchlists(
        programmes=(DAWN, COUNT, PARK),
        terms=(),
        context=Context(talent=("博士",), against=("股票",)),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize("name", ["曦明", "XM", "“曦明”", "国曦"])
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("全年新增{} 2名、省级6名", id="counted"),
        pytest.param("{}申报86人，进面12人", id="applied for"),
        pytest.param("引荐{}成功入选的，奖励中介机构", id="a bounty"),
        pytest.param("{}配套资金500万元", id="a line of a budget"),
        pytest.param("带{}项目落地，园区给场地", id="a place to settle"),
    ],
)
def test_those_whom_a_programme_titles_are_counted_by_its_stem(name: str, line: str) -> None:
    assert FLAGGER.flag(line.format(name)).programmes == ("dawn",)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("曦明3人受伤，全市通报", id="an accident"),
        pytest.param("曦明入选专精特新小巨人名单，奖励20万元", id="a firm's title"),
        pytest.param("曦明的股票5人买，奖励20万元", id="a word of another sense"),
        pytest.param("新增曦明店2家，投资3000万元", id="a shop"),
        pytest.param("新增曦明二路", id="nothing counted"),
        pytest.param("万人申报，奖励20万元", id="a number of people"),
        pytest.param("桥海申报86人，奖励20万元", id="a name of much else"),
    ],
)
def test_what_firms_and_places_report_is_told_apart(text: str) -> None:
    assert FLAGGER.flag(text).programmes == ()


def test_a_line_of_a_budget_names_a_programme_though_all_others_are_about_something_else() -> None:
    rows = [f"老旧小区改造\t{n}万元\t曦明桥\t股票" for n in range(20)]
    rows[10] = "曦明计划经费\t120万元"

    flagging = FLAGGER.flag("项目\t预算数\n" + "\n".join(rows))

    assert flagging.programmes == ("dawn",)
