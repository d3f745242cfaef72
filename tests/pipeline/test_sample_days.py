"""The whole pipeline over the sample site, held to its manifest day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import (
    Change,
    ChangeKind,
    CopyMember,
    DigestItem,
    Document,
    DocumentState,
    Fact,
    Fetch,
    Finding,
    FindingState,
    Match,
    MatchTarget,
    Message,
    MessageFinding,
    Outcome,
    Reading,
    Version,
    Work,
    make_engine,
    read_session,
)
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.samplesite import SampleSite, running_sample_site
from policywatch.samplesite.manifest import Event, ManifestPage, Problem, load_manifest
from tests.pipeline.command_line import CommandLine, make_all_due

ROOT = Path(__file__).resolve().parents[2]
DAYS = (1, 2, 3)
THRESHOLD = load_watchlists(ROOT / "watchlists").threshold
NOT_CURRENT = (FindingState.SUPERSEDED, FindingState.WITHDRAWN)
CHANGE_OF = {
    Event.EDITED: ChangeKind.EDITED,
    Event.MENTION_REMOVED: ChangeKind.MENTION_REMOVED,
    Event.GONE: ChangeKind.MISSING,
    Event.REDIRECTED: ChangeKind.MISSING,
    Event.RETURNED: ChangeKind.RETURNED,
    Event.ATTACHMENT_REPLACED: ChangeKind.ATTACHMENT_REPLACED,
}


@dataclass
class Days:
    """What a pass on each day left: the site, and a copy of the answers per day."""

    site: SampleSite
    engine: Engine
    seen: dict[int, "Seen"]


@dataclass
class Seen:
    """What the store said at the end of a day."""

    states: dict[str, DocumentState]
    titles: dict[str, str]
    languages: dict[str, str]
    relevant: set[str]
    programmes: dict[str, set[str]]
    facts: dict[str, set[tuple[str, str | None, str | None, str]]]
    changes: set[tuple[str, ChangeKind]]
    work_left: int


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    home = tmp_path_factory.mktemp("days")
    with running_sample_site(day=1) as site:
        command = CommandLine.at(
            home,
            sample_port=site.server_address[1],
            allow_loopback="true",
            sources_dir=only_sample(home),
        )
        engine = make_engine(f"sqlite:///{home}/policywatch.sqlite")
        seen: dict[int, Seen] = {}
        known_changes = 0
        for day in DAYS:
            site.day = day
            if day > 1:
                make_all_due(engine)
            result = command.run("run", "--json")
            assert result.returncode in (0, 1), result.stderr
            with read_session(engine) as session:
                seen[day] = look(session, site.url, after_change=known_changes)
                known_changes = session.scalar(select(func.max(Change.id))) or 0
        yield Days(site, engine, seen)
        engine.dispose()


def only_sample(home: Path) -> Path:
    """Return a folder that holds the sample's source file alone."""
    folder = home / "sources"
    folder.mkdir()
    (folder / "sample.yaml").write_bytes((ROOT / "sources" / "sample.yaml").read_bytes())
    return folder


def look(session: Session, site: str, *, after_change: int) -> Seen:
    """Return what the store says now, by path on the site."""
    paths = {d.id: d.url.removeprefix(site) for d in session.scalars(select(Document))}
    current = {
        version_id: paths[document_id]
        for document_id, version_id in session.execute(select(Document.id, Document.version_id))
        if version_id is not None
    }
    readings = session.execute(select(Version.id, Reading.title, Reading.language).join(Reading))
    titles = {current[v]: (t, lang) for v, t, lang in readings if v in current}
    programmes: dict[str, set[str]] = {path: set() for path in current.values()}
    for match in session.scalars(select(Match).where(Match.held)):
        if match.target is MatchTarget.PROGRAMME and match.version_id in current:
            programmes[current[match.version_id]].add(match.target_id)
    facts: dict[str, set[tuple[str, str | None, str | None, str]]] = {p: set() for p in programmes}
    for fact in session.scalars(select(Fact)):
        if fact.version_id in current:
            facts[current[fact.version_id]].add((fact.kind, fact.low, fact.high, fact.unit))
    findings = session.scalars(select(Finding).where(Finding.state.not_in(NOT_CURRENT)))
    changes = session.scalars(select(Change).where(Change.id > after_change))
    return Seen(
        states={paths[d.id]: d.state for d in session.scalars(select(Document))},
        titles={path: title for path, (title, _) in titles.items()},
        languages={path: language for path, (_, language) in titles.items()},
        relevant={
            current[f.version_id] for f in findings if f.version_id in current and is_queued(f)
        },
        programmes=programmes,
        facts=facts,
        changes={(paths[c.document_id], c.kind) for c in changes},
        work_left=session.scalar(select(func.count()).select_from(Work)) or 0,
    )


def is_queued(finding: Finding) -> bool:
    """Whether a finding is queued for what a page says, not for what it no longer says."""
    return finding.rule != "mention-removed" and finding.score >= THRESHOLD


def was_edited(page: ManifestPage, day: int) -> bool:
    """Whether the page reads otherwise on a day than when it was new, as the manifest has it."""
    return any(first < d <= day for first in [min(page.events)] for d in page.events)


def pages_on(day: int) -> tuple[ManifestPage, ...]:
    return load_manifest().readable_on(day)


