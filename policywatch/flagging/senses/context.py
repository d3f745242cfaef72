"""In which sense an ambiguous name is meant: hits to matches that hold or do not."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from policywatch.documents import FoundMatch
from policywatch.flagging.disguises import Shown
from policywatch.flagging.folding import Folded
from policywatch.flagging.lexicon import Found
from policywatch.flagging.names.entries import MAX_CAPITALS, Kind, is_initials
from policywatch.flagging.names.forms import GUESSED, name_form
from policywatch.flagging.names.hits import Hit
from policywatch.flagging.senses.judging import (
    INITIALS_OF_A_PLAN,
    LATIN_REACH,
    Verdict,
    is_miswritten_stem,
    judge,
)
from policywatch.flagging.senses.overlaps import is_inside, longest_unblocked, not_inside, outside
from policywatch.flagging.senses.places import MAX_AROUND, Place, in_order, is_written_so, places_of
from policywatch.flagging.senses.surroundings import look_around
from policywatch.flagging.senses.worded import WordsAround
from policywatch.flagging.sentences import Stretches
from policywatch.flagging.wording import Weighed

NAMED_IN_FULL = "named in full elsewhere in the text"
COMPANY_REACH = 400
RENAMED_REACH = 40
_LITTLE = frozenset(("stem", "short", "initials"))
_RENAMED = re.compile(
    r"\b(?:renamed|re-?branded|replace[ds]?|succeeded|successor|predecessor|formerly|used to be|"
    r"previously|after .{1,30} came|now (?:called|known|named|it['’]?s|he['’]?s|she['’]?s|is|he is|"
    r"she is|they are)|(?:is|are) now|new name|instead of|became|long live|same thing)\b|"
    "改名|更名|改叫|现在叫|以前叫|原来叫|前身|以前的|换了?个?名|取代|替代|改版",
    re.I,
)
_ARROW = re.compile(r"\W{0,3}(?:[-=]>|→)\W{0,3}")
# A page has dozens of matches: in half the time of a named tuple's own way.
_made = tuple.__new__
_NOT_ASKED = tuple(FoundMatch._field_defaults.values())


def resolve(
    text: str,
    folded: Folded,
    found: Found,
    sentences: Stretches,
    shown: Sequence[Shown],
    weigh: Callable[[], Weighed],
) -> list[FoundMatch]:
    """Return programme and term matches in text order; the longest of overlapping ones stays.

    The text begins at `sentences.begin`, after its title: matches in the title have negative
    offsets, and what the title speaks of holds for all. `shown` are names that only the text as
    shown tells; `weigh` what tells what the words of the whole text say.
    """
    terms = not_inside(_meant_terms(text, folded, found.terms))
    names = list(places_of(text, folded, found.names))
    if shown:
        told = (
            Place(*one) for one in shown if one.entry.form != "masked" or is_written_so(text, *one)
        )
        names = sorted([*names, *told], key=in_order)
    if not names:
        return _matches(text, terms, sentences)
    company: dict[Kind, list[Place]] = defaultdict(list)
    for place in places_of(text, folded, found.company):
        company[place.entry.kind].append(place)
    blocks: dict[str, list[Place]] = defaultdict(list)
    for place in company[Kind.BLOCK]:
        blocks[place.entry.target_id].append(place)
    named = longest_unblocked(names, blocks)
    around = look_around(text, company, blocks, named, sentences.begin)
    words = WordsAround(text, weigh)
    verdicts = [_unless_denied(judge(text, place, around), place, words) for place in named]
    body = text[sentences.begin :]
    judged = _spread(body, _matches(text, named, sentences), verdicts, named, words)
    held = [p for p, m in zip(named, judged, strict=True) if m.held]
    meant = _matches(text, outside(terms, held), sentences)
    return sorted([*judged, *meant], key=lambda m: (m.start, -m.end))


def _meant_terms(text: str, folded: Folded, hits: list[Hit]) -> list[Place]:
    """Return the terms that lie in none of their own blocking phrases.

    A few capitals are meant in capitals only: the ministry MOST is not the word.
    """
    terms: list[Place] = []
    blocks: dict[str, list[Place]] = {}
    for place in places_of(text, folded, hits):
        entry, start, end = place
        if entry.kind is Kind.TERM:
            if (
                end - start > MAX_CAPITALS
                or not is_initials(entry.name)
                or (text[start:end].isupper())
            ):
                terms.append(place)
        else:
            blocks.setdefault(place.entry.target_id, []).append(place)
    if not blocks:
        return terms
    return [p for p in terms if not is_inside(p, blocks.get(p.entry.target_id, ()))]


def _unless_denied(verdict: Verdict, place: Place, words: WordsAround) -> Verdict:
    """Return a verdict; of a name that may be much else, that it is none where words deny it."""
    if verdict.held and _may_be_else(place) and (against := words.speak_against(place.start)):
        return Verdict(False, f"among {against}")
    return verdict


def _may_be_else(place: Place) -> bool:
    entry = place.entry
    return entry.form in _LITTLE or INITIALS_OF_A_PLAN.match(entry.name) is not None


def _spread(
    body: str,
    matches: list[FoundMatch],
    verdicts: Sequence[Verdict],
    places: list[Place],
    words: WordsAround,
) -> list[FoundMatch]:
    """Give names their verdicts, and settle those that have too little context of their own.

    Such a name holds where the text names the programme in full, or another programme close by:
    who names one of them speaks of talent. So do two such names side by side, by one word of it or
    of the one's having become the other. Offsets of matches are those of the `body`.
    """
    judged = [
        match._replace(held=verdict.held, context=verdict.context)
        for match, verdict in zip(matches, verdicts, strict=True)
    ]
    doubtful = [
        (match, verdict.some)
        for match, verdict in zip(judged, verdicts, strict=True)
        if verdict.is_open
    ]
    if not doubtful:
        return judged
    became = _renamed(body, [match for match, _ in doubtful])
    held = [match for match in judged if match.held]
    full = {m.target_id for m in held if m.form not in ("stem", "short")}
    settled = []
    for match, verdict, place in zip(judged, verdicts, places, strict=True):
        if not verdict.is_open:
            settled.append(match)
            continue
        first = bisect_left(held, match.start - COMPANY_REACH, key=lambda m: m.start)
        near = (m for m in held[first : first + MAX_AROUND] if m.target_id != match.target_id)
        company = next((m.text for m in near if m.start - match.start <= COMPANY_REACH), "")
        if match.target_id in full and place.entry.form not in GUESSED:
            match = match._replace(held=True, context=NAMED_IN_FULL)
        elif company := company or (
            _beside(match, verdict.some, doubtful) or became.get((match.start, match.target_id), "")
        ):
            against = words.speak_against(place.start)
            context = f"named together with {company}" + (f"; among {against}" if against else "")
            match = match._replace(held=not against, context=context)
        elif not is_miswritten_stem(place.entry, match.text) and (
            told := words.speak_for(place.start, place.end, match.form)
        ):
            match = match._replace(held=True, context=f"among {told}")
        settled.append(match)
    return settled


def _beside(match: FoundMatch, some: bool, doubtful: Sequence[tuple[FoundMatch, bool]]) -> str:
    """Return another name that as little speaks for, close by one; nothing if none stands there."""
    first = bisect_left(doubtful, match.start - LATIN_REACH, key=lambda one: one[0].start)
    for other, speaks in doubtful[first : first + MAX_AROUND]:
        if other.start > match.start + LATIN_REACH:
            break
        if other.text.isdecimal() or match.text.isdecimal():
            continue  # 3315 beads
        if other.target_id != match.target_id and (some or speaks):
            return other.text
    return ""


def _renamed(body: str, doubtful: Sequence[FoundMatch]) -> dict[tuple[int, str], str]:
    """Return, for names one of which is said to have become the next, the other one's text."""
    renamed: dict[tuple[int, str], str] = {}
    for one, other in pairwise(doubtful):
        is_near = other.start - one.start <= LATIN_REACH and one.target_id != other.target_id
        if is_near and _became(body, one, other):
            renamed[one.start, one.target_id] = other.text
            renamed[other.start, other.target_id] = one.text
    return renamed


def _became(body: str, one: FoundMatch, other: FoundMatch) -> bool:
    """Whether one name is said to have come for the other.

    In English much else is said so of two stems, and of two names of a few capitals.
    """
    is_latin = one.text.isascii() and other.text.isascii()
    if is_latin and (one.form == other.form == "stem" or (one.text + other.text).isupper()):
        return False
    if _ARROW.fullmatch(body, one.end, max(0, other.start)):
        return True
    around = body[max(0, one.start - RENAMED_REACH) : max(0, other.end) + RENAMED_REACH]
    return _RENAMED.search(around) is not None


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
        target = "programme" if entry.kind is Kind.PROGRAMME else "term"
        form, sentence_end = name_form(shown, entry), max(last, end) - begin
        values = target, entry.target_id, form, shown, start - begin, end - begin, first
        found.append(_made(FoundMatch, (*values, sentence_end, *_NOT_ASKED)))
    return found
