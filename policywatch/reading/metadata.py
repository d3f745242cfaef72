"""Issuer, source, numbers and dates of a document, each with where it is stated."""

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import etree

from policywatch.documents import Stated
from policywatch.reading.bylines import read_bylines
from policywatch.reading.dates import parse_date
from policywatch.reading.validity import read_validity

META_NAMES = {
    "published": (
        "pubdate",
        "article:published_time",
        "og:published_time",
        "og:pubdate",
        "og:time",
        "datepublished",
        "publishdate",
        "publish-date",
        "pub_date",
        "article.published",
        "dc.date.issued",
        "dc.date",
        "dcterms.date",
        "parsely-pub-date",
        "sailthru.date",
        "citation_publication_date",
        "citation_date",
        "date",
    ),
    "issuer": ("contentsource", "dc.publisher", "source"),
    "subject": ("columnname", "article:section"),
    "index_number": ("indexcode", "syh"),
    "document_number": ("wenhao", "fwzh"),
}
# When a page was changed last: no date published, but near one where there is no other.
CHANGED_NAMES = ("dateupdate", "lastmodified", "article:modified_time", "datemodified")
PUBLISHED_NAME = re.compile(
    r"(?:publi|post|release|issue)\w{0,6}[\W_]?(?:date|time|on|at)\b|(?:date|time)\W?(?:publi|post)"
)
# Of the title, see titles.py.
LOOKED_AT = frozenset(
    (
        "articletitle",
        "og:title",
        "twitter:title",
        "og:site_name",
        "sitename",
        *CHANGED_NAMES,
        *(name for names in META_NAMES.values() for name in names),
    )
)
DATE_NAMES = frozenset(("written", "published", "effective", "expires"))
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,15}(?:发|函|办|字|令|通|规|公告|号|人|科|教|财|政|组|党|委|厅|局)?"
    r"\s?[〔\[［【(（]\s?(?:19|20)\d\d\s?[〕\]］】)）]\s?第?\s?\d{1,5}\s?号|"
    r"(?:(?:19|20)\d\d\s?年\s?)?第\s?\d{1,4}\s?号"
)
NUMBER_IN_TITLE = re.compile(
    r"[（(]([\u4e00-\u9fff]{1,12}[〔\[［【]\s?(?:19|20)\d\d\s?[〕\]］】]\s?第?\s?\d{1,5}\s?号)[）)]"
)
SOURCE_PREFIX = re.compile(r"^(?:来源|來源|稿源|作者|发布机构)\s?[:：]\s?")
SOURCE_SUFFIX = re.compile(r"\s+(?:原创稿?|转载)$")
BODY_NAME = re.compile(
    r"[\u4e00-\u9fff（）()、 ]{2,40}(?:局|部|厅|委员会|办公室|政府|院|大学|学院|委|中心|"
    r"基金会|协会|集团|公司|领导小组|人事处|处|会)"
)
DATE_LINE = re.compile(r"[\d〇○零一二][\d年月日.\-/ \u3000〇○零一二三四五六七八九十]{5,23}")
URL_DATE = re.compile(
    r"/(20\d\d)(?:[-/]?(\d{2})[-/]?(?:t\d{4}(\d{2})(\d{2})|(\d{2}))?|[-/](\d{1,2})[-/](\d{1,2}))[/_.]"
)
# A date in a variable of a script, as it stands or as the seconds since 1970.
DATE_IN_SCRIPT = re.compile(
    r"\b(?:ct|(?:pub|publish|create|release)_?(?:time|date))\s?=\s?[\"'](?:(\d{10})|(20\d\d[-/]\d[^\"']{3,20}))[\"']",
    re.IGNORECASE,
)
BEIJING = datetime.timezone(datetime.timedelta(hours=8))
FIRST_YEAR = "1990"  # of pages: 1900-01-01 and 1970-01-01 are what programs say who know no date
MAX_META = 500
MAX_SCRIPTS = 500
MAX_GUESSED_CHARS = 1_000_000


def read_meta(root: etree._Element) -> dict[str, str]:
    """Return the page's meta tags that say something of the document, by name in small letters,
    the first of each."""
    found: dict[str, str] = {}
    for element in islice(root.iter("meta"), MAX_META):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        if name and (known := _known_name(name)) and known not in found:
            content = element.get("content")
            if content and (value := " ".join(content[:600].split())):
                found[known] = value[:500]
    return found


@lru_cache(maxsize=4_096)
def _known_name(name: str) -> str:
    """Return a meta tag's name in small letters; "" if none of that name is looked at."""
    name = name.strip().lower()
    return name if name in LOOKED_AT or PUBLISHED_NAME.search(name[:100]) else ""


