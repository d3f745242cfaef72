"""Re-flagging after an edit: only what it touches is flagged again, and all stands as if anew."""

import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from models import (
    Change,
    Decision,
    EditAction,
    Fact,
    Finding,
    FindingState,
    Judgement,
    Match,
    Stage,
    Verdict,
    Version,
    WatchlistEdit,
    Work,
    make_engine,
    queue,
    read_session,
    write_session,
)
from policywatch.catalogue.watchlists import Programme, Watchlists, load_watchlists
from policywatch.flagging import Flagger, flag_versions, reflag
from policywatch.flagging.reflagging.staleness import is_stale, queue_stale
from policywatch.settings import ROOT
from policywatch.work import Shard, StageCounts
from tests.comparing.test_interruption import Killed
from tests.comparing.world import DAY_ONE, add_document
from tests.flagging.test_stage import add_version
from tests.stores import SqliteStores

LATER = DAY_ONE + timedelta(days=5)
QIMING = "关于组织申报启明计划的通知\n申报人须具有博士学位，给予安家费300万元。"
QIHANG = "关于申报啟·航英才計劃的通知\n面向海外引进高层次人才，给予安家费500万元。"
OTHER = "关于道路施工的通知\n请绕行。"
NEW = Programme(id="qihang", zh=("启航英才计划",))


@pytest.fixture(scope="module")
def shipped() -> Watchlists:
    return load_watchlists(ROOT / "watchlists")


@pytest.fixture(scope="module")
def with_qihang(shipped: Watchlists) -> Watchlists:
    return changed(shipped, "programmes", (*shipped.programmes, NEW))


@pytest.fixture(scope="module")
def without_qiming(shipped: Watchlists) -> Watchlists:
    return changed(shipped, "programmes", tuple(p for p in shipped.programmes if p.id != "qiming"))


@pytest.fixture(scope="module", autouse=True)
def _built_once(
    shipped: Watchlists, with_qihang: Watchlists, without_qiming: Watchlists
) -> list[Flagger]:
    """Keep what the tests flag by in use, so that those who look for the same names share it."""
    flaggers = [Flagger(watchlists) for watchlists in (shipped, with_qihang, without_qiming)]
    for flagger in flaggers:
        flagger.build()
    return flaggers


def changed(watchlists: Watchlists, part: str, value: Any) -> Watchlists:
    return Watchlists(**{**dict(watchlists), part: value})


def add(store: Engine, *histories: tuple[str, ...]) -> list[list[int]]:
    """Add a document of each history of texts; return the ids of their versions."""
    with write_session(store) as session:
        return [_add_document(session, number, texts) for number, texts in enumerate(histories)]


def _add_document(session: Session, number: int, texts: tuple[str, ...]) -> list[int]:
    document = add_document(session, f"page-{number}")
    return [add_version(session, document, text, title="通知").id for text in texts]


def flag_all(store: Engine, watchlists: Watchlists) -> None:
    """Flag every version by these watchlists, as if they had always been so."""
    with write_session(store) as session:
        queue(session, Stage.FLAG, session.scalars(select(Version.id)).all(), DAY_ONE)
    flag_versions(store, Flagger(watchlists), now=lambda: DAY_ONE).check()


def edit(store: Engine, watchlists: Watchlists, **how: Any) -> StageCounts:
    """Let an edit take effect; return what re-flagging counted."""
    counts = reflag(store, watchlists, now=lambda: LATER, **how)
    flag_versions(store, Flagger(watchlists), now=lambda: LATER).check()
    counts.check()
    return counts


def findings(store: Engine) -> dict[tuple[int, str], Finding]:
    with read_session(store) as session:
        return {(f.version_id, f.rule): f for f in session.scalars(select(Finding))}


def what_stands(store: Engine) -> dict[str, list[str]]:
    """Return what is said of each version, without ids, times and the releases that said it."""
    left_out = {"id", "at", "release_id", "folded_into_id"}
    with read_session(store) as session:
        told: dict[str, list[str]] = {}
        for table in (Match, Fact, Judgement, Finding, Change):
            columns = [c for c in table.__table__.columns if c.name not in left_out]
            rows = session.execute(select(*columns)).all()
            told[table.__tablename__] = sorted(map(repr, rows))
        current = select(Judgement.release_id).distinct()
        told["releases"] = [str(len(session.scalars(current).all()))]
        finding = {f.id: (f.version_id, f.rule) for f in session.scalars(select(Finding))}
        work = session.execute(select(Work.stage, Work.subject)).all()
        told["work"] = sorted(
            repr((stage, finding[subject] if stage is Stage.ALERT else subject))
            for stage, subject in work
        )
        return told


