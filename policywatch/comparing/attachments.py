"""A page's links to files to what took the place of a file under another address.

A file that was replaced at its own address is a new version of the same document (`versions`).
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Change, ChangeKind, Document, Reading, Snapshot
from policywatch.documents import Link
from policywatch.work import StageCounts


def find_replaced(before: Sequence[Link], after: Sequence[Link]) -> Iterator[tuple[Link, Link]]:
    """Give the links that took the place of another: of its name, or in its slot among the rest.

    A name counts if one link alone bears it on either side; a slot if as many links went as came
    and those on both sides of them stayed.
    """
    stayed = {link.url for link in before} & {link.url for link in after}
    went, came = ([link for link in side if link.url not in stayed] for side in (before, after))
    names = [Counter(_name(link) for link in side) for side in (went, came)]
    by_name = {_name(link): link for link in came}
    paired: set[str] = set()
    for link in went:
        name = _name(link)
        if name and names[0][name] == names[1][name] == 1:
            paired |= {link.url, by_name[name].url}
            yield link, by_name[name]
    for one, other in zip(_slots(before, stayed), _slots(after, stayed), strict=False):
        rest = [[link for link in side if link.url not in paired] for side in (one, other)]
        if len(one) == len(other) and len(rest[0]) == len(rest[1]) == 1:
            yield rest[0][0], rest[1][0]


def _slots(links: Sequence[Link], stayed: set[str]) -> list[list[Link]]:
    """Return the links between those that stayed, slot by slot."""
    slots: list[list[Link]] = [[]]
    for link in links:
        if link.url in stayed:
            slots.append([])
        else:
            slots[-1].append(link)
    return slots


def _name(link: Link) -> str:
    return "".join(unicodedata.normalize("NFKC", link.text).casefold().split())


def add_replaced(
    session: Session,
    document: Document,
    reading: Reading,
    snapshot: Snapshot,
    counts: StageCounts,
) -> None:
    """Record the files of a page that were replaced since the reading before."""
    before = session.scalar(
        select(Reading)
        .join(Snapshot, Snapshot.id == Reading.snapshot_id)
        .where(Reading.document_id == document.id, Reading.usable)
        .where(
            or_(
                Snapshot.fetched_at < snapshot.fetched_at,
                (Snapshot.fetched_at == snapshot.fetched_at) & (Snapshot.id < snapshot.id),
            )
        )
        .order_by(Snapshot.fetched_at.desc(), Snapshot.id.desc(), Reading.id.desc())
        .limit(1)
    )
    if before is None or before.links == reading.links:
        return
    for old, new in find_replaced(_links(before.links), _links(reading.links)):
        was, now = _document_at(session, old.url), _document_at(session, new.url)
        held = now or was or document
        detail = {
            "name": new.text or old.text,
            "url_before": old.url,
            "url": new.url,
            "document_before": was.id if was else None,
            "parent_id": document.id,
        }
        session.add(
            Change(
                document_id=held.id,
                version_id=now.version_id if now else None,
                previous_version_id=was.version_id if was else None,
                kind=ChangeKind.ATTACHMENT_REPLACED,
                at=snapshot.fetched_at,
                detail=detail,
            )
        )
        counts.add("changes")
        counts.add("attachments replaced")


def _links(stored: list[Any]) -> list[Link]:
    return [Link(str(link["url"]), str(link["text"])) for link in stored]


def _document_at(session: Session, url: str) -> Document | None:
    key = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return session.scalar(select(Document).where(Document.url_sha256 == key))
