"""What an edit did to what matters: amounts, deadlines, limits, and the names and terms watched.

Read from what flagging stored of both versions, and set against the places where they differ: a
value is changed where another of its kind stands in its place, whatever it is written like, and a
name is removed where its words were taken out, not where the watchlists have changed.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Fact, Judgement, Match, MatchTarget, Version
from policywatch.comparing.difference import Difference, DiffKind, DiffPart, compare_texts
from policywatch.comparing.noise import find_ignored

CALLED_OUT = ("amount", "deadline", "quota", "age", "born")
# In a longer stretch that was replaced nobody can say which value took whose place.
MAX_STRETCH = 400
MAX_TEXTS = 5


class Called(StrEnum):
    """What happened to a value."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value that was changed, added (no `old`) or removed (no `new`)."""

    old: Fact | None
    new: Fact | None

    @property
    def called(self) -> Called:
        """What happened to it."""
        if self.old is None:
            return Called.ADDED
        return Called.REMOVED if self.new is None else Called.CHANGED

    @property
    def kind(self) -> str:
        """The kind of fact: amount, deadline, …"""
        fact = self.old or self.new
        return fact.kind if fact else ""


@dataclass(frozen=True, slots=True)
class RemovedName:
    """A programme or term that is not named any more; `texts` is how it was, none: in the title."""

    target: MatchTarget
    target_id: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallOuts:
    """What an edit did; `known` is false while either version has not been flagged as yet."""

    known: bool
    values: tuple[ChangedValue, ...] = ()
    removed: tuple[RemovedName, ...] = ()


def compare_versions(session: Session, old: Version, new: Version) -> tuple[Difference, CallOuts]:
    """Return how a version differs from one before it, and what of that matters most.

    What was learnt to be noise of the document is shown as ignored.
    """
    before, after = old.reading.text, new.reading.text
    ignored = find_ignored(session, new.document_id, before, after)
    difference = compare_texts(before, after, ignored=ignored)
    return difference, find_call_outs(session, old, new, difference.parts)


def find_call_outs(
    session: Session, old: Version, new: Version, parts: Sequence[DiffPart]
) -> CallOuts:
    """Return what an edit did, by the difference of the two versions' texts."""
    judged = [session.get(Judgement, version.id) for version in (old, new)]
    if judged[0] is None or judged[1] is None or judged[0].flagger != judged[1].flagger:
        return CallOuts(known=False)
    places = _Places(parts)
    values = _changed_values(_facts(session, old), _facts(session, new), places)
    removed = _removed_names(session, old, new, (judged[0], judged[1]), places)
    return CallOuts(True, tuple(values), tuple(removed))


class _Places:
    """Where the places of an old text are in the new one."""

    def __init__(self, parts: Sequence[DiffPart]) -> None:
        """Take the parts of a difference."""
        self._equal: list[tuple[int, int, int]] = []  # from and to in the old text, from in the new
        at = [0, 0]
        for part in parts:
            if part.kind is DiffKind.EQUAL:
                self._equal.append((at[0], at[0] + len(part.text), at[1]))
            at[0] += len(part.text) if part.kind is not DiffKind.INSERT else 0
            at[1] += len(part.text) if part.kind is not DiffKind.DELETE else 0
        self._length = at[1]

    def stands(self, start: int, end: int) -> bool:
        """Whether a stretch of the old text was left as it was."""
        run = bisect_right(self._equal, start, key=itemgetter(0)) - 1
        return run >= 0 and end <= self._equal[run][1]

    def stretch(self, start: int, end: int) -> slice:
        """Return the stretch of the new text that stands where one of the old text stood."""
        before = bisect_right(self._equal, start, key=itemgetter(0)) - 1
        after = bisect_left(self._equal, end, key=itemgetter(1))
        least, most = 0, self._length
        if before >= 0:
            run_start, run_end, beside = self._equal[before]
            least = beside + min(start, run_end) - run_start
        if after < len(self._equal):
            run_start, _, beside = self._equal[after]
            most = beside + max(end, run_start) - run_start
        return slice(least, most)


