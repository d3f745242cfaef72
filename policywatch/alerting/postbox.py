"""Where mail goes: an SMTP server, or a Maildir in the home folder."""

import contextlib
import hashlib
import mailbox
import os
import re
import smtplib
import ssl
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from models import MessageState
from policywatch.errors import SettingsError
from policywatch.settings import Settings

SMTP_TIMEOUT_S = 60
# A server that looks into a mail before it takes it may need so long (RFC 5321, 4.5.3.2.6): whoever
# gives up earlier does not know whether it was taken.
TAKEN_WITHIN_S = 600
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
DATA_GO_AHEAD = 354
# What a server says to whoever it does not let in, of any mail: our settings, or its own state.
NOT_LET_IN = (421, 530, 534, 535, 538)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try; `stop` says that the server cannot be talked to now."""

    state: MessageState
    error: str = ""
    stop: bool = False


class Postbox(Protocol):
    """Something that takes mail. `repeats` says whether a second try can make a second mail."""

    repeats: bool

    def post(self, mail: bytes, message_id: str, sender: str, recipient: str) -> Outcome:
        """Hand a mail over and return what came of it."""

    def close(self) -> None:
        """End the connection, if there is one."""


def open_postbox(settings: Settings) -> Postbox:
    """Return where mail goes under these settings.

    Raises:
        SettingsError: the SMTP URL cannot be used.
    """
    if settings.smtp_url:
        return SmtpPostbox(settings.smtp_url)
    return MaildirPostbox(settings.mailbox_dir)


class MaildirPostbox:
    """A Maildir. The file's name comes from the Message-ID: a second try finds the first."""

    repeats = False

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(folder, create=True)
        self._folder = folder

    def post(self, mail: bytes, message_id: str, sender: str, recipient: str) -> Outcome:
        """Write the mail to its file, whole or not at all."""
        name = hashlib.sha256(message_id.encode()).hexdigest()[:40] + ".policywatch"
        if (self._folder / "new" / name).exists() or any(self._folder.glob(f"cur/{name}*")):
            return Outcome(MessageState.SENT)
        # Processes of two containers that share the folder may have the same number.
        draft = self._folder / "tmp" / f"{name}.{uuid.uuid4().hex}"
        with draft.open("wb") as file:
            file.write(mail.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / "new" / name)
        _sync_folder(self._folder / "new")
        return Outcome(MessageState.SENT)

    def close(self) -> None:
        """Nothing is held open."""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class SmtpPostbox:
    """An SMTP server, by one connection as long as it lasts."""

    repeats = True

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError as error:
            raise SettingsError(f"POLICYWATCH_SMTP_URL: {error}") from error
        if parts.scheme not in PORTS or not parts.hostname:
            raise SettingsError(
                "POLICYWATCH_SMTP_URL: expected smtp://, smtps:// or smtp+starttls:// and a host"
            )
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._client: smtplib.SMTP | None = None

    def post(self, mail: bytes, message_id: str, sender: str, recipient: str) -> Outcome:
        """Hand the mail over; only a lost connection after DATA leaves it unknown."""
        try:
            client = self._connected()
            refusal = self._envelope(client, sender, recipient)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(MessageState.DEFERRED, _told(error), stop=True)
        if refusal is not None:
            return refusal
        try:
            if client.sock is not None:
                client.sock.settimeout(TAKEN_WITHIN_S)
            client.send(LINE_WITH_DOT.sub(b"..", mail).rstrip(b"\r\n") + b"\r\n.\r\n")
            code, answer = client.getreply()
            if client.sock is not None:
                client.sock.settimeout(SMTP_TIMEOUT_S)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            told = f"the connection broke after the mail was handed over: {_told(error)}"
            return Outcome(MessageState.UNKNOWN, told, stop=True)
        return _judge(code, answer)

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._client is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.quit()
        self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None:
            return self._client
        context = ssl.create_default_context()
        client: smtplib.SMTP
        if self._scheme == "smtps":
            client = smtplib.SMTP_SSL(
                self._host, self._port, timeout=SMTP_TIMEOUT_S, context=context
            )
        else:
            client = smtplib.SMTP(self._host, self._port, timeout=SMTP_TIMEOUT_S)
        self._client = client
        client.ehlo_or_helo_if_needed()
        if self._scheme == "smtp+starttls":
            client.starttls(context=context)
            client.ehlo()
        if self._user:
            client.login(self._user, self._password)
        return client

    def _envelope(self, client: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
        """Name sender and recipient and ask for DATA; return the refusal, if it is one."""
        for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
            code, answer = client.docmd(command)
            if code == DATA_GO_AHEAD if command == "DATA" else code < 400:
                continue
            outcome = _judge(code, answer)
            if command.startswith("MAIL") and outcome.state is MessageState.FAILED:
                # It takes nothing from this sender, or not by this way: no fault of the mail's.
                outcome = Outcome(MessageState.DEFERRED, outcome.error, stop=True)
            client.rset()
            return outcome
        return None

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _judge(code: int, answer: bytes) -> Outcome:
    """Return what a server's answer means (RFC 5321, 4.2.1)."""
    told = f"{code} {answer.decode('utf-8', 'replace')}"[:500]
    if 200 <= code < 300:
        return Outcome(MessageState.SENT)
    if code in NOT_LET_IN:
        return Outcome(MessageState.DEFERRED, told, stop=True)
    if 400 <= code < 500:
        return Outcome(MessageState.DEFERRED, told)
    return Outcome(MessageState.FAILED, told)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
