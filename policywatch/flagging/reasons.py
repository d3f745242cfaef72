"""Why a finding no longer holds: the edit of the watchlists that ended it, and who made it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from models import Release
from policywatch.catalogue.watchlists import Watchlists
from policywatch.catalogue.watchlists.differences import Difference, differences
from policywatch.catalogue.watchlists.releases import stored_watchlists
from policywatch.catalogue.watchlists.store import last_author

SHOWN = 3
OVER = "its rule no longer holds"
UPGRADED = f"{OVER} since the flagging itself was changed"


@dataclass(slots=True)
class Reasons:
    """Tells what between an older release and this one ended a finding."""

    watchlists: Watchlists
    _between: dict[int, tuple[Difference, ...] | None] = field(default_factory=dict)

    def why(self, session: Session, old_release: int, rule: str, programmes: Sequence[str]) -> str:
        """Return the reason why a finding of a rule, that named programmes, is over."""
        if old_release not in self._between:
            old = stored_watchlists(session, old_release)
            found = None if old is None else differences(old, self.watchlists)
            self._between[old_release] = found
        between = self._between[old_release]
        if not between:
            return OVER
        telling = [d for d in between if _is_of(d, rule, programmes)] or list(between)
        since = session.get_one(Release, old_release).at
        told = [_told(session, difference, since) for difference in telling[:SHOWN]]
        more = len(telling) - len(told)
        return f"{OVER}: " + "; ".join(told) + (f"; and {more} more changes" if more else "")


def _is_of(difference: Difference, rule: str, programmes: Sequence[str]) -> bool:
    ref = difference.ref
    return (ref.kind == "rule" and ref.id == rule) or (
        ref.kind == "programme" and ref.id in programmes
    )


def _told(session: Session, difference: Difference, since: datetime) -> str:
    author = last_author(session, {difference.ref, difference.ref.owner}, since)
    return f"{difference}" + (f" by {author.told}" if author else "")
