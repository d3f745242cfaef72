"""Stories to letters: subject, plain text and HTML, in the subscriber's language."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models import Cadence, Subscription
from policywatch.alerting.story import Story
from policywatch.alerting.texts import say
from policywatch.coverage import Coverage
from policywatch.settings import Settings
from policywatch.standstill import Standstill

MAX_SUBJECT_CHARS = 200
MAX_LISTED = 50
MAX_UNSEEN = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words; what its recipient alone may see (the way out) is added when it is sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class StateChange:
    """A source's change of state, as ops is told of it."""

    name: str
    publisher: str
    source: str
    before: str
    after: str
    reason: str
    at: str
    url: str
    advice: str = ""
    sample: str = ""


def _environment(*, html: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=html,  # noqa: S701 (off for the plain text part alone)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_HTML = _environment(html=True)
_TEXT = _environment(html=False)


def one_line(text: str) -> str:
    """Return a text fit for a header: one line, without control or direction characters."""
    kept = "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") else " " for c in text
    )
    line = " ".join(kept.split())
    return line if len(line) <= MAX_SUBJECT_CHARS else line[: MAX_SUBJECT_CHARS - 1] + "…"


def write_alert(
    stories: Sequence[Story], subscription: Subscription, settings: Settings, *, limit: int | None
) -> Letter:
    """Return the letter that tells at once of one document's findings; `limit` ends the day's."""
    language = subscription.language
    best = max(stories, key=lambda story: story.score)
    subject = f"{best.score} · {best.title or say(language, 'no title')} · {best.publisher}"
    return _letter("alert", subject, subscription, settings, stories=stories, limit=limit)


def write_digest(
    stories: Sequence[Story],
    more: int,
    mails: int,
    seen: Coverage,
    subscription: Subscription,
    settings: Settings,
) -> Letter:
    """Return a period's letter: its findings, or that all is quiet, and what was not seen."""
    language = subscription.language
    heartbeat = subscription.cadence is Cadence.INSTANT and not stories
    name = "heartbeat" if heartbeat else subscription.cadence.value
    name = "daily" if name == Cadence.INSTANT.value else name
    number = len(stories) + more
    is_seen = not (seen.failing or seen.stale or seen.never or seen.still)
    what = say(language, "all quiet" if is_seen else "nothing found")
    if number or mails:
        what = (
            say(language, "n findings", n=number) if number else say(language, "n mails", n=mails)
        )
    parts = [f"{say(language, name)} {seen.until:%Y-%m-%d}", what]
    unseen = {u.id for u in (*seen.failing, *seen.stale, *seen.never)}
    if unseen:
        parts.append(say(language, "not seen n", n=len(unseen)))
    if seen.still:
        parts.append(
            say(language, "stand still", stages=", ".join(one.stage for one in seen.still))
        )
    return _letter(
        "digest",
        " · ".join(parts),
        subscription,
        settings,
        stories=stories,
        more=more,
        mails=mails,
        heading=say(language, name),
        seen=seen,
        unseen=_unseen(language, seen),
    )


def write_state_changes(
    changes: Sequence[StateChange], subscription: Subscription, settings: Settings
) -> Letter:
    """Return the letter that tells ops of sources that changed their state."""
    language = subscription.language
    if len(changes) == 1:
        one = changes[0]
        subject = say(language, "source state", name=one.name, before=one.before, after=one.after)
    else:
        failing = sum(change.after == "failing" for change in changes)
        key = "n failing" if failing == len(changes) else "n source states"
        subject = say(language, key, n=len(changes))
    return _letter("states", subject, subscription, settings, changes=changes)


def write_gap(
    name: str,
    publisher: str,
    source_id: str,
    days: str,
    reason: str,
    command: str,
    subscription: Subscription,
    settings: Settings,
) -> Letter:
    """Return the letter that tells ops of a possible gap in what a source's list showed."""
    language = subscription.language
    return _letter(
        "gap",
        say(language, "gap subject", name=name, days=days),
        subscription,
        settings,
        name=name,
        publisher=publisher,
        source=source_id,
        days=days,
        reason=reason,
        command=command,
    )


def write_standstill(one: Standstill, subscription: Subscription, settings: Settings) -> Letter:
    """Return the letter that tells ops of a stage that stands still."""
    language = subscription.language
    return _letter(
        "standstill",
        say(language, "stand still", stages=one.stage),
        subscription,
        settings,
        what=_say_still(language, one),
        command=f"policywatch {one.stage}",
    )


def _unseen(language: str, seen: Coverage) -> list[str]:
    lists = (
        ("failing", seen.failing),
        ("blocked", seen.blocked),
        ("stale", seen.stale),
        ("never", seen.never),
        ("gaps", seen.gaps),
    )
    lines = [
        f"{say(language, key)}: {source.name} ({source.id})"
        + (f": {source.reason}" if source.reason else "")
        for key, sources in lists
        for source in sources
    ]
    if len(lines) > MAX_UNSEEN:
        lines = [*lines[:MAX_UNSEEN], f"… +{len(lines) - MAX_UNSEEN}"]
    if seen.unreadable:
        lines.append(say(language, "unreadable", n=seen.unreadable))
    if seen.parked:
        lines.append(say(language, "parked", n=seen.parked))
    return [*(_say_still(language, one) for one in seen.still), *lines]


def _say_still(language: str, one: Standstill) -> str:
    since = f"{one.since:%Y-%m-%d %H:%M}"
    return say(language, "stands still", stage=one.stage, n=one.pieces, since=since)


def _letter(
    template: str, subject: str, subscription: Subscription, settings: Settings, **values: Any
) -> Letter:
    language = subscription.language
    subject = one_line(f"[{settings.instance}] {subject}")
    note = f": {subscription.note}" if subscription.note else ""
    values |= {
        "t": lambda key, **parts: say(language, key, **parts),
        "language": "zh-CN" if language.startswith("zh") else "en",
        "subject": subject,
        "instance": settings.instance,
        "address": settings.review_address,
        "why_you": say(
            language,
            "why you",
            recipient=subscription.recipient,
            name=subscription.name,
            instance=settings.instance,
            note=note,
        ),
    }
    return Letter(
        subject,
        _TEXT.get_template(f"{template}.txt").render(**values),
        _HTML.get_template(f"{template}.html").render(**values),
    )
