"""The automaton, and what a regular expression cannot match without."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywatch.flagging.automaton import (
    Automaton,
    alternatives,
    required_literals,
    spelled_out,
)
from policywatch.flagging.genre_signs import load_genre_signs


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("甲|乙", ["甲", "乙"]),
        ("甲(?:乙|丙)|丁", ["甲(?:乙|丙)", "丁"]),
        (r"甲\||[|]乙|\[", [r"甲\|", "[|]乙", r"\["]),
        ("甲(?=乙(?:丙|丁))|[^)|]戊", ["甲(?=乙(?:丙|丁))", "[^)|]戊"]),
    ],
)
def test_alternatives_are_those_outside_of_groups(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts


def test_overlapping_patterns_are_all_found_in_characters() -> None:
    text = "😀启明计划人才"

    found = {
        text[start:end] for _, start, end in Automaton(["启明", "启明计划", "明计"]).find(text)
    }

    assert found == {"启明", "启明计划", "明计"}


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("预算|决算数", ("预算", "决算数")),
        (r"启动(?:经)?费|\d月", ("启动", "月")),
        ("(?:市场|产品)(?:经理|总监)", ("市场", "产品")),
        ("某{1,2}[，,]", ("某",)),
        ("supported (?:in part )?by", ("supported ",)),
        (r"per ?cent", ("cent",)),
        (r"\d{4}|启明", ()),
        (r"(?:甲|乙丙)[^丁]{0,8}?\d+?[人名]", ("甲", "乙丙")),
        ("(?:甲)?", ()),
    ],
)
def test_literals_without_which_nothing_matches_are_told(
    pattern: str, literals: tuple[str, ...]
) -> None:
    assert required_literals(pattern) == literals


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("预算", ("预算",)),
        ("拟?入选", ("拟入选", "入选")),
        ("(?:市|区)(?:长|委)?", ("市长", "市委", "市", "区长", "区委", "区")),
        ("男[，,]", ("男，", "男,")),
        ("(?:甲[乙丙])丁", ("甲乙丁", "甲丙丁")),
        (r"启\d", None),
        ("启.{0,8}明", None),
        ("启+", None),
        ("启??", None),
        ("启(?!明)", None),
        ("[^启]明", None),
        ("[a-z]明", None),
        ("[甲乙丙丁戊己庚辛壬][甲乙丙丁戊己庚辛壬]", None),
    ],
)
def test_what_a_pattern_can_match_is_spelled_out(
    pattern: str, words: tuple[str, ...] | None
) -> None:
    assert spelled_out(pattern) == words


SIGNS = load_genre_signs().signs
WORDS = [literal for sign in SIGNS for literal in required_literals(sign.says)]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS), st.text("0123456789月日，, .(/）k上某的者给予\n", max_size=8)
        ),
        max_size=12,
    )
)
def test_a_sign_never_matches_without_its_literals(pieces: list[str]) -> None:
    text = "".join(pieces)

    for sign in SIGNS:
        literals = required_literals(sign.says)
        if re.search(sign.says, text) and literals:
            assert any(literal in text for literal in literals)
