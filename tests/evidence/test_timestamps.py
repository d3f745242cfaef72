"""Time-stamps of the chain by a real authority (openssl's), and what does not pass for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import read_session
from policywatch.evidence import check, gather, stamp_head, verify_bundle, write_bundle
from policywatch.evidence.timestamps import TimestampError, load_roots, read_stamp, request_stamp
from tests.evidence.authority import Authority, make_certificates, running_authority
from tests.evidence.world import World

HASH = "ab" * 32


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


def test_the_head_is_stamped_once_and_a_bundle_carries_it(
    world: World, finding: int, authority: Authority
) -> None:
    assert stamp_head(world.engine, authority.url)
    assert not stamp_head(world.engine, authority.url)

    assert check(world.engine, world.archive).stamped == 1
    path = world.folder / "case.wacz"
    with read_session(world.engine) as session:
        path.write_bytes(write_bundle(gather(session, finding, "test"), world.archive))
    verified = verify_bundle(path, load_roots(authority.root))
    assert verified.problems == []
    (stamp,) = verified.stamps
    assert (stamp.authority, stamp.is_trusted) == ("CN=A stamp", True)
    assert not verify_bundle(path).stamps[0].is_trusted


def test_another_root_does_not_vouch_for_it(authority: Authority, tmp_path: Path) -> None:
    token = request_stamp(authority.url, HASH)
    make_certificates(tmp_path)

    assert read_stamp(token, HASH, load_roots(authority.root)).is_trusted
    with pytest.raises(TimestampError, match="signature does not hold"):
        read_stamp(token, HASH, load_roots((tmp_path / "root.pem").read_bytes()))


def test_no_altered_stamp_passes_for_one(authority: Authority) -> None:
    token = request_stamp(authority.url, HASH)
    stamped = read_stamp(token, HASH, load_roots(authority.root))

    with pytest.raises(TimestampError, match="something else"):
        read_stamp(token, "cd" * 32, [])
    for at in range(0, len(token), 23):
        altered = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        try:
            found = read_stamp(altered, HASH, load_roots(authority.root))
        except TimestampError:
            continue
        assert found == stamped, at  # a byte that says nothing


@pytest.mark.parametrize("answer", [b"", b"<html>busy</html>", bytes(200_000)])
def test_what_is_no_stamp_is_told_and_asked_for_again(
    world: World, finding: int, authority: Authority, answer: bytes
) -> None:
    authority.answer = answer
    with pytest.raises(TimestampError):
        stamp_head(world.engine, authority.url)

    authority.answer = None
    assert stamp_head(world.engine, authority.url)


def test_an_answer_to_another_request_is_refused(authority: Authority) -> None:
    authority.answer = request_stamp(authority.url, HASH)
    try:
        with pytest.raises(TimestampError, match="another request"):
            request_stamp(authority.url, HASH)
    finally:
        authority.answer = None


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "ftp://example.org/", "nonsense"])
def test_an_authority_that_cannot_be_reached_is_told(url: str) -> None:
    with pytest.raises(TimestampError):
        request_stamp(url, HASH)


def test_a_file_without_certificates_is_told() -> None:
    with pytest.raises(TimestampError, match="PEM"):
        load_roots(b"nothing")
