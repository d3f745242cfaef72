"""What people give: stored with who, when and where from, whatever the file; then read as any."""

import gzip
import io
import os
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from models import (
    Channel,
    Document,
    DocumentKind,
    Reading,
    Snapshot,
    Submission,
    read_session,
)
from policywatch.archive import Archive, Exchange
from policywatch.reading import read_snapshots
from spiders import drop_folder
from spiders.drop_folder import take_in_dropped
from spiders.saved_files import SubmissionError, pages_of
from spiders.submissions import Given, Taken, take_in
from tests.spiders.site import notice_html

NOW = datetime(2023, 8, 24, 3, tzinfo=UTC)
PAGE = notice_html("关于申报启明计划的通知").encode()
URL = "https://www.linkedin.com/jobs/view/1"


def give(engine: Engine, archive: Archive, body: bytes, name: str, **how: Any) -> Taken:
    given = Given(body, name, how.pop("by", "li"), how.pop("origin", ""))
    return take_in(engine, archive, given, channel=Channel.COMMAND, now=how.pop("now", NOW))


def mhtml(html: bytes, url: str = URL) -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = url
    message["Date"] = "Tue, 01 Aug 2023 08:00:00 -0000"
    message.set_content("nothing")
    message.make_related()
    message.add_related(html, "text", "html", headers=[f"Content-Location: {url}"])
    message.add_related(b"\x89PNG\r\n", "image", "png", headers=["Content-Location: a.png"])
    return message.as_bytes()


def warc(folder: Path, *pages: tuple[str, bytes], kind: str = "text/html") -> bytes:
    archive = Archive(folder / "given")
    with archive.writer("given") as writer:
        for url, body in pages:
            exchange = Exchange(
                url, NOW, "GET", (), b"", 200, "OK", (("Content-Type", kind),), body
            )
            place = writer.write(exchange)
    return (folder / "given" / place.warc_file).read_bytes()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_a_file_is_stored_with_who_when_and_where_from_and_read(
    store: Engine, archive: Archive
) -> None:
    taken = give(store, archive, PAGE, "saved/../页.html", origin=URL)

    assert taken.new == 1
    read_snapshots(store, archive)
    with read_session(store) as session:
        document = session.get_one(Document, taken.document_ids[0])
        said = session.scalars(select(Submission)).one()
        snapshot = session.get_one(Snapshot, said.snapshot_id)
        reading = session.scalars(select(Reading)).one()
    assert (document.kind, document.url) == (DocumentKind.SUBMISSION, f"{URL}#submission")
    assert document.next_check_at is None
    assert (said.submitted_by, said.submitted_at, said.origin) == ("li", NOW, URL)
    assert (said.file_name, said.channel) == ("页.html", Channel.COMMAND)
    assert archive.read(snapshot.warc_file, snapshot.warc_offset).body == PAGE
    assert archive.read(said.warc_file, said.warc_offset).body == PAGE
    assert reading.usable
    assert "启明计划" in reading.text


def test_giving_the_same_again_adds_nothing_and_another_text_is_a_new_snapshot(
    sqlite_store: Engine, archive: Archive
) -> None:
    first = give(sqlite_store, archive, PAGE, "a.html", origin=URL)
    again = give(sqlite_store, archive, PAGE, "a.html", origin=URL)
    other = give(sqlite_store, archive, PAGE + b"<p>more</p>", "a.html", origin=URL)

    assert (first.new, again.new, other.new) == (1, 0, 1)
    assert first.document_ids == again.document_ids == other.document_ids
    with read_session(sqlite_store) as session:
        assert len(session.scalars(select(Snapshot)).all()) == 2
        assert len(session.scalars(select(Submission)).all()) == 2


