"""`policywatch read --again`: a better reader makes newly readable, never changed, documents."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from models import (
    Change,
    ChangeKind,
    Document,
    Finding,
    Message,
    MessageFinding,
    Reading,
    Stage,
    Version,
    VersionKind,
    Work,
    make_engine,
    read_session,
)
from policywatch.alerting import alert
from policywatch.archive import Archive
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.comparing import compare
from policywatch.documents import ProblemKind
from policywatch.flagging import Flagger, flag_versions
from policywatch.flagging.candidates import settle_candidates
from policywatch.health.audit import audit
from policywatch.reading import Extras, current_extractors, read_snapshots
from policywatch.reading.attachments import formats
from policywatch.reading.attachments.attachment import Attachment
from policywatch.reading.stage import queue_again
from policywatch.samplesite import running_sample_site
from policywatch.settings import Settings
from tests.pipeline.command_line import CommandLine
from tests.pipeline.test_sample_days import only_sample

NOW = datetime.now(UTC)
FLAGGER = Flagger(load_watchlists(Path(__file__).resolve().parents[2] / "watchlists"))


def read_without_offices(body: bytes, *, kind: str, extras: object, url: str) -> Attachment:
    """Read as an earlier release did: no attachments at all."""
    return Attachment([], "", ProblemKind.UNSUPPORTED, "not read yet", kind=kind)


class Pipeline:
    """A store that an earlier release has read, compared, flagged and told of."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.command = CommandLine.at(home, allow_loopback="true", sources_dir=home / "sources")
        self.engine: Engine = make_engine(f"sqlite:///{home}/policywatch.sqlite")
        self.archive = Archive(home / "archive")

    def go_on(self) -> None:
        """Do what follows reading, as the command does."""
        compare(self.engine)
        flag_versions(self.engine, FLAGGER)
        settle_candidates(self.engine, FLAGGER.watchlists)
        alert(self.engine, Settings(home=self.home))

    def attachments(self) -> dict[str, list[VersionKind]]:
        """Return the kinds of the versions of each attachment, by its file's name."""
        with read_session(self.engine) as session:
            rows = session.execute(
                select(Document.url, Version.kind)
                .join(Version, Version.document_id == Document.id)
                .where(Document.parent_id.is_not(None))
                .order_by(Version.id)
            ).all()
        found: dict[str, list[VersionKind]] = {}
        for url, kind in rows:
            found.setdefault(url.rpartition("/")[2], []).append(kind)
        return found

    def counts(self) -> dict[str, int]:
        with read_session(self.engine) as session:
            return {
                table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
                for table in (Change, Version, Reading, Finding, Work)
            }


@pytest.fixture(scope="module")
def earlier_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("earlier")
    with running_sample_site(day=1) as site:
        port = site.server_address[1]
        command = CommandLine.at(
            home, sample_port=port, allow_loopback="true", sources_dir=only_sample(home)
        )
        command.json_lines("collect", "--json")
    pipeline = Pipeline(home)
    with pytest.MonkeyPatch.context() as patch:
        for kind in formats.VERSIONS:
            patch.setitem(formats.VERSIONS, kind, 0)
        patch.setattr("policywatch.reading.document.read_bounded", read_without_offices)
        read_snapshots(pipeline.engine, pipeline.archive)
    pipeline.go_on()
    pipeline.engine.dispose()
    return home


@pytest.fixture
def earlier(earlier_home: Path, tmp_path: Path) -> Iterator[Pipeline]:
    shutil.copytree(earlier_home, tmp_path / "home")
    pipeline = Pipeline(tmp_path / "home")
    yield pipeline
    pipeline.engine.dispose()


