"""RFC 3161 time-stamps: an authority's word that the chain was so at a time."""

import hashlib
import urllib.request
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import Engine, update

from models import Manifest, read_session, write_session
from policywatch.errors import PolicywatchError
from policywatch.evidence.manifests import head_of

TIMEOUT_S = 30
MAX_TOKEN_BYTES = 100_000


class TimestampError(PolicywatchError):
    """No time-stamp could be had, or it does not hold."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time-stamp says; `is_trusted`: its signature leads to a root that was given."""

    at: datetime
    authority: str
    is_trusted: bool


def stamp_head(engine: Engine, tsa_url: str) -> bool:
    """Have the newest manifest stamped, and so all before it; return whether there was one to be.

    Raises:
        TimestampError: the authority gave no stamp; the next call asks again.
    """
    with read_session(engine) as session:
        head = head_of(session)
    if head is None or head.token is not None:
        return False
    token = request_stamp(tsa_url, head.sha256)
    with write_session(engine) as session:
        session.execute(update(Manifest).where(Manifest.id == head.id).values(token=token))
    return True


def request_stamp(tsa_url: str, sha256: str) -> bytes:
    """Return an authority's answer to a request for a stamp of a hash (of its hexadecimal text).

    Raises:
        TimestampError: there is none that holds.
    """
    if not tsa_url.startswith(("http://", "https://")):
        raise TimestampError(
            f"POLICYWATCH_TSA_URL: {tsa_url}: an http:// or https:// URL is needed"
        )
    builder = TimestampRequestBuilder().data(sha256.encode())
    asked = builder.hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True).build()
    request = urllib.request.Request(  # noqa: S310 (checked above)
        tsa_url,
        data=asked.as_bytes(),
        headers={"Content-Type": "application/timestamp-query"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            token: bytes = answer.read(MAX_TOKEN_BYTES + 1)
    except (OSError, ValueError) as error:
        raise TimestampError(
            f"the time-stamp authority {tsa_url} did not answer: {error}"
        ) from error
    if len(token) > MAX_TOKEN_BYTES:
        raise TimestampError(f"{tsa_url}: an answer of over {MAX_TOKEN_BYTES:,} bytes")
    read_stamp(token, sha256, [])
    if decode_timestamp_response(token).tst_info.nonce != asked.nonce:
        raise TimestampError(f"{tsa_url}: the answer is to another request")
    return token


def read_stamp(token: bytes, sha256: str, roots: list[x509.Certificate]) -> Stamp:
    """Return what a stamp of a hash says; with `roots` its signature must lead to one of them.

    Without a root nobody can say who signed it: then only what it was made of is checked.
    Raises:
        TimestampError: it is damaged, of something else, or not signed so.
    """
    try:
        response = decode_timestamp_response(token)
        info = response.tst_info
        certificates = [
            x509.load_der_x509_certificate(c) for c in response.signed_data.certificates
        ]
        signers = {(s.issuer, s.serial_number) for s in response.signed_data.signer_infos}
        signing = [c for c in certificates if (c.issuer, c.serial_number) in signers]
        name = signing[0].subject.rfc4514_string() if signing else "unknown"
        status, imprint, at = response.status, info.message_imprint.message, info.gen_time
    except Exception as error:
        raise TimestampError(f"not a time-stamp: {type(error).__name__} {error}") from error
    if status != 0:
        raise TimestampError(f"refused by the authority: {', '.join(response.status_string)}")
    if imprint != hashlib.sha256(sha256.encode()).digest():
        raise TimestampError("a time-stamp of something else")
    if roots:
        _check_signature(response, sha256, roots, certificates)
    return Stamp(at=at, authority=name, is_trusted=bool(roots))


def _check_signature(
    response: TimeStampResponse,
    sha256: str,
    roots: list[x509.Certificate],
    certificates: list[x509.Certificate],
) -> None:
    try:
        builder = VerifierBuilder(roots=list(roots), intermediates=list(certificates))
        builder.build().verify_message(response, sha256.encode())
    except Exception as error:
        raise TimestampError(f"the time-stamp's signature does not hold: {error}") from error


def load_roots(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM file.

    Raises:
        TimestampError: there is none.
    """
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise TimestampError(f"not a file of certificates in PEM: {error}") from error
