"""The links of a page to files, with the names that they are given."""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from urllib.parse import unquote, urljoin, urlsplit

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from lxml import etree

from policywatch.documents import Link
from policywatch.reading.structure import FILE_SUFFIXES, names_file, strings_of, tidy

NO_FILE = ("#", "javascript:", "mailto:", "tel:")
DOWNLOADS = ("download", "attach", "fujian", "getfile", "fileid=", "file_id=")
ATTACHMENT_NAME = re.compile(
    r"^\s{0,4}附件|\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar)\s{0,4}$", re.IGNORECASE
)
MAX_LINKS = 500
MAX_SEEN_LINKS = 20_000


@dataclass(frozen=True, slots=True)
class FileLinks:
    """The links of a page that may be to files, in document order, and of them the `sure` ones:
    those whose address ends as a file's name does."""

    likely: tuple[etree._Element, ...]
    sure: frozenset[etree._Element]


def find_file_links(root: etree._Element) -> FileLinks:
    """Return which of a page's links may be to files: by address, or marked as such."""
    anchors: list[etree._Element] = []
    addresses: list[str] = []
    marked: set[int] = set()
    for anchor in islice(root.iter("a"), MAX_SEEN_LINKS):
        if href := anchor.get("href"):
            if anchor.get("appendix") or anchor.get("oldsrc"):
                marked.add(len(anchors))
            anchors.append(anchor)
            addresses.append(href)
    likely = sorted(marked.union(_hinting(addresses)))
    sure = frozenset(anchors[i] for i in likely if names_file(addresses[i].lower()))
    return FileLinks(tuple(anchors[i] for i in likely), sure)


@cache
def _hints() -> AhoCorasick:
    return AhoCorasick(
        [*(f".{suffix}" for suffix in FILE_SUFFIXES), *DOWNLOADS],
        matchkind=MatchKind.Standard,
        implementation=Implementation.ContiguousNFA,
        store_patterns=False,
    )


def _hinting(addresses: list[str]) -> Iterator[int]:
    """Yield which addresses hold a file's suffix or a word of downloads: one pass over all."""
    text = "\n".join(addresses).encode("utf-8", "replace").decode().lower()
    found = _hints().find_matches_as_indexes(text, overlapping=False)
    if found:
        starts = list(accumulate((len(a.lower()) + 1 for a in addresses), initial=0))
        yield from {bisect.bisect_right(starts, start) - 1 for _, start, _ in found}


def read_links(root: etree._Element, url: str, files: FileLinks) -> tuple[Link, ...]:
    """Return a page's links to files, absolute, each once, with the names they are given."""
    if not files.likely:
        return ()
    base = url
    for element in root.iter("base"):
        base = _join(url, element.get("href", "")) or url
        break
    found: dict[str, str] = {}
    for anchor in files.likely:
        if len(found) >= MAX_LINKS:
            break
        href = anchor.get("href", "")
        text = tidy(strings_of(anchor)[:2000])
        is_file = anchor in files.sure or anchor.get("appendix") or anchor.get("oldsrc")
        if href.strip().lower().startswith(NO_FILE) or not (
            is_file or ATTACHMENT_NAME.search(text)
        ):
            continue
        absolute = _join(base, href).partition("#")[0]
        if absolute.startswith(("http://", "https://")):
            name = text or anchor.get("title") or file_name(absolute)
            found.setdefault(absolute, tidy(name)[:300])
    return tuple(Link(address, name) for address, name in found.items())


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def file_name(url: str) -> str:
    """Return the name at the end of a URL, unquoted as UTF-8 or GBK, whichever it is."""
    name = urlsplit(url).path.rpartition("/")[2]
    decoded = unquote(name, errors="strict") if _is_utf8_quoted(name) else unquote(name, "gb18030")
    return decoded[:300]


def _is_utf8_quoted(name: str) -> bool:
    try:
        unquote(name, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
