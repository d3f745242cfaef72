"""Patterns sought by the sign that they begin with."""

import re

import pytest

from policywatch.flagging.seeking import matches_from


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("启明（国家）与(省级)，(未完", id="some of each sign"),
        pytest.param("((国家)(省级))", id="one right behind the other"),
        pytest.param("(国（家）级)（（", id="one inside the other"),
    ],
)
def test_a_pattern_is_found_where_finditer_finds_it(text: str) -> None:
    pattern = re.compile("[(（][^()]{1,4}[)）]")

    found = matches_from("(（", pattern, text)

    assert [one.span() for one in found] == [one.span() for one in pattern.finditer(text)]
