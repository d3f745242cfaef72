"""TLS of every fault: certificates made for the purpose, and servers that speak none."""

import asyncio
import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models import Outcome
from tests.spiders.hostile.cases import CASES, add, proper
from tests.spiders.hostile.server import Web

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Signed:
    """A certificate with its key and, behind it, those that signed it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def sign(
    name: str,
    by: Signed | None,
    *,
    until: dt.datetime = NOW + 90 * DAY,
    since: dt.datetime = NOW - 90 * DAY,
    is_ca: bool = False,
) -> Signed:
    """Return a certificate for a name, signed by another, or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = by.certificate.subject if by else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        builder = builder.add_extension(names, critical=False)
    return Signed(builder.sign(by.key if by else key, hashes.SHA256()), key)


def _context(folder: Path, name: str, chain: list[Signed]) -> ssl.SSLContext:
    path = folder / f"{name}.pem"
    key = chain[0].key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = [one.certificate.public_bytes(serialization.Encoding.PEM) for one in chain]
    path.write_bytes(b"".join([key, *pem]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def contexts(folder: Path) -> dict[str, ssl.SSLContext]:
    """Return the TLS of each host, and write the one authority to trust to `ca.pem`."""
    root = sign("Test Root", None, is_ca=True)
    middle = sign("Test Intermediate", root, is_ca=True)
    stranger = sign("Unknown Root", None, is_ca=True)
    ca = root.certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(ca)

    def named(name: str) -> str:
        return f"tls-{name}.web.test"

    chains = {
        "valid": [sign(named("valid"), middle), middle],
        "expired": [sign(named("expired"), middle, until=NOW - DAY), middle],
        "not-yet-valid": [sign(named("not-yet-valid"), middle, since=NOW + DAY), middle],
        "wrong-name": [sign("elsewhere.example.org", middle), middle],
        "self-signed": [sign(named("self-signed"), None)],
        "unknown-authority": [sign(named("unknown-authority"), stranger), stranger],
        "missing-intermediate": [sign(named("missing-intermediate"), middle)],
        "old-protocol": [sign(named("old-protocol"), middle), middle],
    }
    made = {named(name): _context(folder, name, chain) for name, chain in chains.items()}
    old = made[named("old-protocol")]
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
    old.set_ciphers("ALL:@SECLEVEL=0")
    return made


REFUSED = (
    *("expired", "not-yet-valid", "wrong-name", "self-signed", "unknown-authority"),
    *("missing-intermediate", "old-protocol"),
)
add("tls-valid", Outcome.OK, proper, host="tls-valid.web.test", scheme="https", items=3)
for _name in REFUSED:
    _host = f"tls-{_name}.web.test"
    add(f"tls-{_name}", Outcome.TLS, proper, host=_host, scheme="https")
    add(
        f"tls-{_name}-allowed",
        Outcome.OK,
        proper,
        host=_host,
        scheme="https",
        items=3,
        source={"tls": "unverified"},
    )


async def _hangs(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def _garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"\x16\x03\x01\x00\x05garbage" * 50)
    await writer.drain()
    await asyncio.sleep(1)
    writer.close()


async def _plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()


async def _closes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.close()


RAW = {
    "tls-hangs": (_hangs, Outcome.TIMEOUT, "11.0.1.1"),
    "tls-of-garbage": (_garbage, Outcome.TLS, "11.0.1.2"),
    "tls-is-plain-http": (_plain, Outcome.TLS, "11.0.1.3"),
    "tls-closes": (_closes, Outcome.TLS, "11.0.1.4"),
}
for _name, (_, _outcome, _) in RAW.items():
    add(_name, _outcome, proper, host=f"{_name}.web.test", scheme="https")


def addresses() -> dict[str, str]:
    """Return the address of each host that speaks, or does not speak, TLS."""
    hosts = sorted({case.host for case in CASES.values() if case.scheme == "https"})
    own = {f"{name}.web.test": address for name, (_, _, address) in RAW.items()}
    return {host: own.get(host, f"11.0.2.{n}") for n, host in enumerate(hosts, 1)}


def listen(web: Web, folder: Path) -> None:
    """Serve every TLS host at its address."""
    made = contexts(folder)
    for host, address in addresses().items():
        if host in made:
            web.listen(address, 443, made[host])
    for serve, _, address in RAW.values():
        web.listen_raw(address, 443, serve)
