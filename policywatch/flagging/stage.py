"""Flag every version that waits for it: matches, facts, genre, findings, and what was scrubbed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Select, bindparam, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from models import (
    Document,
    Judgement,
    Match,
    MatchTarget,
    Reading,
    Source,
    Stage,
    Version,
    VersionKind,
    write_session,
)
from policywatch.catalogue.watchlists import current_release
from policywatch.documents import Block, BlockKind, Flagging
from policywatch.flagging.flagger import Flagger
from policywatch.flagging.reasons import Reasons
from policywatch.flagging.texts import Text, join_title
from policywatch.flagging.tool import flagger_version
from policywatch.flagging.writing import Flagged, Named, Writer
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through

IN_THE_TITLE = "in the title"


def flag_versions(
    engine: Engine,
    flagger: Flagger,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Flag the versions whose work stands in the store; write their findings and what alerts."""
    with write_session(engine) as session:
        release_id = current_release(session, flagger.watchlists, now()).id
    look = _Look(flagger, release_id)
    reasons = Reasons(flagger.watchlists)

    def write_all(
        session: Session, results: Sequence[tuple[int, Flagged | None]], counts: StageCounts
    ) -> None:
        flagged = [(version_id, one) for version_id, one in results if one is not None]
        Writer(session, reasons, release_id, now(), counts).write(flagged)

    def write(
        session: Session, version_id: int, flagged: Flagged | None, counts: StageCounts
    ) -> None:
        write_all(session, [(version_id, flagged)], counts)

    return work_through(
        engine, Stage.FLAG, look.flag, write, compute_all=look.flag_all, write_all=write_all,
        shard=shard, limit=limit, progress=progress, now=now,
    )  # fmt: skip


def select_texts() -> Select[Any]:
    """Return a query of versions with all that flagging looks at."""
    return (
        select(
            Version.id,
            Version.number,
            Version.kind,
            Version.document_id,
            Reading.text,
            Reading.title,
            Reading.blocks,
            Document.listed_title,
            Source.level,
        )
        .join(Reading, Reading.id == Version.reading_id)
        .join(Document, Document.id == Version.document_id)
        .join(Source, Source.id == Document.source_id)
    )


def read_searched(session: Session, version_ids: Sequence[int]) -> tuple[list[int], list[str]]:
    """Return versions and their texts, each after its title as names are looked for in it."""
    query = (
        select(Version.id, Reading.title, Document.listed_title, Reading.text)
        .join(Reading, Reading.id == Version.reading_id)
        .join(Document, Document.id == Version.document_id)
        .where(Version.id.in_(version_ids))
    )
    rows = session.execute(query).all()
    return [row.id for row in rows], [
        join_title(t or listed, text)[0] for _, t, listed, text in rows
    ]


def text_of(row: Row[Any]) -> Text:
    """Return a row of `select_texts` as flagging takes it."""
    return Text(row.text, row.title or row.listed_title, _blocks(row.blocks), row.level)


_TEXT = select_texts().where(Version.id == bindparam("id"))
_KNOWN = (
    select(Version.id, Version.number, Version.kind, Version.document_id, Source.level)
    .join(Document, Document.id == Version.document_id)
    .join(Source, Source.id == Document.source_id)
)


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks at versions and, for what was scrubbed, at those before them."""

    flagger: Flagger
    release_id: int

    def flag(self, session: Session, version_id: int) -> Flagged | None:
        return self.flag_all(session, [version_id])[0]

    def flag_all(self, session: Session, version_ids: Sequence[int]) -> list[Flagged | None]:
        """Return what is said of each version; None of one that is gone."""
        known = {row.id: row for row in session.execute(_KNOWN.where(Version.id.in_(version_ids)))}
        # One after the other: a batch of the longest texts would not be held at once.
        texts = (text_of(session.execute(_TEXT, {"id": version_id}).one()) for version_id in known)
        flagged = {
            row.id: Flagged(flagging, row.level, self._named_before(session, row))
            for row, flagging in zip(known.values(), self.flagger.flag_all(texts), strict=True)
        }
        return [flagged.get(version_id) for version_id in version_ids]

    def _named_before(
        self, session: Session, row: Row[int, int, VersionKind, int, str]
    ) -> Named | None:
        """Return what the version before names by this release.

        What is stored of it counts if it is known to hold; else it is looked at here, so that a
        name that only came into the watchlists, or left them, is never taken for a scrubbed one.
        """
        if row.number == 1 or row.kind is VersionKind.TECHNICAL:
            return None
        earlier = (Version.document_id == row.document_id, Version.number < row.number)
        previous = session.execute(
            select(Version.id, Version.number).where(*earlier).order_by(Version.number.desc())
        ).first()
        if previous is None:
            return None
        named = self._stored(session, previous.id)
        if named is None:
            text = text_of(session.execute(_TEXT, {"id": previous.id}).one())
            named = _shown_names(next(self.flagger.flag_all([text])))
        return Named(previous.id, previous.number, named)

    def _stored(self, session: Session, version_id: int) -> dict[str, str] | None:
        judged = session.get(Judgement, version_id)
        if judged is None or (judged.flagger, judged.release_id) != (
            flagger_version(),
            self.release_id,
        ):
            return None
        held = select(Match.target_id, Match.text).where(
            Match.version_id == version_id, Match.held, Match.target == MatchTarget.PROGRAMME
        )
        written = {row.target_id: row.text for row in session.execute(held.order_by(Match.start))}
        return {name: written.get(name, IN_THE_TITLE) for name in judged.pieces["programmes"]}


def _shown_names(flagging: Flagging) -> dict[str, str]:
    """Return the programmes that a text names, sorted as they are stored, each with how."""
    written = {m.target_id: m.text for m in flagging.matches if m.held and m.target == "programme"}
    return {name: written.get(name, IN_THE_TITLE) for name in sorted(set(flagging.programmes))}


def _blocks(stored: list[dict[str, object]]) -> tuple[Block, ...]:
    return tuple(Block(**{**b, "kind": BlockKind(str(b["kind"]))}) for b in stored)  # type: ignore[arg-type]