def test_what_can_be_read_now_is_told_as_newly_readable_and_no_change(earlier: Pipeline) -> None:
    before = earlier.counts()
    assert earlier.attachments() == {}

    result = earlier.command.run("read", "--again")
    earlier.go_on()

    assert "snapshots are read again" in result.stderr
    versions = earlier.attachments()
    assert len(versions) >= 4
    assert {kind for kinds in versions.values() for kind in kinds} == {VersionKind.TECHNICAL}
    after = earlier.counts()
    assert after["change"] == before["change"]
    assert after["finding"] > before["finding"]
    assert after["work"] == 0
    with read_session(earlier.engine) as session:
        told = session.execute(
            select(Message.text)
            .join(MessageFinding, MessageFinding.message_id == Message.id)
            .join(Finding, Finding.id == MessageFinding.finding_id)
            .join(Version, Version.id == Finding.version_id)
            .where(Version.kind == VersionKind.TECHNICAL)
        ).scalars()
        assert all("newly readable" in text for text in told)
        edited = select(Change).where(Change.kind != ChangeKind.NEW)
        assert session.scalars(edited).all() == []


def test_reading_again_with_the_same_reader_changes_nothing(earlier: Pipeline) -> None:
    queue_again(earlier.engine, since=NOW - timedelta(days=1), now=NOW)
    read_snapshots(earlier.engine, earlier.archive)
    earlier.go_on()
    before = earlier.counts()

    number = queue_again(earlier.engine, now=NOW)
    counts = read_snapshots(earlier.engine, earlier.archive)
    earlier.go_on()

    assert counts.done == number > 40
    assert earlier.counts() == before


def test_the_audit_finds_what_a_better_reader_should_read(earlier: Pipeline) -> None:
    audit(
        earlier.engine,
        extractors=current_extractors(Extras()),
        threshold=FLAGGER.threshold,
        now=NOW,
    )

    with read_session(earlier.engine) as session:
        queued = session.scalars(select(Work.subject).where(Work.stage == Stage.READ)).all()
        old = session.scalars(select(Reading).where(Reading.extractor.like("%/0%"))).all()
    assert sorted(queued) == sorted(reading.snapshot_id for reading in old)


def test_only_what_is_asked_for_is_read_again(earlier: Pipeline) -> None:
    nothing = queue_again(earlier.engine, since=NOW + timedelta(days=1), now=NOW)
    with read_session(earlier.engine) as session:
        one = session.scalars(select(Document.source_id).limit(1)).one()
        its = select(func.count()).where(
            Document.source_id == one, Document.snapshot_id.is_not(None)
        )
        number = session.scalar(its.select_from(Document))
    some = queue_again(earlier.engine, source_id=one, now=NOW)
    unknown = earlier.command.run("read", "--again", "--source", "no-such")
    alone = earlier.command.run("read", "--source", "sample")

    assert nothing == 0
    assert some == number == earlier.counts()["work"]
    assert unknown.returncode == 2
    assert "there is no source no-such" in unknown.stderr
    assert alone.returncode == 2
    assert "add --again" in alone.stderr


def attempts(earlier: Pipeline) -> int:
    with read_session(earlier.engine) as session:
        return session.scalar(select(func.sum(Work.attempts))) or 0


def test_killed_at_any_point_it_goes_on_and_leaves_the_same(earlier: Pipeline) -> None:
    chance = random.Random(5)
    command = [sys.executable, "-m", "policywatch", "read", "--again"]
    for _ in range(3):
        tried = attempts(earlier)
        process = subprocess.Popen(command, env=earlier.command.environment, stderr=subprocess.PIPE)
        until = time.monotonic() + 120
        while process.poll() is None and attempts(earlier) == tried:
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(0.3 * chance.random())
        process.kill()
        process.communicate()
        command = [sys.executable, "-m", "policywatch", "read"]
    read_snapshots(earlier.engine, earlier.archive)
    earlier.go_on()

    versions = earlier.attachments()
    assert {len(kinds) for kinds in versions.values()} == {1}
    with read_session(earlier.engine) as session:
        twice = (
            select(Reading.snapshot_id)
            .where(Reading.extractor.not_like("%/0%"))
            .group_by(Reading.snapshot_id)
            .having(func.count() > 1)
        )
        assert session.scalars(twice).all() == []
