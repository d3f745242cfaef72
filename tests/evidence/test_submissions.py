"""What people give is sealed like what is fetched: no record is altered, added or taken unseen."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, text, update

from models import Channel, Manifest, Snapshot, Submission, read_session, write_session
from policywatch.archive import Archive
from policywatch.evidence import check, gather, mend, seal, verify_bundle, write_bundle
from policywatch.evidence.manifests import unpacked
from spiders.submissions import Given, take_in
from tests.comparing.world import DAY_ONE
from tests.evidence.conftest import utc_now
from tests.evidence.world import add_finding, add_release, add_version, page
from tests.spiders.test_submissions import mhtml

GIVER = "李四"
ORIGIN = "https://a.example.org/job"


@dataclass
class Desk:
    """A store to which two files were given of one page: as saved, and packed as MHTML."""

    engine: Engine
    archive: Archive

    def give(
        self, body: bytes, name: str, *, origin: str = ORIGIN, now: datetime = DAY_ONE
    ) -> None:
        given = Given(body, name, GIVER, origin)
        take_in(self.engine, self.archive, given, channel=Channel.COMMAND, now=now)


def open_desk(engine: Engine, folder: Path) -> Desk:
    desk = Desk(engine, Archive(folder / "archive"))
    desk.give(page(1), "notice.html")
    desk.give(mhtml(page(2)), "packed.mhtml", now=DAY_ONE + timedelta(days=1))
    return desk


@pytest.fixture
def desk(sqlite_store: Engine, tmp_path: Path) -> Desk:
    desk = open_desk(sqlite_store, tmp_path)
    seal(sqlite_store, utc_now)
    return desk


def test_each_file_that_was_given_has_a_manifest_of_its_own(store: Engine, tmp_path: Path) -> None:
    desk = open_desk(store, tmp_path)

    assert seal(store, utc_now) == 2
    assert seal(store, utc_now) == 0

    checked = check(store, desk.archive)
    assert checked.problems == []
    # The packed page lies in the archive beside its file.
    assert (checked.manifests, checked.submissions, checked.exchanges) == (2, 2, 3)
    desk.give(page(1), "notice.html")  # the same once more is nothing new
    assert seal(store, utc_now) == 0


def test_a_bundle_proves_what_was_given_and_does_not_tell_by_whom(
    desk: Desk, tmp_path: Path
) -> None:
    desk.give(page(3), "other.html", origin="https://b.example.org/", now=DAY_ONE)
    seal(desk.engine, utc_now)
    with write_session(desk.engine) as session:
        release = add_release(session)
        finding = add_finding(
            session, add_version(session, session.get_one(Snapshot, 2), 1), release
        ).id
    bundle = tmp_path / "case.wacz"
    with read_session(desk.engine) as session:
        case = gather(session, finding, "test")
    bundle.write_bytes(write_bundle(case, desk.archive))

    verified = verify_bundle(bundle)

    assert (verified.problems, verified.notes) == ([], [])
    assert (verified.exchanges, verified.sealed) == (2, 2)
    assert sorted(case.manifests) == [
        f"manifests/0000000{n}.{what}" for n in (1, 2) for what in ("json", "submissions.jsonl")
    ]
    assert GIVER.encode() not in bundle.read_bytes()


def alter(**values: object) -> Callable[[Engine], None]:
    def tamper(engine: Engine) -> None:
        with write_session(engine) as session:
            session.execute(update(Submission).where(Submission.id == 2).values(**values))

    return tamper


def take_a_row(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(delete(Submission).where(Submission.id == 2))


def add_a_row(engine: Engine) -> None:
    names = [c.name for c in Submission.__table__.columns if c.name not in ("id", "submitted_by")]
    told = ", ".join(names)
    with write_session(engine) as session:
        session.execute(
            text(
                f"INSERT INTO submission ({told}, submitted_by) "
                f"SELECT {told}, 'somebody' FROM submission WHERE id = 2"
            )
        )


def alter_its_page(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(update(Snapshot).where(Snapshot.id == 2).values(sha256="0" * 64))


def alter_a_line(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(update(Manifest).where(Manifest.id == 2).values(exchanges=b""))


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        pytest.param(alter(submitted_by="wu"), "submission 2: by whom.* altered", id="giver"),
        pytest.param(alter(origin="elsewhere"), "submission 2: by whom.* altered", id="origin"),
        pytest.param(alter(submitted_at=DAY_ONE), "submission 2: at altered", id="time"),
        pytest.param(alter(channel=Channel.REVIEW_APP), "submission 2: channel alt", id="channel"),
        pytest.param(alter(file_sha256="0" * 64), "submission 2: file_sha256 alt", id="file"),
        pytest.param(alter(manifest_id=None), "submission 2 was taken away", id="unsealed"),
        pytest.param(take_a_row, "submission 2 was taken away", id="row taken"),
        pytest.param(add_a_row, "submission 3 was added later", id="row added"),
        pytest.param(alter_its_page, "submission 2: payload_sha256 altered", id="page"),
        pytest.param(alter_a_line, "manifest 2 .submissions.: its list of sub", id="manifest"),
    ],
)
def test_a_submission_that_was_tampered_with_is_named(
    desk: Desk, tamper: Callable[[Engine], None], told: str
) -> None:
    tamper(desk.engine)

    problems = check(desk.engine, desk.archive).problems

    assert any(re.search(told, problem) for problem in problems), problems


def test_a_byte_of_what_was_given_is_enough_and_mending_leaves_it(desk: Desk) -> None:
    with read_session(desk.engine) as session:
        line = json.loads(unpacked(session.get_one(Manifest, 2).exchanges).splitlines()[0])
    record = line["records"][1]
    file = Path(str(desk.archive.storage.root)) / record["warc_file"]
    data = bytearray(file.read_bytes())
    data[record["warc_offset"] + record["warc_length"] - 5] ^= 1
    file.write_bytes(data)

    assert mend(desk.engine, desk.archive) == {}
    (problem,) = check(desk.engine, desk.archive).problems
    assert problem.startswith("submission 2 of ")
    assert record["warc_file"] in problem
