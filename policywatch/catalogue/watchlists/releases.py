"""Releases: the watchlists as they were, each under the hash of its content."""

from datetime import datetime

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
