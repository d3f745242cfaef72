"""Try rules, programmes and terms on the stored corpus before they count; nothing is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from models import (
    Decision,
    Document,
    Finding,
    FindingState,
    Judgement,
    Reading,
    Release,
    Source,
    Verdict,
    Version,
)
from policywatch.catalogue.watchlists import Watchlists
from policywatch.catalogue.watchlists.assembling import without
from policywatch.catalogue.watchlists.located import Ref, RefKind
from policywatch.documents import Flagging, FoundFinding
from policywatch.errors import PolicywatchError
from policywatch.flagging.flagger import Flagger
from policywatch.flagging.pieces import Pieces
from policywatch.flagging.reflagging.effects import Effect
from policywatch.flagging.stage import read_searched, select_texts, text_of
from policywatch.flagging.tool import flagger_version
from policywatch.work import Progress

AT_ONCE = 500
SAMPLE = 10
CONTEXT_CHARS = 160
OVER = (FindingState.WITHDRAWN, FindingState.SUPERSEDED)


class EmptyStoreError(PolicywatchError):
    """There is no version to try anything on: that nothing is hit would say nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that is hit: `context` is the sentence with what it rests on."""

    version_id: int
    url: str
    title: str
    source: str
    month: str
    score: float
    reason: str
    words: str
    context: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many documents are hit."""

    hits: int
    documents: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """An existing rule: its documents among the hits, and in all."""

    rule: str
    both: int
    alone: int


@dataclass(slots=True)
class Backtest:
    """What would have been found in the newest version of each stored document.

    `queued` counts the hits from the queue's threshold on; `unseen` those that no existing rule
    finds; `decided` and `dismissed` those of which analysts have said something, and that they are
    not relevant. Months are those of publication, of first sight where no date is known.
    """

    examined: int
    first_month: str = ""
    last_month: str = ""
    hits: int = 0
    queued: int = 0
    unseen: int = 0
    decided: int = 0
    dismissed: int = 0
    by_month: dict[str, Share] = field(default_factory=dict)
    by_source: dict[str, Share] = field(default_factory=dict)
    by_rule: dict[str, int] = field(default_factory=dict)
    overlap: list[Overlap] = field(default_factory=list)
    sample: list[Hit] = field(default_factory=list)

    @property
    def dismissed_share(self) -> float | None:
        """The share of decided hits that analysts dismissed; None where they decided none."""
        return self.dismissed / self.decided if self.decided else None


def backtest(
    session: Session,
    current: Watchlists,
    proposed: Watchlists,
    refs: Sequence[Ref],
    *,
    sample: int = SAMPLE,
    progress: Progress | None = None,
) -> Backtest:
    """Return what the parts `refs` of proposed watchlists would find in the stored corpus.

    With rules among them a document is hit where one of these holds, whatever rule covers it. Else
    where one of their programmes is held to be meant or one of their terms stands; and where it
    only has a programme or a finding because of a name or word among them. Only versions that the
    step from the `current` watchlists touches are looked at whole.

    Raises:
        EmptyStoreError: the store holds no version.
    """
    test = _Test(session, current, proposed, tuple(refs))
    ids = session.scalars(
        select(Document.version_id).where(Document.version_id.is_not(None)).order_by(Document.id)
    ).all()
    if not ids:
        raise EmptyStoreError("no document is stored yet: collect some first (policywatch run)")
    result = Backtest(len(ids))
    for start in range(0, len(ids), AT_ONCE):
        test.look_at([i for i in ids[start : start + AT_ONCE] if i is not None])
        if progress:
            progress(min(start + AT_ONCE, len(ids)), len(ids))
    return test.report(result, sample)


@dataclass(slots=True)
class _Found:
    """A hit as it is found, with what the report is made of."""

    version_id: int
    month: str
    source: str
    score: float
    rules: tuple[str, ...]


