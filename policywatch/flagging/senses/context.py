"""In which sense an ambiguous name is meant: hits to matches that hold or do not."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from policywatch.documents import FoundMatch
from policywatch.flagging.disguises.shown_readings import Shown
from policywatch.flagging.folding import Folded
from policywatch.flagging.lexicon import Found, Hit
from policywatch.flagging.names.entries import Entry, Kind, Strength, is_initials
from policywatch.flagging.names.forms import GUESSED, name_form
from policywatch.flagging.senses.other_senses import other_sense
from policywatch.flagging.senses.overlaps import (
    is_inside,
    longest_unblocked,
    meets,
    not_inside,
    outside,
)
from policywatch.flagging.senses.places import MAX_AROUND, NAME_REACH, Place, in_order, places_of
from policywatch.flagging.senses.talked import is_talked_of, scene
from policywatch.flagging.senses.talked_in_english import is_talked_of_in_english, scene_in_english
from policywatch.flagging.sentences import Stretches

STEM_REACH = 40
LATIN_REACH = 200
SHOWN_WORDS = 3
NAMED_IN_FULL = "named in full elsewhere in the text"
COMPANY_REACH = 400
NO_TALENT = "no word of talent in the whole text"
LONELY_CHARS = 400
HAN_WEIGHS = 2
GUESS_CHARS = 4
TWO_WORDS = 4
LONG_NAME = 7
"""From so many characters on a certain name is no other's, whatever else the text is about."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_TALKED = frozenset(("stem", "short", "pinyin", "initials", "emoji"))
_SPEAKS_OF_TALENT = re.compile(
    r"人才|学者|英才|引才|专家|外专|院士|优青|博士|科学家|talent|scholar|expert|scientist", re.I
)
_NUMBER_OF_PEOPLE = re.compile(r"[百千万]人")
_TAIL_IN_PINYIN = re.compile(
    r"(?:ren ?cai|yin ?cai|ying ?cai|xue ?zhe|ji ?hua|gong ?cheng|xing ?dong|zhuan ?xiang)$", re.I
)
# Zhujiang Talent Program, Mount Tai Scholars: such a name speaks of talent itself.
_SAYS_TALENT = re.compile(r"talents? (?:plan|program|project|scheme)|scholars?\b", re.I)


@dataclass(frozen=True, slots=True)
class _Open:
    """A name that too few words speak for (`some`: at least one), and none against."""

    match: FoundMatch
    some: bool = False


@dataclass(slots=True)
class _Words:
    """Words of one kind in text order."""

    starts: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def within(self, start: int, end: int) -> list[str]:
        """Return the different words that begin from `start` up to `end`, in order."""
        first = bisect_left(self.starts, start)
        last = min(bisect_left(self.starts, end), first + MAX_AROUND)
        return list(dict.fromkeys(self.words[first:last]))


@dataclass(slots=True)
class _Around:
    """The words that speak for and against talent, and the other senses of each programme."""

    place: _Words = field(default_factory=_Words)
    talent: _Words = field(default_factory=_Words)
    against: _Words = field(default_factory=_Words)
    blocks: dict[str, list[Place]] = field(default_factory=dict)
    own: dict[str, _Words] = field(default_factory=dict)
    title_talent: list[str] = field(default_factory=list)
    title_against: list[str] = field(default_factory=list)


def resolve(
    text: str, folded: Folded, found: Found, sentences: Stretches, shown: Sequence[Shown] = ()
) -> list[FoundMatch]:
    """Return programme and term matches in text order; the longest of overlapping ones stays.

    The text begins at `sentences.begin`, after its title: matches in the title have negative
    offsets, and what the title speaks of holds for all. `shown` are names that only the text as
    shown tells.
    """
    terms = not_inside(_meant_terms(text, folded, found.terms))
    names = list(places_of(text, folded, found.names))
    if shown:
        names = sorted([*names, *(Place(*name) for name in shown)], key=in_order)
    if not names:
        return _matches(text, terms, sentences)
    company: dict[Kind, list[Place]] = defaultdict(list)
    for place in places_of(text, folded, found.company):
        company[place.entry.kind].append(place)
    blocks: dict[str, list[Place]] = defaultdict(list)
    for place in company[Kind.BLOCK]:
        blocks[place.entry.target_id].append(place)
    named = longest_unblocked(names, blocks)
    around = _look_around(text, company, blocks, named, sentences.begin)
    judged = _spread([_judge(text, place, sentences, around) for place in named], named)
    held = [p for p, m in zip(named, judged, strict=True) if m.held]
    meant = _matches(text, outside(terms, held), sentences)
    return sorted([*judged, *meant], key=lambda m: (m.start, -m.end))


