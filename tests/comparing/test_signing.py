"""What an earlier scheme signed is signed again, a little at a time, and its copies are found."""

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from models import CopyGroup, Fingerprint, Signature, Stage, Work, read_session, write_session
from policywatch.comparing import compare, copies, likeness, signing
from policywatch.comparing.fingerprints import keys_of
from policywatch.comparing.signature import SCHEME
from policywatch.work import Shard
from tests.comparing.test_copies import groups
from tests.comparing.world import publish

NOTICE = "现将二〇二三年度领航计划拟入选人员名单予以公示，公示期为五个工作日"
SHORT = {
    "a": f"{NOTICE}。",
    "b": f"转发：{NOTICE}，特此通知。",
    "c": f"转发：{NOTICE}，特此通知。",
    "d": "关于召开本市春季人才招聘会筹备工作协调会议的通知，请各单位派员参加",
}


def publish_all(store: Engine) -> None:
    for day, (name, text) in enumerate(SHORT.items()):
        publish(store, name, text, source=name, seen=day)


@pytest.fixture
def old_store(sqlite_store: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A store whose short texts were signed when such had no marks."""
    with monkeypatch.context() as earlier:
        earlier.setattr(copies, "SCHEME", SCHEME - 1)
        earlier.setattr(likeness, "MIN_NOTICE_WIDTH", 10_000)
        publish_all(sqlite_store)
        earlier.setattr(signing, "SCHEME", SCHEME - 1)
        compare(sqlite_store)
    with write_session(sqlite_store) as session:
        session.query(Work).delete()
    return sqlite_store


def schemes(store: Engine) -> list[int]:
    with read_session(store) as session:
        return list(session.scalars(select(Signature.scheme).order_by(Signature.document_id)))


def test_short_copies_that_were_signed_without_marks_are_found(old_store: Engine) -> None:
    assert {frozenset(name for name, _ in members) for members in groups(old_store).values()} == {
        frozenset("bc")
    }

    counts = compare(old_store)

    assert counts.counts == {"signed_again": 4}
    assert {name for name, _ in groups(old_store)["a"]} == {"a", "b", "c"}
    with read_session(old_store) as session:
        flagged = session.scalar(
            select(func.count()).select_from(Work).where(Work.stage == Stage.FLAG)
        )
        assert flagged
        assert session.scalar(select(func.count()).select_from(CopyGroup)) == 1


def test_nothing_is_signed_again_twice(old_store: Engine) -> None:
    compare(old_store)

    assert compare(old_store).counts == {}
    assert set(schemes(old_store)) == {SCHEME}


def test_a_run_signs_so_many_again_and_the_next_goes_on(
    old_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "AT_ONCE", 1)
    monkeypatch.setattr(signing, "BATCH", 1)

    done = [compare(old_store).counts.get("signed_again", 0) for _ in range(5)]

    assert done == [1, 1, 1, 1, 0]
    assert {name for name, _ in groups(old_store)["a"]} == {"a", "b", "c"}


def test_a_limit_and_a_shard_bound_what_is_signed_again(old_store: Engine) -> None:
    assert compare(old_store, limit=1).counts == {"signed_again": 1}
    of_three = compare(old_store, shard=Shard(0, 2)).counts["signed_again"]
    assert of_three == sum(document % 2 == 0 for document in (2, 3, 4))


def test_the_index_holds_what_the_signatures_say(old_store: Engine) -> None:
    compare(old_store)

    with read_session(old_store) as session:
        said = {
            (key, row.document_id)
            for row in session.scalars(select(Signature).where(Signature.indexed))
            for key in keys_of(
                *(np.frombuffer(blob, dtype="<u4") for blob in (row.minhash, row.marks))
            )
        }
        held = {(row.key, row.document_id) for row in session.scalars(select(Fingerprint))}
    assert held == said


def test_one_that_cannot_be_signed_leaves_the_others_to_be(
    old_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copies.place_document

    def fail_on_two(session, document, now, print_=None):  # type: ignore[no-untyped-def]
        if document.id == 2:
            raise ValueError("as if its text could not be folded")
        return place(session, document, now, print_)

    monkeypatch.setattr("policywatch.comparing.versions.place_document", fail_on_two)

    assert compare(old_store).counts == {"signed_again": 3}
    assert schemes(old_store) == [SCHEME, SCHEME - 1, SCHEME, SCHEME]
