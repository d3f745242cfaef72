"""What a run with nothing to do costs, as the store grows.

Every table that grows is filled in bulk with rows of the shape that a store has after years: told
transitions, closed gaps, flagged versions, sent mails. Then each stage runs as its command runs it,
once to settle what a first run settles, and then with nothing to do.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Enum,
    LargeBinary,
    Numeric,
    String,
    Text,
    func,
    select,
)
from sqlalchemy.sql.sqltypes import JSON, Float, Integer

from models import Cadence, Subscription, Work, make_engine, read_session, write_session
from models.base import Base
from models.migrate import migrate
from policywatch.cli.app import App
from policywatch.cli.stages import AFTER_COLLECT
from policywatch.comparing.signature import SCHEME
from policywatch.flagging.tool import flagger_version
from policywatch.settings import Settings
from policywatch.work import WHOLE

ROUNDS = 5
SOURCES = 1_000
# Rows a document, where it is not one.
SHARES = {
    "finding": 0.2, "message": 0.1, "message_finding": 0.1, "message_transition": 0.1,
    "transition": 0.1, "gap": 0.1, "crawl_run": 0.1, "manifest": 0.1, "sighting": 0.1,
    "candidate": 0.01, "candidate_stem": 0.01, "stage_run": 0.1, "noise": 0.1, "copy_group": 0.1,
    "decision": 0.1, "submission": 0.01, "digest_item": 0, "fingerprint": 0,
}  # fmt: skip
# Tables that are declared, or hold what is under way.
OTHERWISE = {
    "source", "subscription", "release", "watchlist_edit", "work", "host_lease", "host_pace",
    "robots_file", "account", "sign_in", "candidate_decision", "copy_link",
}  # fmt: skip
EXPRESSIONS = {
    ("message", "state"): "'sent'",
    ("gap", "closed_at"): "'2023-08-25 00:00:00.000000'",
    ("document", "version_id"): "n",
    ("document", "snapshot_id"): "n",
    ("crawl_run", "finished_at"): "'2023-08-25 00:00:00.000000'",
    ("crawl_run", "sealed"): "1",
    ("version", "number"): "1",
    ("reading", "usable"): "1",
    ("reading", "text"): "'为深入实施人才强国战略，组织申报计划项目。' || n",
    ("judgement", "release_id"): "1",
    ("judgement", "flagger"): f"'{flagger_version()}'",
    ("judgement", "pieces"): "'{}'",
    ("candidate", "release_id"): "1",
    ("signature", "scheme"): str(SCHEME),
}


@dataclass(frozen=True, slots=True)
class IdleCost:
    """Milliseconds of processor and of clock that an idle run of a stage takes: the least."""

    documents: int
    stage: str
    cpu_ms: float
    wall_ms: float


def measure_idle(documents: int) -> list[IdleCost]:
    """Print and return what an idle run of each stage costs in a store of so many documents."""
    costs = []
    with tempfile.TemporaryDirectory() as home, _filled(Path(home), documents) as app:
        print(f"\nidle runs, {documents:,} documents in the store (SQLite)")
        print(f"{'stage':<10} {'ms CPU':>8} {'ms':>8}")
        for stage, run in AFTER_COLLECT.items():
            run(app, WHOLE, None, None)
            _check_idle(app, stage)
            cpu, wall = min(_time(partial(run, app, WHOLE, None, None)) for _ in range(ROUNDS))
            costs.append(IdleCost(documents, stage, cpu, wall))
            print(f"{stage:<10} {cpu:>8.2f} {wall:>8.2f}", flush=True)
    return costs


def _check_idle(app: App, stage: str) -> None:
    """Raise if there is work left: a run would not be idle, and its cost no figure.

    So it is where watchlists or code are edited while this runs: all is flagged again, rightly.
    """
    with read_session(app.engine) as session:
        waiting = session.execute(
            select(Work.stage, func.count()).group_by(Work.stage).order_by(Work.stage)
        ).all()
    if waiting:
        raise RuntimeError(f"after {stage} there is work left: {waiting}")


def _time(run: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


@contextmanager
def _filled(home: Path, documents: int) -> Iterator[App]:
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'store.sqlite'}")
    engine = make_engine(settings.database_url)
    migrate(engine)
    with write_session(engine) as session:
        for cadence, ops in ((Cadence.DAILY, False), (Cadence.INSTANT, True)):
            session.add(
                Subscription(
                    name=cadence, recipient="ops@example.invalid", cadence=cadence, ops=ops,
                    wanted={}, unsubscribe_token=cadence,
                    created_at=datetime.now(UTC) - timedelta(days=1),
                )
            )  # fmt: skip
    app = App(settings)
    for run in AFTER_COLLECT.values():
        run(app, WHOLE, None, None)  # what is looked for stands in the store
    app.engine.dispose()
    engine.dispose()
    connection = sqlite3.connect(str(engine.url.database), isolation_level=None)
    for pragma in (
        "journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    for table in Base.metadata.sorted_tables:
        rows = SOURCES if table.name == "source" else int(documents * SHARES.get(table.name, 1))
        if rows and (table.name == "source" or table.name not in OTHERWISE):
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            values = ", ".join(_value(table.name, column) for column in table.columns)
            connection.execute(f'DELETE FROM "{table.name}"')
            connection.execute(
                f'INSERT INTO "{table.name}" ({names}) WITH RECURSIVE numbers(n) AS (SELECT 1 UNION'
                f" ALL SELECT n + 1 FROM numbers WHERE n < {rows}) SELECT {values} FROM numbers"
            )
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    yield app


def _value(table: str, column: Column[object]) -> str:
    """Return the SQL of a column's value in row n."""
    if (table, column.name) in EXPRESSIONS:
        return EXPRESSIONS[table, column.name]
    is_own_key = column.primary_key or bool(column.unique)
    kind = column.type
    if column.name == "source_id":
        return f"'source' || (n % {SOURCES} + 1)"
    if table == "source" and column.name == "id":
        return "'source' || n"
    if column.nullable and not is_own_key:
        return "NULL"
    if isinstance(kind, Enum):
        return f"'{kind.enums[-1]}'"
    if isinstance(kind, JSON):
        return "'[]'"
    if isinstance(kind, Boolean):
        return "0"
    if isinstance(kind, LargeBinary):
        return "x'00'"
    if isinstance(kind, (String, Text)):
        return f"'{column.name}' || n"
    if isinstance(kind, (Float, Numeric)):
        return "0.5"
    if isinstance(kind, Integer):
        return "n"
    if isinstance(kind, DateTime) or "DateTime" in type(kind).__name__:
        return "'2023-08-24 00:00:00.000000'"
    raise TypeError(f"{table}.{column.name}: {kind!r}")
