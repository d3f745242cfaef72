"""Runs the cases in the sealed network, and writes what came of each as JSON."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, select, update

from models import CrawlRun, Document, Fetch, Source, make_engine, read_session, write_session
from models.migrate import migrate
from policywatch.catalogue.sources import SourceDeclaration, sync_sources
from policywatch.settings import Settings
from tests.spiders.hostile import (
    cases,
    codings,
    feeds,
    liars,
    listings,
    redirects,
    tls,
    walls,
    wire,
)
from tests.spiders.hostile.cases import CASES, Case
from tests.spiders.hostile.namespace import seal
from tests.spiders.hostile.server import Handler, Names, Web
from tests.spiders.site import list_html

__all__ = ["codings", "feeds", "liars", "listings", "redirects", "tls", "walls", "wire"]

PUBLIC = "11.0.0.1"
NOBODY = "11.0.0.2"
# Those that are slow wait out the short time side by side; the others have time on a busy machine.
FETCH_TIMEOUT_S = 60.0
SHORT_TIMEOUT_S = 15.0
PROCESSES = 2
SLOW_PROCESSES = 4
FORBIDDEN = ("169.254.169.254", "10.0.0.1", "fd00:ec2::254", "64:ff9b::a9fe:a9fe")
WATCHED = (*FORBIDDEN, "127.0.0.1", "::1")
SLOW = frozenset({c.name for c in CASES.values() if c.is_slow} | {"documents-slow"})
NAMES: dict[str, list[str] | str | None] = {
    "metadata.web.test": ["169.254.169.254"],
    "alias.web.test": ["fd00:ec2::254"],
    "router.web.test": ["10.0.0.1"],
    "localhost.web.test": ["127.0.0.1"],
    "mapped.web.test": ["::ffff:10.0.0.1"],
    "mixed.web.test": ["10.0.0.1", PUBLIC, "127.0.0.1"],
    "closed.web.test": [NOBODY],
    "nothing.web.test": None,
    "servfail.web.test": "SERVFAIL",
    "silent.web.test": "silent",
    "empty.web.test": [],
}


def resolve(name: str) -> list[str] | str | None:
    """Return the addresses of a name as it is asked for."""
    if name == "rebind.web.test":
        return ["127.0.0.1"] if redirects.rebound.is_set() else [PUBLIC]
    if name in NAMES:
        return NAMES[name]
    return [tls.addresses().get(name, PUBLIC)] if name.endswith(".web.test") else None


def find(host: str, path: str) -> Handler | None:
    """Return what answers at a host's path."""
    if path == "/robots.txt":
        return walls.ROBOTS.get(host)
    first = path.strip("/").split("/")[0].split("?")[0]
    if first == "good" or first == "files":
        return cases.good if first == "good" else CASES["files-without-number"].serve
    if first == "documents":
        return _documents
    found = CASES.get(first) or CASES.get(host.partition(".")[0])
    return found.serve if found else None


async def _documents(x: Any) -> None:
    """List, between proper documents, one for each case of the host that is tried on documents."""
    rows = []
    for n, name in enumerate(sorted(CASES)):
        if CASES[name].host == x.host and CASES[name].document:
            rows.append((f"/good/between-{n}.html", f"第{n}则正常的通知", "2023-08-01"))
            rows.append((f"/{name}/document.html", f"第{n}则异常的通知", "2023-08-01"))
    await x.answer(list_html(rows))


def declare(case: Case) -> SourceDeclaration:
    """Return a case's source."""
    return _source(case.name, case.url, family=case.family, **case.source)


def _source(name: str, url: str, **fields: Any) -> SourceDeclaration:
    common = {
        "id": name,
        "name": name,
        "url": url,
        "enabled": True,
        "delay": 0,
        "concurrency": 2,
        "every": "1h",
        "attachments": False,
        "publisher": "p",
        "publisher_en": "p",
        "legal": "a test",
        "checked": "2023-08-24",
        "level": "city",
        "place": "",
        "family": "list",
    }
    return SourceDeclaration.model_validate(common | fields)


def declarations(chosen: list[str]) -> list[SourceDeclaration]:
    """Return the sources of the chosen cases, with a proper one before and after on each host."""
    declared = [declare(CASES[name]) for name in chosen]
    for host in sorted({CASES[name].host for name in chosen}):
        some = [name for name in chosen if CASES[name].host == host]
        if any(CASES[name].document for name in some):
            url = f"http://{host}/documents/"
            declared.append(_source(f"documents-{host.partition('.')[0]}", url))
    return declared


class Watch:
    """Notes the most memory that each crawl process ever held, in MB."""

    def __init__(self) -> None:
        self.peak: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            for child in psutil.Process().children(recursive=True):
                try:
                    status = Path(f"/proc/{child.pid}/status").read_text()
                except OSError:
                    continue
                for line in status.splitlines():
                    if line.startswith("VmHWM:"):
                        self.peak[child.pid] = int(line.split()[1]) / 1024

    def stop(self) -> float:
        """Return the highest of them."""
        self._stop.set()
        return max(self.peak.values(), default=0.0)


