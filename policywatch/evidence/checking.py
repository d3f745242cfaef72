"""Whether the store's chain, its rows and the archive still say what was sealed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import CrawlRun, Fetch, Manifest, Snapshot, Submission, read_session
from policywatch.archive import Archive
from policywatch.errors import ArchiveError
from policywatch.evidence.manifests import (
    GENESIS,
    canonical,
    fetch_lines,
    sha256,
    submission_lines,
    unpacked,
)
from policywatch.evidence.timestamps import TimestampError, read_stamp

BATCH = 50
# What is sealed as a hash, by what it is of.
_TOLD_AS = {"given_sha256": "by whom, where from or under which name"}
MAX_PROBLEMS = 1000

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Checked:
    """What was checked, and what does not hold; `head` is the chain's newest hash."""

    manifests: int = 0
    fetches: int = 0
    submissions: int = 0
    exchanges: int = 0
    stamped: int = 0
    unsealed: int = 0
    head: str = GENESIS
    problems: list[str] = field(default_factory=list)
    more_problems: int = 0

    def tell(self, problem: str) -> None:
        """Note a problem, and count those beyond what anybody would read."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more_problems += 1


def check(engine: Engine, archive: Archive | None, *, progress: Progress | None = None) -> Checked:
    """Check every link of the chain against the rows, and against the archive where it is given."""
    checked = Checked()
    with read_session(engine) as session:
        total = session.scalar(select(func.count()).select_from(Manifest)) or 0
        sealed_runs = session.scalar(
            select(func.count()).select_from(CrawlRun).where(CrawlRun.sealed)
        )
        of_runs = session.scalar(
            select(func.count()).select_from(Manifest).where(Manifest.run_id.is_not(None))
        )
        checked.unsealed = (
            session.scalar(select(func.count()).select_from(CrawlRun).where(~CrawlRun.sealed)) or 0
        )
    if sealed_runs != of_runs:
        checked.tell(f"the store has {sealed_runs} sealed runs and {of_runs} manifests of runs")
    for manifest in _manifests(engine):
        with read_session(engine) as session:
            if manifest.run_id is None:
                lines = submission_lines(session, manifest.id, ())
                _check_link(checked, manifest, None)
            else:
                lines = fetch_lines(session, manifest.run_id)
                _check_link(checked, manifest, session.get(CrawlRun, manifest.run_id))
        _check_lines(checked, manifest, lines, archive)
        checked.manifests += 1
        checked.head = manifest.sha256
        if progress:
            progress(checked.manifests, total)
    return checked


def _manifests(engine: Engine) -> Iterator[Manifest]:
    last = 0
    while True:
        with read_session(engine) as session:
            query = select(Manifest).where(Manifest.id > last).order_by(Manifest.id).limit(BATCH)
            batch = session.scalars(query).all()
        if not batch:
            return
        yield from batch
        last = batch[-1].id


def _check_link(checked: Checked, manifest: Manifest, run: CrawlRun | None) -> None:
    name = _name_of(manifest)
    if sha256(manifest.content.encode()) != manifest.sha256:
        checked.tell(f"{name}: its content is not what was sealed")
        return
    said = json.loads(manifest.content)
    if said["number"] != checked.manifests + 1 or said["previous_sha256"] != checked.head:
        checked.tell(f"{name}: it does not follow on the manifest before it")
    if (said["number"], said.get("run")) != (manifest.id, manifest.run_id):
        checked.tell(f"{name}: it was sealed as {said['number']} of run {said.get('run')}")
    elif manifest.run_id is not None and (run is None or not _agree(said, run)):
        checked.tell(f"{name}: the run is not what was sealed")
    if manifest.token is not None:
        try:
            read_stamp(manifest.token, manifest.sha256, [])
            checked.stamped += 1
        except TimestampError as error:
            checked.tell(f"{name}: {error}")


def _name_of(manifest: Manifest) -> str:
    of = "submissions" if manifest.run_id is None else f"run {manifest.run_id}"
    return f"manifest {manifest.id} ({of})"


def _agree(said: dict[str, Any], run: CrawlRun) -> bool:
    now = {
        "source": run.source_id,
        "vantage": run.vantage,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "outcome": run.outcome.value if run.outcome else None,
    }
    return all(said[name] == value for name, value in now.items())


def _check_lines(
    checked: Checked, manifest: Manifest, rows: list[str], archive: Archive | None
) -> None:
    name = _name_of(manifest)
    what = "submissions" if manifest.run_id is None else "fetches"
    try:
        data = unpacked(manifest.exchanges)
    except ValueError as error:
        checked.tell(f"{name}: its list of {what} is {error}")
        return
    stated = json.loads(manifest.content).get(f"{what}_sha256") if manifest.content else None
    if sha256(data) != stated:
        checked.tell(f"{name}: its list of {what} is not what was sealed")
        return
    sealed = data.decode().splitlines()
    for line, row in zip_longest(sealed, rows):
        if what == "submissions":
            checked.submissions += 1
        else:
            checked.fetches += 1
        if line != row:
            checked.tell(f"{name}: {_difference(line, row)}")
        if line is not None and archive is not None:
            told = json.loads(line)
            for record in told.get("records", [told]):
                _check_exchange(checked, record, f"{_said(told)} of {told['url']}", archive)


def _said(told: dict[str, Any]) -> str:
    return next(f"{key} {told[key]}" for key in ("fetch", "submission") if key in told)


def _difference(line: str | None, row: str | None) -> str:
    if line is None or row is None:
        told = json.loads(line or row or "{}")
        return f"{_said(told)} was {'added later' if line is None else 'taken away'}"
    before, after = json.loads(line), json.loads(row)
    if _said(before) != _said(after):
        return f"{_said(before)} was taken away, or another added"
    names = [key for key in before if canonical(before[key]) != canonical(after.get(key))]
    return f"{_said(before)}: {', '.join(_TOLD_AS.get(name, name) for name in names)} altered"


def _check_exchange(checked: Checked, place: dict[str, Any], what: str, archive: Archive) -> None:
    if place["warc_file"] is None or place["warc_length"] is None:
        return
    checked.exchanges += 1
    try:
        archive.exchange(
            place["warc_file"], place["warc_offset"], place["warc_length"], place["warc_sha256"]
        )
    except ArchiveError as error:
        checked.tell(f"{what}: {error}")


def mend(engine: Engine, archive: Archive) -> dict[str, int]:
    """Cut off what writers that died left torn; return the bytes cut, by file.

    Never cuts what a row of the store points to, nor a file whose last such record is damaged.
    """
    with read_session(engine) as session:
        ends = _ends(session)
        begins = _begins(session)
    cut = {}
    for path, _ in archive.storage.files():
        end, begin = ends.get(path, 0), begins.get(path, -1)
        if begin >= end:
            try:
                end = begin + len(archive.first_record(path, begin))
            except ArchiveError:
                continue
        if lost := archive.mend(path, end):
            cut[path] = lost
    return cut


def _ends(session: Session) -> dict[str, int]:
    ends: dict[str, int] = {}
    for table in (Fetch, Snapshot, Submission):
        rows = session.execute(
            select(table.warc_file, func.max(table.warc_offset + table.warc_length))
            .where(table.warc_file.is_not(None), table.warc_length.is_not(None))
            .group_by(table.warc_file)
        )
        for path, end in rows:
            ends[str(path)] = max(ends.get(str(path), 0), end or 0)
    return ends


def _begins(session: Session) -> dict[str, int]:
    """Return where the last record begins that a row points to, by file."""
    begins: dict[str, int] = {}
    for table in (Fetch, Snapshot, Submission):
        rows = session.execute(
            select(table.warc_file, func.max(table.warc_offset))
            .where(table.warc_file.is_not(None))
            .group_by(table.warc_file)
        )
        for path, begin in rows:
            begins[str(path)] = max(begins.get(str(path), -1), begin or 0)
    return begins
