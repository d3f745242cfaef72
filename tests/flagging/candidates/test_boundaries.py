"""What the corpus says of where names begin."""

import random

from hypothesis import given
from hypothesis import strategies as st

from policywatch.flagging.candidates.boundaries import Spelling, settle_heads


def heads(*spellings: tuple[str, int], quoted: str = "", before: str = "") -> dict[str, str]:
    return settle_heads(
        Spelling(head, before, texts, texts if head == quoted else 0) for head, texts in spellings
    )


def test_a_name_that_stands_alone_elsewhere_loses_what_is_before_it() -> None:
    assert heads(("凌云", 5), ("宁海凌云", 2))["宁海凌云"] == "凌云"


def test_a_longer_name_stays_where_the_shorter_is_rare() -> None:
    assert heads(("凌云", 1), ("百鸟凌云", 6))["百鸟凌云"] == "百鸟凌云"


def test_quotes_around_the_whole_keep_a_longer_name() -> None:
    assert heads(("凌云", 5), ("百鸟凌云", 5), quoted="百鸟凌云")["百鸟凌云"] == "百鸟凌云"


def test_one_character_more_makes_another_name() -> None:
    assert heads(("太湖", 9), ("南太湖", 2))["南太湖"] == "南太湖"


def test_a_word_that_makes_another_programme_stays() -> None:
    assert heads(("凌云", 9), ("青年凌云", 2))["青年凌云"] == "青年凌云"


def test_different_beginnings_show_a_name_that_never_stands_alone() -> None:
    settled = heads(("宁海凌云", 1), ("象山凌云", 1), ("慈溪凌云", 1))

    assert set(settled.values()) == {"凌云"}


def test_two_beginnings_are_not_enough() -> None:
    settled = heads(("宁海凌云", 1), ("象山凌云", 1))

    assert set(settled.values()) == {"宁海凌云", "象山凌云"}


def test_what_always_stands_before_a_name_belongs_to_it() -> None:
    assert heads(("群星", 6), before="及中原")["群星"] == "中原群星"


def test_a_common_word_before_a_name_never_belongs_to_it() -> None:
    assert heads(("群星", 9), before="申报")["群星"] == "群星"


@given(
    st.dictionaries(
        st.text("凌云海宁象山青年", min_size=2, max_size=6), st.integers(1, 9), max_size=8
    ),
    st.randoms(),
)
def test_the_order_of_arrival_is_of_no_account(
    texts: dict[str, int], shuffle: random.Random
) -> None:
    spellings = [Spelling(head, "", number, 0) for head, number in texts.items()]
    settled = settle_heads(spellings)
    shuffle.shuffle(spellings)

    assert settle_heads(spellings) == settled
    assert set(settled) == set(texts)
    assert all(settled.get(head, head) == head for head in settled.values())
