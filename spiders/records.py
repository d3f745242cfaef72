"""Records of HTML inside XML, as Hanweb's lists have them: in an answer, or in a page's script."""

from collections.abc import Iterator
from datetime import date

from lxml import etree
from parsel import Selector

from spiders.bounds import MAX_ITEMS_PER_PAGE
from spiders.items import ListedItem
from spiders.row_parts import read_rows

MAX_RECORD_CHARS = 20_000


class TooManyRecordsError(Exception):
    """There are more records than are read."""


def read_records(text: str, url: str, today: date) -> list[ListedItem]:
    """Return what the records of a datastore say; those without a link are left out.

    Raises:
        TooManyRecordsError: there are more than are read.
    """
    roots = [root for record in _records(text) if (root := _parse(record)) is not None]
    return list(read_rows(roots, url, today))


def _parse(record: str) -> etree._Element | None:
    if not record.strip():
        return None
    if record.lstrip()[:3].lower() in ("<tr", "<td"):
        record = f"<table>{record}</table>"  # a row without its table would lose its cells
    root = Selector(text=record, type="html", huge_tree=False).root
    return root if isinstance(root, etree._Element) else None


def _records(text: str) -> Iterator[str]:
    """Yield the HTML that each record of a datastore holds."""
    end = 0
    for _ in range(MAX_ITEMS_PER_PAGE + 1):
        start = text.find("<record>", end)
        if start < 0:
            return
        end = text.find("</record>", start, start + MAX_RECORD_CHARS)
        if end < 0:
            end = start + len("<record>")
            continue
        record = text[start + len("<record>") : end].strip()
        yield record.removeprefix("<![CDATA[").removesuffix("]]>")
    raise TooManyRecordsError(f"it holds over {MAX_ITEMS_PER_PAGE:,} records")
