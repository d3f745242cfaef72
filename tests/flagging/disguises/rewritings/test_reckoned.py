"""Numbers that have to be reckoned, or of which a digit is hidden."""

from functools import partial

import pytest

from policywatch.catalogue.watchlists import Programme
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

COUNT = Programme(id="count", zh=("千人汇计划",))
NUMBER = Programme(id="number", zh=("8315计划",))
LEXICON = lexicon_of(COUNT, NUMBER)


@pytest.mark.parametrize(
    ("written", "programme", "form"),
    [
        pytest.param("8000+315", "number", "numerals", id="a sum"),
        pytest.param("8000+ 315", "number", "numerals", id="a sum with a space"),
        pytest.param("1+ 8315", "", "", id="a sum that ends in a number with a name"),
        pytest.param("8000➕315", "number", "numerals", id="a sum by a picture"),
        pytest.param("8000+300+15", "number", "numerals", id="a sum of three"),
        pytest.param("8316-1", "number", "numerals", id="a difference"),
        pytest.param("8316减一", "number", "numerals", id="a difference in words"),
        pytest.param("1663×5", "number", "numerals", id="a product"),
        pytest.param("八千三百加十五", "number", "numerals", id="a sum in Chinese numerals"),
        pytest.param("83□5", "number", "masked", id="a digit in a box"),
        pytest.param("*315", "", "", id="the first digit hidden"),
        pytest.param("83*", "", "", id="three digits"),
        pytest.param("8000+316", "", "", id="another sum"),
        pytest.param("8.5-1", "", "", id="a fraction"),
        pytest.param("2023-2025", "", "", id="a stretch of years"),
    ],
)
def test_a_number_before_a_plan_may_be_reckoned(written: str, programme: str, form: str) -> None:
    text = f"引进博士的{written}计划"
    found = {(target, how) for target, how, _ in shown_by(LEXICON, text)}

    assert found == ({(programme, form)} if programme else set())
    assert LEXICON.may_show(text) == bool(programme)


@pytest.mark.parametrize(
    "written", ["999+1人", "十×百人", "500x2人", "10×10×10人", "两千减一千人", "一万减九千人"]
)
def test_so_may_a_number_of_people(written: str) -> None:
    assert ("count", "numerals") in {
        one[:2] for one in shown_by(LEXICON, f"引进博士的{written}汇计划")
    }


def test_a_number_before_anything_else_is_left_alone() -> None:
    assert shown_by(LEXICON, "8000+315元的博士计划") == []


@pytest.mark.parametrize("piece", ["1+", "1+1人", "83*5计划", "十×", "-1计划"])
def test_signs_again_and_again_take_time_in_proportion(piece: str) -> None:
    check_time_in_proportion(partial(shown_by, LEXICON), piece, before="年")
