"""Releases: the watchlists as they were, each under the hash of its content."""

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Release
from policywatch.catalogue.watchlists.content import Watchlists


def current_release(session: Session, watchlists: Watchlists, now: datetime) -> Release:
    """Return the release of these watchlists, written now if they were never used before."""
    name = watchlists.sha256
    known = session.scalar(select(Release).where(Release.sha256 == name))
    if known is not None:
        return known
    release = Release(sha256=name, at=now, content=watchlists.model_dump(mode="json"))
    session.add(release)
    session.flush()
    return release


def stored_watchlists(session: Session, release_id: int) -> Watchlists | None:
    """Return the watchlists of a release; None where they fit the schema no longer."""
    content = session.scalar(select(Release.content).where(Release.id == release_id))
    try:
        return Watchlists.model_validate(content)
    except ValidationError:
        return None