def let_time_pass(engine: Engine, names: list[str]) -> None:
    """Make some sources and their documents due."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    with write_session(engine) as session:
        session.execute(update(Source).where(Source.id.in_(names)).values(due_at=past))
        session.execute(
            update(Document)
            .where(Document.source_id.in_(names), Document.next_check_at.is_not(None))
            .values(next_check_at=past)
        )


def results(engine: Engine) -> dict[str, Any]:
    """Return what the store holds of each source."""
    found: dict[str, Any] = defaultdict(lambda: {"runs": [], "fetches": [], "documents": 0})
    with read_session(engine) as session:
        for run in session.scalars(select(CrawlRun).order_by(CrawlRun.id)):
            end = run.finished_at
            found[run.source_id]["runs"].append(
                {
                    "outcome": run.outcome.value if run.outcome else None,
                    "detail": run.detail,
                    "listed": run.listed,
                    "new": run.new,
                    "fetched": run.fetched,
                    "failed": run.failed,
                    "seconds": (end - run.started_at).total_seconds() if end else None,
                    "has_gap": run.gap_from is not None or run.gap_to is not None,
                }
            )
        for fetch in session.scalars(select(Fetch).order_by(Fetch.id)):
            found[fetch.source_id]["fetches"].append(
                {
                    "purpose": fetch.purpose.value,
                    "url": fetch.url,
                    "outcome": fetch.outcome.value,
                    "detail": fetch.detail,
                    "status": fetch.status,
                    "vantage": fetch.vantage,
                    "seconds": fetch.elapsed_ms / 1000,
                }
            )
        for source_id in session.scalars(select(Document.source_id)):
            found[source_id]["documents"] += 1
    return found


def crawl(settings: Settings, source_ids: list[str]) -> list[int]:
    """Crawl sources in a few crawl processes and return their exit codes.

    As `collect` does it, but for many hosts a process: each takes a second to start.
    """
    slow = [i for i in source_ids if i in SLOW]
    short = settings.model_copy(update={"fetch_timeout": SHORT_TIMEOUT_S})
    started = [
        *_start(short, slow, SLOW_PROCESSES),
        *_start(settings, [i for i in source_ids if i not in SLOW], PROCESSES),
    ]
    return [process.wait() for process in started]


def _start(settings: Settings, source_ids: list[str], processes: int) -> list[Any]:
    running = []
    for share in range(min(processes, len(source_ids))):
        job = {
            "settings": settings.model_dump(mode="json"),
            "sources": source_ids[share::processes],
        }
        command = [sys.executable, "-m", "spiders", str(os.getpid())]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        if process.stdin is not None:
            process.stdin.write(json.dumps(job).encode())
            process.stdin.close()
        running.append(process)
    return running


def run(chosen: list[str], folder: Path) -> dict[str, Any]:
    """Collect the chosen cases and return what came of them."""
    seal([f"{a}/128" if ":" in a else f"{a}/32" for a in _addresses()], folder)
    cases.prepare(chosen)
    web = Web(find)
    web.start()
    web.listen(PUBLIC, 80)
    for address in WATCHED:
        for port in (22, 80, 443, 6379, 8000):
            web.watch(address, port)
    tls.listen(web, folder)
    Names(resolve).start()
    os.environ["SSL_CERT_FILE"] = str(folder / "ca.pem")
    settings = Settings(home=folder / "home", vantage="sealed", fetch_timeout=FETCH_TIMEOUT_S)
    settings.home.mkdir()
    engine = make_engine(settings.store_url)
    migrate(engine)
    declared = declarations(chosen)
    with write_session(engine) as session:
        sync_sources(session, declared, datetime.now(UTC))
    watch = Watch()
    began = time.monotonic()
    codes = crawl(settings, [source.id for source in declared])
    again = [name for name in chosen if CASES[name].twice]
    if again:
        let_time_pass(engine, again)
        codes += crawl(settings, again)
    return {
        "seconds": time.monotonic() - began,
        "peak_mb": watch.stop(),
        "codes": codes,
        "touched": dict(web.touched),
        "files": sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()),
        "sources": results(engine),
    }


def _addresses() -> list[str]:
    return [PUBLIC, NOBODY, *FORBIDDEN, *sorted(set(tls.addresses().values()))]


def main() -> None:
    """Run the cases named on the command line, all without any."""
    chosen = sys.argv[1:] or sorted(CASES)
    with tempfile.TemporaryDirectory(prefix="policywatch-hostile-") as name:
        print(json.dumps(run(chosen, Path(name))))  # noqa: T201


if __name__ == "__main__":
    main()
