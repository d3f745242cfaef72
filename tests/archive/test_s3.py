"""The archive on S3: moto's server stands for it, over real HTTP."""

import uuid
from collections.abc import Iterator
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy import Engine

from policywatch.archive import Archive
from policywatch.errors import ArchiveError
from policywatch.evidence import check, seal
from policywatch.reading import read_snapshots
from policywatch.settings import Settings
from tests.archive.test_exchanges import PAGE, exchange
from tests.spiders.site import list_html, notices, running_site
from tests.spiders.world import World, declare


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    name = f"evidence-{uuid.uuid4().hex}"
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}/archive"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_what_is_synced_is_there_whole_and_what_is_not_is_not(bucket: str) -> None:
    archive = Archive(bucket)
    writer = archive.writer("host")
    first = [writer.write(exchange()) for _ in range(3)]
    assert list(archive.storage.files()) == []

    writer.sync()
    kept = dict(archive.storage.files())
    second = writer.write(exchange())
    writer.close()

    assert list(kept) == [first[0].warc_file]
    assert kept[first[0].warc_file] == first[2].offset + first[2].length
    assert second.warc_file != first[0].warc_file
    for place in (*first, second):
        assert archive.read(place.warc_file, place.offset).body == PAGE
        assert len(archive.exchange(*astuple(place))) == place.length


def test_a_crawl_archives_there_and_its_pages_are_read_from_there(
    bucket: str, sqlite_store: Engine, tmp_path: Path
) -> None:
    with running_site() as site:
        site.put("/list/", list_html(notices(site, 2)))
        settings = Settings(
            home=tmp_path / "home",
            database_url=sqlite_store.url.render_as_string(hide_password=False),
            archive_url=bucket,
            allow_loopback=True,
        )
        world = World(sqlite_store, settings, site)
        world.watch(declare(site))
        world.collect()
    archive = Archive(settings.archive_root)

    counts = read_snapshots(sqlite_store, archive)
    seal(sqlite_store, lambda: datetime.now(UTC))

    assert (counts.done, counts.failed) == (2, 0)
    checked = check(sqlite_store, archive)
    assert checked.problems == []
    assert checked.exchanges >= 3
    assert not (tmp_path / "home" / "archive").exists()


def test_what_cannot_be_kept_or_read_is_told(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive("s3://no-such-bucket/archive")
    writer = archive.writer("host")
    place = writer.write(exchange())

    with pytest.raises(ArchiveError, match="cannot be written"):
        writer.sync()
    with pytest.raises(ArchiveError, match="cannot be read"):
        archive.read(place.warc_file, place.offset)
    with pytest.raises(ArchiveError, match="POLICYWATCH_ARCHIVE_URL"):
        Archive("nonsense://x")
