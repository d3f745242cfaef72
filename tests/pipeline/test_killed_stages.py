"""Each stage killed by SIGKILL at fifty points and run again: the rows of an undisturbed run."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from models import (
    Change,
    CopyGroup,
    CopyMember,
    Document,
    Fact,
    Finding,
    Fingerprint,
    Judgement,
    Match,
    Message,
    MessageFinding,
    Reading,
    Stage,
    Version,
    Work,
    make_engine,
    queue,
    read_session,
    write_session,
)
from policywatch.archive import Archive, Exchange
from tests.comparing import notices
from tests.comparing.world import DAY_ONE, add_source
from tests.rows import make_document, make_snapshot

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("read", "compare", "flag", "alert")
KILLS = 50
PAGES = 24
# A process that has everything loaded forks one for each run, so that fifty cost seconds.
SERVER = """
import os, sys
from policywatch.cli.app import App
from policywatch.cli.stages import AFTER_COLLECT
from policywatch.settings import Settings
from policywatch.work import WHOLE
import policywatch.alerting, policywatch.cli.looking, policywatch.comparing, policywatch.flagging
import policywatch.flagging.candidates, policywatch.reading
print("ready", flush=True)
for line in sys.stdin:
    stage, home = line.split()
    child = os.fork()
    if child == 0:
        app = App(Settings(home=home))
        print(os.getpid(), flush=True)
        AFTER_COLLECT[stage](app, WHOLE, None, None)
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def page(title: str, lines: list[str]) -> bytes:
    text = "".join(f"<p>{line}</p>" for line in lines)
    head = f"<html><head><meta charset=utf-8><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1>{text}</body></html>".encode()


