"""How much speaks for a candidate, part by part, and the reason in a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from policywatch.flagging.candidates.nearness import Near
from policywatch.flagging.candidates.signs import WORTH

TELLING_WORTH = 3.5  # points per unit of the most telling text's strength (0-10)
AVERAGE_WORTH = 1.5  # points per unit of the mean strength of all texts
TEXTS_WORTH, MAX_TEXTS_POINTS = 5.0, 20.0  # per doubling
SOURCES_WORTH, MAX_SOURCES_POINTS = 2.5, 7.5  # per doubling
# A known programme's own name with another tail is known in all but the letter.
NEAR_WORTH = {"head": 0.0, "sound": 8.0, "shape": 8.0, "numerals": 8.0}
STEM_LESSON, ENDING_LESSON = 25.0, 15.0


@dataclass(frozen=True, slots=True)
class Part:
    """What one thing adds to a candidate's score, with the words that show it."""

    what: str
    points: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """How many names with the same stem or ending analysts rejected, and accepted."""

    rejected: int = 0
    accepted: int = 0
    example: str = ""

    @property
    def weight(self) -> float:
        """How far rejections outweigh (0-1)."""
        if self.rejected <= self.accepted:
            return 0.0
        return (self.rejected - self.accepted) / (self.rejected + self.accepted + 1)


def weigh(
    telling: Sequence[tuple[float, Sequence[tuple[str, str]]]],
    *,
    mean_strength: float,
    texts: int,
    sources: int,
    near: Sequence[Near],
) -> list[Part]:
    """Return what speaks for a candidate: the signs of its most telling texts, then the numbers.

    `telling` has the strength and signs of each.
    """
    parts = _sign_parts(telling)
    if mean_strength:
        parts.append(Part("average", round(AVERAGE_WORTH * mean_strength, 1)))
    if texts > 1:
        points = min(MAX_TEXTS_POINTS, TEXTS_WORTH * log2(texts))
        parts.append(Part("texts", round(points, 1), (str(texts),)))
    if sources > 1:
        points = min(MAX_SOURCES_POINTS, SOURCES_WORTH * log2(sources))
        parts.append(Part("sources", round(points, 1), (str(sources),)))
    if near:
        parts.append(
            Part(
                f"near-{near[0].how}",
                round(NEAR_WORTH[near[0].how] * near[0].likeness, 1),
                (near[0].name,),
            )
        )
    return parts


def lesson_parts(stem: Lesson, ending: Lesson) -> list[Part]:
    """Return what rejections of similar names take off."""
    return [
        Part(what, -round(worth * lesson.weight, 1), (lesson.example,))
        for what, worth, lesson in (
            ("lesson-stem", STEM_LESSON, stem),
            ("lesson-ending", ENDING_LESSON, ending),
        )
        if lesson.weight
    ]


def _sign_parts(telling: Sequence[tuple[float, Sequence[tuple[str, str]]]]) -> list[Part]:
    """Return the signs of the most telling texts, sharing the points of the strongest."""
    worth: dict[str, float] = {}
    words: dict[str, dict[str, None]] = {}
    for _, signs in telling:
        for what, said in signs:
            found = [word for word in said.split("、") if word]
            worth[what] = worth.get(what, 0.0) + WORTH[what] * max(1, len(found))
            words.setdefault(what, {}).update(dict.fromkeys(found))
    total = sum(worth.values())
    if not telling or total <= 0:
        return []
    scale = TELLING_WORTH * max(strength for strength, _ in telling) / total
    parts = [
        Part(what, round(points * scale, 1), tuple(words[what])[:5])
        for what, points in worth.items()
    ]
    return sorted(parts, key=lambda part: -part.points)


SAID = {
    "selected": "stands where programmes stand ({words} …)",
    "applied": "stands where programmes stand ({words} …)",
    "holders": "people are called after it (… {words})",
    "beside": "is listed beside {words}",
    "level": "is called {words}",
    "quoted": "is written in quotes",
    "title": "stands in a title",
    "own": "its name speaks of talent",
    "talent": "near {words}",
    "overseas": "near {words}",
    "terms": "with terms of {words}",
    "facts": "with facts: {words}",
    "titled": "under a title with {words}",
    "general": "has no name of its own",
    "common": "could be anyone's",
    "bare": "is only what people are called",
    "placed": "has only a place of its own",
    "project": "may be any project",
    "verb": "may be a verb's object",
    "against": "near words of another sense: {words}",
    "texts": "in {words} texts",
    "sources": "of {words} sources",
    "near-head": "shares the name of {words}",
    "near-sound": "sounds like {words}",
    "near-shape": "looks like {words}",
    "near-numerals": "is {words} in other numerals",
    "lesson-stem": "an analyst rejected {words}",
    "lesson-ending": "analysts rejected names like it, as {words}",
}
_LEASTSAID = frozenset(("average", "overseas", "titled", "facts"))


def reason_of(parts: Iterable[Mapping[str, object]]) -> str:
    """Return why a name is suspected, in a sentence, the weightiest first."""
    said = dict.fromkeys(
        SAID[str(part["what"])].format(words="、".join(map(str, part["words"])))  # type: ignore[call-overload]
        for part in parts
        if part["what"] not in _LEASTSAID
    )
    return "; ".join(said)
