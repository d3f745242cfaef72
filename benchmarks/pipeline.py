"""The whole chain over the sample site, and its inner stages over saved pages: pages/s and memory.

`make bench NAME=pipeline [DATA=DIR]`: DIR holds saved pages (.html or .html.gz), read in place.
Each stage runs as the command that users run, in a process of its own; its seconds are those that
the stage itself records, its memory is the peak of that process and its children.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from models import (
    Document,
    DocumentKind,
    DocumentState,
    Snapshot,
    Source,
    SourceState,
    Stage,
    StageRun,
    make_engine,
    queue,
    read_session,
    write_session,
)
from models.migrate import migrate
from policywatch.archive import Archive, Exchange
from policywatch.samplesite import running_sample_site

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("collect", "read", "compare", "flag", "alert")


@dataclass(frozen=True, slots=True)
class Figure:
    """One stage over one set of pages."""

    pages: str
    stage: str
    done: int
    seconds: float
    per_second: float
    peak_mb: float


def main() -> None:
    """Measure, print the table, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of saved pages, .html or .html.gz")
    data = parser.parse_args().data
    figures = measure_sample_site()
    if data is not None:
        figures += measure_saved_pages(data)
    print(f"{'pages':<12} {'stage':<8} {'done':>6} {'seconds':>8} {'per s':>8} {'peak MB':>8}")
    for f in figures:
        print(
            f"{f.pages:<12} {f.stage:<8} {f.done:>6} {f.seconds:>8.2f} {f.per_second:>8.1f} "
            f"{f.peak_mb:>8.0f}"
        )
    print(json.dumps({"benchmark": "pipeline", "figures": [asdict(f) for f in figures]}))


def measure_sample_site() -> list[Figure]:
    """Return the figures of one pass over the sample site's first day."""
    with tempfile.TemporaryDirectory() as folder, running_sample_site(day=1) as site:
        home = Path(folder)
        (home / "sources").mkdir()
        shutil.copy(ROOT / "sources" / "sample.yaml", home / "sources")
        environment = _environment(home) | {
            "POLICYWATCH_SAMPLE_PORT": str(site.server_address[1]),
            "POLICYWATCH_ALLOW_LOOPBACK": "true",
            "POLICYWATCH_SOURCES_DIR": str(home / "sources"),
        }
        return [_measure("sample site", stage, environment, home) for stage in STAGES]


def measure_saved_pages(data: Path) -> list[Figure]:
    """Return the figures of reading, comparing and flagging saved pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _store_pages(home, data)
        return [
            _measure("saved pages", stage, _environment(home), home)
            for stage in ("read", "compare", "flag")
        ]


def _store_pages(home: Path, data: Path) -> None:
    """Put saved pages into the archive and the store as if they had been fetched."""
    now = datetime.now(UTC)
    engine = make_engine(f"sqlite:///{home / 'policywatch.sqlite'}")
    migrate(engine)
    paths = sorted(p for p in data.rglob("*") if p.name.endswith((".html", ".html.gz")))
    with Archive(home / "archive").writer("bench") as writer, write_session(engine) as session:
        session.add(
            Source(
                id="saved", name="saved", publisher="saved", level="media", family="page",
                url="http://saved.invalid/", host="saved.invalid", enabled=False, declaration={},
                declaration_sha256="", state=SourceState.DISABLED, state_since=now, due_at=now,
            )
        )  # fmt: skip
        session.flush()
        for path in paths:
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            url = f"http://saved.invalid/{path.relative_to(data)}"
            url_sha256 = hashlib.sha256(url.encode()).hexdigest()
            exchange = Exchange(
                url=url, at=now, method="GET", request_headers=(), request_body=b"", status=200,
                reason="OK", headers=(("Content-Type", "text/html"),), body=body,
            )  # fmt: skip
            place = writer.write(exchange)
            document = Document(
                source_id="saved", kind=DocumentKind.PAGE, url=url, url_sha256=url_sha256,
                state=DocumentState.LIVE, first_seen_at=now,
            )  # fmt: skip
            session.add(document)
            session.flush()
            snapshot = Snapshot(
                document_id=document.id, url=url, fetched_at=now, content_type="text/html",
                sha256=hashlib.sha256(body).hexdigest(), size=len(body), warc_file=place.warc_file,
                warc_offset=place.offset,
            )  # fmt: skip
            session.add(snapshot)
            session.flush()
            document.snapshot_id = snapshot.id
            queue(session, Stage.READ, [snapshot.id], now)
    engine.dispose()


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICYWATCH_")}
    return kept | {"POLICYWATCH_HOME": str(home)}


def _measure(pages: str, stage: str, environment: dict[str, str], home: Path) -> Figure:
    """Run a stage's command and return what it did, how fast, and its peak memory."""
    command = [sys.executable, "-m", "policywatch", stage, "--json"]
    started = datetime.now(UTC)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, _, usage = os.wait4(process.pid, 0)
    wall = (datetime.now(UTC) - started).total_seconds()
    told = json.loads(output.splitlines()[-1])
    peak = usage.ru_maxrss / 1024
    seconds = _stage_seconds(home, stage) or wall
    done = int(told.get("fetched", told["done"]))
    return Figure(pages, stage, done, seconds, done / seconds if seconds else 0.0, peak)


def _stage_seconds(home: Path, stage: str) -> float | None:
    engine = make_engine(f"sqlite:///{home / 'policywatch.sqlite'}")
    with read_session(engine) as session:
        newest = select(func.max(StageRun.id)).where(StageRun.stage == stage)
        run = session.scalar(select(StageRun).where(StageRun.id == newest.scalar_subquery()))
    engine.dispose()
    if run is None or run.finished_at is None:
        return None
    return (run.finished_at - run.started_at).total_seconds()


if __name__ == "__main__":
    main()
