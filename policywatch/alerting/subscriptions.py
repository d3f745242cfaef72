"""Who is to be told of what."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Cadence, Finding, Source, Subscription
from policywatch.settings import Settings

TOKEN_BYTES = 24


def ensure_first_subscriptions(session: Session, settings: Settings, now: datetime) -> None:
    """Subscribe `settings.alert_to` to findings and to source health, where nobody is subscribed.

    A subscription that ended still counts: who left is not subscribed again.
    """
    if session.scalar(select(func.count()).select_from(Subscription)):
        return
    about = (
        ("analyst", False, "the first subscription: every finding, at once"),
        ("ops", True, "the first subscription: sources that begin or cease to bring data"),
    )
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "recipient": settings.alert_to,
            "language": "en",
            "cadence": Cadence.INSTANT,
            "ops": ops,
            "wanted": {},
            "note": note,
            "unsubscribe_token": secrets.token_urlsafe(TOKEN_BYTES),
            "created_at": now,
        }
        for name, ops, note in about
    ]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(Subscription).on_conflict_do_nothing(), rows)


def standing_subscriptions(session: Session, *, ops: bool) -> list[Subscription]:
    """Return the subscriptions that have not ended, locked until the transaction ends.

    The lock makes "not told yet" true until what tells it is written: two processes never tell
    one subscriber the same thing. (SQLite has one writer at a time anyway.)
    """
    standing = select(Subscription).where(Subscription.ended_at.is_(None), Subscription.ops == ops)
    return list(session.scalars(standing.order_by(Subscription.id).with_for_update()))


def is_wanted(wanted: dict[str, Any], finding: Finding, source: Source) -> bool:
    """Whether a subscription asks for a finding; what it does not name, it does not narrow."""
    if finding.score < float(wanted.get("min_score", 0)):
        return False
    if wanted.get("rules") and finding.rule not in wanted["rules"]:
        return False
    if wanted.get("levels") and source.level not in wanted["levels"]:
        return False
    if wanted.get("sources") and source.id not in wanted["sources"]:
        return False
    if wanted.get("programmes") and not set(wanted["programmes"]) & set(finding.programmes):
        return False
    places = wanted.get("places")
    return not places or any(place in source.place for place in places)
