"""Which programme and incentive a fact is about, and at which rate it is shown in CNY."""

from decimal import Decimal
from pathlib import Path

import pytest

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.errors import CatalogueError
from policywatch.flagging import Flagger
from policywatch.flagging.facts import Subject, find_facts
from policywatch.flagging.facts.rates import load_rates

WATCHLISTS = Path(__file__).parents[3] / "watchlists"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param("给予最高1000万元项目资助", "项目资助", id="behind"),
        pytest.param("对引进的博士给予50万元的安家补贴", "安家补贴", id="behind 的"),
        pytest.param("安家费为80万元", "安家费", id="before"),
        pytest.param("对入选者按1:1给予配套奖励，最高150万元", "配套奖励", id="clause before"),
        pytest.param("a signing bonus of 3 to 5 million yuan", "signing bonus", id="English"),
        pytest.param("比上年增加8500万元", "", id="none"),
    ],
)
def test_an_amount_is_about_the_incentive_nearest_in_sense(text: str, about: str) -> None:
    assert find_facts(text)[0].about == about


def test_amounts_of_one_clause_share_its_incentive() -> None:
    facts = find_facts("分别给予A类、B类人才安家费100万元、50万元")

    assert [fact.about for fact in facts] == ["人才安家费", "人才安家费"]


def subjects(text: str, *names: str) -> list[Subject]:
    return [Subject(text.index(name), text.index(name) + len(name), name, name) for name in names]


def test_a_fact_is_about_the_programme_named_last_before_it_in_its_sentence() -> None:
    text = "启明计划入选者给予100万元奖励，鲲鹏行动入选者给予200万元奖励。"

    facts = find_facts(text, subjects=subjects(text, "启明计划", "鲲鹏行动"))

    assert [fact.about for fact in facts] == ["启明计划: 奖励", "鲲鹏行动: 奖励"]


def test_a_fact_far_from_any_name_is_about_none_of_several() -> None:
    text = "启明计划。\n鲲鹏行动。\n引进专家20名。"

    assert find_facts(text, subjects=subjects(text, "启明计划", "鲲鹏行动"))[0].about == ""


def test_the_only_programme_of_a_text_is_what_its_facts_are_about() -> None:
    flagger = Flagger(load_watchlists(WATCHLISTS))

    flagging = flagger.flag(
        "年龄不超过40周岁。\n请于2023年3月31日前报送。", title="关于组织申报启明计划的通知"
    )

    assert [fact.about for fact in flagging.facts] == ["启明计划", "启明计划"]


def test_rates_say_of_when_and_from_where_they_are() -> None:
    rates = load_rates()

    assert rates.as_of
    assert rates.source
    assert rates.in_cny("USD", Decimal(100), Decimal(200)).endswith(f"({rates.as_of})")


def test_what_has_no_rate_is_not_converted() -> None:
    assert load_rates().in_cny("CNY", Decimal(1), Decimal(1)) == ""


def test_a_wrong_rate_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "rates.yaml"
    file.write_text("as_of: 2023\nsource: somewhere\nrates:\n  USD: -7\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"rates\.yaml:4"):
        load_rates(file)
