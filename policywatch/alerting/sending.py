"""The outbox to an SMTP server or a mailbox folder; a message's state tells what came of it."""

import logging
import os
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Message, MessageState, Subscription, read_session, write_session
from policywatch.alerting.letters import unsubscribe_link
from policywatch.errors import PolicywatchError, SettingsError
from policywatch.settings import Settings

logger = logging.getLogger(__name__)

SMTP_TIMEOUT_S = 30
IN_HAND = timedelta(minutes=15)
FIRST_RETRY = timedelta(minutes=2)
MAX_RETRY = timedelta(hours=12)
MAX_ATTEMPTS = 12
WAITING = (MessageState.QUEUED, MessageState.DEFERRED)


class SendError(PolicywatchError):
    """A message was not sent; `state` says what becomes of it."""

    def __init__(self, state: MessageState, why: str) -> None:
        super().__init__(why)
        self.state = state


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the outbox in one run."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    unknown: int = 0


def send_due(engine: Engine, settings: Settings, now: Callable[[], datetime]) -> Sent:
    """Send what is due, one message at a time; killed anywhere, nothing is lost or sent twice.

    A message is marked SENDING before it is handed over. One found so long after is UNKNOWN
    where it went by SMTP (the server may have it), and is put again where it goes to a mailbox
    folder (which holds each message once).
    """
    counts = dict.fromkeys(MessageState, 0)
    counts[MessageState.UNKNOWN] += _settle_left_over(engine, settings, now())
    with read_session(engine) as session:
        waiting = session.scalar(
            select(Message.id).where(Message.state.in_(WAITING), Message.not_before <= now())
        )
    if waiting is not None:
        with _carrier(settings) as deliver:
            while (message_id := _take(engine, now())) is not None:
                counts[_send_one(engine, settings, message_id, deliver, now)] += 1
    return Sent(
        sent=counts[MessageState.SENT],
        deferred=counts[MessageState.DEFERRED],
        failed=counts[MessageState.FAILED],
        unknown=counts[MessageState.UNKNOWN],
    )


def _take(engine: Engine, now: datetime) -> int | None:
    """Mark the next due message as SENDING and return its id."""
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
        message.not_before = now + IN_HAND
        return message.id


def _settle_left_over(engine: Engine, settings: Settings, now: datetime) -> int:
    """Decide on messages whose sender died: see `send_due`."""
    with write_session(engine) as session:
        query = select(Message).where(Message.state == MessageState.SENDING)
        if settings.smtp_url:
            query = query.where(Message.not_before <= now)
        left_over = session.scalars(query).all()
        for message in left_over:
            if settings.smtp_url:
                message.state = MessageState.UNKNOWN
                message.error = "the sender died after it may have handed this over"
            else:
                message.state, message.not_before = MessageState.QUEUED, now
        return len(left_over) if settings.smtp_url else 0


def _send_one(
    engine: Engine,
    settings: Settings,
    message_id: int,
    deliver: Callable[[EmailMessage], None],
    now: Callable[[], datetime],
) -> MessageState:
    with read_session(engine) as session:
        mail = compose(session, session.get_one(Message, message_id), settings)
    state, why = MessageState.SENT, ""
    try:
        deliver(mail)
    except SendError as error:
        state, why = error.state, str(error)
        logger.warning("mail not sent: message=%s state=%s %s", message_id, state, why)
    with write_session(engine) as session:
        message = session.get_one(Message, message_id)
        if state is MessageState.DEFERRED and message.attempts >= MAX_ATTEMPTS:
            state = MessageState.FAILED
        message.state, message.error = state, why
        if state is MessageState.SENT:
            message.sent_at = now()
        if state is MessageState.DEFERRED:
            message.not_before = now() + min(FIRST_RETRY * 2**message.attempts, MAX_RETRY)
    return state


def compose(session: Session, message: Message, settings: Settings) -> EmailMessage:
    """Return a message as a mail with plain text, HTML, and the headers of RFC 8058."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.mail_from
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = message.created_at
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    if message.subscription_id is not None:
        subscription = session.get_one(Subscription, message.subscription_id)
        mail["List-Unsubscribe"] = f"<{unsubscribe_link(subscription, settings)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


@contextmanager
def _carrier(settings: Settings) -> Iterator[Callable[[EmailMessage], None]]:
    """Give a function that delivers a mail or raises SendError."""
    if not settings.smtp_url:
        yield lambda mail: put_in_mailbox(settings.mailbox_dir, mail)
        return
    server = _SmtpServer(settings.smtp_url)
    try:
        yield server.deliver
    finally:
        server.close()


def put_in_mailbox(folder: Path, mail: EmailMessage) -> None:
    """Put a mail into a Maildir under a name made of its Message-ID: twice is once."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    name = str(mail["Message-ID"]).strip("<>").partition("@")[0] + ".policywatch"
    if any((folder / "cur").glob(f"{name}*")):
        return  # the reader's mail program has it already
    draft = folder / "tmp" / f"{name}.{os.getpid()}.{time.monotonic_ns()}"
    with draft.open("wb") as file:
        file.write(mail.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / "new" / name)


class _SmtpServer:
    """A connection to the configured server, made when first needed and again when lost."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        if self._url.scheme not in ("smtp", "smtps", "smtp+starttls") or not self._url.hostname:
            raise SettingsError(
                "POLICYWATCH_SMTP_URL: expected smtp://, smtps:// or smtp+starttls://host:port"
            )
        self._connection: smtplib.SMTP | None = None

    def deliver(self, mail: EmailMessage) -> None:
        """Hand a mail over.

        Raises:
            SendError: DEFERRED to try again, FAILED for good, UNKNOWN when the connection was
                lost after the mail was handed over.
        """
        try:
            connection = self._connected()
            connection.ehlo_or_helo_if_needed()
            self._expect(connection.mail(str(mail["From"])), 250)
            self._expect(connection.rcpt(str(mail["To"])), 250, 251)
        except SendError:
            self._reset()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise SendError(_state_of(error), f"{type(error).__name__}: {error}") from error
        try:
            self._expect(connection.data(mail.as_bytes()), 250)
        except SendError:
            self._reset()
            raise
        except smtplib.SMTPDataError as error:
            self._reset()
            raise SendError(_state_of(error), f"refused: {error}") from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise SendError(
                MessageState.UNKNOWN, f"connection lost after handing it over: {error}"
            ) from error

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _reset(self) -> None:
        try:
            if self._connection is not None:
                self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        host, port = self._url.hostname or "", self._url.port
        context = ssl.create_default_context()
        connection: smtplib.SMTP
        if self._url.scheme == "smtps":
            connection = smtplib.SMTP_SSL(
                host, port or 465, timeout=SMTP_TIMEOUT_S, context=context
            )
        else:
            connection = smtplib.SMTP(host, port or 25, timeout=SMTP_TIMEOUT_S)
            if self._url.scheme == "smtp+starttls":
                connection.starttls(context=context)
        if self._url.username:
            connection.login(unquote(self._url.username), unquote(self._url.password or ""))
        self._connection = connection
        return connection

    def _expect(self, answer: tuple[int, bytes], *fine: int) -> None:
        code, said = answer
        if code not in fine:
            state = MessageState.FAILED if code >= 500 else MessageState.DEFERRED
            raise SendError(state, f"the server said {code} {said.decode('utf-8', 'replace')}")


def _state_of(error: Exception) -> MessageState:
    code = getattr(error, "smtp_code", 0)
    return MessageState.FAILED if code >= 500 else MessageState.DEFERRED