def test_a_new_name_is_looked_for_and_only_where_it_stands_is_flagged_again(
    store: Engine, shipped: Watchlists, with_qihang: Watchlists
) -> None:
    (named,), (qiming,), (other,) = add(store, (QIHANG,), (QIMING,), (OTHER,))
    flag_all(store, shipped)
    with read_session(store) as session:
        kept = set(session.scalars(select(Match.id).where(Match.version_id == qiming)))

    counts = edit(store, with_qihang)

    assert counts.counts == {"untouched": 2, "to flag again": 1}
    assert findings(store)[named, "programme-named"].programmes == ["qihang"]
    with read_session(store) as session:
        assert set(session.scalars(select(Match.id).where(Match.version_id == qiming))) == kept
        releases = dict(session.execute(select(Judgement.version_id, Judgement.release_id)).all())
        found_by = session.scalars(select(Match.release_id).where(Match.version_id == named)).all()
        assert len(set(releases.values())) == 1
        assert set(found_by) == {releases[other]}


def test_it_stands_as_if_the_edit_had_always_been_there(
    sqlite_store: Engine, sqlite_template: Path, tmp_path: Path,
    shipped: Watchlists, with_qihang: Watchlists, without_qiming: Watchlists,
) -> None:  # fmt: skip
    pages = ((QIHANG, QIMING), (QIMING, QIHANG, OTHER), (OTHER, OTHER + "已完工。"), (QIMING,))
    rules = shipped.rules[1:]
    anew = make_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'anew.sqlite')}")
    add(anew, *pages)
    flag_all(anew, with_qihang)
    add(sqlite_store, *pages)
    flag_all(sqlite_store, without_qiming)

    for watchlists in (shipped, changed(shipped, "rules", rules), without_qiming, with_qihang):
        edit(sqlite_store, watchlists)

    standing, expected = what_stands(sqlite_store), what_stands(anew)
    for table in ("match", "fact", "judgement"):
        assert standing[table] == expected[table]
    current = {k: f.score for k, f in findings(sqlite_store).items() if is_current(f)}
    assert current == {k: f.score for k, f in findings(anew).items() if is_current(f)}
    anew.dispose()


def is_current(finding: Finding) -> bool:
    return finding.state not in (FindingState.WITHDRAWN, FindingState.SUPERSEDED)


def test_a_withdrawn_finding_names_the_edit_that_ended_it(
    store: Engine, shipped: Watchlists, without_qiming: Watchlists
) -> None:
    ((version,),) = add(store, (QIMING,))
    flag_all(store, shipped)
    with write_session(store) as session:
        session.add(
            WatchlistEdit(at=LATER, who="ana", why="a firm", action=EditAction.REMOVE,
                          ref="programme:qiming", content={})
        )  # fmt: skip

    edit(store, without_qiming)

    finding = findings(store)[version, "programme-named"]
    assert finding.state is FindingState.WITHDRAWN
    assert finding.state_reason == (
        "its rule no longer holds: programme qiming was removed by ana on 2023-08-29: a firm"
    )
    with read_session(store) as session:
        names = session.scalars(select(Match.target_id).where(Match.version_id == version)).all()
        assert "qiming" not in names


def test_a_decision_stays_with_its_finding_while_the_edit_comes_and_goes(
    store: Engine, shipped: Watchlists, without_qiming: Watchlists
) -> None:
    ((version,),) = add(store, (QIMING,))
    flag_all(store, shipped)
    with write_session(store) as session:
        finding = session.scalars(select(Finding).where(Finding.rule == "programme-named")).one()
        finding.state = FindingState.RELEVANT
        session.add(
            Decision(finding_id=finding.id, verdict=Verdict.RELEVANT, who="ana", at=DAY_ONE)
        )

    edit(store, without_qiming)
    gone = findings(store)[version, "programme-named"]
    edit(store, shipped)
    back = findings(store)[version, "programme-named"]

    assert (gone.id, gone.state) == (finding.id, FindingState.WITHDRAWN)
    assert (back.id, back.state) == (finding.id, FindingState.RELEVANT)


