"""The store that the settings name, opened and brought up to the newest schema."""

from typing import TYPE_CHECKING

from policywatch.errors import PolicywatchError, SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from policywatch.settings import Settings

BACKENDS = ("sqlite", "postgresql")
EXPECTED = "POLICYWATCH_DATABASE_URL: expected postgresql+psycopg://… or sqlite:///…"


class StoreError(PolicywatchError):
    """The store cannot be brought to the schema that this code needs."""


def open_store(settings: "Settings") -> "Engine":
    """Return the store, brought up to the newest schema if it is not.

    Raises:
        SettingsError: its URL is none that can be used.
        StoreError: it is newer than this code, or holds tables of something else.
    """
    from sqlalchemy.exc import DBAPIError

    from models.schema import is_current, newest_revision, unknown_revision

    if not settings.database_url:
        settings.home.mkdir(parents=True, exist_ok=True)
    engine = _engine(settings.store_url)
    if is_current(engine):
        return engine
    if unknown := unknown_revision(engine):
        raise StoreError(
            f"the store has schema {unknown}, this policywatch knows up to {newest_revision()}: "
            "a newer one brought it up, use that one; nothing was changed"
        )
    from models.migrate import migrate

    try:
        migrate(engine)
    except DBAPIError as error:
        raise StoreError(
            "the store cannot be brought up to the newest schema, and stays as it was: "
            f"{str(error.orig).strip()}"
        ) from error
    return engine


def _engine(url: str) -> "Engine":
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from models import make_engine

    try:
        if make_url(url).get_backend_name() not in BACKENDS:
            raise SettingsError(EXPECTED)
        return make_engine(url)
    except (ArgumentError, ValueError, ImportError) as error:
        raise SettingsError(f"{EXPECTED}: {error}") from error
