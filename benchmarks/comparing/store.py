"""A store to measure in, filled without spiders and readers."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from models import (
    Document,
    Source,
    SourceState,
    make_engine,
    write_session,
)
from models.migrate import migrate
from policywatch.comparing.copies import place_document
from tests.rows import make_document, make_reading, make_snapshot, make_version

DAY_ONE = datetime(2023, 8, 24, tzinfo=UTC)
BATCH = 50


@contextmanager
def bench_store() -> Iterator[Engine]:
    """Give an empty SQLite store in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'store.sqlite'}")
        migrate(engine)
        yield engine
        engine.dispose()


@dataclass
class Filler:
    """Puts texts into a store as if they had been fetched and read."""

    engine: Engine
    added: int = 0

    def add(self, texts: Sequence[tuple[str, str]]) -> list[int]:
        """Store titles and texts as documents with a version each; return their ids."""
        ids = []
        with write_session(self.engine) as session:
            if session.get(Source, "bench") is None:
                session.add(_source())
                session.flush()
            for title, text in texts:
                self.added += 1
                url = f"http://h{self.added}.invalid/"
                at = DAY_ONE + timedelta(minutes=self.added)
                document = make_document("bench", url, at)
                session.add(document)
                session.flush()
                snapshot = make_snapshot(
                    document, at, size=len(text), warc_file="bench", warc_offset=self.added
                )
                session.add(snapshot)
                session.flush()
                reading = make_reading(snapshot, text, extractor="bench", title=title)
                session.add(reading)
                session.flush()
                version = make_version(reading)
                session.add(version)
                session.flush()
                document.version_id = version.id
                ids.append(document.id)
        return ids

    def place(self, ids: Sequence[int]) -> None:
        """Put documents among their copies, in batches as the stage does."""
        for start in range(0, len(ids), BATCH):
            with write_session(self.engine) as session:
                for document_id in ids[start : start + BATCH]:
                    place_document(session, session.get_one(Document, document_id), DAY_ONE)


def _source() -> Source:
    return Source(
        id="bench", name="bench", publisher="bench", level="city", family="page",
        url="http://bench.invalid/", host="bench.invalid", enabled=False, declaration={},
        declaration_sha256="", state=SourceState.DISABLED, state_since=DAY_ONE, due_at=DAY_ONE,
    )  # fmt: skip
