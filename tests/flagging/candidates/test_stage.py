"""Sightings and candidates follow the versions, their copies, the watchlists and the analysts."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import (
    Candidate,
    CandidateState,
    CandidateVerdict,
    CopyGroup,
    CopyKind,
    CopyMember,
    Sighting,
    Stage,
    Version,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.catalogue.watchlists import Watchlists
from policywatch.flagging import Flagger, flag_versions
from policywatch.flagging.candidates import settle_candidates
from policywatch.flagging.candidates.lessons import CandidateError, decide
from policywatch.flagging.candidates.listing import (
    find_candidate,
    ranked,
    samples_of,
    sightings_of,
)
from tests.comparing.world import DAY_ONE, add_document
from tests.flagging.test_stage import add_version

CALL = "关于申报省级瑶光计划的通知：入选的海外专家给予500万元资助。"
NEWS = "记者获悉，“瑶光”人才计划今年引进海外博士12名。"
LIST = "入选启明计划、瑶光计划的海外专家"


def publish(store: Engine, *texts: str, source: str = "s", first: int = 0) -> list[Version]:
    with write_session(store) as session:
        return [
            add_version(
                session, add_document(session, f"{source}-{first + n}", source=source), text
            )
            for n, text in enumerate(texts)
        ]


def flag(store: Engine, flagger: Flagger, versions: Sequence[Version], day: float = 3) -> None:
    at = DAY_ONE + timedelta(days=day)
    with write_session(store) as session:
        queue(session, Stage.FLAG, [version.id for version in versions], at)
    flag_versions(store, flagger, now=lambda: at).check()
    settle_candidates(store, flagger.watchlists, now=lambda: at).check()


def candidate(store: Engine, name: str = "瑶光计划") -> Candidate:
    with read_session(store) as session:
        return find_candidate(session, name)


def rows(store: Engine) -> list[str]:
    with read_session(store) as session:
        found: list[str] = []
        for table in (Sighting, Candidate):
            columns = [c for c in table.__table__.columns if c.name not in ("id", "samples")]
            found += sorted(_written(row) for row in session.execute(select(*columns)))
        return found


def _written(row: Iterable[object]) -> str:
    """Return a row as text; PostgreSQL keeps the keys of its JSON in an order of its own."""
    return json.dumps(list(row), sort_keys=True, ensure_ascii=False, default=str)


def test_a_name_is_counted_over_documents_and_sources(store: Engine, flagger: Flagger) -> None:
    versions = publish(store, CALL, NEWS) + publish(store, LIST, source="other")

    flag(store, flagger, versions)

    found = candidate(store)
    assert (found.documents, found.versions, found.texts) == (3, 3, 3)
    assert {row["source"]: row["documents"] for row in found.sources} == {"s": 2, "other": 1}
    assert {row["name"] for row in found.names} == {"瑶光计划", "瑶光人才计划"}
    assert found.first_seen_at == min(version.at for version in versions)
    assert found.score == pytest.approx(sum(part["points"] for part in found.parts), abs=0.1)


def test_samples_are_the_sentences_that_name_it(store: Engine, flagger: Flagger) -> None:
    flag(store, flagger, publish(store, CALL, NEWS))

    with read_session(store) as session:
        found = find_candidate(session, "瑶光人才计划")
        samples = samples_of(session, [found])[found.id]
        all_of_them = sightings_of(session, found, 10)

    assert len(samples) == len(all_of_them) == 2
    for sample in samples:
        assert sample.shown[:2] in sample.sentence[sample.start : sample.end]
        assert sample.url.startswith("http://example.org/")


def test_copies_count_as_one_text(store: Engine, flagger: Flagger) -> None:
    versions = publish(store, CALL, CALL, NEWS)
    with write_session(store) as session:
        _copy(session, versions[0].document_id, versions[1].document_id)

    flag(store, flagger, versions)

    found = candidate(store)
    assert (found.documents, found.texts) == (3, 2)
    assert len(found.samples) == 2


def test_a_document_that_becomes_a_copy_counts_no_longer(store: Engine, flagger: Flagger) -> None:
    versions = publish(store, CALL, CALL)
    flag(store, flagger, versions)
    before = candidate(store).texts
    with write_session(store) as session:
        _copy(session, versions[0].document_id, versions[1].document_id)

    flag(store, flagger, versions[1:], day=4)

    assert (before, candidate(store).texts) == (2, 1)


def test_flagging_again_changes_nothing(store: Engine, flagger: Flagger) -> None:
    versions = publish(store, CALL, NEWS, LIST)
    flag(store, flagger, versions)
    before = rows(store)

    flag(store, flagger, versions, day=4)

    assert rows(store) == before


def test_an_edit_takes_the_old_name_away(store: Engine, flagger: Flagger) -> None:
    with write_session(store) as session:
        document = add_document(session, "a")
        first = add_version(session, document, CALL)
        second = add_version(session, document, CALL.replace("瑶光", "天璇"))
    flag(store, flagger, [first, second])

    assert candidate(store, "瑶光计划").versions == candidate(store, "天璇计划").versions == 1


def test_a_name_put_on_the_watchlists_is_no_candidate_any_more(
    store: Engine, flagger: Flagger, watchlists: Watchlists
) -> None:
    versions = publish(store, CALL, NEWS)
    flag(store, flagger, versions)
    qiming = next(p for p in watchlists.programmes if p.id == "qiming")
    added = qiming.model_copy(
        update={"id": "yaoguang", "zh": ("瑶光计划", "瑶光人才计划"), "weak": (), "stems": ()}
    )
    programmes = (*watchlists.programmes, added)

    flag(store, Flagger(watchlists.model_copy(update={"programmes": programmes})), versions, day=4)

    with read_session(store) as session:
        assert session.scalars(select(Candidate.name)).all() == []
        assert session.scalars(select(Sighting.name)).all() == []


def test_spellings_with_a_place_before_them_count_as_one(store: Engine, flagger: Flagger) -> None:
    flag(store, flagger, publish(store, CALL, LIST, "入选宁海瑶光计划的海外专家"))

    found = candidate(store)
    assert found.texts == 3
    assert set(found.heads) == {"瑶光", "宁海瑶光"}
    assert [named["name"] for named in found.names] == ["瑶光计划"]
    assert candidate(store, "宁海瑶光计划").id == found.id


def test_more_texts_and_sources_rank_higher(store: Engine, flagger: Flagger) -> None:
    texts = [CALL, NEWS, LIST]
    versions = publish(store, *texts) + publish(store, *texts, source="other")
    flag(store, flagger, [*versions, *publish(store, CALL.replace("瑶光", "天璇"), first=9)])

    with read_session(store) as session:
        order = [row.head for row in ranked(session, CandidateState.OPEN, limit=5)]

    assert order == ["瑶光", "天璇"]


def test_one_text_that_says_much_ranks_above_many_that_say_little(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    weak = [f"天璇计划今天开始，请海外人才、专家关注安家费{n}" for n in range(4)]
    flag(sqlite_store, flagger, publish(sqlite_store, LIST + "，国家级引才，资助500万元", *weak))

    with read_session(sqlite_store) as session:
        order = [row.head for row in ranked(session, CandidateState.OPEN, limit=5)]

    assert order == ["瑶光", "天璇"]


def test_a_rejection_hides_a_name_and_lowers_those_like_it(store: Engine, flagger: Flagger) -> None:
    names = ["攀峰育苗计划", "登高育苗计划", "瑶光计划"]
    versions = publish(store, *(f"申报{name}的海外专家，资助30万元。" for name in names))
    flag(store, flagger, versions)
    before = {name: candidate(store, name).score for name in names}

    with write_session(store) as session:
        decide(session, find_candidate(session, names[0]), CandidateVerdict.REJECTED,
               why="for pupils", who="ana", now=DAY_ONE)  # fmt: skip

    after = {name: candidate(store, name) for name in names}
    assert after[names[0]].state is CandidateState.REJECTED
    assert after[names[1]].score < before[names[1]]
    assert any(part["what"] == "lesson-ending" for part in after[names[1]].parts)
    assert after[names[2]].score == before[names[2]]


def test_an_acceptance_outweighs_a_rejection_of_the_same_kind(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    names = ["攀峰育苗计划", "登高育苗计划", "凌云育苗计划"]
    versions = publish(sqlite_store, *(f"申报{name}的海外专家，资助30万元。" for name in names))
    flag(sqlite_store, flagger, versions)
    before = candidate(sqlite_store, names[2]).score

    for name, verdict in zip(
        names[:2], (CandidateVerdict.REJECTED, CandidateVerdict.ACCEPTED), strict=True
    ):
        with write_session(sqlite_store) as session:
            decide(session, find_candidate(session, name), verdict, why="x", who="a", now=DAY_ONE)

    assert candidate(sqlite_store, names[2]).score == before


def test_a_decision_stays_with_the_name_when_it_is_settled_again(
    store: Engine, flagger: Flagger
) -> None:
    versions = publish(store, CALL)
    flag(store, flagger, versions)
    with write_session(store) as session:
        decide(session, find_candidate(session, "瑶光计划"), CandidateVerdict.REJECTED,
               why="no", who="ana", now=DAY_ONE)  # fmt: skip

    flag(store, flagger, publish(store, NEWS, first=5), day=4)

    assert candidate(store).state is CandidateState.REJECTED
    assert candidate(store).documents == 2


def test_taking_a_rejection_back_takes_its_lesson_back(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    names = ["攀峰育苗计划", "登高育苗计划"]
    versions = publish(sqlite_store, *(f"申报{name}的海外专家，资助30万元。" for name in names))
    flag(sqlite_store, flagger, versions)
    before = rows(sqlite_store)

    for verdict in (CandidateVerdict.REJECTED, CandidateVerdict.REOPENED):
        with write_session(sqlite_store) as session:
            found = find_candidate(session, names[0])
            decide(session, found, verdict, why="x", who="a", now=DAY_ONE)

    assert rows(sqlite_store) == before


def test_a_rejection_needs_a_reason_and_a_name_that_is_there(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    flag(sqlite_store, flagger, publish(sqlite_store, CALL))

    with read_session(sqlite_store) as session:
        found = find_candidate(session, "瑶光计划")
        with pytest.raises(CandidateError, match="say why"):
            decide(session, found, CandidateVerdict.REJECTED, why=" ", who="a", now=DAY_ONE)
        with pytest.raises(CandidateError, match="there is no candidate"):
            find_candidate(session, "无此计划")


def test_a_run_with_nothing_to_settle_writes_nothing(
    sqlite_store: Engine, flagger: Flagger
) -> None:
    flag(sqlite_store, flagger, publish(sqlite_store, CALL))
    before = rows(sqlite_store)

    counts = settle_candidates(sqlite_store, flagger.watchlists)

    assert counts.done == 0
    assert rows(sqlite_store) == before


def test_settling_that_dies_is_done_by_the_next_run(
    sqlite_store: Engine, flagger: Flagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = publish(sqlite_store, CALL, NEWS)
    with write_session(sqlite_store) as session:
        queue(session, Stage.FLAG, [version.id for version in versions], DAY_ONE)
    flag_versions(sqlite_store, flagger).check()

    with monkeypatch.context() as patch:
        patch.setattr("policywatch.flagging.candidates.stage.weigh", _die)
        with pytest.raises(KeyboardInterrupt):
            settle_candidates(sqlite_store, flagger.watchlists)

    with read_session(sqlite_store) as session:
        assert session.scalars(select(Work).where(Work.stage == Stage.SETTLE)).all()
        assert session.scalars(select(Candidate)).all() == []
    settle_candidates(sqlite_store, flagger.watchlists).check()
    assert candidate(sqlite_store).documents == 2


def _die(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


def _copy(session: Session, original: int, copy: int) -> None:
    group = CopyGroup(original_id=original, created_at=DAY_ONE)
    session.add(group)
    session.flush()
    for document_id, kind in ((original, CopyKind.ORIGINAL), (copy, CopyKind.EXACT)):
        session.add(
            CopyMember(
                document_id=document_id,
                cluster_id=original,
                group_id=group.id,
                kind=kind,
                overlap=1.0,
                joined_at=DAY_ONE,
            )
        )
