"""Known pages looked at again, none of them changed, beside urlwatch and other page watchers.

`make bench NAME=rechecking` (options by `python -m benchmarks.rechecking`: --pages, --rounds,
--only). Every tool first gets to know all pages, then checks them again; commands are timed with
their start. Two kinds of answers say that a page is as it was: 304 to who has it, or the same
bytes once more. A figure is the best of the rounds; the others run in an interpreter of their own
(rivals.in beside this).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from benchmarks.collecting.__main__ import COLLECT, prepare
from benchmarks.collecting.site import path, running_site
from benchmarks.collecting.timing import Cost, command_cost
from benchmarks.rechecking import rivals
from models import Document, Source, make_engine, write_session

PAGES = 1_000
ROUNDS = 3
Tool = Callable[[Path, Sequence[str]], AbstractContextManager[rivals.Check]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A tool on pages of a kind: the least seconds of its rounds."""

    kind: str
    tool: str
    pages: int
    wall_s: float
    cpu_s: float


@contextmanager
def policywatch(home: Path, urls: Sequence[str]) -> Iterator[rivals.Check]:
    """Give a check by the whole collect stage, of documents that are all due."""
    _, _, rest = urls[0].partition("://")
    host, folder = rest.split("/")[:2]
    environment = prepare(home, int(host.partition(":")[2]), [(0, len(urls))], folder)
    engine = make_engine(f"sqlite:///{home / 'policywatch.sqlite'}")

    def check() -> Cost:
        past = datetime.now(UTC) - timedelta(days=1)
        with write_session(engine) as session:
            session.execute(update(Source).values(due_at=past))
            session.execute(update(Document).values(next_check_at=past))
        cost = command_cost(COLLECT, environment)
        counts = json.loads(cost.output.splitlines()[-1])
        if counts["fetched"] != len(urls) or counts["documents_failed"]:
            raise RuntimeError(f"not every page was checked: {cost.output}")
        return cost

    yield check
    engine.dispose()


TOOLS: dict[str, Tool] = {
    "policywatch": policywatch,
    "urlwatch": rivals.urlwatch,
    "webchanges": rivals.webchanges,
    "changedetection.io": rivals.changedetection,
}


def main() -> None:
    """Measure, print the table, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", action="append", choices=tuple(TOOLS))
    arguments = parser.parse_args()
    rivals.install()
    figures: list[Figure] = []
    tools = {name: TOOLS[name] for name in arguments.only or TOOLS}
    with running_site(arguments.pages) as port:
        for kind, folder in (("304", "art"), ("same bytes", "same")):
            figures += measure(kind, folder, port, arguments.pages, arguments.rounds, tools)
    print(f"{'answer':<11} {'':<19} {'pages':>6} {'wall s':>7} {'pages/s':>8} {'CPU ms/page':>12}")
    for f in figures:
        print(
            f"{f.kind:<11} {f.tool:<19} {f.pages:>6} {f.wall_s:>7.1f} {f.pages / f.wall_s:>8.0f} "
            f"{f.cpu_s * 1000 / f.pages:>12.2f}"
        )
    told = [
        {"kind": f.kind, "tool": f.tool, "pages": f.pages, "wall_s": f.wall_s, "cpu_s": f.cpu_s}
        for f in figures
    ]
    print(json.dumps({"benchmark": "rechecking", "figures": told}))


def measure(
    kind: str, folder: str, port: int, pages: int, rounds: int, tools: Mapping[str, Tool]
) -> list[Figure]:
    """Return each tool's figure: all know the pages first, then rounds go through them in turn."""
    urls = [f"http://127.0.0.1:{port}{path(number, folder)}" for number in range(pages)]
    costs: dict[str, list[Cost]] = {}
    with ExitStack() as stack:
        checks: dict[str, rivals.Check] = {}
        for tool, give in tools.items():
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            checks[tool] = stack.enter_context(give(home, urls))
            first = checks[tool]()
            print(f"  {kind}: {tool} first: {pages / first.wall_s:.0f} pages/s", file=sys.stderr)
        for _ in range(rounds):
            for tool, check in checks.items():
                cost = check()
                costs.setdefault(tool, []).append(cost)
                print(f"  {kind}: {tool}: {pages / cost.wall_s:.0f} pages/s", file=sys.stderr)
    return [
        Figure(kind, tool, pages, min(c.wall_s for c in some), min(c.cpu_s for c in some))
        for tool, some in costs.items()
    ]


if __name__ == "__main__":
    main()
