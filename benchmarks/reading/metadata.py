"""How often title, date and source are read right, where a reader of the page has said them."""

from dataclasses import dataclass

from benchmarks.reading.pages import KnownPage
from policywatch.reading import read_document


@dataclass(frozen=True, slots=True)
class MetadataFigure:
    """Of how many pages something is known, and of how many it was read right."""

    pages: str
    what: str
    known: int
    right: int
    wrong: tuple[str, ...]


def measure_metadata(name: str, pages: list[KnownPage]) -> list[MetadataFigure]:
    """Return the figures of title, published and source."""
    known: dict[str, int] = {"title": 0, "published": 0, "source": 0}
    wrong: dict[str, list[str]] = {what: [] for what in known}
    for page in pages:
        if not (page.titles or page.published or page.sources):
            continue
        reading = read_document(page.body, url=page.url)
        issuer = reading.details.get("issuer")
        told = {
            "title": reading.title,
            "published": reading.published or "",
            "source": issuer.value if issuer else "",
        }
        expected = {
            "title": page.titles,
            "published": page.published,
            "source": page.sources,
        }
        for what, right in expected.items():
            if right:
                known[what] += 1
                if _plain(told[what]) not in {_plain(spelling) for spelling in right}:
                    wrong[what].append(f"{page.name}: {told[what]!r}")
    return [
        MetadataFigure(name, what, count, count - len(wrong[what]), tuple(wrong[what]))
        for what, count in known.items()
        if count
    ]


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).lower()
