"""The store: one schema on both databases, reached by migrations alone."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from models import Base, Source, SourceState, read_session, write_session


def test_upgraded_schema_equals_the_models(store: Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)

    assert difference == []


def test_naive_times_are_refused(store: Engine) -> None:
    with pytest.raises(Exception, match="naive time"), write_session(store) as session:
        session.add(_source(datetime(2023, 1, 1)))  # noqa: DTZ001 (the point of the test)


def test_times_come_back_aware(store: Engine) -> None:
    at = datetime(2023, 8, 24, 9, tzinfo=UTC)
    with write_session(store) as session:
        session.add(_source(at))

    with read_session(store) as session:
        assert session.get_one(Source, "s").due_at == at


def _source(at: datetime) -> Source:
    return Source(
        id="s",
        name="s",
        publisher="p",
        level="city",
        family="list",
        url="http://example.org/",
        host="example.org",
        enabled=True,
        declaration={},
        declaration_sha256="0" * 64,
        state=SourceState.NEW,
        state_since=at,
        due_at=at,
    )
