"""Who wants to hear of what."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Cadence, Finding, Source, Subscription
from policywatch.settings import Settings


def ensure_first_subscriptions(session: Session, settings: Settings, now: datetime) -> None:
    """Give a new installation its first subscriptions: every finding at once, and ops mail."""
    if session.scalar(select(func.count()).select_from(Subscription)):
        return
    for name, ops in (("analyst", False), ("ops", True)):
        session.add(
            Subscription(
                name=name,
                recipient=settings.alert_to,
                cadence=Cadence.INSTANT,
                ops=ops,
                wanted={},
                note="made with the installation",
                unsubscribe_token=secrets.token_urlsafe(32),
                created_at=now,
            )
        )


def active(session: Session, *, ops: bool, cadences: Collection[Cadence]) -> list[Subscription]:
    """Return the subscriptions of these kinds that have not ended."""
    query = select(Subscription).where(
        Subscription.ended_at.is_(None), Subscription.ops == ops, Subscription.cadence.in_(cadences)
    )
    return list(session.scalars(query.order_by(Subscription.id)))


def wants(subscription: Subscription, finding: Finding, source: Source) -> bool:
    """Whether a finding is what a subscription asks for; an empty wish asks for all."""
    wanted = subscription.wanted
    if finding.score < float(wanted.get("min_score", 0)):
        return False
    for key, given in (
        ("rules", {finding.rule}),
        ("sources", {source.id}),
        ("levels", {source.level}),
        ("programmes", set(finding.programmes)),
    ):
        asked = wanted.get(key)
        if asked and not given & set(asked):
            return False
    places = wanted.get("places")
    return not places or any(place in source.place for place in places)
