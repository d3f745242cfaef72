"""Whether a store has the newest schema: every command asks, so it must not wait for Alembic."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def is_current(engine: Engine) -> bool:
    """Whether the store has the newest schema."""
    if not inspect(engine).has_table("alembic_version"):
        return False
    with engine.connect() as connection:
        revisions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    return revisions == [newest_revision()]


def newest_revision() -> str:
    """Return the number of the newest migration; their files are numbered in order."""
    return max(path.name for path in MIGRATIONS.glob("versions/[0-9]*.py")).partition("_")[0]
