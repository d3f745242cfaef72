"""Terms of a few capitals: a ministry, an institute."""

import pytest

from policywatch.flagging import Flagger


@pytest.mark.parametrize(
    ("text", "term", "meant"),
    [
        pytest.param("MOST funds the laboratory", "science-and-technology", True, id="ministry"),
        pytest.param("Most people fund it most", "science-and-technology", False, id="a word"),
        pytest.param("a doctorate from MIT", "places-abroad", True, id="an institute"),
        pytest.param("ＭＩＴ的博士", "places-abroad", True, id="in full width"),
        pytest.param("Er wohnt mit ihr in Köln", "places-abroad", False, id="a German word"),
    ],
)
def test_a_term_of_a_few_capitals_is_meant_in_capitals_only(
    flagger: Flagger, text: str, term: str, *, meant: bool
) -> None:
    assert (term in flagger.flag(text).terms) is meant
