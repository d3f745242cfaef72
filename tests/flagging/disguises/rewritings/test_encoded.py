"""Characters in codes hide no name."""

from functools import partial

import pytest

from policywatch.catalogue.watchlists import Programme
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

QIHANG = Programme(id="qihang", zh=("启航计划",))
LEXICON = lexicon_of(QIHANG)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("5ZCv6Iiq6K6h5YiS", id="base64 of all"),
        pytest.param("5ZCv6Iiq计划", id="base64 of its stem"),
        pytest.param("%u542f%u822a%u8ba1%u5212", id="as JavaScript escapes"),
        pytest.param("%u542f航计划", id="one character of it"),
    ],
)
def test_a_name_in_codes_is_read(written: str) -> None:
    text = f"申报{written}，博士"

    assert shown_by(LEXICON, text) == [("qihang", "variant", written)]
    assert LEXICON.may_show(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("编号5612561256125612，博士", id="a number"),
        pytest.param("x5ZCv6Iiq6K6h5YiS，博士", id="in a longer code"),
        pytest.param("5ZCv5piO6K6h5YiS，博士", id="another name"),
        pytest.param("5ZCv6Iiq，博士", id="a stem alone"),
    ],
)
def test_other_codes_are_none(text: str) -> None:
    assert shown_by(LEXICON, text) == []


@pytest.mark.parametrize("piece", ["5ZCv", "5ZCv6Iiq6K6h5YiS ", "5612", "%u542f"])
def test_codes_again_and_again_take_time_in_proportion(piece: str) -> None:
    check_time_in_proportion(partial(shown_by, LEXICON), piece, before="年")