def test_a_new_name_that_was_scrubbed_long_ago_is_a_finding_now(
    store: Engine, shipped: Watchlists, with_qihang: Watchlists
) -> None:
    ((_, scrubbed),) = add(store, (QIHANG, OTHER))
    flag_all(store, shipped)

    edit(store, with_qihang)
    flag_versions(store, Flagger(with_qihang), now=lambda: LATER).check()

    finding = findings(store)[scrubbed, "mention-removed"]
    assert (finding.state, finding.programmes) == (FindingState.OPEN, ["qihang"])


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_that_left_the_watchlists_is_never_taken_for_a_scrubbed_one(
    sqlite_store: Engine, shipped: Watchlists, without_qiming: Watchlists, order: int
) -> None:
    ((first, second),) = add(sqlite_store, (QIMING, QIMING + "附件。"))
    flag_all(sqlite_store, shipped)
    flagger = Flagger(without_qiming)

    for version in (first, second)[::order]:
        with write_session(sqlite_store) as session:
            queue(session, Stage.FLAG, [version], LATER)
        flag_versions(sqlite_store, flagger, now=lambda: LATER).check()

    assert (second, "mention-removed") not in findings(sqlite_store)
    with read_session(sqlite_store) as session:
        assert session.scalars(select(Change.id)).all() == []


def test_a_rule_that_changed_is_weighed_only_where_its_pieces_stand(
    store: Engine, shipped: Watchlists
) -> None:
    (qiming,), _ = add(store, (QIMING,), (OTHER,))
    flag_all(store, shipped)
    rules = tuple(
        rule.model_copy(update={"score": 61.0}) if rule.id == "programme-named" else rule
        for rule in shipped.rules
    )
    told: list[str] = []

    counts = edit(store, changed(shipped, "rules", rules), tell=told.append)

    assert counts.counts == {"untouched": 1, "to flag again": 1}
    assert told == [
        "rule programme-named was changed: what is known of each version will tell which versions "
        "this touches"
    ]
    assert findings(store)[qiming, "programme-named"].score >= 61


def test_a_lower_threshold_flags_nothing_again_but_tells_what_was_below_it(
    store: Engine, shipped: Watchlists
) -> None:
    ((version,),) = add(store, (QIMING,))
    flag_all(store, changed(shipped, "threshold", 100.0))
    with read_session(store) as session:
        assert session.scalars(select(Work.subject).where(Work.stage == Stage.ALERT)).all() == []

    counts = edit(store, shipped)

    with read_session(store) as session:
        alerts = session.scalars(select(Work.subject).where(Work.stage == Stage.ALERT)).all()
    told = [f.id for f in findings(store).values() if f.score >= shipped.threshold]
    assert counts.counts == {"untouched": 1, "to flag again": 0}
    assert sorted(alerts) == sorted(told)
    assert findings(store)[version, "programme-named"].id in alerts


def test_other_flagging_code_has_everything_flagged_again_and_says_so(
    store: Engine, shipped: Watchlists
) -> None:
    add(store, (QIMING, OTHER), (OTHER,))
    flag_all(store, shipped)
    with write_session(store) as session:
        session.execute(update(Judgement).values(flagger="flagging/of-yesterday"))
    told: list[str] = []

    reflag(store, shipped, now=lambda: LATER, tell=told.append)

    assert told == ["the flagging itself was changed: 3 versions are flagged again"]
    assert flag_versions(store, Flagger(shipped), now=lambda: LATER).done >= 3
    with read_session(store) as session:
        assert (
            session.scalars(select(Judgement.flagger).distinct()).one() != "flagging/of-yesterday"
        )


def test_what_waits_already_is_not_looked_through(
    sqlite_store: Engine, shipped: Watchlists, with_qihang: Watchlists
) -> None:
    (named,), _ = add(sqlite_store, (QIHANG,), (OTHER,))
    flag_all(sqlite_store, shipped)
    reflag(sqlite_store, with_qihang, now=lambda: LATER)

    again = reflag(sqlite_store, with_qihang, now=lambda: LATER)

    assert again.done == 0
    with read_session(sqlite_store) as session:
        assert session.scalars(select(Work.subject).where(Work.stage == Stage.FLAG)).all() == [
            named
        ]


