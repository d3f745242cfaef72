"""Alerting killed at any instruction and run again: everything told, nothing told twice."""

import mailbox
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from models import (
    Finding,
    FindingState,
    Message,
    MessageFinding,
    MessageState,
    Stage,
    queue,
    read_session,
    write_session,
)
from policywatch.alerting import alert, ensure_first_subscriptions
from policywatch.settings import Settings
from policywatch.work import Shard
from tests.review.seeding import seed

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import sys
from pathlib import Path
from models import make_engine
from policywatch.alerting import alert
from policywatch.settings import Settings
from policywatch.work import Shard
url, home, smtp_url = sys.argv[1:]
print("ready", flush=True)
alert(make_engine(url), Settings(home=Path(home), smtp_url=smtp_url))
"""


def start(engine: Engine, settings: Settings, smtp_url: str = "") -> subprocess.Popen[str]:
    url = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, url, str(settings.home), smtp_url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def wait_to_be_told(engine: Engine, settings: Settings, most: int) -> list[int]:
    at = datetime.now(UTC)
    with write_session(engine) as session:
        seed(session, at)
        session.query(Message).delete()
        ensure_first_subscriptions(session, settings, at)
        open_ones = select(Finding.id).where(Finding.state == FindingState.OPEN).limit(most)
        ids = list(session.scalars(open_ones))
        queue(session, Stage.ALERT, ids, at)
    return ids


def test_killed_at_any_moment_each_finding_lies_in_the_mailbox_once(
    sqlite_store: Engine, settings: Settings
) -> None:
    ids = wait_to_be_told(sqlite_store, settings, 30)
    chance = random.Random(4)
    for _ in range(6):
        process = start(sqlite_store, settings)
        try:
            process.wait(timeout=chance.uniform(0.02, 0.25))
        except subprocess.TimeoutExpired:
            kill(process)

    alert(sqlite_store, settings, now=lambda: datetime.now(UTC) + timedelta(hours=3))

    box = mailbox.Maildir(settings.mailbox_dir, create=False)
    arrived = Counter(str(mail["Message-ID"]) for mail in box)
    with read_session(sqlite_store) as session:
        told = session.scalars(select(MessageFinding.finding_id)).all()
        states = session.execute(select(Message.state, func.count()).group_by(Message.state))
        alerts = session.scalars(
            select(Message.message_id).where(Message.key.startswith("finding:"))
        ).all()
        assert [(state, number) for state, number in states] == [
            (MessageState.SENT, arrived.total())
        ]
    assert sorted(told) == sorted(ids)
    assert set(alerts) <= arrived.keys()
    assert set(arrived.values()) == {1}


def test_killed_while_the_server_holds_the_mail_it_is_unknown_and_never_sent_again(
    sqlite_store: Engine, settings: Settings
) -> None:
    wait_to_be_told(sqlite_store, settings, 1)
    listener = socket.create_server(("127.0.0.1", 0))
    taken = threading.Event()
    mails: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 ready\r\n")
                for line in lines:
                    if line.upper().startswith(b"DATA"):
                        connection.sendall(b"354 go on\r\n")
                        mails.append(b"".join(iter(lambda: lines.readline(), b".\r\n")))
                        taken.set()
                        lines.readline()  # never answers: waits until the sender is gone
                        break
                    connection.sendall(b"250 fine\r\n")

    threading.Thread(target=serve, daemon=True).start()
    smtp_url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    process = start(sqlite_store, settings, smtp_url)
    assert taken.wait(30)
    kill(process)

    with_server = settings.model_copy(update={"smtp_url": smtp_url})
    soon = datetime.now(UTC) + timedelta(minutes=30)
    counts = alert(sqlite_store, with_server, now=lambda: soon)
    listener.close()

    with read_session(sqlite_store) as session:
        states = session.scalars(
            select(Message.state).where(Message.key.startswith("finding:"))
        ).all()
    assert states == [MessageState.UNKNOWN]
    assert counts.failed == 1
    assert len(mails) == 1


def test_two_alerting_at_once_tell_each_finding_once(store: Engine, settings: Settings) -> None:
    ids = wait_to_be_told(store, settings, 30)

    threads = [
        threading.Thread(target=alert, args=(store, settings), kwargs={"shard": Shard(part, 2)})
        for part in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    box = mailbox.Maildir(settings.mailbox_dir, create=False)
    with read_session(store) as session:
        told = session.scalars(select(MessageFinding.finding_id)).all()
        states = session.scalars(select(Message.state)).all()
    assert sorted(told) == sorted(ids)
    assert set(states) == {MessageState.SENT}
    assert len(box) == len(states)
