"""What the shipped watchlists see through does not fall: every third name in each disguise."""

import pytest

from benchmarks.flagging import disguises
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging import Flagger
from policywatch.settings import ROOT

WATCHLISTS = load_watchlists(ROOT / "watchlists")
FLAGGER = Flagger(WATCHLISTS)
NAMES = disguises.chinese_names(WATCHLISTS)[::3]
HARD = dict.fromkeys(("initials", "initials, small", "initials, dotted", "masked", "reversed"), 0.8)
HARD["all initials"] = 0.7
"""Several names may be meant by these: the share that is to be seen through of each."""


@pytest.mark.parametrize("how", disguises.CHINESE)
def test_names_with_a_word_for_a_plan_are_seen_through(how: str) -> None:
    chance = disguises.Chance(seed=7)

    counted = disguises.seen_through(
        FLAGGER, NAMES, disguises.CHINESE[how], disguises.IN_CHINESE, chance
    )

    assert counted.total() > 70
    assert counted["seen"] / counted.total() >= HARD.get(how, 0.9)


def test_they_are_seen_through_where_no_word_of_talent_stands() -> None:
    chance = disguises.Chance(seed=7)

    counted = disguises.seen_through(
        FLAGGER, NAMES, disguises.CHINESE["one homophone"], disguises.OF_FEW_WORDS, chance
    )

    assert counted["seen"] / counted.total() >= 0.8
