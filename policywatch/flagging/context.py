"""In which sense an ambiguous name is meant: hits to matches that hold or do not."""

from dataclasses import dataclass

from policywatch.documents import FoundMatch
from policywatch.flagging.folding import Folded
from policywatch.flagging.lexicon import Hit, Kind, Strength, name_form
from policywatch.flagging.sentences import Stretches, count_within

STEM_REACH = 40
NAME_REACH = 120
TITLE_WORTH = 1


@dataclass(frozen=True, slots=True)
class _Place:
    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the words stand that speak for and against talent, in characters of the text."""

    talent: list[int]
    against: list[int]
    blocks: dict[str, list[tuple[int, int]]]
    title_talent: bool
    title_against: bool


def resolve(
    text: str,
    folded: Folded,
    hits: list[Hit],
    sentences: Stretches,
    *,
    title_talent: bool = False,
    title_against: bool = False,
) -> list[FoundMatch]:
    """Return programme and term matches in text order; the longest of overlapping ones stays."""
    places = [_Place(hit, *folded.span(hit.start, hit.end)) for hit in hits]
    programmes = _longest([p for p in places if p.hit.entry.kind is Kind.PROGRAMME])
    terms = _longest([p for p in places if p.hit.entry.kind is Kind.TERM])
    named = [(p.start, p.end) for p in programmes]
    around = _look_around(places, named, title_talent, title_against)
    matches = [_judge(text, place, sentences, around) for place in programmes]
    held = [(m.start, m.end) for m in matches if m.held]
    for place in terms:
        if not _lies_in(place, held):
            matches.append(_match(text, place, sentences, held=True, context=""))
    return sorted(matches, key=lambda m: (m.start, -m.end))


def _look_around(
    places: list[_Place], named: list[tuple[int, int]], title_talent: bool, title_against: bool
) -> Surroundings:
    talent, against = [], []
    blocks: dict[str, list[tuple[int, int]]] = {}
    for place in places:
        entry = place.hit.entry
        if entry.kind is Kind.BLOCK:
            blocks.setdefault(entry.target_id, []).append((place.start, place.end))
        elif entry.kind is Kind.TALENT and not _lies_in(place, named):
            talent.append(place.start)
        elif entry.kind is Kind.AGAINST:
            against.append(place.start)
    return Surroundings(sorted(talent), sorted(against), blocks, title_talent, title_against)


def _judge(text: str, place: _Place, sentences: Stretches, around: Surroundings) -> FoundMatch:
    """Decide whether the programme is meant, and say by what."""
    entry = place.hit.entry
    blocks = around.blocks.get(entry.target_id, [])
    for start, end in blocks:
        if start < place.end and place.start < end and end - start > place.end - place.start:
            return _match(text, place, sentences, False, f"part of {text[start:end]}")
    reach = STEM_REACH if entry.form in ("stem", "short") else NAME_REACH
    first, last = max(0, place.start - reach), place.end + reach
    against = count_within(around.against, first, last) + around.title_against
    against += sum(first <= start < last for start, _ in blocks)
    talent = count_within(around.talent, first, last) + TITLE_WORTH * around.title_talent
    if entry.strength is Strength.CERTAIN:
        held = against == 0 or talent >= against
        return _match(text, place, sentences, held, _say(talent, against) if against else "")
    needed = 2 if entry.form == "stem" else 1
    held = talent >= needed and talent > against
    return _match(text, place, sentences, held, _say(talent, against))


def _say(talent: int, against: int) -> str:
    said = f"{talent} words of talent near it"
    return f"{said}, {against} of another sense" if against else said


def _match(text: str, place: _Place, sentences: Stretches, held: bool, context: str) -> FoundMatch:
    entry = place.hit.entry
    shown = text[place.start : place.end]
    first, last = sentences.span(place.start)
    return FoundMatch(
        target=entry.kind.value,
        target_id=entry.target_id,
        form=name_form(shown, entry),
        text=shown,
        start=place.start,
        end=place.end,
        sentence_start=first,
        sentence_end=max(last, place.end),
        held=held,
        context=context,
    )


def _longest(places: list[_Place]) -> list[_Place]:
    """Return the places that lie in no longer one; of equal ones the first declared."""
    kept: list[_Place] = []
    furthest = -1
    for place in sorted(places, key=lambda p: (p.start, -p.end, _rank(p))):
        if place.end > furthest:
            kept.append(place)
            furthest = place.end
    return kept


def _rank(place: _Place) -> int:
    """Prefer a listed name to a homophone or look-alike of the same span."""
    return 1 if place.hit.entry.form in ("homophone", "look-alike") else 0


def _lies_in(place: _Place, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place.start and place.end <= end for start, end in spans)