def _meant_terms(text: str, folded: Folded, hits: list[Hit]) -> list[Place]:
    """Return the terms that lie in none of their own blocking phrases."""
    terms: list[Place] = []
    blocks: dict[str, list[Place]] = {}
    for place in places_of(text, folded, hits):
        if place.entry.kind is Kind.TERM:
            terms.append(place)
        else:
            blocks.setdefault(place.entry.target_id, []).append(place)
    if not blocks:
        return terms
    return [p for p in terms if not is_inside(p, blocks.get(p.entry.target_id, ()))]


def _look_around(
    text: str,
    kinds: dict[Kind, list[Place]],
    blocks: dict[str, list[Place]],
    named: list[Place],
    title_end: int,
) -> _Around:
    around = _Around(
        place=_words(text, kinds[Kind.PLACE]),
        talent=_words(text, outside(kinds[Kind.TALENT], _covers(named))),
        against=_words(text, kinds[Kind.AGAINST]),
        blocks=blocks,
    )
    for place in kinds[Kind.CONTEXT]:
        words = around.own.setdefault(place.entry.target_id, _Words())
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


def _words(text: str, places: list[Place]) -> _Words:
    return _Words([p.start for p in places], [text[p.start : p.end] for p in places])


def _judge(text: str, place: Place, sentences: Stretches, around: _Around) -> FoundMatch | _Open:
    """Decide whether the programme is meant, and say by what; leave open what nothing decides."""
    entry = place.entry
    other = other_sense(text, place, around.blocks.get(entry.target_id, ()))
    if other:
        return _match(text, place, sentences, False, f"part of {other}")
    is_latin = text[place.start : place.end].isascii()
    bare = entry.form == "stem" or (entry.form == "short" and is_initials(entry.name))
    reach = LATIN_REACH if is_latin else STEM_REACH if bare else NAME_REACH
    first, last = max(0, place.start - reach), place.end + reach
    against = _union(around.against.within(first, last), around.title_against)
    blocked = _blocks_near(text, around, place, first, last)
    against = _union(against, blocked)
    words = around.own.get(entry.target_id)
    own = words.within(first, last) if words else []
    talent = _union(around.talent.within(first, last), around.title_talent)
    is_short = entry.form in _TALKED or (is_latin and " " not in entry.name)
    is_doubtful = entry.strength is Strength.WEAK or is_short
    is_talked = is_doubtful and is_talked_of(text, place.start, place.end)
    talent = own if entry.strength is Strength.OWN and not is_talked else _union(own, talent)
    china = around.place.within(first, last) if is_latin else []
    if is_latin and entry.form == "stem" and not (china or own):
        in_chinese = _HAN.search(text, max(0, place.start - STEM_REACH), place.end + STEM_REACH)
        talent = talent if in_chinese else []
    talent = _union(talent, china) if talent else talent
    if is_doubtful and not against:
        told = _told_in_talk(text, place, is_talked, is_latin, talent)
        talent, is_talked = _union(talent, told), is_talked or bool(told)
    if entry.strength is Strength.CERTAIN:
        if len(entry.name) >= LONG_NAME and entry.form not in GUESSED and _HAN.match(entry.name):
            against = blocked
        if not (talent or against or around.talent.words) and _should_speak_of_talent(text, entry):
            return _Open(_match(text, place, sentences, False, NO_TALENT))
        held = _weight(talent, around) >= _weight(against, around, blocked)
        return _match(text, place, sentences, held, _say(talent, against) if against else "")
    in_pinyin = is_latin and _TAIL_IN_PINYIN.search(text, place.start, place.end)
    if in_pinyin and entry.strength is not Strength.OWN:
        talent = _union(talent, [in_pinyin[0]])
    if is_latin and entry.strength is Strength.WEAK and not talent:
        itself = _SAYS_TALENT.search(text, place.start, place.end)
        talent = _union([itself[0]], china) if itself else talent
    alone = entry.form == "stem" or (is_latin and not in_pinyin)
    needed = 2 if alone and not is_talked else 1
    held = _number(talent) >= needed and _weight(talent, around) > _weight(against, around, blocked)
    match = _match(text, place, sentences, held, _say(talent, against))
    return match if held or against else _Open(match, bool(talent))


def _told_in_talk(
    text: str, place: Place, is_talked: bool, is_latin: bool, talent: list[str]
) -> list[str]:
    """Return what else speaks for a name that is talked of; nothing if it is not, or too little.

    Initials and words of English are names of much else: there no word of talent is enough.
    """
    if is_talked:
        is_number = _NUMBER_OF_PEOPLE.fullmatch(place.entry.name)
        return [] if talent or is_number else scene(text, place.start, place.end)
    if not (is_latin and is_talked_of_in_english(text, place.start, place.end)):
        return []
    words = scene_in_english(text, place.start, place.end)
    return words or (talent if place.entry.form == "exact" else [])


