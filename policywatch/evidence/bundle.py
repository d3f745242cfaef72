"""A finding with all that it rests on, in one file that anybody can check and replay offline."""

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policywatch.archive import Archive, records_in
from policywatch.errors import ArchiveError
from policywatch.evidence import wacz
from policywatch.evidence.case import Case, Place
from policywatch.evidence.container import pack
from policywatch.evidence.manifests import canonical, sha256

ABOUT = "finding.json"
PAGE = "index.html"

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_bundle(case: Case, archive: Archive) -> bytes:
    """Return the bundle of a case: the same bytes for the same store.

    Raises:
        ArchiveError: the archive no longer has what the store says.
        BundleError: it is more than a bundle may hold.
    """
    exchanges = [one for document in case.about["documents"] for one in document["exchanges"]]
    created = _newest(case)
    records = _fill(case, archive, exchanges, created)
    warc, indexed = records
    parts = {
        ABOUT: canonical(case.about).encode(),
        wacz.WARC: warc,
        wacz.INDEX: wacz.index(indexed).encode(),
        wacz.PAGES: wacz.pages(_pages(case)).encode(),
        **{name: text.encode("utf-8", "replace") for name, text in case.texts.items()},
        **case.manifests,
    }
    parts[PAGE] = _page(case, created, parts)
    finding, first = case.about["finding"], case.about["documents"][0]
    described = wacz.package(
        parts,
        title=f"Finding {finding['id']} of {case.about['instance']}",
        created=created.isoformat(),
        main_url=first["url"],
    )
    parts[wacz.PACKAGE] = described
    parts[wacz.DIGEST] = wacz.digest_of(described)
    return pack(parts)


def _fill(
    case: Case, archive: Archive, exchanges: list[dict[str, Any]], created: datetime
) -> tuple[bytes, list[wacz.Indexed]]:
    """Return the WARC with the exchanges as they lie in the archive; note where each is in it."""
    finding = case.about["finding"]
    warc = [wacz.warcinfo(f"policywatch:{case.about['instance']}:{finding['id']}", created)]
    offset = len(warc[0])
    indexed: list[wacz.Indexed] = []
    for exchange, place in zip(exchanges, case.places, strict=True):
        data = _bytes_of(archive, place)
        exchange["warc_offset"] = offset
        exchange["warc_length"] = len(data)
        exchange["warc_sha256"] = sha256(data)
        records = list(records_in(data))
        ends = [*(one.offset for one in records[1:]), len(data)]
        indexed += [
            wacz.Indexed(one, offset + one.offset, end - one.offset)
            for one, end in zip(records, ends, strict=True)
        ]
        exchange["ip_address"] = records[0].headers.get("WARC-IP-Address") if records else None
        warc.append(data)
        offset += len(data)
    return b"".join(warc), indexed


def _bytes_of(archive: Archive, place: Place) -> bytes:
    if place.length is None or place.sha256 is None:
        return archive.first_record(place.warc_file, place.offset)
    return archive.exchange(place.warc_file, place.offset, place.length, place.sha256)


def _newest(case: Case) -> datetime:
    """Return the newest time that the case tells of: it is as of then."""
    times = [case.about["finding"]["found_at"]]
    for document in case.about["documents"]:
        times += [one["at"] for one in (*document["versions"], *document["exchanges"])]
    return max(datetime.fromisoformat(time) for time in times)


def _pages(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "id": f"document-{document['document']}-version-{version['number']}",
            "url": version["fetched_from"],
            "ts": version["fetched_at"].replace("+00:00", "Z"),
            "title": version["title"],
        }
        for document in case.about["documents"]
        for version in document["versions"]
    ]


def _page(case: Case, created: datetime, parts: dict[str, bytes]) -> bytes:
    hashes = {name: sha256(data) for name, data in sorted(parts.items())}
    template = _templates.get_template("page.html")
    return template.render(about=case.about, created=created, hashes=hashes).encode(
        "utf-8", "replace"
    )


__all__ = ["ArchiveError", "write_bundle"]
