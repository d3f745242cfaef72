"""Bring a store up to the newest schema."""

import sys
import tempfile

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from models.engine import make_engine
from models.schema import MIGRATIONS

LOCK = 0x706F6C69  # any number that nothing else locks in the same database


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the store to a revision; a store that is there already stays as it is.

    Of several processes that upgrade it at once, one does, and the others find it done.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's transaction keeps others out
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(_config(connection), revision)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def write_revision(engine: Engine, message: str, revision_id: str) -> None:
    """Write a migration from what the models have and the (upgraded) store lacks."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)


def main() -> None:
    """Write the next migration: `python -m models.migrate "What it does"`."""
    message = sys.argv[1].strip() if len(sys.argv) > 1 else ""
    if not message:
        raise SystemExit('say what the migration does: make revision MESSAGE="Add …"')
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/store.sqlite")
        migrate(engine)
        write_revision(engine, message, f"{number:04}")
        engine.dispose()


if __name__ == "__main__":
    main()
