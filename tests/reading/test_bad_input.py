"""Bad input through the stage: each has its reason on the unreadable list, and the run goes on."""

import io
import resource
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from models import (
    Reading,
    Stage,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.archive import Archive, Exchange
from policywatch.documents import ProblemKind
from policywatch.reading import read_snapshots
from tests.reading.pages import notice
from tests.reading.test_attachments import pdf
from tests.reading.test_attachments_formats import FILES, zipped
from tests.reading.test_attachments_hostile import LAUGHS, nested, with_entities
from tests.rows import make_document, make_snapshot, make_source

NOW = datetime(2023, 8, 24, 9, tzinfo=UTC)
# What one page may take of the machine; the machine may be busy with other tests.
SECONDS = 60
MEGABYTES = 1_500


def climbing() -> bytes:
    """A bundle of files whose names lead out of any folder that they might be unpacked into."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name in ("../../etc/cron.d/x", "/etc/passwd", "..\\..\\boot.ini", "a/../../b.txt"):
            bundle.writestr(name, "启明计划申报指南，请各有关单位认真组织申报。")
    return out.getvalue()


UNREADABLE: dict[str, tuple[Callable[[], bytes], set[ProblemKind]]] = {
    "empty": (lambda: b"", {ProblemKind.EMPTY}),
    "only space": (lambda: b" \r\n\x00" * 1000, {ProblemKind.EMPTY}),
    "over 50 MB": (lambda: b"<p>" + b"x" * 50_000_000, {ProblemKind.TOO_LARGE}),
    "entities in DOCX": (lambda: with_entities(LAUGHS, "docx"), {ProblemKind.DAMAGED}),
    "entities in XLSX": (lambda: with_entities(LAUGHS, "xlsx"), {ProblemKind.DAMAGED}),
    "entities in OFD": (lambda: with_entities(LAUGHS, "ofd"), {ProblemKind.DAMAGED}),
    "a zip bomb": (
        lambda: zipped({"word/document.xml": b"a" * 80_000_000}),
        {ProblemKind.DAMAGED, ProblemKind.TOO_LARGE},
    ),
    "bundles in bundles": (lambda: nested(5), {ProblemKind.TOO_LARGE, ProblemKind.DAMAGED}),
    "an encrypted PDF": (
        lambda: pdf([["启明计划"]], encrypt="secret"),
        {ProblemKind.ENCRYPTED},
    ),
    "half an OLE file": (
        lambda: (FILES / "notice.doc").read_bytes()[:700],
        {ProblemKind.DAMAGED, ProblemKind.UNSUPPORTED},
    ),
}
READABLE: dict[str, Callable[[], bytes]] = {
    "10,000 deep": lambda: ("<div>" * 10_000 + notice()).encode(),
    "100,000 links": lambda: (
        notice() + "".join(f"<a href='/{n}.pdf'>附件{n}</a>" for n in range(100_000))
    ).encode(),
    "a table of 1,000,000 cells": lambda: (
        notice() + "<table>" + ("<tr>" + "<td>1</td>" * 1000 + "</tr>") * 1000 + "</table>"
    ).encode(),
    "5,000,000 paragraphs": lambda: (notice() + "<p>x" * 4_900_000).encode(),
    "an attribute of 15 MB": lambda: (
        notice().replace('class="TRS_Editor"', f'class="TRS_Editor {"nav " * 3_700_000}"').encode()
    ),
    "names that lead out of a folder": climbing,
    "a page": lambda: notice().encode(),
}


def seed(engine: Engine, archive: Archive, bodies: dict[str, bytes]) -> dict[int, str]:
    """Archive some bodies as the spiders do; return the names by the snapshots' ids."""
    names: dict[int, str] = {}
    with write_session(engine) as session:
        session.add(make_source("s", NOW))
        session.flush()
        for number, (name, body) in enumerate(bodies.items()):
            url = f"http://example.org/{number}/../file"
            with archive.writer("example.org") as writer:
                place = writer.write(Exchange(url, NOW, "GET", (), b"", 200, "OK", (), body))
            document = make_document("s", url, NOW, listed_title=name)
            session.add(document)
            session.flush()
            snapshot = make_snapshot(
                document, NOW, size=len(body), warc_file=place.warc_file, warc_offset=place.offset
            )
            session.add(snapshot)
            session.flush()
            queue(session, Stage.READ, [snapshot.id], NOW)
            names[snapshot.id] = name
    return names


def read(engine: Engine, archive: Archive, bodies: dict[str, bytes]) -> dict[str, Reading]:
    names = seed(engine, archive, bodies)
    read_snapshots(engine, archive)
    with read_session(engine) as session:
        left = session.scalars(select(Work.subject).where(Work.stage == Stage.READ)).all()
        assert [names[subject] for subject in left] == []
        return {names[r.snapshot_id]: r for r in session.scalars(select(Reading))}


@pytest.mark.timeout(300)
def test_what_cannot_be_read_is_listed_with_its_reason_and_the_run_goes_on(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    bodies = {name: make() for name, (make, _) in UNREADABLE.items()}
    bodies |= {"a page": notice().encode()}

    readings = read(sqlite_store, Archive(tmp_path), bodies)

    assert readings.pop("a page").usable
    assert {name for name, reading in readings.items() if reading.usable} == set()
    assert all(reading.problem for reading in readings.values())
    wrong = {
        name: (reading.problem_kind, reading.problem)
        for name, reading in readings.items()
        if reading.problem_kind not in UNREADABLE[name][1]
    }
    assert wrong == {}


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.timeout(300)
def test_what_is_enormous_is_read_within_bounds(
    name: str, sqlite_store: Engine, tmp_path: Path
) -> None:
    body = READABLE[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()

    reading = read(sqlite_store, Archive(tmp_path), {name: body})[name]

    assert time.process_time() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000 * MEGABYTES
    assert reading.usable, reading.problem
    assert "启明计划" in reading.text
    assert ".." not in reading.text.split("启明计划")[0]
