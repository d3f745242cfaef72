"""A store and an archive with a finding in them, as collecting, reading and flagging leave them."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import (
    CrawlRun,
    Document,
    DocumentKind,
    DocumentState,
    Fact,
    Fetch,
    Finding,
    FindingState,
    Match,
    MatchTarget,
    Outcome,
    Purpose,
    Release,
    Snapshot,
    Version,
    write_session,
)
from policywatch.archive import Archive, Exchange
from tests.comparing.world import DAY_ONE, add_document, add_source
from tests.rows import make_reading, make_snapshot, make_version

TITLE = "关于申报启明计划的通知<script>alert(1)</script>"
TEXT = (
    "各有关单位：现组织申报启明计划，给予300-500万元资助。联系人：王小明，电话：010-12345678，"
    "邮箱：wang@example.org。"
)


def page(number: int) -> bytes:
    return f"<html><h1>{TITLE}</h1><p>{TEXT}</p><p>第{number}版</p></html>".encode()


@dataclass
class World:
    """What a test of evidence works with."""

    engine: Engine
    archive: Archive
    folder: Path

    def run(self, day: int, *, source: str = "s", finished: bool = True) -> int:
        """Add a crawl run and return its number."""
        at = DAY_ONE + timedelta(days=day)
        with write_session(self.engine) as session:
            run = CrawlRun(
                source_id=source,
                started_at=at,
                finished_at=at + timedelta(minutes=1) if finished else None,
                outcome=Outcome.OK if finished else None,
                vantage="北京一号",
            )
            session.add(run)
            session.flush()
            return run.id

    def fetch(
        self,
        run_id: int,
        document: Document,
        body: bytes,
        *,
        status: int = 200,
        known: Snapshot | None = None,
    ) -> Snapshot | None:
        """Archive an exchange and write its rows; return its snapshot, if it brought one."""
        with write_session(self.engine) as session:
            run = session.get_one(CrawlRun, run_id)
            at = run.started_at + timedelta(seconds=document.id)
            with self.archive.writer("example.org") as writer:
                place = writer.write(
                    Exchange(
                        url=document.url,
                        at=at,
                        method="GET",
                        request_headers=(("Host", "example.org"),),
                        request_body=b"",
                        status=status,
                        reason="OK",
                        headers=(("Content-Type", "text/html"),),
                        body=body,
                        ip_address="192.0.2.1",
                        refers_to=(known.url, known.fetched_at) if known else None,
                        notes=(("vantage", "北京一号"),),
                    )
                )
            digest = hashlib.sha256(body).hexdigest()
            snapshot = None
            if status == 200 and known is None:
                snapshot = make_snapshot(
                    document,
                    at,
                    content_type="text/html",
                    sha256=digest,
                    wire_sha256=digest,
                    size=len(body),
                    warc_file=place.warc_file,
                    warc_offset=place.offset,
                )
                session.add(snapshot)
                session.flush()
            found = snapshot or known
            session.add(
                Fetch(
                    run_id=run_id,
                    source_id=document.source_id,
                    document_id=document.id,
                    snapshot_id=found.id if found else None,
                    purpose=Purpose.DOCUMENT,
                    url=document.url,
                    final_url=document.url,
                    at=at,
                    status=status,
                    outcome=Outcome.OK if status == 200 else Outcome.HTTP_4XX,
                    vantage="北京一号",
                    warc_file=place.warc_file,
                    warc_offset=place.offset,
                    warc_length=place.length,
                    warc_sha256=place.sha256,
                    wire_sha256=digest,
                )
            )
            return snapshot


def add_version(session: Session, snapshot: Snapshot, number: int) -> Version:
    reading = make_reading(snapshot, TEXT + str(number), title=TITLE)
    session.add(reading)
    session.flush()
    version = make_version(reading, number)
    session.add(version)
    session.flush()
    return version


def add_release(session: Session) -> Release:
    release = Release(sha256="1" * 64, at=DAY_ONE, content={})
    session.add(release)
    session.flush()
    return release


def add_finding(session: Session, version: Version, release: Release) -> Finding:
    start = TEXT.index("启明计划")
    session.add(
        Match(
            version_id=version.id,
            release_id=release.id,
            target=MatchTarget.PROGRAMME,
            target_id="qiming",
            form="exact",
            text="启明计划",
            start=start,
            end=start + 4,
            sentence_start=0,
            sentence_end=len(TEXT),
            in_title=False,
            held=True,
        )
    )
    session.add(
        Fact(
            version_id=version.id, kind="amount", low="3000000", high="5000000", unit="CNY",
            text="300-500万元", start=20, end=29,
        )
    )  # fmt: skip
    part = {"what": "names qiming", "points": 7.5, "form": "exact", "text": "启明计划"}
    part |= {"sentence": TEXT, "start": start, "end": start + 4}
    finding = Finding(
        document_id=version.document_id,
        version_id=version.id,
        release_id=release.id,
        rule="named-programme",
        score=7.5,
        severity="high",
        reason="names 启明计划; ask wang@example.org",
        parts=[part],
        programmes=["qiming"],
        evidence_key="0" * 64,
        state=FindingState.OPEN,
        at=datetime(2023, 8, 27, 9, tzinfo=UTC),
    )
    session.add(finding)
    session.flush()
    return finding


def fill(world: World) -> int:
    """Lay out a page of two versions with a found file and a bystander; return the finding."""
    with write_session(world.engine) as session:
        add_source(session, "s")
        documents = [
            add_document(session, name, kind=kind)
            for name, kind in (
                ("notice.html", DocumentKind.PAGE),
                ("rules.pdf", DocumentKind.ATTACHMENT),
                ("form.doc", DocumentKind.ATTACHMENT),
                ("bystander.html", DocumentKind.PAGE),
            )
        ]
        for file in documents[1:3]:
            file.parent_id = documents[0].id
        for document in documents:
            document.state = DocumentState.LIVE
    first, second, third = (world.run(day) for day in range(3))
    snapshots = [world.fetch(first, one, page(one.id)) for one in documents]
    known = snapshots[0]
    assert known is not None
    world.fetch(second, documents[0], page(documents[0].id), known=known)
    edited = world.fetch(second, documents[0], page(99))
    world.fetch(third, documents[0], b"gone", status=404)
    with write_session(world.engine) as session:
        release = add_release(session)
        versions = [add_version(session, one, 1) for one in snapshots if one]
        assert edited is not None
        newest = add_version(session, edited, 2)
        add_finding(session, versions[1], release)
        return add_finding(session, newest, release).id
