"""The whole collect stage beside bare Scrapy, on one site, in one run.

`make bench NAME=collecting` (options by `python -m benchmarks.collecting`: --pages, --rounds,
--only; --memory collects 50,000 pages in one process and tells its memory on the way). A figure is
the best of its rounds; every command is timed whole, with its start, and with all its processes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.collecting.site import running_site
from benchmarks.collecting.timing import clean_environment, command_cost

PAGES = 5_000
ROUNDS = 3
MEMORY_PAGES = 50_000
PAGES_PER_SOURCE = 10_000
FIRST_LOOK = 1_000
LOOK_EVERY = 2_000
GOALS = {"stock": 1.5, "repaired": 0.75}
SOURCE = """
publisher: 某市
publisher_en: A city
level: city
legal: a benchmark
sources:
"""
ENTRY = """
  - id: bench-{number}
    name: 通知公告
    family: sitemap
    url: http://127.0.0.1:{port}/sitemap/{folder}/{first}-{count}.xml
    every: 1d
    delay: 0
    concurrency: 16
    enabled: true
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One command over all pages: seconds by the clock and of processor time, peak memory."""

    way: str
    pages: int
    wall_s: float
    cpu_s: float
    peak_mb: float

    @property
    def per_second(self) -> float:
        """Pages a second by the clock."""
        return self.pages / self.wall_s

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a page."""
        return self.cpu_s * 1000 / self.pages


def main() -> None:
    """Measure, print the table, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, help=f"{PAGES:,} pages, or {MEMORY_PAGES:,}")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--memory", action="store_true", help="memory over 50,000 pages")
    parser.add_argument("--only", choices=("stock", "repaired", "policywatch"))
    arguments = parser.parse_args()
    if arguments.memory:
        measure_memory(arguments.pages or MEMORY_PAGES)
        return
    ways = (arguments.only,) if arguments.only else ("stock", "repaired", "policywatch")
    figures = measure(ways, arguments.pages or PAGES, arguments.rounds)
    print(f"{'':<12} {'pages':>6} {'wall s':>7} {'pages/s':>8} {'CPU ms/page':>12} {'peak MB':>8}")
    for f in figures:
        print(
            f"{f.way:<12} {f.pages:>6} {f.wall_s:>7.1f} {f.per_second:>8.0f} {f.cpu_ms:>12.2f} "
            f"{f.peak_mb:>8.0f}"
        )
    by_way = {figure.way: figure for figure in figures}
    ours = by_way.get("policywatch")
    for way, goal in GOALS.items():
        if ours and way in by_way:
            other = by_way[way]
            by_clock = ours.per_second / other.per_second
            by_cpu = other.cpu_ms / ours.cpu_ms
            print(f"beside {way}: {by_clock:.2f} by the clock, {by_cpu:.2f} by CPU (goal {goal})")
    print(json.dumps({"benchmark": "collecting", "figures": [asdict(f) for f in figures]}))


def measure(ways: Sequence[str], pages: int, rounds: int) -> list[Figure]:
    """Return the best figure of each way: rounds go through all ways in turn."""
    best: dict[str, Figure] = {}
    with running_site(pages) as port:
        for _ in range(rounds):
            for way in ways:
                figure = _collect(port, pages) if way == "policywatch" else _bare(way, port, pages)
                print(f"  {way}: {figure.per_second:.0f} pages/s", file=sys.stderr)
                before = best.get(way, figure)
                best[way] = Figure(
                    way,
                    pages,
                    min(before.wall_s, figure.wall_s),
                    min(before.cpu_s, figure.cpu_s),
                    max(before.peak_mb, figure.peak_mb),
                )
    return list(best.values())


def _bare(way: str, port: int, pages: int) -> Figure:
    command = [sys.executable, "-m", "benchmarks.collecting.bare", way, str(port), str(pages)]
    cost = command_cost(command, clean_environment())
    if int(cost.output) != pages:
        raise RuntimeError(f"{way}: {cost.output} of {pages} pages came")
    return Figure(way, pages, cost.wall_s, cost.cpu_s, cost.peak_mb)


def _collect(port: int, pages: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare(Path(folder), port, [(0, pages)])
        cost = command_cost(COLLECT, environment)
        counts = json.loads(cost.output.splitlines()[-1])
        if counts["fetched"] != pages or counts["documents_failed"]:
            raise RuntimeError(f"not every page came: {cost.output}")
        return Figure("policywatch", pages, cost.wall_s, cost.cpu_s, cost.peak_mb)


COLLECT = [sys.executable, "-m", "policywatch", "collect", "--json"]


def prepare(
    home: Path, port: int, parts: Sequence[tuple[int, int]], folder: str = "art"
) -> dict[str, str]:
    """Declare a source for each part (first page, count); return the environment to collect in."""
    (home / "sources").mkdir()
    entries = (
        ENTRY.format(number=number, port=port, folder=folder, first=first, count=count)
        for number, (first, count) in enumerate(parts)
    )
    (home / "sources" / "bench.yaml").write_text(SOURCE + "".join(entries))
    environment = clean_environment() | {
        "POLICYWATCH_HOME": str(home),
        "POLICYWATCH_SOURCES_DIR": str(home / "sources"),
        "POLICYWATCH_ALLOW_LOOPBACK": "true",
    }
    migrate = [sys.executable, "-m", "policywatch", "migrate"]
    subprocess.run(migrate, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def measure_memory(pages: int) -> None:
    """Collect pages by the ten thousands in one process and tell its memory on the way."""
    parts = [(n, PAGES_PER_SOURCE) for n in range(0, pages, PAGES_PER_SOURCE)]
    with tempfile.TemporaryDirectory() as folder, running_site(0) as port:
        environment = prepare(Path(folder), port, parts)
        process = subprocess.Popen(
            COLLECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        watch = threading.Thread(target=_watch, args=(process, Path(folder)))
        watch.start()
        if process.stderr:
            process.stderr.read()
        process.wait()
        watch.join()


def _watch(process: "subprocess.Popen[str]", home: Path) -> None:
    import sqlite3

    seen: list[tuple[int, float]] = []
    while process.poll() is None:
        time.sleep(1)
        try:
            with sqlite3.connect(home / "policywatch.sqlite") as store:
                (pages,) = store.execute("SELECT count(*) FROM snapshot").fetchone()
        except sqlite3.OperationalError:
            continue
        # The crawl is a child of the fork server's.
        resident = max((_resident_mb(pid) for pid in _descendants(process.pid)), default=0.0)
        if pages >= FIRST_LOOK and (not seen or pages >= seen[-1][0] + LOOK_EVERY) and resident:
            seen.append((pages, resident))
            print(f"{pages:>7,} pages {resident:>7.1f} MB", flush=True)
    if len(seen) > 1:
        (first, before), (last, after) = seen[0], seen[-1]
        growth = (after - before) * 1024 / (last - first)
        print(f"growth from {first:,} to {last:,} pages: {growth:.2f} KB a page (goal 2)")


def _descendants(pid: int) -> list[int]:
    try:
        children = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    own = [int(child) for child in " ".join(children).split()]
    return own + [other for child in own for other in _descendants(child)]


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
