"""Names put into English word by word."""

from functools import partial

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

SPRING = Programme(id="spring", zh=("春晖计划",))
HILL = Programme(id="hill", zh=("紫金山英才计划",), place="江苏南京")
PLACE = Programme(id="place", zh=("珠海英才计划",), place="广东珠海")
LISTED = Programme(id="listed", zh=("长江学者",), en=("Yangtze River Scholar",))
PROGRAMMES = (SPRING, HILL, PLACE, LISTED)
LEXICON = lexicon_of(*PROGRAMMES)


@pytest.mark.parametrize(
    ("text", "programme", "written"),
    [
        pytest.param("the Spring Sunshine Plan", "spring", "Spring Sunshine Plan", id="each word"),
        pytest.param("“spring light project”", "spring", "spring light project", id="in quotes"),
        pytest.param(
            "the Purple Gold Hill Hero Plan", "hill", "Purple Gold Hill Hero Plan", id="three words"
        ),
        pytest.param(
            "Zijin Mountain Talents", "hill", "Zijin Mountain Talents", id="half in pinyin"
        ),
        pytest.param(
            "Light of the Spring? No: the Spring of Light Scheme",
            "spring",
            "Spring of Light Scheme",
            id="a small word between",
        ),
        pytest.param(
            "Long River Learner Prize",
            "listed",
            "Long River Learner Prize",
            id="words that say little",
        ),
    ],
)
def test_a_name_is_read_back_by_what_its_characters_mean(
    text: str, programme: str, written: str
) -> None:
    assert (programme, "translated", written) in shown_by(LEXICON, text)
    assert LEXICON.may_show(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the spring sunshine plan", id="in small letters"),
        pytest.param("the Spring Plan", id="one of two characters"),
        pytest.param("the Sunshine Spring Plan", id="the other way round"),
        pytest.param("Spring came. Light Project", id="a sentence end between"),
        pytest.param("Pearl Sea Plan", id="a place alone"),
        pytest.param("Chun Hui Plan", id="in pinyin alone, which is found elsewhere"),
    ],
)
def test_other_words_are_no_name(text: str) -> None:
    assert [one for one in shown_by(LEXICON, text) if one[1] == "translated"] == []


def test_it_counts_only_where_china_is_spoken_of() -> None:
    flagger = Flagger(
        Watchlists(
            programmes=PROGRAMMES,
            terms=(),
            context=Context(talent=("overseas", "experts"), place=("Beijing",)),
            rules=(),
            threshold=40,
        )
    )
    named = "The Spring Sunshine Plan invites overseas experts"
    assert flagger.flag(f"{named} to Beijing.").programmes == ("spring",)
    assert flagger.flag(f"{named} to Oslo.").programmes == ()


def test_a_listed_name_is_no_translation() -> None:
    flagged = Flagger(
        Watchlists(programmes=PROGRAMMES, terms=(), context=Context(), rules=(), threshold=40)
    ).flag("the Yangtze River Scholar of the year")
    assert {match.form for match in flagged.matches} == {"exact"}


@pytest.mark.parametrize("piece", ["Spring ", "Plan ", "Spring Light ", "Of The "])
def test_words_again_and_again_take_time_in_proportion(piece: str) -> None:
    check_time_in_proportion(partial(shown_by, LEXICON), piece)
