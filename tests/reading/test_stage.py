from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from models import (
    Reading,
    Source,
    Stage,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.archive import Archive, Exchange
from policywatch.reading import EXTRACTOR, read_snapshots
from tests.reading.pages import notice
from tests.rows import make_document, make_snapshot, make_source

NOW = datetime(2023, 8, 24, 9, tzinfo=UTC)
URL = "http://example.org/art_1.html"
SOFT_404 = "<title>页面不存在</title><p>您访问的页面不存在。</p>"


def seed(
    engine: Engine,
    archive: Archive,
    markup: str,
    *,
    selectors: dict[str, object] | None = None,
    version_id: int | None = None,
) -> int:
    """Archive a page as the spiders do, and return its snapshot's id."""
    body = markup.encode("gb18030")
    headers = (("Content-Type", "text/html; charset=gb2312"),)
    with archive.writer("example.org") as writer:
        place = writer.write(Exchange(URL, NOW, "GET", (), b"", 200, "OK", headers, body))
    with write_session(engine) as session:
        session.add(
            make_source("s", NOW, declaration={"selectors": selectors} if selectors else {})
        )
        session.flush()
        document = make_document(
            "s",
            URL,
            NOW,
            listed_title="关于申报2023年度启明计划的通知",
            listed_date="2023-04-03",
            version_id=version_id,
        )
        session.add(document)
        session.flush()
        snapshot = make_snapshot(
            document,
            NOW,
            content_type="text/html; charset=gb2312",
            size=len(body),
            warc_file=place.warc_file,
            warc_offset=place.offset,
        )
        session.add(snapshot)
        session.flush()
        queue(session, Stage.READ, [snapshot.id], NOW)
        return snapshot.id


def queued(engine: Engine) -> dict[Stage, list[int]]:
    with read_session(engine) as session:
        rows = session.execute(select(Work.stage, Work.subject).order_by(Work.subject)).all()
    found: dict[Stage, list[int]] = {}
    for stage, subject in rows:
        found.setdefault(stage, []).append(subject)
    return found


def only_reading(engine: Engine) -> Reading:
    with read_session(engine) as session:
        return session.scalars(select(Reading)).one()


def test_a_page_is_read_from_the_archive_and_goes_on_to_be_compared(
    store: Engine, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    snapshot_id = seed(store, archive, notice())

    counts = read_snapshots(store, archive, now=lambda: NOW)

    reading = only_reading(store)
    assert (counts.done, counts.failed, counts.counts) == (1, 0, {"usable": 1})
    assert reading.snapshot_id == snapshot_id
    assert reading.extractor == EXTRACTOR
    assert "启明计划" in reading.text
    assert reading.published == "2023-04-03"
    assert reading.details["issuer"] == {"value": "某某市科学技术局", "evidence": "header-table"}
    assert reading.links[0]["url"] == "http://example.org/files/P0202303.docx"
    assert reading.blocks[0]["kind"] == "paragraph"
    assert (reading.charset_declared, reading.charset_used) == ("gb2312", "gb18030")
    assert queued(store) == {Stage.COMPARE: [reading.id]}


def test_reading_again_leaves_one_row(store: Engine, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    snapshot_id = seed(store, archive, notice())
    read_snapshots(store, archive, now=lambda: NOW)
    with write_session(store) as session:
        queue(session, Stage.READ, [snapshot_id], NOW)

    read_snapshots(store, archive, now=lambda: NOW)

    with read_session(store) as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 1


def test_what_is_read_otherwise_does_not_alter_what_was_read(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    snapshot_id = seed(sqlite_store, archive, notice())
    read_snapshots(sqlite_store, archive, now=lambda: NOW)
    first = only_reading(sqlite_store).text
    with write_session(sqlite_store) as session:
        declared = {"selectors": {"text": ".right ul"}}
        session.get_one(Source, "s").declaration = declared
        queue(session, Stage.READ, [snapshot_id], NOW)

    read_snapshots(sqlite_store, archive, now=lambda: NOW)

    with read_session(sqlite_store) as session:
        texts = session.scalars(select(Reading.text).order_by(Reading.id)).all()
    assert texts[0] == first
    assert texts[1].startswith("关于举办第1届人才招聘大会的通知")


def test_the_sources_selectors_are_used(sqlite_store: Engine, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    seed(sqlite_store, archive, notice(), selectors={"text": ".right ul", "remove": ["span"]})

    read_snapshots(sqlite_store, archive, now=lambda: NOW)

    assert only_reading(sqlite_store).text.startswith(
        "关于举办第1届人才招聘大会的通知\n关于举办第2届"
    )


def test_a_soft_404_of_a_document_read_before_counts_as_not_found(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    seed(sqlite_store, archive, SOFT_404, version_id=1)

    counts = read_snapshots(sqlite_store, archive, now=lambda: NOW)

    reading = only_reading(sqlite_store)
    assert not reading.usable
    assert counts.counts == {"unreadable": 1, "soft-404": 1}
    assert queued(sqlite_store) == {Stage.ABSENCE: [reading.document_id]}


def test_a_soft_404_of_a_document_never_read_is_only_unreadable(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    seed(sqlite_store, archive, SOFT_404)

    read_snapshots(sqlite_store, archive, now=lambda: NOW)

    assert only_reading(sqlite_store).problem_kind == "soft-404"
    assert queued(sqlite_store) == {}


def test_a_snapshot_missing_from_the_archive_stays_queued(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    snapshot_id = seed(sqlite_store, archive, notice())
    for file in tmp_path.rglob("*.warc.gz"):
        file.unlink()

    counts = read_snapshots(sqlite_store, archive, now=lambda: NOW)

    assert (counts.done, counts.failed) == (0, 1)
    assert queued(sqlite_store) == {Stage.READ: [snapshot_id]}
