"""A store, a site and a source between them, as the end-to-end tests of collecting need it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select, update

from models import CrawlRun, Document, Fetch, Source, read_session, write_session
from policywatch.archive import Archive, Record, records_in
from policywatch.catalogue.sources import SourceDeclaration, sync_sources
from policywatch.settings import Settings
from policywatch.work import StageCounts
from spiders.collect import collect
from tests.spiders.site import Site


def declare(site: Site, path: str = "/list/", **fields: Any) -> SourceDeclaration:
    """Return a source on the site."""
    return SourceDeclaration.model_validate(
        {
            "id": "town-notices",
            "name": "通知公告",
            "family": "list",
            "url": site.url + path,
            "enabled": True,
            "delay": 0,
            "concurrency": 4,
            "every": "1h",
            "publisher": "某市科学技术局",
            "publisher_en": "A city's science bureau",
            "legal": "a test",
            "checked": "2023-08-24",
            "level": "city",
            "place": "",
        }
        | fields
    )


@dataclass
class World:
    """What a test collects into."""

    engine: Engine
    settings: Settings
    site: Site

    @property
    def archive(self) -> Archive:
        return Archive(self.settings.archive_dir)

    def watch(self, *declarations: SourceDeclaration) -> None:
        with write_session(self.engine) as session:
            sync_sources(session, declarations, datetime.now(UTC))

    def collect(self, **how: Any) -> StageCounts:
        return collect(self.engine, self.settings, **how)

    def let_time_pass(self) -> None:
        """Make every source and every known document due."""
        past = datetime.now(UTC) - timedelta(minutes=1)
        with write_session(self.engine) as session:
            session.execute(update(Source).values(due_at=past))
            session.execute(
                update(Document)
                .where(Document.next_check_at.is_not(None))
                .values(next_check_at=past)
            )

    def runs(self) -> list[CrawlRun]:
        with read_session(self.engine) as session:
            return list(session.scalars(select(CrawlRun).order_by(CrawlRun.id)))

    def documents(self) -> list[Document]:
        with read_session(self.engine) as session:
            return list(session.scalars(select(Document).order_by(Document.id)))

    def records(self, fetch: Fetch) -> list[Record]:
        """Return what the archive holds of a fetch."""
        names = ("warc_file", "warc_offset", "warc_length", "warc_sha256")
        place = [getattr(fetch, name) for name in names]
        return list(records_in(self.archive.exchange(*place)))

    def fetches(self) -> list[Fetch]:
        with read_session(self.engine) as session:
            return list(session.scalars(select(Fetch).order_by(Fetch.id)))
