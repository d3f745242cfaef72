"""Known programmes with names like a candidate's."""

import pytest

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging.candidates.nearness import KnownNames, ending_of
from policywatch.settings import ROOT


@pytest.fixture(scope="module")
def known() -> KnownNames:
    return KnownNames(load_watchlists(ROOT / "watchlists").programmes)


@pytest.mark.parametrize(
    ("head", "programme", "how"),
    [
        pytest.param("启航", "qiming", "shape", id="first character"),
        pytest.param("鲲龙", "kunpeng", "shape", id="rare character"),
        pytest.param("齐鸣", "qiming", "sound", id="same sound"),
        pytest.param("qimin", "qiming", "sound", id="pinyin with a letter less"),
        pytest.param("三三一五", "ningbo-3315", "numerals", id="other numerals"),
        pytest.param("瓯越", "ouyue", "head", id="same head"),
    ],
)
def test_a_similar_name_is_near(known: KnownNames, head: str, programme: str, how: str) -> None:
    near = known.near(head)

    assert (near[0].programme, near[0].how) == (programme, how)


@pytest.mark.parametrize("head", ["瑶光", "海棠", "江风", "99", "a", "🔥", "国家级人才计划"])
def test_a_name_of_its_own_is_near_none(known: KnownNames, head: str) -> None:
    assert [near for near in known.near(head) if near.likeness >= 0.5] == []


def test_an_ending_is_what_names_of_a_kind_share() -> None:
    assert ending_of("瑶光英才计划") == ending_of("凌云英才计划") == "英才计划"
    assert ending_of("haijiao talent plan") == "talent plan"