def test_shards_do_the_whole_between_them(
    sqlite_store: Engine, shipped: Watchlists, with_qihang: Watchlists
) -> None:
    add(sqlite_store, *[(QIHANG,)] * 2, (OTHER,))
    flag_all(sqlite_store, shipped)

    parts = [
        reflag(sqlite_store, with_qihang, now=lambda: LATER, shard=Shard(n, 2)).counts
        for n in (0, 1)
    ]

    assert sorted(parts, key=len) == [{}, {"untouched": 1, "to flag again": 2}]


def test_with_nothing_to_do_no_version_is_looked_at(
    sqlite_store: Engine, shipped: Watchlists
) -> None:
    add(sqlite_store, (QIMING,))
    flag_all(sqlite_store, shipped)
    asked: list[tuple[str, Any]] = []
    event.listen(
        sqlite_store, "before_cursor_execute",
        lambda _c, _u, statement, parameters, *_: asked.append((statement, parameters)),
    )  # fmt: skip

    assert reflag(sqlite_store, shipped, now=lambda: LATER).done == 0

    plans = []
    with sqlite_store.connect() as connection:
        for statement, parameters in [one for one in asked if "judgement" in one[0]]:
            plans += connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert plans
    assert not [row[3] for row in plans if row[3].startswith("SCAN judgement")]


@pytest.fixture(scope="module")
def edited(
    sqlite: SqliteStores, tmp_path_factory: pytest.TempPathFactory, shipped: Watchlists
) -> Path:
    """A store whose watchlists were edited after all was flagged."""
    path = tmp_path_factory.mktemp("edited") / "store.sqlite"
    with sqlite.migrated(path) as store:
        add(store, (QIHANG, OTHER), (QIMING, QIHANG), (OTHER,), (QIMING,), (QIHANG,))
        flag_all(store, shipped)
    return path


def killed_at(store: Engine, number: int, flagger: Flagger) -> bool:
    """Re-flag until the n-th statement; say whether it came that far."""
    left = number

    def count_down(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    event.listen(store, "before_cursor_execute", count_down)
    try:
        reflag(store, flagger.watchlists, now=lambda: LATER)
        flag_versions(store, flagger, now=lambda: LATER)
    except Killed:
        return True
    finally:
        event.remove(store, "before_cursor_execute", count_down)
    return False


def test_killed_anywhere_and_run_again_it_leaves_the_same_rows(
    edited: Path, sqlite: SqliteStores, tmp_path: Path, with_qihang: Watchlists
) -> None:
    kept = tuple(p for p in with_qihang.programmes if p.id != "qiming")
    swapped = Flagger(changed(with_qihang, "programmes", kept))
    with sqlite.copied(edited, tmp_path / "whole.sqlite") as whole:
        killed_at(whole, 0, swapped)
        expected = what_stands(whole)
    rand = random.Random(9)
    kills = 0

    for attempt in range(25):
        with sqlite.copied(edited, tmp_path / f"{attempt}.sqlite") as store:
            kills += sum(killed_at(store, rand.randint(1, 120), swapped) for _ in range(2))
            killed_at(store, 0, swapped)

            assert what_stands(store) == expected
    assert kills > 25


def test_the_release_is_what_decides_not_the_moment(
    sqlite_store: Engine, shipped: Watchlists, with_qihang: Watchlists
) -> None:
    """A worker that still flags by the old release leaves versions that the next run finds."""
    ((version,),) = add(sqlite_store, (QIHANG,))
    flag_all(sqlite_store, shipped)
    edit(sqlite_store, with_qihang)
    with write_session(sqlite_store) as session:
        queue(session, Stage.FLAG, [version], LATER)
    flag_versions(sqlite_store, Flagger(shipped), now=lambda: LATER).check()

    with read_session(sqlite_store) as session:
        releases = session.scalars(select(Judgement.release_id)).all()
    edit(sqlite_store, with_qihang)

    with write_session(sqlite_store) as session:
        current = session.scalars(select(Judgement.release_id)).one()
        assert current not in releases
        assert not is_stale(session, current)
        assert queue_stale(session, current, LATER) == (0, 0)
    assert findings(sqlite_store)[version, "programme-named"].programmes == ["qihang"]
