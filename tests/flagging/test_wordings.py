"""Many patterns at once find what each of them finds by itself."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policywatch.flagging.automaton import spelled_out
from policywatch.flagging.genre import MARKS
from policywatch.flagging.wordings import Wordings, alternatives

PATTERNS = [
    "预算|部门预算|预算数",
    "甲乙|甲|乙丙?|丙.{0,3}丁",
    r"\d月|第[一二三]{1,3}条|条第",
    "(?:甲|乙)(?:丙|丁)|丁.丁|甲乙丙",
    r"(?:获|受到?).{0,4}奖[。，]?$|^奖",
    *(mark.pattern for mark in MARKS),
]
MANY = Wordings(PATTERNS)
WORDS = [
    word
    for pattern in PATTERNS
    for alternative in alternatives(pattern)
    for word in (spelled_out(alternative) or re.findall(r"[\u4e00-\u9fff]+|[a-z ]+", alternative))
]


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


@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.text("甲乙丙丁一三条第获受到奖0123456789月日，。 .(（k\n\ud800", max_size=8),
        ),
        max_size=12,
    ).map("".join)
)
@example("获得者,0名单公示")
@settings(max_examples=500, deadline=None)
def test_many_patterns_find_what_each_finds_alone(text: str) -> None:
    alone = {
        number: {match[0] for match in re.finditer(pattern, text, re.M)}
        for number, pattern in enumerate(PATTERNS)
    }

    assert MANY.find(text) == {number: found for number, found in alone.items() if found}
