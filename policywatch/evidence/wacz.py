"""The parts that make a bundle a WACZ: its WARC, index, pages and their hashes.

Source: https://specs.webrecorder.net/wacz/1.1.1/ and https://specs.webrecorder.net/cdxj/0.1.0/
"""

import io
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from policywatch.archive.reader import Record
from policywatch.archive.records import warc_date
from policywatch.evidence.manifests import canonical, sha256

WARC = "archive/data.warc.gz"
INDEX = "indexes/index.cdx"
PAGES = "pages/pages.jsonl"
PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
VERSION = "1.1.1"
NOT_MODIFIED = 304
SHOWN = ("response", "revisit", "resource")

_WWW = re.compile(r"^www\d*\.")
_SAFE = frozenset(b"!\"$&'()*+,-./:;<=>?@[]_`{|}~")


@dataclass(frozen=True, slots=True)
class Indexed:
    """A record of the bundle's WARC."""

    record: Record
    offset: int
    length: int


def warcinfo(name: str, at: datetime) -> bytes:
    """Return the record that begins a bundle's WARC: the same for the same finding.

    To verify a bundle is to build it again: what this writes can never be written otherwise.
    """
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["WARC-Record-ID"] = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"
    record.headers["WARC-Date"] = warc_date(at)
    record.headers["WARC-Filename"] = "data.warc.gz"
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(b"software: policywatch\r\nformat: WARC File Format 1.1\r\n")
    buffer = io.BytesIO()
    packed = GzipWriter(buffer, compression_level=6)
    record.write(packed, checksum_data=True)
    packed.finish()
    return buffer.getvalue()


def index(records: Sequence[Indexed]) -> str:
    """Return the index of what can be shown, a CDXJ line each.

    Those that said "not modified" are left out: they have nothing to show.
    """
    shown = (one for one in records if one.record.kind in SHOWN)
    lines = [_line(one) for one in shown if one.record.status != NOT_MODIFIED]
    return "".join(f"{line}\n" for line in sorted(lines))


def _line(one: Indexed) -> str:
    record = one.record
    stated = (v for k, v in record.http_headers if k.lower() == "content-type")
    kind = next(stated, "" if record.http_headers else record.headers.get("Content-Type", ""))
    told = {
        "url": record.url,
        "mime": "warc/revisit" if record.kind == "revisit" else kind.partition(";")[0].strip(),
        "status": str(record.status or 200),
        "digest": record.headers.get("WARC-Payload-Digest", ""),
        "length": str(one.length),
        "offset": str(one.offset),
        "filename": WARC.rpartition("/")[2],
    }
    return f"{surt(record.url)} {stamp(record.date)} {canonical(told)}"


def stamp(date: str) -> str:
    """Return a WARC date as indexes write it: 14 digits."""
    return re.sub(r"\D", "", date)[:14]


def surt(url: str) -> str:
    """Return the key by which replay looks a URL up: host reversed, case and order levelled."""
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").lower())
    port = parts.port
    default = {"http": 80, "https": 443}.get(parts.scheme)
    key = ",".join(reversed(host.split("."))) + (f":{port}" if port not in (None, default) else "")
    path = _levelled(parts.path) or "/"
    path = path.rstrip("/") if len(path) > 1 else path
    query = "&".join(sorted(_levelled(parts.query).split("&")))
    return f"{key}){path}{'?' + query if query else ''}"


def _levelled(part: str) -> str:
    def written(byte: int) -> str:
        is_plain = byte < 128 and (chr(byte).isalnum() or byte in _SAFE)
        return chr(byte).lower() if is_plain else f"%{byte:02x}"

    return "".join(written(byte) for byte in unquote_to_bytes(part))


def pages(found: Sequence[dict[str, Any]]) -> str:
    """Return the list of pages: `url`, `ts`, `title` and `id` of each."""
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    return "".join(f"{canonical(one)}\n" for one in (head, *found))


def package(parts: dict[str, bytes], *, title: str, created: str, main_url: str) -> bytes:
    """Return the description of a bundle: each part with its size and hash."""
    resources = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{sha256(data)}",
            "bytes": len(data),
        }
        for name, data in sorted(parts.items())
    ]
    told = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "software": "policywatch",
        "title": title,
        "created": created,
        "mainPageUrl": main_url,
        "mainPageDate": created,
        "resources": resources,
    }
    return canonical(told).encode()


def digest_of(described: bytes) -> bytes:
    """Return the hash of the description, as its own part."""
    return canonical({"path": PACKAGE, "hash": f"sha256:{sha256(described)}"}).encode()