def _changed_values(old: list[Fact], new: list[Fact], places: _Places) -> list[ChangedValue]:
    """Return the values that were changed, in the order of the texts, removed before added."""
    left = _Left(new)
    changed: list[ChangedValue] = []
    gone = old
    for is_same in (True, False):
        unpaired = []
        for fact in gone:
            other = left.take(fact, places.stretch(fact.start, fact.end), is_same=is_same)
            if other is None:
                unpaired.append(fact)
            elif not is_same:
                changed.append(ChangedValue(fact, other))
        gone = unpaired
    moved = Counter(map(_value, gone)) & Counter(map(_value, left.facts))
    for side, facts in enumerate((gone, left.facts)):
        still = Counter(moved)
        for fact in facts:
            if still[_value(fact)]:
                still[_value(fact)] -= 1
            else:
                changed.append(ChangedValue(None, fact) if side else ChangedValue(fact, None))
    return changed


class _Left:
    """The values of the new text that were not set beside one of the old text as yet."""

    def __init__(self, facts: list[Fact]) -> None:
        self._facts: list[Fact | None] = [*facts]
        self._starts = [fact.start for fact in facts]
        self._longest = max((fact.end - fact.start for fact in facts), default=0)

    @property
    def facts(self) -> list[Fact]:
        """Those that are left."""
        return [fact for fact in self._facts if fact is not None]

    def take(self, old: Fact, stretch: slice, *, is_same: bool) -> Fact | None:
        """Take the first value of the old one's kind in a stretch, of the same value or any."""
        if stretch.stop - stretch.start > MAX_STRETCH:
            return None
        first = bisect_right(self._starts, stretch.start - self._longest)
        for number in range(first, bisect_left(self._starts, stretch.stop)):
            fact = self._facts[number]
            if fact is None or fact.kind != old.kind or fact.end <= stretch.start:
                continue
            if not is_same or _value(fact) == _value(old):
                self._facts[number] = None
                return fact
        return None


def _value(fact: Fact) -> tuple[str | None, ...]:
    return fact.kind, fact.low, fact.high, fact.unit, fact.basis


def _facts(session: Session, version: Version) -> list[Fact]:
    found = select(Fact).where(Fact.version_id == version.id, Fact.kind.in_(CALLED_OUT))
    return list(session.scalars(found.order_by(Fact.start, Fact.end, Fact.id)))


def _removed_names(
    session: Session,
    old: Version,
    new: Version,
    judged: tuple[Judgement, Judgement],
    places: _Places,
) -> Iterator[RemovedName]:
    """Give the programmes and terms named by the old version, in its text or title, and no more."""
    was, left = _named(session, old, judged[0]), _named(session, new, judged[1])
    retitled = old.reading.title != new.reading.title
    for (target, target_id), matches in was.items():
        if (target, target_id) in left:
            continue
        untouched = all(places.stands(match.start, match.end) for match in matches)
        if untouched and not (retitled and (not matches or any(m.in_title for m in matches))):
            continue
        texts = dict.fromkeys(match.text for match in matches)
        yield RemovedName(target, target_id, tuple(texts)[:MAX_TEXTS])


def _named(
    session: Session, version: Version, judged: Judgement
) -> dict[tuple[MatchTarget, str], list[Match]]:
    """Return what a version names, with where in its text; of the title alone, with nothing."""
    named: dict[tuple[MatchTarget, str], list[Match]] = defaultdict(list)
    held = select(Match).where(Match.version_id == version.id, Match.held)
    for match in session.scalars(held.order_by(Match.start, Match.id)):
        named[match.target, match.target_id].append(match)
    for target, piece in ((MatchTarget.PROGRAMME, "programmes"), (MatchTarget.TERM, "terms")):
        for target_id in judged.pieces.get(piece, ()):
            _ = named[target, target_id]
    return dict(named)
