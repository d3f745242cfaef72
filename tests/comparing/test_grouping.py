"""Links to groups: the same whatever order they are given in."""

from dataclasses import replace
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.comparing.grouping import Group, Item, Pair, form_groups
from policywatch.comparing.likeness import Likeness, LikenessKind

NEAR = Likeness(LikenessKind.NEAR, 0.7)
EXCERPT = Likeness(LikenessKind.EXCERPT, 0.9)
TEMPLATE = Likeness(LikenessKind.TEMPLATE, 0.8)


def items(*sizes: int) -> dict[int, Item]:
    return {number: Item((number,), size, f"{number}") for number, size in enumerate(sizes)}


def formed(found: dict[int, Item], pairs: list[Pair]) -> list[tuple[tuple[int, ...], ...]]:
    return [group.clusters for group in form_groups(found, pairs)]


def test_near_copies_hang_together_through_others() -> None:
    assert formed(items(9, 9, 9, 9), [(0, 2, NEAR), (2, 1, NEAR)]) == [((0, 1, 2),)]


def test_an_excerpt_of_two_texts_ties_them_not() -> None:
    assert formed(items(9, 8, 3), [(2, 1, EXCERPT), (0, 2, EXCERPT)]) == [((0,), (2,))]


def test_an_excerpt_stands_with_the_text_that_holds_most_of_it() -> None:
    whole = Likeness(LikenessKind.EXCERPT, 1.0)

    assert formed(items(9, 8, 3), [(0, 2, EXCERPT), (1, 2, whole)]) == [((1,), (2,))]


def test_excerpts_seen_before_the_whole_text_stand_with_it() -> None:
    group = Group(((0,), (1,), (2,)))

    assert form_groups(items(3, 3, 9), [(2, 1, EXCERPT), (0, 2, EXCERPT)]) == [group]
    assert group.original == 0


def test_two_uses_of_a_template_are_not_tied_by_a_third_text() -> None:
    nearer = Likeness(LikenessKind.NEAR, 0.9)
    pairs: list[Pair] = [(0, 1, NEAR), (1, 2, nearer), (0, 2, TEMPLATE)]

    assert formed(items(9, 9, 9), pairs) == [((1, 2),)]


def together(groups: list[Group]) -> set[frozenset[int]]:
    return {frozenset(chain.from_iterable(group.clusters)) for group in groups}


LIKENESSES = st.builds(
    Likeness, st.sampled_from(LikenessKind), st.sampled_from([0.4, 0.6, 0.6, 0.9])
)
PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    LIKENESSES,
    max_size=16,
)


@settings(max_examples=200, deadline=None)
@given(PAIRS, st.lists(st.integers(1, 9), min_size=10, max_size=10), st.randoms())
def test_neither_the_order_of_links_nor_of_appearance_matters(
    likenesses: dict[tuple[int, int], Likeness], sizes: list[int], rand: object
) -> None:
    pairs: list[Pair] = [(*pair, likeness) for pair, likeness in likenesses.items()]
    mixed = [(b, a, likeness) for a, b, likeness in pairs]
    rand.shuffle(mixed)  # type: ignore[attr-defined]

    groups = form_groups(items(*sizes), pairs)
    members = [member for group in groups for cluster in group.clusters for member in cluster]
    backwards = {number: replace(item, order=(-number,)) for number, item in items(*sizes).items()}

    assert form_groups(items(*sizes), mixed) == groups
    assert together(form_groups(backwards, mixed)) == together(groups)
    assert len(members) == len(set(members))
