"""Names some of whose letters or characters marks hide."""

import pytest

from policywatch.catalogue.watchlists import Programme
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

QIHANG = Programme(id="qihang", zh=("启航计划",), en=("Qihang Program", "Setting Sail Talents"))
YOUNG = Programme(id="young", zh=("远航优青",))
TITLE = Programme(id="title", zh=("墨江学者",), level="university")
LEXICON = lexicon_of(QIHANG, YOUNG, TITLE)


def shown(text: str) -> list[tuple[str, str, str]]:
    return shown_by(LEXICON, text)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("Q*hang Program", id="a vowel"),
        pytest.param("Q**ang Program", id="letters side by side"),
        pytest.param("Qi*ang Program", id="a consonant"),
        pytest.param("S*tting S*il Talents", id="in two words"),
        pytest.param("Set***g Sail Talents", id="three letters"),
        pytest.param("S*****g S**l T****ts", id="most letters of each word"),
        pytest.param("S***g S**l T*********ts", id="more marks than letters, and fewer"),
        pytest.param("S****** S*** T******", id="all but the initials"),
        pytest.param("S_tt_ng S__l T_l_nts", id="blanks for vowels"),
        pytest.param("S-----g S--l T-----s", id="hyphens in a row"),
        pytest.param("S.....g S..l T.....s", id="full stops in a row"),
        pytest.param("S#tting Sail Talents", id="one mark in a long name"),
    ],
)
def test_words_with_hidden_letters_are_read_as_those_of_names(written: str) -> None:
    assert shown(f"the {written}, abroad") == [("qihang", "masked", written)]
    assert LEXICON.may_show(f"the {written}, abroad")


@pytest.mark.parametrize(
    "written", ["Q***** Program", "**Qihang** Program", "B*hang Program", "Qi-ang Program"]
)
def test_no_name_is_made_of_a_letter_or_two_or_of_emphasis(written: str) -> None:
    assert shown(f"the {written}, abroad") == []


@pytest.mark.parametrize("written", ["远航优○", "远航○青", "远■优青", "＿航优青", "远航优*"])
def test_a_mark_hides_no_character_of_a_name_without_a_word_for_a_plan(written: str) -> None:
    assert shown(f"今年{written}的名单") == [("young", "masked", written)]
    assert LEXICON.may_show(f"今年{written}的名单")


def test_emphasis_hides_no_character_of_a_longer_name() -> None:
    longer = Programme(id="longer", zh=("省远航优青",))
    assert shown_by(lexicon_of(YOUNG, longer), "入选**远航优青**的名单") == []
    hidden = shown_by(lexicon_of(longer), "入选○远航优青的名单")
    assert hidden == [("longer", "masked", "○远航优青")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("远航○○的名单", id="two of four"),
        pytest.param("远洋优○的名单", id="another word"),
        pytest.param("墨江学○的名单", id="a title of a university"),
        pytest.param("长×宽×高", id="a sum"),
    ],
)
def test_marks_make_no_name_of_what_is_none(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize("char", ["*", "Q*", "Q_", "启○", "远航优○"])
def test_looking_behind_marks_takes_time_in_proportion(char: str) -> None:
    check_time_in_proportion(shown, char)
