"""A time-stamp authority of our own: HTTP in front of `openssl ts`, with certificates made here."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """A running authority; `answer` replaces what it would say, `asked` counts requests."""

    folder: Path
    url: str = ""
    answer: bytes | None = None
    asked: int = 0

    @property
    def root(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def stamp(self, query: bytes) -> bytes:
        self.asked += 1
        if self.answer is not None:
            return self.answer
        (self.folder / "query").write_bytes(query)
        subprocess.run(
            [
                *("openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa"),
                *("-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key"),
                *("-out", "reply"),
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        return (self.folder / "reply").read_bytes()


def make_certificates(folder: Path) -> None:
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    root = _certificate("A root", "A root", keys[0], keys[0], is_ca=True)
    signer = _certificate("A stamp", "A root", keys[1], keys[0], is_ca=False)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.key").write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))


def _certificate(
    name: str, issuer: str, key: rsa.RSAPrivateKey, signing: rsa.RSAPrivateKey, *, is_ca: bool
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, key_cert_sign=is_ca, crl_sign=is_ca,
                content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if not is_ca:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(signing, hashes.SHA256())


@contextmanager
def running_authority(folder: Path) -> Iterator[Authority]:
    make_certificates(folder)
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            reply = authority.stamp(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