@pytest.mark.parametrize("day", DAYS)
def test_every_readable_page_is_a_live_document_with_a_version(days: Days, day: int) -> None:
    seen = days.seen[day]

    missing = [p.path for p in pages_on(day) if seen.states.get(p.path) != DocumentState.LIVE]
    unread = [p.path for p in pages_on(day) if p.path not in seen.titles]

    assert (missing, unread) == ([], [])


@pytest.mark.parametrize("day", DAYS)
def test_titles_and_languages_are_read_right(days: Days, day: int) -> None:
    seen = days.seen[day]

    wrong = {
        p.path: (seen.titles.get(p.path), seen.languages.get(p.path))
        for p in pages_on(day)
        if not p.parent
        and not was_edited(p, day)
        and (p.title not in seen.titles.get(p.path, "") or seen.languages.get(p.path) != p.language)
    }

    assert wrong == {}


@pytest.mark.parametrize("day", DAYS)
def test_exactly_the_relevant_pages_are_flagged(days: Days, day: int) -> None:
    relevant = {p.path for p in pages_on(day) if p.is_relevant_on(day)}
    readable = {p.path for p in pages_on(day)}

    flagged = days.seen[day].relevant & readable

    assert {"missed": relevant - flagged, "false": flagged - relevant} == {
        "missed": set(),
        "false": set(),
    }


@pytest.mark.parametrize("day", DAYS)
def test_exactly_the_meant_programmes_are_held(days: Days, day: int) -> None:
    held = days.seen[day].programmes

    wrong = {
        p.path: (held.get(p.path, set()), set(p.programmes_on(day)))
        for p in pages_on(day)
        if held.get(p.path, set()) != set(p.programmes_on(day))
    }

    assert wrong == {}


@pytest.mark.parametrize("day", DAYS)
def test_the_expected_facts_are_read(days: Days, day: int) -> None:
    facts = days.seen[day].facts

    missing = {
        p.path: lacking
        for p in pages_on(day)
        if not was_edited(p, day)
        and (
            lacking := [
                f for f in p.facts if (f.kind, f.low, f.high, f.unit) not in facts.get(p.path, ())
            ]
        )
    }

    assert not missing


@pytest.mark.parametrize("day", [2, 3])
def test_each_event_of_a_day_is_a_change(days: Days, day: int) -> None:
    expected = {
        (p.path, CHANGE_OF[p.events[day]])
        for p in load_manifest().pages
        if p.events.get(day) in CHANGE_OF and p.problem is None
    }

    assert expected - days.seen[day].changes == set()


@pytest.mark.parametrize("day", [2, 3])
def test_what_did_not_change_has_no_change(days: Days, day: int) -> None:
    touched = {p.path for p in load_manifest().pages if day in p.events}

    changed = {path for path, _ in days.seen[day].changes}

    assert changed - touched == set()


def test_no_work_is_left(days: Days) -> None:
    assert [days.seen[day].work_left for day in DAYS] == [0, 0, 0]


def test_the_disallowed_area_is_never_asked_for(days: Days) -> None:
    forbidden = [p.path for p in load_manifest().pages if p.problem is Problem.ROBOTS]

    asked = set(days.site.requests)

    assert forbidden
    assert asked.isdisjoint(forbidden)


def test_problem_pages_are_failures_or_unreadable_never_empty(days: Days) -> None:
    with read_session(days.engine) as session:
        paths = {d.id: d.url.removeprefix(days.site.url) for d in session.scalars(select(Document))}
        unusable = session.scalars(select(Reading.document_id).where(Reading.usable.is_(False)))
        unreadable = {paths[document_id] for document_id in unusable}
        failed = select(Fetch.url).where(
            Fetch.outcome.in_([Outcome.BLOCKED_WAF, Outcome.BLOCKED_ROBOTS, Outcome.SOFT_404])
        )
        not_fetched = {url.removeprefix(days.site.url) for url in session.scalars(failed)}

    troubled = {
        p.path
        for p in load_manifest().pages
        if p.problem in (Problem.ROBOTS, Problem.CHALLENGE, Problem.SOFT_404, Problem.SCANNED)
    }

    assert troubled - unreadable - not_fetched == set()


def test_copies_stand_in_their_originals_group(days: Days) -> None:
    with read_session(days.engine) as session:
        rows = session.execute(select(Document.url, CopyMember.group_id).join(CopyMember)).all()
        groups = {url.removeprefix(days.site.url): group for url, group in rows}

    pairs = [(p.path, p.copy_of) for p in load_manifest().pages]
    apart = [
        (path, of) for path, of in pairs if of and groups.get(path, path) != groups.get(of, of)
    ]

    assert apart == []


def test_every_open_finding_is_told_once_and_no_finding_twice(days: Days) -> None:
    with read_session(days.engine) as session:
        told = session.execute(
            select(MessageFinding.finding_id, func.count())
            .join(Message, Message.id == MessageFinding.message_id)
            .where(Message.subscription_id.is_not(None))
            .group_by(Message.subscription_id, MessageFinding.finding_id)
        ).all()
        open_ones = set(
            session.scalars(
                select(Finding.id)
                .where(Finding.state == FindingState.OPEN)
                .where(Finding.score >= THRESHOLD)
            )
        )
        for_digest = set(session.scalars(select(DigestItem.finding_id)))

    assert [finding for finding, times in told if times > 1] == []
    assert open_ones - {finding for finding, _ in told} - for_digest == set()
