"""Title, issuer, numbers and dates of a document, each with where it is stated."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import etree

from policywatch.documents import Stated
from policywatch.reading.dates import NUMERIC, parse_date

MAX_TITLE_CHARS = 300
META_NAMES = {
    "published": (
        "pubdate",
        "article:published_time",
        "og:published_time",
        "datepublished",
        "publishdate",
        "publish-date",
        "dc.date.issued",
        "dc.date",
        "citation_publication_date",
        "citation_date",
    ),
    "issuer": ("contentsource", "dc.publisher", "source"),
    "subject": ("columnname", "article:section"),
    "index_number": ("indexcode", "syh"),
    "document_number": ("wenhao", "fwzh"),
}
DATE_NAMES = frozenset(("written", "published", "effective", "expires"))
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,15}(?:发|函|办|字|令|通|规|公告|号|人|科|教|财|政|组|党|委|厅|局)?"
    r"\s?[〔\[［【(（]\s?(?:19|20)\d\d\s?[〕\]］】)）]\s?第?\s?\d{1,5}\s?号"
)
PUBLISHED_LABEL = re.compile(
    r"(?:发布(?:时间|日期|于)|發[布佈](?:時間|日期)|日期|時間|时间|更新时间|"
    r"Posted(?: on)?|Published(?: on)?|Date posted|Date)\s{0,3}[:：]?\s{0,3}(?=[\d一二])",
    re.IGNORECASE,
)
ENGLISH_LABEL = re.compile(
    r"(?:Posted(?: on)?|Published(?: on)?|Date(?: posted)?)\s?:\s?", re.IGNORECASE
)
SOURCE_LABEL = re.compile(
    r"(?:信息)?(?:来源|來源|发布单位|发布机构)\s{0,3}[:：]\s{0,3}([^\s|：:]{2,40})"
)
EFFECTIVE = re.compile(r"自(.{4,20}?)(?:起)(?:施行|实施|执行|生效)")
EXPIRES = re.compile(r"有效期(?:限)?(?:至|到|为.{0,20}?至)(.{4,20}?)(?:[。；，;,)）]|$)")
BODY_NAME = re.compile(
    r"[\u4e00-\u9fff（）()、 ]{2,40}(?:局|部|厅|委员会|办公室|政府|院|大学|学院|委|中心|"
    r"基金会|协会|集团|公司|领导小组|人事处|处|会)"
)
SITE_SUFFIX = re.compile(
    r"\s*[_|｜–—«»·]\s*|\s+-{1,2}\s+|(?<=[\u4e00-\u9fff])-{1,2}(?=[\u4e00-\u9fff])|--"
)
URL_DATE = re.compile(r"/(20\d\d)[-/]?(\d{2})[-/]?(?:t\d{4}(\d{2})(\d{2})|(\d{2}))?[/_.]")


def read_meta(root: etree._Element) -> dict[str, str]:
    """Return the page's meta tags by name in small letters, the first of each."""
    found: dict[str, str] = {}
    for number, element in enumerate(root.iter("meta")):
        if number > 500:
            break
        name = element.get("name") or element.get("property") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), " ".join(content.split())[:500])
    return found


def find_title(
    root: etree._Element,
    meta: Mapping[str, str],
    headings: Sequence[str],
    *,
    above: Sequence[str] = (),
    selected: str = "",
    listed: str = "",
) -> str:
    """Return the document's own title, without the site's name around it.

    `above` are the lines over the text, the nearest last: the title is one of them, mostly.
    """
    in_head = " ".join((root.findtext(".//title") or "").split())[:500]
    if selected:
        return selected[:MAX_TITLE_CHARS]
    if meta.get("articletitle"):
        return meta["articletitle"][:MAX_TITLE_CHARS]
    named = meta.get("og:title", "") or in_head
    for heading in headings[:8]:
        if len(heading) > 4 and _plain(heading) in _plain(f"{named} {listed}"):
            return heading[:MAX_TITLE_CHARS]
    own = _without_site(named, above)
    if (
        listed
        and not listed.endswith(("...", "…"))
        and (not own or _plain(listed) in _plain(in_head))
    ):
        return listed[:MAX_TITLE_CHARS]
    if own:
        return own[:MAX_TITLE_CHARS]
    return (headings[0] if headings else listed)[:MAX_TITLE_CHARS]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _without_site(title: str, above: Sequence[str]) -> str:
    """Return a title less the names of site and column.

    Of its parts it is the one that stands nearest over the text; where none does, the longest,
    or the first if that is nearly as long.
    """
    pieces = [part.strip() for part in SITE_SUFFIX.split(title) if part.strip()]
    if not pieces:
        return title
    for line in reversed(above):
        if line in pieces and len(line) > 4:
            return line
    longest = max(pieces, key=len)
    return pieces[0] if len(pieces[0]) >= 0.6 * len(longest) else longest