def test_what_a_browser_saves_as_one_file_is_its_page(
    sqlite_store: Engine, archive: Archive
) -> None:
    saved = mhtml(PAGE)

    taken = give(sqlite_store, archive, saved, "saved.mhtml")

    with read_session(sqlite_store) as session:
        document = session.get_one(Document, taken.document_ids[0])
        snapshot = session.scalars(select(Snapshot)).one()
        said = session.scalars(select(Submission)).one()
    assert document.url == f"{URL}#submission"
    assert archive.read(snapshot.warc_file, snapshot.warc_offset).body == PAGE
    assert archive.read(said.warc_file, said.warc_offset).body == saved
    assert said.saved_at == datetime(2023, 8, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("form", ["warc.gz", "warc", "wacz"])
def test_a_web_archive_is_all_its_pages(
    sqlite_store: Engine, archive: Archive, tmp_path: Path, form: str
) -> None:
    pages = [(f"https://a.example.org/{n}.html", PAGE + b"%d" % n) for n in range(3)]
    body = warc(tmp_path, *pages)
    if form == "warc":
        body = gzip.decompress(body)
    if form == "wacz":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as zipped:
            zipped.writestr("datapackage.json", "{}")
            zipped.writestr("archive/data.warc.gz", body)
        body = packed.getvalue()

    taken = give(sqlite_store, archive, body, f"saved.{form}")

    assert taken.new == 3
    with read_session(sqlite_store) as session:
        urls = set(session.scalars(select(Document.url)))
    assert urls == {f"{url}#submission" for url, _ in pages}


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("archive/data.warc", bytes(450_000_000))
    return packed.getvalue()


def nested(depth: int) -> bytes:
    head = "".join(
        f"Content-Type: multipart/related; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth)
    )
    return head.encode() + b"Content-Type: text/plain\r\n\r\nx"


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("empty.html", lambda: b""),
        ("bomb.wacz", bomb),
        ("cut.wacz", lambda: b"PK\x03\x04" + bytes(100)),
        ("cut.warc.gz", lambda: gzip.compress(b"WARC/1.1\r\n" * 1000)[:60]),
        ("no.warc", lambda: b"WARC/1.1\r\n\r\n"),
        ("deep.mhtml", lambda: nested(3000)),
        ("none.mhtml", lambda: b"Content-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n"),
    ],
)
def test_hostile_and_damaged_files_are_refused_with_a_reason(name: str, make: Any) -> None:
    with pytest.raises(SubmissionError, match=name):
        pages_of(make(), name)


def test_a_zip_that_is_no_web_archive_is_left_to_the_reader() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("../../etc/a.html", PAGE)

    (page,) = pages_of(packed.getvalue(), "files.zip")

    assert page.body == packed.getvalue()


def test_who_gives_must_be_said(sqlite_store: Engine, archive: Archive) -> None:
    with pytest.raises(SubmissionError, match="--by"):
        give(sqlite_store, archive, PAGE, "a.html", by=" \n")


def test_the_drop_folder_is_emptied_into_taken_and_refused(
    sqlite_store: Engine, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET_S", 0.0)
    folder = tmp_path / "drop"
    (folder / "wang").mkdir(parents=True)
    (folder / "wang" / "a.html").write_bytes(PAGE)
    (folder / "wang" / "a.html.from").write_text(URL)
    (folder / "b.html").write_bytes(b"")
    (folder / "wang" / "link.html").symlink_to("/etc/passwd")

    dropped = take_in_dropped(sqlite_store, archive, folder, now=NOW, owner="root")

    assert (dropped.taken, dropped.refused) == (1, 1)
    with read_session(sqlite_store) as session:
        said = session.scalars(select(Submission)).one()
    assert (said.submitted_by, said.origin, said.channel) == ("wang", URL, Channel.DROP_FOLDER)
    assert [p.name for p in (folder / "wang").iterdir()] == ["link.html"]
    (reason,) = (folder / "refused").glob("*.reason.txt")
    assert "the file is empty" in reason.read_text()
    assert take_in_dropped(sqlite_store, archive, folder, now=NOW).taken == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_a_dropped_file_that_may_not_be_read_keeps_no_other_from_being_taken_in(
    sqlite_store: Engine, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET_S", 0.0)
    drop = tmp_path / "drop"
    drop.mkdir()
    for name, mode in (("a.html", 0o000), ("b.html", 0o600)):
        (drop / name).write_bytes(PAGE)
        (drop / name).chmod(mode)

    dropped = take_in_dropped(sqlite_store, archive, drop, now=NOW)

    assert (dropped.taken, dropped.refused) == (1, 1)


def test_what_stands_under_the_address_beside_a_dropped_file_is_no_part_of_it(
    sqlite_store: Engine, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET_S", 0.0)
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "a.html").write_bytes(PAGE)
    (drop / "a.html.from").write_text(f"{URL}\nseen on Monday\n")

    take_in_dropped(sqlite_store, archive, drop, now=NOW)

    with read_session(sqlite_store) as session:
        assert session.scalars(select(Submission)).one().origin == URL


@pytest.mark.parametrize("name", ["页" * 78 + ".html", "页" * 83 + ".html"])
def test_a_dropped_file_whose_name_is_as_long_as_can_be_is_put_aside(
    sqlite_store: Engine,
    archive: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET_S", 0.0)
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / name).write_bytes(PAGE)
    (drop / name.replace("页", "空")).write_bytes(b"")

    dropped = take_in_dropped(sqlite_store, archive, drop, now=NOW)

    assert (dropped.taken, dropped.refused) == (1, 1)
    assert [p.suffix for p in (drop / "taken").iterdir()] == [".html"]
    assert len(list((drop / "refused").glob("*.html.reason.txt"))) == 1
    assert not [p for p in drop.iterdir() if p.is_file() and p.suffix == ".html"]
