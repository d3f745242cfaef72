"""The links of a page to files, with the names that they are given."""

import bisect
import re
from collections.abc import Iterator, Mapping
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
    r"^\s{0,4}附[件表]|\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar)\s{0,4}$", re.IGNORECASE
)
CALLED_ATTACHMENT = re.compile(r"\s{0,20}附[件表]\s?[\d一二三四五六七八九十:：.、]")
CALLED = "附"
MAX_LINKS = 500
MAX_SEEN_LINKS = 20_000


def find_file_links(root: etree._Element, markup: str) -> dict[etree._Element, str]:
    """Return a page's links to files in document order, each with its text.

    `markup` is what the tree was made from.

    Such are those whose address ends as a file's name does, those that are marked as attachments
    or called 附件 with a number or name, and those to an address of downloads that are called so.
    """
    anchors: list[etree._Element] = []
    addresses: list[str] = []
    marked: set[int] = set()
    are_called = CALLED in markup
    for anchor in islice(root.iter("a"), MAX_SEEN_LINKS):
        if href := anchor.get("href"):
            if (are_called and CALLED_ATTACHMENT.match(anchor.text or "")) or (
                anchor.get("appendix") or anchor.get("oldsrc")
            ):
                marked.add(len(anchors))
            anchors.append(anchor)
            addresses.append(href)
    found: dict[etree._Element, str] = {}
    for index in sorted(marked.union(_hinting(addresses))):
        address = addresses[index].strip().lower()
        if address.startswith(NO_FILE):
            continue
        text = tidy(strings_of(anchors[index])[:2000])
        if index in marked or names_file(address) or ATTACHMENT_NAME.search(text):
            found[anchors[index]] = text
    return found


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


def read_links(
    root: etree._Element, url: str, files: Mapping[etree._Element, str]
) -> tuple[Link, ...]:
    """Return a page's links to files, absolute, each once, with the names they are given."""
    if not files:
        return ()
    base = url
    for element in root.iter("base"):
        base = _join(url, element.get("href", "")) or url
        break
    found: dict[str, str] = {}
    for anchor, text in files.items():
        absolute = _join(base, anchor.get("href", "")).partition("#")[0]
        if absolute.startswith(("http://", "https://")) and len(found) < MAX_LINKS:
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
