"""The store's copy of the sources, made equal to what is declared."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Document, Finding, Source, SourceState, Transition, index_anew
from policywatch.catalogue.sources.declaring import SourceDeclaration


def sync_sources(
    session: Session, declarations: Iterable[SourceDeclaration], now: datetime
) -> None:
    """Make the store's sources equal to what is declared; undeclared ones become disabled.

    Nothing that happened is lost. A source that is new, newly enabled, or declared otherwise than
    before is due at once.
    """
    known = {source.id: source for source in session.scalars(select(Source))}
    declared: set[str] = set()
    for declaration in declarations:
        declared.add(declaration.id)
        _sync_one(session, known.get(declaration.id), declaration, now)
    for source in known.values():
        if source.id not in declared and source.enabled:
            _disable(session, source, "no longer declared", now)


def _sync_one(
    session: Session, source: Source | None, declaration: SourceDeclaration, now: datetime
) -> None:
    content = declaration.as_json()
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    if source is None:
        source = Source(id=declaration.id, state=SourceState.NEW, state_since=now, enabled=True)
        session.add(source)
    elif source.declaration_sha256 == sha256 and source.enabled == declaration.enabled:
        return
    source.due_at = now
    source.name = declaration.name
    if source.publisher not in (None, declaration.publisher):
        of_source = select(Document.id).where(Document.source_id == source.id)
        index_anew(session, Finding.document_id.in_(of_source))
    source.publisher = declaration.publisher
    source.level = declaration.level.value
    source.place = declaration.place
    source.family = declaration.family.value
    source.url = declaration.url
    source.host = declaration.host
    source.declaration = content
    source.declaration_sha256 = sha256
    if not declaration.enabled:
        _disable(session, source, "disabled in its file", now)
    elif source.state is SourceState.DISABLED:
        source.enabled, source.state = True, SourceState.NEW
        source.state_reason, source.state_since = "enabled", now
    else:
        source.enabled = True


def _disable(session: Session, source: Source, reason: str, now: datetime) -> None:
    """Disable a source; that one which was watched is no longer is told to ops, meant or not."""
    source.enabled = False
    if source.state is not SourceState.DISABLED:
        if source.state is not SourceState.NEW:
            told = Transition(
                source_id=source.id,
                before=source.state,
                after=SourceState.DISABLED,
                reason=f"{reason}: nobody looks at it any more",
                advice="if that was not meant, mend its file: it goes on where it was",
                at=now,
            )
            session.add(told)
        source.state, source.state_since = SourceState.DISABLED, now
    source.state_reason = reason