def find_details(
    *,
    meta: Mapping[str, str],
    header: Mapping[str, Stated],
    lines: Sequence[str],
    over: Sequence[str] = (),
    under: Sequence[str] = (),
    linked: Mapping[str, str] | None = None,
    title: str = "",
    selected_date: str = "",
) -> dict[str, Stated]:
    """Return what is stated of a document.

    `lines` are those of its text, `over` and `under` those of the page from the title down to it
    and right under it, `linked` what JSON-LD says. What the page's header table says comes first,
    then meta tags, then JSON-LD, then lines.
    """
    details: dict[str, Stated] = {}
    if selected_date and (date := parse_date(selected_date)):
        details["published"] = Stated(date, "selector")
    for name, stated in header.items():
        details.setdefault(name, stated)
    for name, tags in META_NAMES.items():
        if name in details:
            continue
        for tag in tags:
            value = _clean(name, meta.get(tag, ""))
            if value:
                details.setdefault(name, Stated(value[:200], f"meta:{tag}"))
                break
    if "published" not in details:
        _dated_by_name(details, meta)
    for name, key in (("published", "published"), ("issuer", "source")):
        value = "" if name in details else _clean(name, (linked or {}).get(key, ""))
        if value:
            details[name] = Stated(value, "json-ld")
    for name, stated in read_bylines(over, lines, under, title).items():
        details.setdefault(name, stated)
    _number(details, title, [*lines[:8], *over])
    _from_signature(details, lines)
    return details


def find_validity(details: dict[str, Stated], lines: Sequence[str]) -> None:
    """Add from when and until when a document holds, once its dates are known."""
    for name, stated in read_validity(lines, details).items():
        details.setdefault(name, stated)


def _dated_by_name(details: dict[str, Stated], meta: Mapping[str, str]) -> None:
    """Add the date of a meta tag that no list has, but whose name says what it is."""
    for name, value in meta.items():
        if PUBLISHED_NAME.search(name) and (date := parse_date(value)):
            details["published"] = Stated(date, f"meta:{name}")
            return


def _clean(name: str, value: str) -> str:
    if not value:
        return ""
    if name in DATE_NAMES:
        return parse_date(value) or ""
    return SOURCE_SUFFIX.sub("", SOURCE_PREFIX.sub("", value)).strip()


def _number(details: dict[str, Stated], title: str, lines: Sequence[str]) -> None:
    if "document_number" in details:
        return
    for line in lines:
        if len(line) < 60 and (number := NUMBER.fullmatch(line.strip())):
            details["document_number"] = Stated(number[0], "text")
            return
    if in_title := NUMBER_IN_TITLE.search(title):
        details["document_number"] = Stated(in_title[1], "title")


def _from_signature(details: dict[str, Stated], lines: Sequence[str]) -> None:
    """Read the last lines of a notice: who signs it, and under that the date."""
    last = [line.strip() for line in lines[-12:]]
    for index in range(len(last) - 1, -1, -1):
        line = last[index]
        if len(line) > 30 or not DATE_LINE.fullmatch(line) or not (date := parse_date(line)):
            continue
        details.setdefault("written", Stated(date, "signature"))
        if index and BODY_NAME.fullmatch(last[index - 1]):
            details.setdefault("issuer", Stated(last[index - 1], "signature"))
        return


def find_published(
    details: dict[str, Stated],
    *,
    root: etree._Element,
    begins: etree._Element | None,
    url: str,
    meta: Mapping[str, str],
    listed_date: str | None,
    markup_size: int,
) -> None:
    """Add the date published where no line near the text states it: from a <time> before the
    element in which the text `begins`, the list, a script, the address, the date changed, or a
    guess."""
    if "published" in details and details["published"].value >= FIRST_YEAR:
        return
    details.pop("published", None)
    changed = next((meta[name] for name in CHANGED_NAMES if name in meta), "")
    for evidence, value in (
        ("time", _in_time(root, begins)),
        ("list", listed_date or ""),
        ("script", _in_script(root)),
        ("url", _in_url(url)),
        ("meta:changed", changed),
    ):
        if value and (date := parse_date(value)):
            details["published"] = Stated(date, evidence)
            return
    if "written" not in details and markup_size < MAX_GUESSED_CHARS:
        guessed = _guess(root)
        if guessed:
            details["published"] = Stated(guessed, "htmldate")


def _in_time(root: etree._Element, begins: etree._Element | None) -> str:
    """Return what the first <time> says that stands before the text begins."""
    tags = ("time",) if begins is None else ("time", str(begins.tag))
    for element in root.iter(*tags):
        if element is begins:
            break
        if element.tag == "time":
            stated = element.get("datetime") or "".join(str(s) for s in element.itertext())
            if parse_date(stated):
                return stated
    return ""


def _in_script(root: etree._Element) -> str:
    """Return the date that the first variable of a script names as when the page came out."""
    for script in islice(root.iter("script"), MAX_SCRIPTS):
        found = DATE_IN_SCRIPT.search(script.text or "")
        if found and found[1]:
            return datetime.datetime.fromtimestamp(int(found[1]), BEIJING).date().isoformat()
        if found:
            return found[2]
    return ""


def _in_url(url: str) -> str:
    found = URL_DATE.search(urlsplit(url).path)
    if not found:
        return ""
    year, *parts = filter(None, found.groups())
    # t20230403 holds the month again.
    return "-".join((year, parts[0], *parts[1:][-1:]))


def _guess(root: etree._Element) -> str | None:
    try:
        return find_date(
            root, original_date=True, extensive_search=False, deferred_url_extractor=True
        )
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError):
        return None  # htmldate is not proof against every page; then there is just no guess.
