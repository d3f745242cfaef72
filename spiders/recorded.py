"""Recorded answers of lists with what they yield: a source that reads them otherwise is broken.

Beside the source files lies `recorded/ID/`: `answer.gz`, the bytes that the list answered, and
`golden.yaml`, where they are from and the items that they hold.
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from policywatch.catalogue.sources import SAMPLE_SITE, SourceDeclaration
from policywatch.catalogue.yaml_file import load_yaml
from policywatch.errors import CatalogueError
from spiders.apis import NotAnAnswerError
from spiders.bounds import MAX_SITEMAP_BYTES
from spiders.items import ListedItem
from spiders.markup import TooMuchMarkupError
from spiders.once import Answer
from spiders.readers import read_answer

FOLDER = "recorded"
MAX_RECORDED_BYTES = 5_000_000
MAX_TOLD = 3


class _GoldenItem(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    title: str
    date: str | None = None


class Golden(BaseModel):
    """What a recorded answer is from, and what it yields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="where redirects led")
    content_type: str
    day: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="when it was recorded")
    items: tuple[_GoldenItem, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A source that no longer yields what was recorded of it, and what it yields instead."""

    source_id: str
    problem: str


def record(
    folder: Path,
    source_id: str,
    answer: Answer,
    items: Iterable[ListedItem],
    today: date,
    *,
    sample_site: str,
) -> Path | None:
    """Write a list's answer and what it yields; return where, or None where it is too large."""
    if len(answer.body) > MAX_RECORDED_BYTES:
        return None
    place = folder / FOLDER / source_id
    place.mkdir(parents=True, exist_ok=True)
    body = _moved(answer.body, sample_site, SAMPLE_SITE)
    (place / "answer.gz").write_bytes(gzip.compress(body, mtime=0))
    golden = {
        "url": answer.url.replace(sample_site, SAMPLE_SITE),
        "content_type": answer.content_type,
        "day": today.isoformat(),
        "items": [
            {
                "url": item.url.replace(sample_site, SAMPLE_SITE),
                "title": item.title,
                **({"date": item.date} if item.date else {}),
            }
            for item in items
        ],
    }
    text = yaml.safe_dump(golden, allow_unicode=True, sort_keys=False, width=2000)
    (place / "golden.yaml").write_text(_quoted_dates(text), encoding="utf-8")
    return place


def _quoted_dates(text: str) -> str:
    """Return YAML whose dates no reader takes for anything but text."""
    return re.sub(r"^(\s*(?:day|date): )'?([\d-]+)'?$", r"\1'\2'", text, flags=re.MULTILINE)


def recorded_ids(folder: Path) -> list[str]:
    """Return the sources of which an answer is recorded beside their files."""
    return sorted(place.parent.name for place in (folder / FOLDER).glob("*/golden.yaml"))


def check_recorded(
    folder: Path, declarations: Iterable[SourceDeclaration], *, sample_site: str
) -> Iterator[Broken]:
    """Yield the sources whose recorded answer does not give its golden output any more.

    Raises:
        CatalogueError: a recording cannot be read, or belongs to no declared source.
    """
    declared = {declaration.id: declaration for declaration in declarations}
    for source_id in recorded_ids(folder):
        place = folder / FOLDER / source_id
        if source_id not in declared:
            raise CatalogueError([f"{place}:1: belongs to no source; delete it or declare one"])
        problem = _problem(place, declared[source_id], sample_site)
        if problem:
            yield Broken(source_id, problem)


def _problem(place: Path, declaration: SourceDeclaration, sample_site: str) -> str | None:
    golden = load_yaml(place / "golden.yaml", Golden)
    try:
        with gzip.open(place / "answer.gz") as file:
            body = file.read(MAX_SITEMAP_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogueError([f"{place}/answer.gz:1: expected a gzip file: {error}"]) from error
    url = golden.url.replace(SAMPLE_SITE, sample_site)
    body = _moved(body, SAMPLE_SITE, sample_site)
    day = date.fromisoformat(golden.day)
    try:
        page = read_answer(declaration, body, golden.content_type, url, day)
    except (NotAnAnswerError, TooMuchMarkupError) as error:
        return f"its recorded answer cannot be read: {error}"
    wanted = [
        ListedItem(item.url.replace(SAMPLE_SITE, sample_site), item.title, item.date)
        for item in golden.items
    ]
    return _difference(list(page.items), wanted)


def _difference(found: list[ListedItem], wanted: list[ListedItem]) -> str | None:
    if found == wanted:
        return None
    told = [f"it yields {len(found)} items where {len(wanted)} are recorded"]
    pairs = [(a, b) for a, b in zip(found, wanted, strict=False) if a != b]
    for got, want in pairs[:MAX_TOLD]:
        for name in ("url", "title", "date"):
            if getattr(got, name) != getattr(want, name):
                told.append(f"{name} {getattr(got, name)!r} where it was {getattr(want, name)!r}")
    return "; ".join(told)


def _moved(body: bytes, old: str, new: str) -> bytes:
    """Return a body that speaks of the sample site as if it were elsewhere."""
    return body.replace(old.encode(), new.encode()) if body[:2] != b"\x1f\x8b" else body
