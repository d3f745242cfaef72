"""Who is to be told of what."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from email.utils import getaddresses, quote
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Cadence, Finding, Source, Subscription
from policywatch.alerting.addresses import parse_address
from policywatch.errors import PolicywatchError
from policywatch.settings import Settings

TOKEN_BYTES = 24
NARROWING = ("min_score", "rules", "programmes", "sources", "levels", "places")


class SubscriptionError(PolicywatchError):
    """A subscription cannot be as asked for; the message says what to do instead."""


def ensure_first_subscriptions(session: Session, settings: Settings, now: datetime) -> None:
    """Subscribe `settings.alert_to` to findings and to source health, where nobody is subscribed.

    `alert_to` may list several addresses. A subscription that ended still counts: who left is not
    subscribed again.
    """
    if session.scalar(select(func.count()).select_from(Subscription)):
        return
    about = (
        ("analyst", False, "the first subscription: every finding, at once"),
        ("ops", True, "the first subscription: sources that begin or cease to bring data"),
    )
    rows: list[dict[str, Any]] = [
        {
            "name": name if number == 1 else f"{name}-{number}",
            "recipient": recipient,
            "language": "en",
            "cadence": Cadence.INSTANT,
            "ops": ops,
            "wanted": {},
            "note": note,
            "unsubscribe_token": secrets.token_urlsafe(TOKEN_BYTES),
            "created_at": now,
        }
        for number, recipient in enumerate(_addresses(settings.alert_to), 1)
        for name, ops, note in about
    ]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(Subscription).on_conflict_do_nothing(), rows)


def _addresses(text: str) -> list[str]:
    """Return the addresses of a list; one that cannot be read stays, and its mails say so."""
    given = [one for one in getaddresses([text.replace(";", ",")]) if one[1]]
    return [f'"{quote(name)}" <{spec}>' if name else spec for name, spec in given] or [text]


def subscribe(session: Session, name: str, now: datetime, **asked: Any) -> Subscription:
    """Add a subscription of what is found or happens from now on.

    Raises:
        SubscriptionError: there is one of that name.
        AddressError: no mail can be sent to its recipient.
    """
    if session.scalar(select(Subscription.id).where(Subscription.name == name)):
        raise SubscriptionError(f"{name} is there already: change it, or resume it if it has ended")
    subscription = Subscription(
        name=name, wanted={}, unsubscribe_token=secrets.token_urlsafe(TOKEN_BYTES), created_at=now
    )
    _ask(subscription, asked)
    session.add(subscription)
    return subscription


def change(session: Session, name: str, **asked: Any) -> Subscription:
    """Give a subscription what is asked for and leave the rest; `wanted` is taken as a whole.

    Raises:
        SubscriptionError: there is none of that name.
        AddressError: no mail can be sent to its recipient.
    """
    subscription = find_subscription(session, name)
    _ask(subscription, asked)
    return subscription


def end(session: Session, name: str, now: datetime) -> Subscription:
    """End a subscription: nothing is sent to it any more.

    Raises:
        SubscriptionError: there is none of that name.
    """
    subscription = find_subscription(session, name)
    subscription.ended_at = subscription.ended_at or now
    return subscription


def resume(session: Session, name: str, now: datetime) -> Subscription:
    """Begin an ended subscription again: it gets what is found from now on.

    Raises:
        SubscriptionError: there is none of that name, or it has not ended.
    """
    subscription = find_subscription(session, name)
    if subscription.ended_at is None:
        raise SubscriptionError(f"{name} has not ended")
    subscription.ended_at, subscription.created_at = None, now
    return subscription


def find_subscription(session: Session, name: str) -> Subscription:
    """Return the subscription of a name.

    Raises:
        SubscriptionError: there is none; the message lists those that there are.
    """
    found = session.scalar(select(Subscription).where(Subscription.name == name))
    if found is None:
        names = session.scalars(select(Subscription.name).order_by(Subscription.name))
        raise SubscriptionError(f"no subscription is called {name}: {', '.join(names)}")
    return found


def _ask(subscription: Subscription, asked: Mapping[str, Any]) -> None:
    for field, value in asked.items():
        setattr(subscription, field, value)
    parse_address(subscription.recipient)


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
