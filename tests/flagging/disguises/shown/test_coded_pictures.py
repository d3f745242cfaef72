"""Pictures in characters are read as the pictures."""

from functools import partial

import pytest

from policywatch.catalogue.watchlists import Programme
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

TORCH = Programme(id="torch", zh=("火曦计划",), en=("Swan Plan",))
LEXICON = lexicon_of(TORCH)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(":fire:曦计划", id="a name between colons"),
        pytest.param("[火焰]曦计划", id="a name in brackets"),
        pytest.param("U+1F525曦计划", id="a code point"),
        pytest.param("&#x1F525;曦计划", id="a code of HTML"),
        pytest.param("&#128293;曦计划", id="a decimal code of HTML"),
    ],
)
def test_a_code_hides_no_name(written: str) -> None:
    text = f"引进博士的{written}"

    assert shown_by(LEXICON, text) == [("torch", "emoji", written)]
    assert LEXICON.may_show(text)


def test_nor_does_it_in_english() -> None:
    assert shown_by(LEXICON, "the :swan: Plan") == [("torch", "emoji", ":swan: Plan")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[详细]曦计划", id="a link"),
        pytest.param(":nothing:曦计划", id="no picture"),
        pytest.param("[天鹅]曦计划", id="another picture"),
        pytest.param("10:30:曦计划", id="a time"),
        pytest.param("&#x1F5;曦计划", id="half a code"),
    ],
)
def test_other_brackets_and_colons_are_none(text: str) -> None:
    assert shown_by(LEXICON, text) == []


@pytest.mark.parametrize("piece", [":fire:", "[火焰]", ":a", "[火", "&#x1F525;", "U+1F525"])
def test_codes_again_and_again_take_time_in_proportion(piece: str) -> None:
    check_time_in_proportion(partial(shown_by, LEXICON), piece, before="年")
