"""Checking a bundle offline: every byte of it, and the chain that its exchanges are sealed in."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509

from policywatch.archive import ContentCodingError, decoded, records_in
from policywatch.errors import ArchiveError
from policywatch.evidence import wacz
from policywatch.evidence.bundle import ABOUT, PAGE
from policywatch.evidence.case import FORMAT
from policywatch.evidence.container import MAX_BUNDLE_BYTES, BundleError, unpack
from policywatch.evidence.manifests import GENESIS, canonical, sha256
from policywatch.evidence.timestamps import Stamp, TimestampError, read_stamp

NEEDED = (ABOUT, PAGE, wacz.WARC, wacz.INDEX, wacz.PAGES, wacz.PACKAGE, wacz.DIGEST)
SEALED_OF_FETCH = ("fetch", "at", "status", "outcome", "vantage", "wire_sha256")
SEALED_OF_SUBMISSION = ("submission", "at", "url", "payload_sha256")
MAX_JSON_BYTES = 200_000_000

_KNOWN = re.compile(
    r"text/document-\d+-version-\d+\.txt|manifests/\d{8}\.(?:json|(?:fetches|submissions)\.jsonl|tsr)"
)


@dataclass(slots=True)
class Verified:
    """What holds of a bundle, and each part of it that was tampered with."""

    finding: int | None = None
    parts: int = 0
    exchanges: int = 0
    sealed: int = 0
    stamps: list[Stamp] = field(default_factory=list)
    newest_manifest: tuple[int, str] | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_bundle(path: Path, roots: list[x509.Certificate] | None = None) -> Verified:
    """Check a bundle; nothing outside of it is asked.

    `roots` are the certificates that time-stamps must lead to.
    Raises:
        BundleError: it is no bundle, or a hostile one.
    """
    try:
        if path.stat().st_size > MAX_BUNDLE_BYTES + 10_000_000:
            raise BundleError(f"{path}: over {MAX_BUNDLE_BYTES:,} bytes: no bundle is so large")
        data = path.read_bytes()
    except OSError as error:
        raise BundleError(f"{path}: cannot be read: {error.strerror}") from error
    container = unpack(data)
    verified = Verified(parts=len(container.parts), problems=container.problems)
    for name in NEEDED:
        if name not in container.parts:
            verified.problems.append(f"{name} is missing")
    _check_package(verified, container.parts)
    about = _about(verified, container.parts)
    if about is not None:
        manifests = _check_manifests(verified, container.parts, roots or [])
        _check_exchanges(verified, container.parts, about, manifests)
    return verified


def _load(data: bytes, name: str) -> Any:
    """Return a part's JSON.

    Raises:
        ValueError: it is not the one way in which we write it.
    """
    if len(data) > MAX_JSON_BYTES:
        raise ValueError(f"{name} is over {MAX_JSON_BYTES:,} bytes")
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not JSON") from error
    if canonical(told).encode("utf-8", "surrogatepass") != data:
        raise ValueError(f"{name} is not written as we write it")
    return told


def _check_package(verified: Verified, parts: dict[str, bytes]) -> None:
    """Check each part against its hash, and the hashes against theirs."""
    described = parts.get(wacz.PACKAGE)
    if described is None:
        return
    if wacz.DIGEST in parts and parts[wacz.DIGEST] != wacz.digest_of(described):
        verified.problems.append(f"{wacz.PACKAGE} or {wacz.DIGEST} was altered: they do not agree")
    try:
        resources = _load(described, wacz.PACKAGE)["resources"]
        stated = {str(one["path"]): (str(one["hash"]), one["bytes"]) for one in resources}
    except (ValueError, KeyError, TypeError) as error:
        verified.problems.append(f"{wacz.PACKAGE} was altered: {error}")
        return
    held = parts.keys() - {wacz.PACKAGE, wacz.DIGEST}
    for name in sorted(stated.keys() - held):
        if f"{name} is missing" not in verified.problems:
            verified.problems.append(f"{name[:200]} is missing")
    for name in sorted(held):
        data = parts[name]
        if name not in stated:
            verified.problems.append(f"{name} was added: {wacz.PACKAGE} does not list it")
        elif stated[name] != (f"sha256:{sha256(data)}", len(data)):
            verified.problems.append(f"{name} was altered: its hash is not the one listed")
        if name not in NEEDED and not _KNOWN.fullmatch(name):
            verified.problems.append(f"{name}: no bundle has such a part")


def _about(verified: Verified, parts: dict[str, bytes]) -> dict[str, Any] | None:
    if ABOUT not in parts:
        return None
    try:
        about = _load(parts[ABOUT], ABOUT)
        if about["format"] != FORMAT:
            raise BundleError(
                f"a bundle of format {str(about['format'])[:50]!r}, which this version does not "
                f"know (it knows {FORMAT})"
            )
        verified.finding = int(about["finding"]["id"])
        return dict(about)
    except (ValueError, KeyError, TypeError) as error:
        verified.problems.append(f"{ABOUT} was altered: {error}")
        return None


def _check_manifests(
    verified: Verified, parts: dict[str, bytes], roots: list[x509.Certificate]
) -> dict[int, dict[str, bytes]]:
    """Check the links of the chain; return what is sealed by manifest, by warc hash."""
    known: dict[int, str] = {}
    fetches: dict[int, dict[str, bytes]] = {}
    for name in sorted(n for n in parts if n.startswith("manifests/") and n.endswith(".json")):
        try:
            said = _load(parts[name], name)
            number, previous = int(said["number"]), str(said["previous_sha256"])
            what = "fetches" if "fetches" in said else "submissions"
            stated = str(said[f"{what}_sha256"])
        except (ValueError, KeyError, TypeError) as error:
            verified.problems.append(f"{name} was altered: {error}")
            continue
        stem = name.removesuffix(".json")
        if stem != f"manifests/{number:08}":
            verified.problems.append(f"{name} was altered: it is manifest {number}")
        if known.get(number - 1, previous) != previous or (number == 1) != (previous == GENESIS):
            verified.problems.append(f"{name}: it does not follow on the manifest before it")
        known[number] = sha256(parts[name])
        verified.newest_manifest = (number, known[number])
        lines = parts.get(f"{stem}.{what}.jsonl")
        if lines is not None:
            if sha256(lines) != stated:
                verified.problems.append(f"{stem}.{what}.jsonl is not what was sealed")
            fetches[number] = _by_hash(lines)
        _check_stamp(verified, parts, stem, known[number], roots)
    return fetches


def _by_hash(lines: bytes) -> dict[str, bytes]:
    """Return the lines by the hashes of the records that they tell of."""
    found = {}
    for line in lines.splitlines():
        for sealed in re.finditer(rb'"warc_sha256":"([0-9a-f]{64})"', line):
            found[sealed[1].decode()] = line
    return found


def _check_stamp(
    verified: Verified,
    parts: dict[str, bytes],
    stem: str,
    manifest_sha256: str,
    roots: list[x509.Certificate],
) -> None:
    token = parts.get(f"{stem}.tsr")
    if token is None:
        return
    try:
        verified.stamps.append(read_stamp(token, manifest_sha256, roots))
    except TimestampError as error:
        verified.problems.append(f"{stem}.tsr: {error}")


def _check_exchanges(
    verified: Verified,
    parts: dict[str, bytes],
    about: dict[str, Any],
    manifests: dict[int, dict[str, bytes]],
) -> None:
    """Check that each exchange lies in the WARC as it was sealed, and holds what is said of it."""
    warc = parts.get(wacz.WARC, b"")
    end: int | None = None
    try:
        exchanges = [one for document in about["documents"] for one in document["exchanges"]]
        for exchange in exchanges:
            begin, length = int(exchange["warc_offset"]), int(exchange["warc_length"])
            if (end is not None and begin != end) or begin < 0 or length < 0:
                verified.problems.append(f"{wacz.WARC}: bytes that belong to no exchange")
            end = begin + length
            _check_exchange(verified, exchange, warc[begin:end], manifests)
    except (ValueError, KeyError, TypeError) as error:
        verified.problems.append(f"{ABOUT} was altered: {type(error).__name__} {error}")
        return
    if end is not None and end != len(warc):
        verified.problems.append(f"{wacz.WARC}: bytes that belong to no exchange")


def _check_exchange(
    verified: Verified,
    exchange: dict[str, Any],
    data: bytes,
    manifests: dict[int, dict[str, bytes]],
) -> None:
    verified.exchanges += 1
    where = f"{wacz.WARC}: the exchange of {str(exchange['at'])[:40]}"
    if sha256(data) != exchange["warc_sha256"]:
        verified.problems.append(f"{where} is not what {ABOUT} says")
        return
    try:
        first = next(records_in(data), None)
        # What people gave has an address of its own in the archive, beside that of its origin.
        is_fetched = exchange["fetch"] is not None
        if first is None or (is_fetched and first.url != exchange["url"]):
            verified.problems.append(f"{where} is of another address than {ABOUT} says")
            return
        payload_sha256 = exchange["payload_sha256"]
        is_payload = payload_sha256 is not None and first.kind in ("response", "resource")
        if is_payload and sha256(decoded(first.payload, first.http_headers)) != payload_sha256:
            verified.problems.append(f"{where} holds another payload than {ABOUT} says")
    except (ArchiveError, ContentCodingError) as error:
        verified.problems.append(f"{where}: {error}")
        return
    _check_sealed(verified, exchange, where, manifests)


def _check_sealed(
    verified: Verified,
    exchange: dict[str, Any],
    where: str,
    manifests: dict[int, dict[str, bytes]],
) -> None:
    number = exchange["manifest"]
    if number is None:
        verified.notes.append(f"{where} was never sealed")
        return
    if number not in manifests:
        what = "submissions" if exchange.get("submission") else "fetches"
        verified.problems.append(f"manifests/{int(number):08}.{what}.jsonl is missing")
        return
    line = manifests[number].get(exchange["warc_sha256"])
    if line is None:
        told = f"{where} is not among what manifest {number} seals"
        if exchange.get("wire_sha256") is None and not exchange.get("submission"):
            verified.notes.append(f"{told}: it was archived before hashes were sealed")
        else:
            verified.problems.append(told)
        return
    sealed = json.loads(line)
    is_given = bool(exchange.get("submission"))
    names = SEALED_OF_SUBMISSION if is_given else SEALED_OF_FETCH
    if any(sealed.get(name) != exchange[name] for name in names):
        verified.problems.append(f"{where} was sealed otherwise than {ABOUT} says")
        return
    verified.sealed += 1