def fill(engine: Engine, archive: Archive) -> None:
    """Archive notices that name a programme, with copies and edits, and queue them to be read."""
    rand = random.Random(9)
    bodies: list[tuple[int, int, bytes]] = []
    for family in range(PAGES // 4):
        original = [*notices.notice(rand, 12), "现就启明计划申报工作通知如下，面向海外高层次人才。"]
        kin = [
            original,
            notices.edited(rand, original, 0.1),
            original[2:11],
            notices.notice(rand, 9),
        ]
        for number, lines in enumerate(kin):
            bodies.append((4 * family + number, 0, page(f"关于第{family}批人才项目的通知", lines)))
        edited = [line for line in original if "启明计划" not in line]
        bodies.append((4 * family, 1, page(f"关于第{family}批人才项目的通知", edited)))
    with archive.writer("example.org") as writer, write_session(engine) as session:
        add_source(session, "s")
        for number, again, body in sorted(bodies, key=lambda made: made[1]):
            url = f"http://example.org/{number}.html"
            at = DAY_ONE.replace(day=DAY_ONE.day + again)
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            place = writer.write(Exchange(url, at, "GET", (), b"", 200, "OK", headers, body))
            document = session.scalar(select(Document).where(Document.url == url))
            if document is None:
                document = make_document("s", url, at)
                session.add(document)
                session.flush()
            snapshot = make_snapshot(
                document, at, sha256=f"{len(body):064}", size=len(body),
                content_type="text/html; charset=utf-8", warc_file=place.warc_file,
                warc_offset=place.offset,
            )  # fmt: skip
            session.add(snapshot)
            session.flush()
            document.snapshot_id = snapshot.id
            queue(session, Stage.READ, [snapshot.id], at)


def rows(engine: Engine) -> dict[str, list[str]]:
    """Return what stands in the store, by natural keys: ids and times of work are no results."""
    with read_session(engine) as session:
        url = dict(session.execute(select(Document.id, Document.url)).all())
        version = {v.id: (url[v.document_id], v.number) for v in session.scalars(select(Version))}
        original = {g.id: g.original_id for g in session.scalars(select(CopyGroup))}
        finding = {f.id: (version[f.version_id], f.rule) for f in session.scalars(select(Finding))}
        told = {
            "reading": [
                (url[r.document_id], r.extractor, r.usable, r.title, r.text_sha256)
                for r in session.scalars(select(Reading))
            ],
            "version": [
                (version[v.id], v.kind, v.at, v.text_sha256)
                for v in session.scalars(select(Version))
            ],
            "document": [
                (d.url, d.state, version.get(d.version_id or 0))
                for d in session.scalars(select(Document))
            ],
            "change": [
                (url[c.document_id], c.kind, version.get(c.version_id or 0), c.detail)
                for c in session.scalars(select(Change))
            ],
            "fingerprint": [
                (f.key, url[f.document_id]) for f in session.scalars(select(Fingerprint))
            ],
            "copy": [
                (
                    url[m.document_id],
                    url[original[m.group_id]],
                    url[m.cluster_id],
                    m.kind,
                    m.overlap,
                )
                for m in session.scalars(select(CopyMember))
            ],
            "match": [
                (version[m.version_id], m.target_id, m.form, m.start, m.end, m.held)
                for m in session.scalars(select(Match))
            ],
            "fact": [
                (version[f.version_id], f.kind, f.low, f.high, f.start)
                for f in session.scalars(select(Fact))
            ],
            "judgement": [
                (version[j.version_id], j.genre) for j in session.scalars(select(Judgement))
            ],
            "finding": [
                (finding[f.id], f.score, f.state, finding.get(f.folded_into_id or 0))
                for f in session.scalars(select(Finding))
            ],
            "told": [finding[i] for i in session.scalars(select(MessageFinding.finding_id))],
            "sent": [
                (state, number > 0)
                for state, number in session.execute(
                    select(Message.state, func.count()).group_by(Message.state)
                )
            ],
            "work": [(w.stage, w.parked) for w in session.scalars(select(Work))],
        }
    return {name: sorted(map(repr, found)) for name, found in told.items()}


@dataclass
class Stages:
    """Runs stages in processes of their own, and kills them."""

    server: "subprocess.Popen[str]"

    def run(self, stage: str, home: Path, kill_after: float | None = None) -> bool:
        """Run a stage, to its end or until it is killed; say whether it was."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        print(stage, home, file=self.server.stdin, flush=True)
        process = int(self.server.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(process, signal.SIGKILL)  # a zombie until the server has seen its end
        status = int(self.server.stdout.readline())
        assert status in (0, signal.SIGKILL)
        return status == signal.SIGKILL


@pytest.fixture
def stages() -> Iterator[Stages]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICYWATCH_")}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield Stages(server)


def work_left(engine: Engine, stage: str) -> int:
    with read_session(engine) as session:
        mine = select(func.count()).select_from(Work).where(Work.stage == Stage(stage))
        return session.scalar(mine) or 0


@pytest.mark.timeout(600)
def test_killed_at_fifty_points_each_stage_leaves_the_same_rows(
    tmp_path: Path, sqlite_template: Path, stages: Stages
) -> None:
    whole, disturbed = tmp_path / "whole", tmp_path / "disturbed"
    whole.mkdir()
    shutil.copy(sqlite_template, whole / "policywatch.sqlite")
    engine = make_engine(f"sqlite:///{whole / 'policywatch.sqlite'}")
    fill(engine, Archive(whole / "archive"))
    engine.dispose()
    shutil.copytree(whole, disturbed)
    engines = [
        make_engine(f"sqlite:///{home / 'policywatch.sqlite'}") for home in (whole, disturbed)
    ]
    rand = random.Random(3)

    for stage in STAGES:
        began = time.monotonic()
        assert not stages.run(stage, whole)
        took = time.monotonic() - began
        amidst = 0
        for _ in range(KILLS):
            left = work_left(engines[1], stage)
            killed = stages.run(stage, disturbed, rand.uniform(0, took / 20))
            amidst += killed and left > 0
        assert not stages.run(stage, disturbed)

        assert amidst > KILLS / 5, stage
        assert rows(engines[1]) == rows(engines[0]), stage

    assert {stage for stage in Stage if work_left(engines[1], stage)} == set()
    for each in engines:
        each.dispose()