@dataclass
class _Test:
    session: Session
    current: Watchlists
    proposed: Watchlists
    refs: tuple[Ref, ...]

    def __post_init__(self) -> None:
        whole = [ref for ref in self.refs if ref.is_entity]
        self._rules = {ref.id for ref in whole if ref.kind is RefKind.RULE}
        self._programmes = {ref.id for ref in whole if ref.kind is RefKind.PROGRAMME}
        self._terms = {ref.id for ref in whole if ref.kind is RefKind.TERM}
        kept = tuple(r for r in self.proposed.rules if not self._rules or r.id in self._rules)
        # On its own a rule is covered by no other one: what it says is asked for.
        self._flagger = Flagger(self.proposed.model_copy(update={"rules": kept}))
        # What is tried counts as new, also where it stands there just so already.
        before = without(self.current, self.refs)
        self._before = None if len(whole) == len(self.refs) else Flagger(before)
        self._effect = Effect(before, self.proposed)
        self._found: list[_Found] = []
        self._months: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        sha = self.current.sha256
        self._release_id = self.session.scalar(select(Release.id).where(Release.sha256 == sha))

    def look_at(self, version_ids: list[int]) -> None:
        """Look at some versions, whole only where they may be hit."""
        rows = self.session.execute(_select_known(version_ids)).all()
        places = {row.id: _place(row) for row in rows}
        for month, source in places.values():
            self._months[month] += 1
            self._sources[source] += 1
        maybe = self._touched(rows)
        if not maybe:
            return
        texts = self.session.execute(select_texts().where(Version.id.in_(maybe))).all()
        flaggings = self._flagger.flag_all(map(text_of, texts))
        for text, flagging in zip(texts, flaggings, strict=True):
            if self._is_hit(flagging, text):
                month, source = places[text.id]
                rules = tuple(f.rule for f in flagging.findings)
                self._found.append(_Found(text.id, month, source, flagging.score, rules))

    def _touched(self, rows: Sequence[Row[Any]]) -> set[int]:
        """Return the versions that may be hit: all of which what is stored is not up to date."""
        known = (flagger_version(), self._release_id)
        touched = {row.id for row in rows if (row.flagger, row.release_id) != known}
        if self._effect.needs_pieces:
            touched |= {
                row.id
                for row in rows
                if row.id not in touched
                and self._effect.touches_pieces(Pieces.from_json(row.pieces, row.genre))
            }
        rest = [row.id for row in rows if row.id not in touched]
        if self._effect.needs_texts and rest:
            ids, texts = read_searched(self.session, rest)
            touched |= {ids[at] for at in self._effect.touches_texts(texts)}
        return touched

    def _is_hit(self, flagging: Flagging, text: Row[Any]) -> bool:
        if self._rules:
            return bool(flagging.findings)
        if self._programmes.intersection(flagging.programmes):
            return True
        if self._terms.intersection(flagging.terms):
            return True
        if self._before is None:
            return False
        before = next(self._before.flag_all([text_of(text)]))
        gained = {f.rule for f in flagging.findings} - {f.rule for f in before.findings}
        return bool(gained or set(flagging.programmes) - set(before.programmes))

    def report(self, result: Backtest, sample: int) -> Backtest:
        """Fill in the report from all that was found."""
        found = self._found
        result.hits = len(found)
        result.queued = sum(one.score >= self.proposed.threshold for one in found)
        result.first_month, result.last_month = min(self._months), max(self._months)
        months, sources = (Counter(getattr(f, part) for f in found) for part in ("month", "source"))
        result.by_month = {m: Share(months[m], self._months[m]) for m in sorted(self._months)}
        result.by_source = {s: Share(n, self._sources[s]) for s, n in sources.most_common()}
        result.by_rule = dict(Counter(r for one in found for r in one.rules).most_common())
        self._compare(result)
        result.sample = list(self._samples(sample))
        return result

    def _compare(self, result: Backtest) -> None:
        """Set the hits beside the findings that stand, and what analysts said of them."""
        hit = {one.version_id for one in self._found}
        standing = (
            select(Finding.version_id, Finding.rule, Finding.score)
            .join(Document, Document.version_id == Finding.version_id)
            .where(Finding.state.not_in(OVER))
        )
        both: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        seen: set[int] = set()
        for version_id, rule, _ in self.session.execute(standing):
            (both if version_id in hit else alone)[rule] += 1
            seen.add(version_id)
        result.overlap = [
            Overlap(rule, both[rule], alone[rule]) for rule, _ in (both + alone).most_common()
        ]
        result.unseen = len(hit - seen)
        verdicts = self._verdicts(hit)
        result.decided = len(verdicts)
        result.dismissed = sum(v is Verdict.NOT_RELEVANT for v in verdicts.values())

    def _verdicts(self, hit: set[int]) -> dict[int, Verdict]:
        """Return the newest verdict on any finding of each version that is hit."""
        said = (
            select(Finding.version_id, Decision.verdict)
            .join(Decision, Decision.finding_id == Finding.id)
            .where(Decision.verdict != Verdict.NOTE)
            .order_by(Decision.id)
        )
        newest = {v: verdict for v, verdict in self.session.execute(said) if v in hit}
        return {v: verdict for v, verdict in newest.items() if verdict is not Verdict.REOPENED}

    def _samples(self, number: int) -> Iterator[Hit]:
        """Yield some hits, chosen by chance but the same each time, the newest month first."""
        chosen = sorted(self._found, key=lambda one: _chance(one.version_id))[:number]
        shown = {one.version_id: one for one in chosen}
        order = sorted(shown, key=lambda v: (shown[v].month, v), reverse=True)
        urls = dict(
            self.session.execute(
                select(Document.version_id, Document.url).where(Document.version_id.in_(order))
            ).all()
        )
        rows = {
            row.id: row for row in self.session.execute(select_texts().where(Version.id.in_(order)))
        }
        flaggings = self._flagger.flag_all(text_of(rows[version_id]) for version_id in order)
        for version_id, flagging in zip(order, flaggings, strict=True):
            row, one = rows[version_id], shown[version_id]
            words, context = self._context(flagging, row.text)
            reason = flagging.findings[0].reason if flagging.findings else ""
            title = row.title or row.listed_title
            yield Hit(version_id, urls[version_id], title, one.source, one.month, one.score,
                      reason, words, context)  # fmt: skip

    def _context(self, flagging: Flagging, text: str) -> tuple[str, str]:
        """Return the words that a hit rests on, and the sentence that they stand in."""
        spans = [(m.start, m.end, m.sentence_start, m.sentence_end) for m in flagging.matches
                 if m.held and m.target_id in self._programmes | self._terms]  # fmt: skip
        if self._rules:
            spans = [_span_of_finding(f, flagging) for f in flagging.findings[:1]]
        for start, end, first, last in spans:
            if end > start:
                first = max(first, start - CONTEXT_CHARS // 2)
                last = min(last, max(end, first + CONTEXT_CHARS))
                return text[start:end], " ".join(text[first:last].split())
        return "", ""


def _select_known(version_ids: list[int]) -> Any:
    return (
        select(
            Version.id,
            Version.at,
            Reading.published,
            Document.listed_date,
            Source.id.label("source_id"),
            Judgement.flagger,
            Judgement.release_id,
            Judgement.pieces,
            Judgement.genre,
        )
        .join(Reading, Reading.id == Version.reading_id)
        .join(Document, Document.id == Version.document_id)
        .join(Source, Source.id == Document.source_id)
        .outerjoin(Judgement, Judgement.version_id == Version.id)
        .where(Version.id.in_(version_ids))
    )


def _place(row: Row[Any]) -> tuple[str, str]:
    """Return the month of a version and its source."""
    day = row.published or row.listed_date or ""
    month = day[:7] if len(day) >= 7 else f"{row.at:%Y-%m}"
    return month, row.source_id


def _chance(version_id: int) -> bytes:
    return hashlib.sha256(str(version_id).encode()).digest()


def _span_of_finding(finding: FoundFinding, flagging: Flagging) -> tuple[int, int, int, int]:
    """Return the span of the words that a finding rests on first, and of their sentence."""
    for part in finding.parts:
        if part.start is not None and part.end is not None:
            for match in flagging.matches:
                if match.start <= part.start < match.sentence_end and (
                    match.sentence_start <= part.start
                ):
                    return part.start, part.end, match.sentence_start, match.sentence_end
            return part.start, part.end, part.start - CONTEXT_CHARS, part.end + CONTEXT_CHARS
    return 0, 0, 0, 0
