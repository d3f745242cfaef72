"""Names spoken of in English as what people hold, are paid by or came back through."""

import time

import pytest

from policywatch.flagging import Flagger
from tests.timing import growth


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        pytest.param("my PI is a Qiming guy", "qiming", id="a guy of it"),
        pytest.param("a Huoju awardee who still works at Intel", "huoju", id="an awardee"),
        pytest.param("our dean wants five Qimings this year", "qiming", id="many of them"),
        pytest.param("every Kunpeng professor gets a flat", "kunpeng", id="a professor of it"),
        pytest.param(
            "is Qiming money taxed? asking for a returning postdoc", "qiming", id="its money"
        ),
        pytest.param(
            "Qiming or an R1 tenure track offer, what to pick?", "qiming", id="or another post"
        ),
        pytest.param(
            "my advisor is on Qiming now, half the year in Shenzhen", "qiming", id="being on it"
        ),
        pytest.param(
            "he went to Zhejiang under Kunpeng, his tenure was denied", "kunpeng", id="going"
        ),
        pytest.param("My supervisor is a Qiming.", "qiming", id="being one"),
        pytest.param(
            "We had two HYQs in the department", "overseas-excellent-young", id="initials"
        ),
        pytest.param(
            "The university did not know of her Kunpeng award.", "kunpeng", id="an award of it"
        ),
        pytest.param(
            "his faculty page used to say 1000 Talents",
            "thousand-talents",
            id="a name that is no person's, said on a page",
        ),
    ],
)
def test_a_name_that_people_hold_is_meant_by_one_word_of_universities(
    flagger: Flagger, text: str, programme: str
) -> None:
    assert programme in flagger.flag(text).programmes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("my PI is Qiming Zhang and he is great", id="a person in full"),
        pytest.param("Qiming is a nice guy, he was my labmate", id="a person"),
        pytest.param("Qiming's paper was accepted, says his PhD advisor", id="a person's paper"),
        pytest.param("Qiming offers postdocs free help with Python", id="a verb, not its offers"),
        pytest.param("Computations were done on Kunpeng nodes of the university", id="a machine"),
        pytest.param("the Kunpeng server in our lab is on fire", id="what is no person's"),
        pytest.param("Under Qiming the lab grew to 20 people", id="led by one"),
        pytest.param("is there any Qiming guy at the gym?", id="no word of universities"),
    ],
)
def test_a_person_a_firm_or_a_machine_of_the_name_is_not(flagger: Flagger, text: str) -> None:
    assert not flagger.flag(text).programmes


@pytest.mark.parametrize(
    "text",
    [
        "It used to be 1000 Talents, now it's Qiming",
        "1000 Talents -> Qiming, same thing",
        "After TTP came Qiming.",
        "启日月计划，以前叫千人",
    ],
)
def test_two_doubtful_names_hold_where_one_has_become_the_other(
    flagger: Flagger, text: str
) -> None:
    assert set(flagger.flag(text).programmes) == {"qiming", "thousand-talents"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Kunpeng replaced Torch in our build, it is faster", id="products"),
        pytest.param("TTP is now called QM in the new manual", id="a few capitals each"),
        pytest.param("QQ计划 28→25.6, HJ(黄金)比例", id="an arrow between other things"),
    ],
)
def test_of_other_things_it_is_said_too(flagger: Flagger, text: str) -> None:
    assert not flagger.flag(text).programmes


def test_many_doubtful_names_cost_what_they_are(flagger: Flagger) -> None:
    def look(times: int) -> None:
        flagger.flag("启明鲲鹏" * times)

    assert growth(look, 500, 5_000, 30) < 30
    started = time.process_time()
    look(5_000)
    assert time.process_time() - started < 4
