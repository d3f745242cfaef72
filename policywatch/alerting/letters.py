"""What a mail says: which finding, why, in which words, and what was not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from models import Document, Finding, Source, Subscription, Transition, Version
from policywatch.coverage import Coverage
from policywatch.privacy import mask_contacts
from policywatch.settings import Settings

MAX_DIGEST_ITEMS = 50
MAX_EXCERPT_CHARS = 240
MAX_SUBJECT_CHARS = 150

_folder = FileSystemLoader(Path(__file__).resolve().parent / "templates")
_html = Environment(loader=_folder, autoescape=True, undefined=StrictUndefined)
_text = Environment(
    loader=_folder,
    autoescape=False,  # noqa: S701 (the plain text part is no HTML)
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Item:
    """A document with its findings, as a mail shows it; contacts are masked."""

    title: str
    publisher: str
    place: str
    published: str
    link: str
    url: str
    findings: tuple[dict[str, Any], ...]
    pieces: tuple[tuple[str, bool], ...]


def item_of(session: Session, findings: Sequence[Finding], settings: Settings) -> Item:
    """Return one document's findings ready to be told."""
    first = findings[0]
    document = session.get_one(Document, first.document_id)
    source = session.get_one(Source, document.source_id)
    version = session.get_one(Version, first.version_id)
    title = version.reading.title or document.listed_title or document.url
    return Item(
        title=mask_contacts(_one_line(title)),
        publisher=source.publisher,
        place=source.place,
        published=version.reading.published or document.listed_date or "no date",
        link=f"{settings.review_address}/documents/{document.id}",
        url=document.url,
        findings=tuple(_told(finding) for finding in findings),
        pieces=_excerpt(version.reading.text, findings),
    )


def _told(finding: Finding) -> dict[str, Any]:
    named: list[str] = []
    for part in finding.parts:
        if part["text"]:
            form = f" ({part['form']})" if part["form"] not in ("", "exact") else ""
            named.append(mask_contacts(_one_line(part["text"])) + form)
    return {
        "rule": finding.rule,
        "score": round(finding.score),
        "reason": mask_contacts(_one_line(finding.reason)),
        "words": list(dict.fromkeys(named))[:12],
        "parts": [f"{p['points']:+g} {_one_line(p['what'])}" for p in finding.parts if p["points"]],
    }


def _excerpt(text: str, findings: Sequence[Finding]) -> tuple[tuple[str, bool], ...]:
    """Return the words round the first thing found, in pieces that are marked or not."""
    spans = [
        (part["start"], part["end"])
        for finding in findings
        for part in finding.parts
        if part["start"] is not None and part["end"] <= len(text)
    ]
    if not spans:
        return ()
    named = [
        (part["start"], part["end"])
        for finding in findings
        for part in finding.parts
        if part["start"] is not None and str(part["what"]).startswith("names ")
    ]
    start, end = min(named or spans)
    before = max(text.rfind("\n", 0, start) + 1, start - MAX_EXCERPT_CHARS // 2)
    line_end = text.find("\n", end)
    after = min(len(text) if line_end < 0 else line_end, end + MAX_EXCERPT_CHARS)
    return (
        (mask_contacts(text[before:start]), False),
        (text[start:end], True),
        (mask_contacts(text[end:after]), False),
    )


def write_alert(subscription: Subscription, item: Item, settings: Settings) -> Letter:
    """Return the mail that tells of one document's findings."""
    top = max(item.findings, key=lambda finding: finding["score"])
    subject = f"[{settings.instance}] {top['score']} {item.title}"
    return _write("alert", subject, subscription, settings, items=[item])


def write_digest(
    subscription: Subscription,
    items: Sequence[Item],
    covered: Coverage,
    settings: Settings,
) -> Letter:
    """Return the mail of a period: what was found, what was not seen; all quiet is said, too."""
    period = f"{covered.since:%Y-%m-%d} to {covered.until:%Y-%m-%d}"
    found = f"{len(items)} documents" if items else "all quiet"
    unseen = "" if covered.complete else ", not everything was seen"
    return _write(
        "digest",
        f"[{settings.instance}] {period}: {found}{unseen}",
        subscription,
        settings,
        items=items[:MAX_DIGEST_ITEMS],
        more=max(0, len(items) - MAX_DIGEST_ITEMS),
        covered=covered,
        period=period,
    )


def write_ops(
    subscription: Subscription,
    transitions: Sequence[tuple[Transition, Source]],
    settings: Settings,
) -> Letter:
    """Return the mail that tells ops of sources that began to fail or recovered."""
    failing = [t for t, _ in transitions if t.after == "failing"]
    said = f"{len(failing)} sources are failing" if failing else "sources bring data again"
    if len(transitions) == 1:
        said = f"source {transitions[0][1].id} is {transitions[0][0].after.value}"
    return _write(
        "ops", f"[{settings.instance}] {said}", subscription, settings, transitions=transitions
    )


def _write(
    name: str, subject: str, subscription: Subscription, settings: Settings, **values: Any
) -> Letter:
    values |= {
        "instance": settings.instance,
        "subscription": subscription,
        "review": settings.review_address,
        "unsubscribe": unsubscribe_link(subscription, settings),
    }
    return Letter(
        subject=_one_line(subject)[:MAX_SUBJECT_CHARS],
        text=_text.get_template(f"{name}.txt").render(values),
        html=_html.get_template(f"{name}.html").render(values),
    )


def unsubscribe_link(subscription: Subscription, settings: Settings) -> str:
    """Return the address that ends a subscription, by page or in one click (RFC 8058)."""
    return f"{settings.review_address}/unsubscribe/{subscription.unsubscribe_token}"


def _one_line(value: str) -> str:
    """Return text without line breaks and other controls: it goes into a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
