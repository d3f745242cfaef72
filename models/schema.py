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


def unknown_revision(engine: Engine) -> str | None:
    """Return the store's revision if no migration here has made it: newer code has."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        revisions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    return next((str(number) for number in revisions if number not in _revisions()), None)


def newest_revision() -> str:
    """Return the number of the newest migration; their files are numbered in order."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py")}
