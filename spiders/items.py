"""What a list says: its items, and where it goes on."""

import re
from dataclasses import dataclass

from spiders.postbacks import NextForm

_SPACE = re.compile(r"\s+")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ListedItem:
    """What a list says of a document: canonical address, title, date (ISO 8601 or None)."""

    url: str
    title: str
    date: str | None


TORN = "it ends in the middle"
"""What is said of a list whose server broke off while it wrote it."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. `shape` is where its items stand, to find them on the next page.

    `next_form` is to be sent for the next page where no address leads there.
    `cut` says what of it was not read, because it holds more than it may or is torn; `elsewhere`,
    where a page without items shows other pages: there they may be.
    """

    items: tuple[ListedItem, ...]
    next_url: str | None = None
    shape: str | None = None
    has_script_pager: bool = False
    cut: str = ""
    elsewhere: str = ""
    next_form: NextForm | None = None


def tidy(text: str | None, limit: int = 1000) -> str:
    """Return a text on one line, without repeated spaces and what no store takes as text."""
    return _SPACE.sub(" ", _NO_TEXT.sub("", (text or "")[: limit * 4])).strip()[:limit]
