"""A finding's evidence bundle from the review app, as the command line writes and checks it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from models import Finding, Role, read_session, write_session
from policywatch.archive import Archive
from policywatch.evidence import gather, verify_bundle, write_bundle
from policywatch.review import evidence
from policywatch.review.accounts import create_account
from policywatch.settings import Settings
from tests.evidence.world import World, fill
from tests.review.conftest import running_app, sign_in
from tests.review.seeding import PASSWORD


@pytest.fixture
def world(sqlite_store: Engine, settings: Settings, tmp_path: Path) -> World:
    return World(sqlite_store, Archive(settings.archive_root), tmp_path)


@pytest.fixture
def finding(world: World, now: datetime) -> int:
    with write_session(world.engine) as session:
        create_account(session, "viewer", PASSWORD, Role.VIEWER, now)
    return fill(world)


@pytest.fixture
def stranger(world: World, finding: int, settings: Settings) -> Iterator[httpx.Client]:
    with running_app(world.engine, settings) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture
def viewer(stranger: httpx.Client) -> httpx.Client:
    stranger.follow_redirects = True
    return sign_in(stranger, "viewer")


def test_a_findings_page_leads_to_its_bundle_which_verifies(
    viewer: httpx.Client, world: World, finding: int, settings: Settings
) -> None:
    path = f"/findings/{finding}/evidence"
    with read_session(world.engine) as session:
        document = session.get_one(Finding, finding).document_id
    assert f'href="{path}"' in viewer.get(f"/documents/{document}").text

    answer = viewer.get(path)

    assert answer.headers["content-disposition"] == f'attachment; filename="finding-{finding}.wacz"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    bundle = world.folder / "case.wacz"
    bundle.write_bytes(answer.content)
    verified = verify_bundle(bundle)
    assert (verified.finding, verified.problems, verified.sealed) == (finding, [], 5)
    with read_session(world.engine) as session:
        case = gather(session, finding, settings.instance)
    assert answer.content == write_bundle(case, world.archive)


def test_nobody_gets_a_bundle_without_signing_in(stranger: httpx.Client, finding: int) -> None:
    answer = stranger.get(f"/findings/{finding}/evidence")

    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


def test_what_cannot_be_had_is_said(
    viewer: httpx.Client, world: World, finding: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/findings/{finding}/evidence"
    assert viewer.get("/findings/999/evidence").status_code == 404

    with monkeypatch.context() as patch:
        patch.setattr(evidence, "MAX_BYTES", 10)
        answer = viewer.get(path)
    assert (answer.status_code, "too large" in answer.text) == (413, True)

    for warc, _ in list(world.archive.storage.files()):
        (Path(str(world.archive.storage.root)) / warc).unlink()
    answer = viewer.get(path)
    assert (answer.status_code, "evidence check" in answer.text) == (409, True)
