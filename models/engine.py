"""Engines and sessions for SQLite and PostgreSQL.

SQLite runs in WAL mode and every writing transaction is BEGIN IMMEDIATE: a deferred transaction
that reads and then writes fails at once with "database is locked", whatever the timeout.
Keep writing transactions short (no network, no extraction inside).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session

BUSY_TIMEOUT_S = 60
# A server that takes the connection and says nothing, or is cut off without a word, would be waited
# for by each stage for ever. What the URL says goes before.
POSTGRES_PATIENCE = {
    "connect_timeout": 30,
    "keepalives_idle": 60,
    "keepalives_interval": 15,
    "keepalives_count": 4,
    "tcp_user_timeout": 120_000,
}


def make_engine(url: str) -> Engine:
    """Return an engine for a database URL, tuned for several processes writing at once.

    Raises:
        sqlalchemy.exc.ArgumentError: the URL is not one.
    """
    if make_url(url).get_backend_name() != "sqlite":
        given = make_url(url).query
        patience = {k: v for k, v in POSTGRES_PATIENCE.items() if k not in given}
        return create_engine(url, pool_pre_ping=True, connect_args=patience)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        # None hands BEGIN to us: the driver's own implicit BEGIN is a deferred one.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("policywatch_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """Give a session whose one transaction commits at the end, or rolls back on an exception."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """Give a session that only reads: it never waits for a writer and never makes one wait."""
    with (
        engine.connect().execution_options(policywatch_reads=True) as connection,
        Session(connection, expire_on_commit=False, autoflush=False) as session,
    ):
        yield session
        session.expunge_all()  # what was read stays readable after the transaction's end
        session.rollback()
