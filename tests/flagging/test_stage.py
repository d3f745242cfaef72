"""The flag stage: findings follow the document, its copies and the watchlists; twice is once."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from models import (
    Change,
    ChangeKind,
    CopyGroup,
    CopyKind,
    CopyMember,
    Decision,
    Document,
    Fact,
    Finding,
    FindingState,
    Judgement,
    Match,
    Release,
    Stage,
    Verdict,
    Version,
    VersionKind,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.catalogue.watchlists import Watchlists
from policywatch.flagging import Flagger, flag_versions
from policywatch.work import StageCounts
from tests.comparing.world import DAY_ONE, add_document, add_reading
from tests.rows import make_version

NOTICE = (
    "关于组织申报启明计划的通知\n申报人须具有博士学位，年龄不超过40周岁，入选者给予安家费300万元。"
)
ANOTHER = "已入选千人计划的海外高层次人才不得重复申报。"
SCRUBBED = "关于组织申报的通知\n请各单位于3月31日前报送材料。"


@pytest.fixture(scope="module")
def without_qiming(watchlists: Watchlists) -> Flagger:
    kept = tuple(p for p in watchlists.programmes if p.id != "qiming")
    return Flagger(watchlists.model_copy(update={"programmes": kept}))


def add_version(
    session: Session,
    document: Document,
    text: str,
    *,
    title: str = "",
    kind: VersionKind = VersionKind.SOURCE,
) -> Version:
    number = session.query(Version).filter_by(document_id=document.id).count() + 1
    reading = add_reading(session, document, text, day=number, title=title)
    session.query(Work).delete()
    version = make_version(reading, number, kind=kind)
    session.add(version)
    session.flush()
    document.version_id = version.id
    return version


def flag(store: Engine, flagger: Flagger, *versions: Version, day: float = 3) -> StageCounts:
    at = DAY_ONE + timedelta(days=day)
    with write_session(store) as session:
        queue(session, Stage.FLAG, [version.id for version in versions], at)
    counts = flag_versions(store, flagger, now=lambda: at)
    counts.check()
    return counts


def findings(store: Engine) -> dict[tuple[int, str], Finding]:
    with read_session(store) as session:
        return {(f.version_id, f.rule): f for f in session.scalars(select(Finding))}


def alerts(store: Engine) -> set[int]:
    with read_session(store) as session:
        return set(session.scalars(select(Work.subject).where(Work.stage == Stage.ALERT)))


def snapshot_of_rows(store: Engine) -> list[object]:
    with read_session(store) as session:
        rows: list[object] = []
        for table in (Match, Fact, Judgement, Finding, Change, Release):
            columns = [c for c in table.__table__.columns if c.name != "id"]
            rows += sorted(map(repr, session.execute(select(*columns)).all()))
        return rows


def test_a_version_gets_matches_facts_genre_and_findings_that_explain_themselves(
    store: Engine, flagger: Flagger
) -> None:
    with write_session(store) as session:
        version = add_version(session, add_document(session, "a"), NOTICE, title="启明计划通知")

    counts = flag(store, flagger, version)

    found = findings(store)[version.id, "programme-named"]
    with read_session(store) as session:
        match = session.scalars(select(Match).where(Match.target_id == "qiming")).one()
        assert NOTICE[match.start : match.end] == match.text == "启明计划"
        assert match.held
        assert match.in_title
        assert session.get_one(Judgement, version.id).genre == "notice"
        assert session.scalars(select(Fact.kind).where(Fact.kind == "age")).one()
    assert found.state is FindingState.OPEN
    assert found.programmes == ["qiming"]
    assert found.score == pytest.approx(sum(part["points"] for part in found.parts))
    assert alerts(store) == {f.id for f in findings(store).values() if f.score >= flagger.threshold}
    assert counts.counts["findings"] == len(findings(store))


def test_doing_the_work_again_changes_nothing(store: Engine, flagger: Flagger) -> None:
    with write_session(store) as session:
        document = add_document(session, "a")
        first = add_version(session, document, NOTICE)
        second = add_version(session, document, SCRUBBED)
    flag(store, flagger, first, second)
    before = snapshot_of_rows(store)

    flag(store, flagger, first, second)

    assert snapshot_of_rows(store) == before


def test_a_scrubbed_name_is_a_change_and_a_finding(store: Engine, flagger: Flagger) -> None:
    with write_session(store) as session:
        document = add_document(session, "a")
        first = add_version(session, document, NOTICE)
        second = add_version(session, document, SCRUBBED)

    flag(store, flagger, first, second)

    found = findings(store)
    assert found[second.id, "mention-removed"].state is FindingState.OPEN
    assert found[first.id, "programme-named"].state is FindingState.SUPERSEDED
    with read_session(store) as session:
        change = session.scalars(select(Change)).one()
        assert change.kind is ChangeKind.MENTION_REMOVED
        assert change.detail == {"programmes": {"qiming": "启明计划"}}


def test_a_scrubbed_name_is_seen_when_the_versions_are_flagged_in_the_wrong_order(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        document = add_document(session, "a")
        first = add_version(session, document, NOTICE)
        second = add_version(session, document, SCRUBBED)

    flag(sqlite_store, flagger, second)
    flag(sqlite_store, flagger, first)

    assert (second.id, "mention-removed") in findings(sqlite_store)
    assert findings(sqlite_store)[first.id, "programme-named"].state is FindingState.SUPERSEDED


def test_a_technical_version_reports_no_scrubbing(sqlite_store: Engine, flagger: Flagger) -> None:
    with write_session(sqlite_store) as session:
        document = add_document(session, "a")
        first = add_version(session, document, NOTICE)
        second = add_version(session, document, SCRUBBED, kind=VersionKind.TECHNICAL)

    flag(sqlite_store, flagger, first, second)

    assert (second.id, "mention-removed") not in findings(sqlite_store)


def test_a_name_taken_off_the_watchlists_withdraws_its_finding_with_a_reason(
    store: Engine, flagger: Flagger, without_qiming: Flagger
) -> None:
    with write_session(store) as session:
        version = add_version(session, add_document(session, "a"), "省级启明计划通知")
    flag(store, flagger, version)

    flag(store, without_qiming, version, day=4)

    finding = findings(store)[version.id, "programme-named"]
    assert finding.state is FindingState.WITHDRAWN
    assert "no longer holds" in finding.state_reason
    with read_session(store) as session:
        assert session.query(Release).count() == 2


def test_a_withdrawn_finding_opens_again_when_its_name_is_back(
    sqlite_store: Engine, flagger: Flagger, without_qiming: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        version = add_version(session, add_document(session, "a"), "省级启明计划通知")
    for day, release in enumerate((flagger, without_qiming, flagger)):
        flag(sqlite_store, release, version, day=3 + day)

    assert findings(sqlite_store)[version.id, "programme-named"].state is FindingState.OPEN


def test_a_decision_carries_over_to_the_next_version_with_the_same_names(
    store: Engine, flagger: Flagger
) -> None:
    with write_session(store) as session:
        document = add_document(session, "a")
        first = add_version(session, document, NOTICE)
    flag(store, flagger, first)
    with write_session(store) as session:
        for finding in session.scalars(select(Finding)):
            finding.state = FindingState.NOT_RELEVANT
            session.add(
                Decision(finding_id=finding.id, verdict=Verdict.NOT_RELEVANT, who="ana", at=DAY_ONE)
            )
        second = add_version(session, session.get_one(Document, document.id), NOTICE + "\n附件。")

    flag(store, flagger, second)

    finding = findings(store)[second.id, "programme-named"]
    assert finding.state is FindingState.NOT_RELEVANT
    assert "version 1" in finding.state_reason
    assert finding.id not in alerts(store)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("original_first", [True, False])
def test_a_copy_stands_with_the_original_whichever_is_flagged_first(
    store: Engine, flagger: Flagger, original_first: bool, together: bool
) -> None:
    with write_session(store) as session:
        original, copy = _copies(session, original_first=original_first)
    order = sorted((original, copy), key=lambda version: version.id)

    for versions in [order] if together else [[version] for version in order]:
        flag(store, flagger, *versions)

    found = findings(store)
    assert found[copy.id, "programme-named"].state is FindingState.FOLDED
    assert (
        found[copy.id, "programme-named"].folded_into_id == found[original.id, "programme-named"].id
    )
    assert found[original.id, "programme-named"].state is FindingState.OPEN
    told = {finding.id for finding in found.values() if finding.version_id == original.id}
    assert alerts(store) == told, "what was folded before it was told is not told"


def test_a_copy_comes_back_to_the_queue_when_the_original_is_scrubbed(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        original, copy = _copies(session)
    flag(sqlite_store, flagger, original, copy)
    with write_session(sqlite_store) as session:
        document = session.get_one(Document, original.document_id)
        scrubbed = add_version(session, document, SCRUBBED)

    flag(sqlite_store, flagger, scrubbed)

    finding = findings(sqlite_store)[copy.id, "programme-named"]
    assert finding.state is FindingState.OPEN
    assert finding.id in alerts(sqlite_store)


@pytest.mark.parametrize("original_first", [True, False])
def test_a_copy_that_names_a_programme_more_than_its_original_stands_by_itself(
    store: Engine, flagger: Flagger, original_first: bool
) -> None:
    with write_session(store) as session:
        original, copy = _copies(session, of_copy=f"{NOTICE}{ANOTHER}")
    order = (original, copy) if original_first else (copy, original)

    for version in order:
        flag(store, flagger, version)

    found = findings(store)
    longer = found[copy.id, "programme-named"]
    assert set(longer.programmes) > set(found[original.id, "programme-named"].programmes)
    assert (longer.state, longer.folded_into_id) == (FindingState.OPEN, None)
    assert longer.id in alerts(store)


def _copies(
    session: Session, of_copy: str | None = None, *, original_first: bool = True
) -> tuple[Version, Version]:
    first, second = add_document(session, "a"), add_document(session, "b")
    if original_first:
        original = add_version(session, first, NOTICE)
        copy = add_version(session, second, of_copy or NOTICE)
    else:
        copy = add_version(session, second, of_copy or NOTICE)
        original = add_version(session, first, NOTICE)
    group = CopyGroup(original_id=first.id, created_at=DAY_ONE)
    session.add(group)
    session.flush()
    for document, kind in ((first, CopyKind.ORIGINAL), (second, CopyKind.EXACT)):
        session.add(
            CopyMember(
                document_id=document.id,
                group_id=group.id,
                cluster_id=first.id,
                kind=kind,
                overlap=1.0,
                joined_at=DAY_ONE,
            )
        )
    return original, copy


def test_a_text_of_bytes_that_should_not_be_there_is_flagged(
    store: Engine, flagger: Flagger
) -> None:
    with write_session(store) as session:
        odd = "申报启明计划\ufffd\u200b" + "（" * 5000 + "🔥炬计划"
        version = add_version(session, add_document(session, "a"), odd)

    flag(store, flagger, version)

    assert (version.id, "programme-named") in findings(store)


def test_a_version_that_cannot_be_written_keeps_no_other_waiting(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        bad, good = (
            add_version(session, add_document(session, name), NOTICE).id for name in ("a", "b")
        )
        queue(session, Stage.FLAG, [bad, good], DAY_ONE)
        refuse = f"BEFORE INSERT ON finding WHEN NEW.version_id = {bad}"
        session.execute(text(f"CREATE TRIGGER t {refuse} BEGIN SELECT RAISE(ABORT, 'full'); END"))

    counts = flag_versions(sqlite_store, flagger, now=lambda: DAY_ONE)

    assert (counts.done, counts.failed) == (1, 1)
    assert {version_id for version_id, _ in findings(sqlite_store)} == {good}
    with read_session(sqlite_store) as session:
        assert session.scalars(select(Judgement.version_id)).all() == [good]
        work = session.scalars(select(Work).where(Work.stage == Stage.FLAG)).one()
        assert work.subject == bad
        assert "full" in work.error


def test_a_version_that_cannot_be_read_keeps_no_other_waiting(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        bad, good = (add_version(session, add_document(session, name), NOTICE) for name in "ab")
        bad.reading.blocks = [{"kind": "of another release", "start": 0, "end": 1}]
        queue(session, Stage.FLAG, [bad.id, good.id], DAY_ONE)

    counts = flag_versions(sqlite_store, flagger, now=lambda: DAY_ONE)

    assert (counts.done, counts.failed) == (1, 1)
    assert {version_id for version_id, _ in findings(sqlite_store)} == {good.id}
    with read_session(sqlite_store) as session:
        work = session.scalars(select(Work).where(Work.stage == Stage.FLAG)).one()
        assert work.subject == bad.id
        assert "of another release" in work.error


def test_a_version_that_is_gone_when_its_turn_comes_is_done_with(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        here = add_version(session, add_document(session, "a"), NOTICE).id
        queue(session, Stage.FLAG, [here, here + 1], DAY_ONE)

    counts = flag_versions(sqlite_store, flagger, now=lambda: DAY_ONE)

    assert (counts.done, counts.failed) == (2, 0)
    assert {version_id for version_id, _ in findings(sqlite_store)} == {here}


def test_many_versions_are_written_by_the_statements_of_one(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    with write_session(sqlite_store) as session:
        added = [
            add_version(session, add_document(session, f"d{n}"), NOTICE + ANOTHER)
            for n in range(12)
        ]
    statements: list[str] = []
    event.listen(sqlite_store, "before_cursor_execute", lambda *told: statements.append(told[2]))

    flag(sqlite_store, flagger, added[0])
    of_one = len(statements)
    statements.clear()
    flag(sqlite_store, flagger, *added[1:])

    each = 3  # a version's text, the beginning of the transaction that reads it, and its finding
    assert len(statements) <= of_one + each * 10


def test_a_run_with_nothing_to_do_writes_nothing(sqlite_store: Engine, flagger: Flagger) -> None:
    flag(sqlite_store, flagger)
    before = snapshot_of_rows(sqlite_store)

    assert flag(sqlite_store, flagger).done == 0
    assert snapshot_of_rows(sqlite_store) == before