def _number(words: list[str]) -> int:
    """Return how many words speak: one of four characters of Han is two of them, 海外博士."""
    return sum(2 if len(word) >= TWO_WORDS and _HAN.match(word) else 1 for word in words)


def _weight(words: list[str], around: _Around, telling: Sequence[str] = ()) -> int:
    """Return what words weigh: double if they are telling, or of the title, which holds for all."""
    heavy = (*around.title_talent, *around.title_against, *telling)
    return sum(2 if word in heavy else 1 for word in words)


def _should_speak_of_talent(text: str, entry: Entry) -> bool:
    """Whether a text is so long that it would speak of talent if the programme were meant.

    Not asked of names that speak of it themselves (长江学者), or that stand behind their place.
    """
    length = len(text) + HAN_WEIGHS * len(_HAN.findall(text[:LONELY_CHARS]))
    named = entry.form == "placed" or _SPEAKS_OF_TALENT.search(entry.name)
    return length > LONELY_CHARS and not named


def _blocks_near(text: str, around: _Around, place: Place, first: int, last: int) -> list[str]:
    """Return the words of other senses near a name, but a shorter one that only laps over it."""
    blocks = around.blocks.get(place.entry.target_id, [])
    low = bisect_left(blocks, first, key=lambda b: b.start)
    high = bisect_left(blocks, last, key=lambda b: b.start)
    return [
        text[b.start : b.end]
        for b in blocks[low : min(high, low + MAX_AROUND)]
        if not meets(place, (b,))
        or place.entry.form in GUESSED
        or _letters(text, b) >= _letters(text, place)
    ]


def _letters(text: str, place: Place) -> int:
    return sum(map(str.isalnum, text[place.start : place.end]))


def _spread(judged: list[FoundMatch | _Open], places: list[Place]) -> list[FoundMatch]:
    """Settle the names that have too little context of their own.

    Such a name holds where the text names the programme in full, or another programme close by:
    who names one of them speaks of talent. So do two such names side by side, by one word of it.
    """
    held = [match for match in judged if isinstance(match, FoundMatch) and match.held]
    doubtful = [one for one in judged if isinstance(one, _Open)]
    full = {m.target_id for m in held if m.form not in ("stem", "short")}
    settled = []
    for match, place in zip(judged, places, strict=True):
        if isinstance(match, FoundMatch):
            settled.append(match)
            continue
        alone = match.match
        first = bisect_left(held, alone.start - COMPANY_REACH, key=lambda m: m.start)
        near = (m for m in held[first : first + MAX_AROUND] if m.target_id != alone.target_id)
        company = next((m.text for m in near if m.start - alone.start <= COMPANY_REACH), "")
        if alone.target_id in full and place.entry.form not in GUESSED:
            alone = alone._replace(held=True, context=NAMED_IN_FULL)
        elif company:
            alone = alone._replace(held=True, context=f"named together with {company}")
        elif beside := _beside(match, doubtful):
            alone = alone._replace(held=True, context=f"named together with {beside}")
        settled.append(alone)
    return settled


def _beside(one: _Open, doubtful: Sequence[_Open]) -> str:
    """Return another name that as little speaks for, close by one; nothing if none stands there."""
    first = bisect_left(doubtful, one.match.start - LATIN_REACH, key=lambda o: o.match.start)
    for other in doubtful[first : first + MAX_AROUND]:
        if other.match.start > one.match.start + LATIN_REACH:
            break
        if other.match.target_id != one.match.target_id and (one.some or other.some):
            return other.match.text
    return ""


def _union(some: list[str], more: list[str]) -> list[str]:
    return list(dict.fromkeys([*some, *more])) if some and more else some or more


def _say(talent: list[str], against: list[str]) -> str:
    """Say which words decided, the first few of each side."""
    said = f"near {_list(talent)}" if talent else "no word of talent near it"
    return f"{said}; of another sense: {_list(against)}" if against else said


def _list(words: list[str]) -> str:
    return "、".join(words[:SHOWN_WORDS]) + ("…" if len(words) > SHOWN_WORDS else "")


def _match(text: str, place: Place, sentences: Stretches, held: bool, context: str) -> FoundMatch:
    (match,) = _matches(text, [place], sentences)
    return match._replace(held=held, context=context)


def _matches(text: str, places: list[Place], sentences: Stretches) -> list[FoundMatch]:
    """Return the matches at places in text order, each held, with its sentence."""
    begin = sentences.begin
    found = []
    last = -1
    for entry, start, end in places:
        if start >= last:
            first, last = sentences.span(start)
            first = max(0, first - begin)
        shown = text[start:end]
        found.append(
            FoundMatch(
                entry.kind.value,
                entry.target_id,
                name_form(shown, entry),
                shown,
                start - begin,
                end - begin,
                first,
                max(last, end) - begin,
            )
        )
    return found
