"""The words around names that speak for and against their being programmes' names."""

from bisect import bisect_left
from dataclasses import dataclass, field

from policywatch.flagging.names.entries import Kind
from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.senses.overlaps import is_inside, meets, not_inside, outside
from policywatch.flagging.senses.places import MAX_AROUND, Place

GUESS_CHARS = 4


@dataclass(slots=True)
class Words:
    """Words of one kind in text order."""

    starts: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def within(self, start: int, end: int) -> list[str]:
        """Return the different words that begin from `start` up to `end`, in order."""
        first = bisect_left(self.starts, start)
        last = min(bisect_left(self.starts, end), first + MAX_AROUND)
        return list(dict.fromkeys(self.words[first:last]))


@dataclass(slots=True)
class Surroundings:
    """The words that speak for and against talent, and the other senses of each programme."""

    place: Words = field(default_factory=Words)
    talent: Words = field(default_factory=Words)
    against: Words = field(default_factory=Words)
    blocks: dict[str, list[Place]] = field(default_factory=dict)
    own: dict[str, Words] = field(default_factory=dict)
    named: list[Place] = field(default_factory=list)
    title_talent: list[str] = field(default_factory=list)
    title_against: list[str] = field(default_factory=list)


def look_around(
    text: str,
    kinds: dict[Kind, list[Place]],
    blocks: dict[str, list[Place]],
    named: list[Place],
    title_end: int,
) -> Surroundings:
    """Return what stands around names, of words by kind; the title ends at `title_end`."""
    around = Surroundings(
        place=_words(text, kinds[Kind.PLACE]),
        talent=_words(text, outside(not_inside(kinds[Kind.TALENT]), _covers(named))),
        against=_words(text, kinds[Kind.AGAINST]),
        blocks=blocks,
        named=named,
    )
    for place in kinds[Kind.CONTEXT]:
        words = around.own.setdefault(place.entry.target_id, Words())
        words.starts.append(place.start)
        words.words.append(text[place.start : place.end])
    around.title_talent = around.talent.within(0, title_end)
    around.title_against = around.against.within(0, title_end)
    return around


def _covers(named: list[Place]) -> list[Place]:
    """Return where names stand, the words of which speak for no name.

    Of a guess only its beginning: 长江学者特聘教授 is spoken of as such where 长汪 stands, too. Who
    writes a picture into a name says with the rest of it what is meant: 珠🌊人才计划.
    """
    return [p._replace(end=min(p.end, p.start + GUESS_CHARS)) if p.entry.form in GUESSED else p
            for p in named if p.entry.form != "emoji"]  # fmt: skip


def _words(text: str, places: list[Place]) -> Words:
    return Words([p.start for p in places], [text[p.start : p.end] for p in places])


def other_senses_near(
    text: str, around: Surroundings, place: Place, first: int, last: int
) -> list[str]:
    """Return the words of other senses near a name, but a shorter one that only laps over it.

    Nor what is part of another name: 千万人 of 百千万人才工程 says nothing of 万人计划 beside it.
    """
    blocks = around.blocks.get(place.entry.target_id, [])
    low = bisect_left(blocks, first, key=lambda b: b.start)
    high = bisect_left(blocks, last, key=lambda b: b.start)
    near = blocks[low : min(high, low + MAX_AROUND)]
    return [text[b.start : b.end] for b in near if _speaks_against(text, around, place, b)]


def _speaks_against(text: str, around: Surroundings, place: Place, block: Place) -> bool:
    """Whether a phrase of another sense counts beside a name."""
    if not meets(place, (block,)):
        return not is_inside(block, around.named)
    return place.entry.form in GUESSED or _letters(text, block) >= _letters(text, place)


def _letters(text: str, place: Place) -> int:
    return sum(map(str.isalnum, text[place.start : place.end]))
