"""The outbox: each message written once, with its key and Message-ID fixed before it is sent."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Message, MessageFinding, MessageState, MessageTransition, Subscription
from policywatch.alerting.letters import Letter
from policywatch.settings import Settings


def put_out(
    session: Session,
    key: str,
    letter: Letter,
    subscription: Subscription,
    settings: Settings,
    now: datetime,
    *,
    findings: Iterable[int] = (),
    transitions: Iterable[int] = (),
) -> bool:
    """Write a message in the caller's transaction; return False where its key is there already."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {
        "key": key,
        "message_id": message_id(key, settings),
        "subscription_id": subscription.id,
        "recipient": subscription.recipient,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "state": MessageState.QUEUED,
        "attempts": 0,
        "not_before": now,
        "created_at": now,
        "error": "",
    }
    written = session.scalar(
        insert(Message).values(row).on_conflict_do_nothing().returning(Message.id)
    )
    if written is None:
        return False
    told = [{"message_id": written, "finding_id": i} for i in findings]
    states = [{"message_id": written, "transition_id": i} for i in transitions]
    if told:
        session.execute(sa.insert(MessageFinding), told)
    if states:
        session.execute(sa.insert(MessageTransition), states)
    return True


def message_id(key: str, settings: Settings) -> str:
    """Return the Message-ID (RFC 5322) of a key: the same at each try, other elsewhere."""
    _, _, host = settings.mail_from.rpartition("@")
    about = f"{settings.instance}|{settings.store_url}|{key}"
    domain = "".join(c for c in host if c.isascii() and (c.isalnum() or c in ".-")) or "localhost"
    return f"<{hashlib.sha256(about.encode()).hexdigest()[:40]}@{domain}>"
