"""Run the migrations against the engine that the caller passes, or the configured URL."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from models import Base, make_engine
from models.base import BigInt, Json, UTCDateTime


def _write_type(kind: str, value: Any, writer: AutogenContext) -> str | Literal[False]:
    """Write our own types by what they are in the database: a migration outlives the models."""
    if kind != "type":
        return False
    if isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if value is Json:
        writer.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if value is BigInt:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_write_type,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise SystemExit("migrations: set sqlalchemy.url, or use `policywatch migrate`")
    with make_engine(url).begin() as connection:
        _migrate(connection)