def find_details(
    *,
    meta: Mapping[str, str],
    header: Mapping[str, Stated],
    lines: Sequence[str],
    around: Sequence[str],
    selected_date: str = "",
) -> dict[str, Stated]:
    """Return what is stated of a document.

    `lines` are those of its text, `around` the short ones that stand on the page besides it
    (the line under the title, mostly). What the page's header table says comes first, then
    meta tags, then lines.
    """
    details: dict[str, Stated] = {}
    if selected_date and (date := parse_date(selected_date)):
        details["published"] = Stated(date, "selector")
    for name, stated in header.items():
        details.setdefault(name, stated)
    for name, tags in META_NAMES.items():
        for tag in tags:
            value = meta.get(tag, "")
            if name in DATE_NAMES:
                value = parse_date(value) or ""
            value = re.sub(r"^(?:来源|來源|作者|发布机构)\s?[:：]\s?", "", value)
            if value:
                details.setdefault(name, Stated(value[:200], f"meta:{tag}"))
    _from_lines(details, around, lines)
    return details


def _from_lines(details: dict[str, Stated], around: Sequence[str], lines: Sequence[str]) -> None:
    for line in [*around[:60], *lines[:6], *lines[-3:]]:
        if len(line) > 200:
            continue
        label = PUBLISHED_LABEL.search(line) or ENGLISH_LABEL.search(line)
        if label and (date := parse_date(line[label.end() : label.end() + 40])):
            details.setdefault("published", Stated(date, "line"))
        source = SOURCE_LABEL.search(line)
        if source:
            details.setdefault("issuer", Stated(source[1], "line"))
    for line in [*lines[:8], *around[:30]]:
        number = NUMBER.fullmatch(line.strip()) if len(line) < 60 else None
        if number:
            details.setdefault("document_number", Stated(number[0], "text"))
    _from_signature(details, lines)
    for line in lines[-40:]:
        for name, pattern in (("effective", EFFECTIVE), ("expires", EXPIRES)):
            found = pattern.search(line[:2000])
            if found and (date := parse_date(found[1])):
                details.setdefault(name, Stated(date, "text"))


def _from_signature(details: dict[str, Stated], lines: Sequence[str]) -> None:
    """Read the last lines of a notice: who signs it, and under that the date."""
    last = [line.strip() for line in lines[-12:]]
    for index in range(len(last) - 1, -1, -1):
        line = last[index]
        if len(line) > 30 or not (date := parse_date(line)):
            continue
        if not re.fullmatch(r"[\d年月日.\-/\s〇○零一二三四五六七八九十]{6,24}", line):
            continue
        details.setdefault("written", Stated(date, "signature"))
        if index and BODY_NAME.fullmatch(last[index - 1]):
            details.setdefault("issuer", Stated(last[index - 1], "signature"))
        return


def find_published(
    details: dict[str, Stated],
    *,
    root: etree._Element,
    url: str,
    around: Sequence[str],
    listed_date: str | None,
    markup_size: int,
) -> None:
    """Add the date published where nothing states it outright: list, lone date, URL, htmldate."""
    if "published" in details:
        return
    if listed_date and (date := parse_date(listed_date)):
        details["published"] = Stated(date, "list")
        return
    for line in around[:40]:
        if len(line) < 80 and (found := NUMERIC.search(line)) and found["d"]:
            date = parse_date(found[0])
            if date:
                details["published"] = Stated(date, "line")
                return
    in_url = URL_DATE.search(urlsplit(url).path)
    if in_url:
        year, month, *days = in_url.groups()
        day = days[1] if days[0] else days[2]
        date = parse_date(f"{year}-{month}-{day}" if day else f"{year}-{month}")
        if date:
            details["published"] = Stated(date, "url")
            return
    if "written" not in details and markup_size < 1_000_000:
        guessed = _guess(root)
        if guessed:
            details["published"] = Stated(guessed, "htmldate")


def _guess(root: etree._Element) -> str | None:
    try:
        return find_date(
            root, original_date=True, extensive_search=False, deferred_url_extractor=True
        )
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError):
        return None  # htmldate is not proof against every page; then there is just no guess.
