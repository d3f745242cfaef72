"""The outbox to the postbox: each message is claimed, handed over once, and its fate written."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, update

from models import Message, MessageState, Subscription, read_session, write_session
from policywatch.alerting.addresses import AddressError, parse_address
from policywatch.alerting.envelope import seal
from policywatch.alerting.postbox import Outcome, Postbox, open_postbox
from policywatch.settings import Settings
from policywatch.work import Progress, StageCounts

logger = logging.getLogger(__name__)

# A process that holds a message longer than this is dead: each step of SMTP has a time-out.
CLAIM_FOR = timedelta(minutes=25)
FIRST_RETRY = timedelta(minutes=2)
LONGEST_RETRY = timedelta(hours=6)
# Longer than any mail is put off.
LONGEST_WAIT = timedelta(days=1)
MAX_ATTEMPTS = 12
WAITING = (MessageState.QUEUED, MessageState.DEFERRED)


def send_waiting(
    engine: Engine,
    settings: Settings,
    counts: StageCounts,
    now: Callable[[], datetime],
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Send what is due, one at a time, until nothing is or the server cannot be talked to."""
    total = _settle_broken(engine, settings, counts, now())
    if not total:
        return
    postbox = open_postbox(settings)
    tried = 0
    try:
        while limit is None or tried < limit:
            claimed = _claim(engine, now())
            if claimed is None:
                break
            outcome = _post(postbox, *claimed, settings)
            _write_fate(engine, claimed[0].id, outcome, counts, now())
            tried += 1
            if progress:
                progress(tried, max(total, tried))
            if outcome.stop:
                break
    finally:
        postbox.close()


def _settle_broken(engine: Engine, settings: Settings, counts: StageCounts, now: datetime) -> int:
    """Settle what a dead process was sending; return how many messages wait.

    SMTP may have taken it: unknown, never sent again. A Maildir holds each mail once, so there
    it is simply put again, at once.
    """
    dead = [Message.state == MessageState.SENDING]
    fate = MessageState.QUEUED
    if settings.smtp_url:
        dead.append(Message.not_before <= now)
        fate = MessageState.UNKNOWN
    ready = (Message.state.in_(WAITING), Message.not_before <= now)
    _bring_back(engine, now)
    with read_session(engine) as session:
        total = session.scalar(select(func.count()).select_from(Message).where(*ready)) or 0
        broken = session.scalar(select(func.count()).select_from(Message).where(*dead)) or 0
    if not broken:
        return total
    values = {
        "state": fate,
        "not_before": now,
        "error": "the process died while it was handing this over",
    }
    with write_session(engine) as session:
        settled = session.scalars(
            update(Message).where(*dead).values(**values).returning(Message.id)
        ).all()
    if fate is MessageState.UNKNOWN:
        counts.failed += len(settled)
        counts.add(fate.value, len(settled))
        return total
    return total + len(settled)


def _bring_back(engine: Engine, now: datetime) -> None:
    """Have sent now what was put off further than anything is: the clock was wrong then."""
    lost = (
        Message.state.in_((*WAITING, MessageState.SENDING)),
        Message.not_before > now + LONGEST_WAIT,
    )
    with read_session(engine) as session:
        if session.scalar(select(Message.id).where(*lost).limit(1)) is None:
            return
    with write_session(engine) as session:
        session.execute(update(Message).where(*lost).values(not_before=now))


def _claim(engine: Engine, now: datetime) -> tuple[Message, Subscription | None] | None:
    with write_session(engine) as session:
        message = session.scalar(
            select(Message)
            .where(Message.state.in_(WAITING), Message.not_before <= now)
            .order_by(Message.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message is None:
            return None
        message.state = MessageState.SENDING
        message.attempts += 1
        message.not_before = now + CLAIM_FOR
        subscription = (
            session.get(Subscription, message.subscription_id) if message.subscription_id else None
        )
        session.flush()
        session.expunge_all()
        return message, subscription


def _post(
    postbox: Postbox, message: Message, subscription: Subscription | None, settings: Settings
) -> Outcome:
    if subscription is not None and subscription.ended_at is not None:
        return Outcome(MessageState.FAILED, "the subscription ended before this was sent")
    try:
        mail = seal(message, subscription, settings)
        sender = parse_address(settings.mail_from).addr_spec
        recipient = parse_address(message.recipient).addr_spec
    except AddressError as error:
        return Outcome(MessageState.FAILED, str(error))
    return postbox.post(mail, message.message_id, sender, recipient)


def _write_fate(
    engine: Engine, message_id: int, outcome: Outcome, counts: StageCounts, now: datetime
) -> None:
    with write_session(engine) as session:
        message = session.get_one(Message, message_id)
        message.state, message.error = outcome.state, outcome.error
        if outcome.state is MessageState.SENT:
            message.sent_at = now
        elif outcome.state is MessageState.DEFERRED:
            wait = min(FIRST_RETRY * 2 ** min(message.attempts - 1, MAX_ATTEMPTS), LONGEST_RETRY)
            message.not_before = now + wait
            # A server that nobody reaches says nothing of the mail: that waits until it is back.
            if message.attempts >= MAX_ATTEMPTS and not outcome.stop:
                message.state = MessageState.FAILED
        state = message.state
    counts.add(state.value)
    if state is not MessageState.SENT:
        counts.failed += 1
        logger.warning("mail not sent: message=%s state=%s %s", message_id, state, outcome.error)


def send_again(engine: Engine, now: datetime) -> int:
    """Have sent again what failed or may not have arrived; return how many mails that is.

    What may not have arrived may come twice then.
    """
    ended = select(Subscription.id).where(Subscription.ended_at.is_not(None))
    again = (
        update(Message)
        .where(Message.state.in_((MessageState.FAILED, MessageState.UNKNOWN)))
        .where(Message.subscription_id.is_(None) | Message.subscription_id.not_in(ended))
        .values(state=MessageState.QUEUED, not_before=now, attempts=0, error="")
    )
    with write_session(engine) as session:
        return len(session.scalars(again.returning(Message.id)).all())
