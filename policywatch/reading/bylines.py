"""The line under a title: when a document was published, and by whom."""

import re
from collections.abc import Sequence

from policywatch.documents import Stated
from policywatch.reading.dates import ENGLISH_DAY, HAN_DATE, MINGUO, NUMERIC, parse_date
from policywatch.reading.titles import plain

MAX_LINE_CHARS = 200
MAX_SOURCE_CHARS = 30
_WHEN = r"(?:时间|時間|日期|于)"
_DATED = r"\s{0,3}[:：]?[\s\[【(（]{0,3}(?=[\d一二]|[A-Z][a-z]{2,8}\.?\s\d)"
# What says when a text came out; then a bare "date", which stands alone; then what says when it
# was changed. 截止日期 and "closing date" are dates of something else.
LABELS_OF_DATES = tuple(
    re.compile(rf"(?:{label}){_DATED}", re.IGNORECASE)
    for label in (
        rf"(?:发布|发表|刊发|刊登|登载|公布|公开|发文|发稿|发帖|添加|录入|上传|创建|生成){_WHEN}|"
        rf"發[布佈表]{_WHEN}|公告日期|(?:发布|發[布佈])(?=\s{{0,3}}[:：])|"
        r"(?:Posted|Published|Released)(?: on)?|Date (?:posted|published|of (?:publication|issue))|"
        r"(?:Post|Posting|Posted|Publish|Published|Publication|Release|Issue) (?:date|time)",
        r"(?<![\u4e00-\u9fff])(?:日期|時間|时间)|(?<![A-Za-z])(?<![A-Za-z][ -])(?:Date|Time)",
        rf"(?:更新|编辑|編輯|修改){_WHEN}|(?:Last )?(?:Updated|Modified)(?: on)?",
    )
)
# What follows a source on its line ends it.
STOP = (
    r"(?:\s{2,}|[|｜\u3000\t]|作者|编辑|責任|责任|时间|時間|日期|发布|浏览|点击|阅读|字[号体]|举报|分享|"
    r"打印|【|\d{4}[-年/.])"
)
LABELLED_SOURCE = re.compile(
    r"(?:信息|文章|稿件)?(?:来源于?|來源|稿源|出处|供稿单位|发布(?:单位|机构|部门|科室|者|人))"
    rf"\s{{0,3}}(?:[:：]\s{{0,4}}|(?=[A-Za-z]))(.{{2,40}}?)(?=\s{{0,9}}{STOP}|\s{{0,9}}$)"
)
# A date without its year, as in 发布时间：10-08 12:00: it tells where the byline is.
HALF_DATE = re.compile(r"(?:发布|发表|更新)时间\s?[:：]\s?\d{1,2}[-/月]\d{1,2}")
# What stands beside a date that is when a text came out.
BESIDE_DATE = re.compile(
    r"[来來稿]源|出处|作者|浏览|瀏覽|点击|點擊|阅读|編輯|编辑|字[号号体]|发布|打印"
)
OTHER_DATE = re.compile(r"(?:时间|時間|日期|期限?|date|time|deadline)\s?[:：]\s?$", re.IGNORECASE)
# A date in words counts where it is a part of its line by itself.
IN_WORDS = (ENGLISH_DAY, HAN_DATE, MINGUO)
BEFORE_DATE = re.compile(
    r"(?:.*[|｜·•–—]\s{0,3})?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?",
    re.IGNORECASE,
)
AFTER_DATE = re.compile(r"\s{0,3}(?:$|[|｜·•–—/(,-]|\d\d?:\d\d|at \d|by\b)", re.IGNORECASE)
# What a line must have for the patterns above to be worth a search.
YEAR = re.compile(r"\d{4}|\d\s?年|[一二][九〇○零]|1\d\d[-/.]")
SOURCE_WORD = re.compile(r"[来來稿]源|出处|供稿|发布")
CLOCK = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
# Beside a date stand counts and buttons, too: no name of a source has these words.
NO_SOURCE = re.compile(
    r"[\d:：。！？!?>»]|^(?:星期|周)[一二三四五六日天]|举报|分享|字[号体]|评论|浏览|阅读|点击|收藏|打印|关注|首页|位置|发布|时间|日期|来源|编辑|责任|"
    r"^(?:原创|转载|大|中|小|更多|正文|作者|未知|佚名|网络|无|返回|登录|注册|上一篇|下一篇|share|print|by|posted|released?|published|updated|time|date|email|am|pm)$",
    re.IGNORECASE,
)
LEADING = re.compile(r"^(?:原创|转载|作者|文/|记者)\s*[:：]?\s*")
NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z·—\-\[\]【】（）()/&. ]{1,29}")
MAX_BYLINE_CHARS = 80
# A date in a sentence is what the sentence is about.
SENTENCE = re.compile(
    r"[。；！？]|(?:施行|实施|执行|生效|截至|截止|有效期|届满|通过|修订|修正|批准|召开|今天是)"
)
LINES_OF_DATE = 2
DATE_CHARS = 20


def read_bylines(
    over: Sequence[str], lines: Sequence[str], under: Sequence[str] = (), title: str = ""
) -> dict[str, Stated]:
    """Return published and issuer as a line near the text states them, labelled or not.

    `over` are the short lines from the title down to the text, `lines` the text's own, `under`
    those right under it. A date without a label counts only over the text, or alone on a line
    right under it; none in the title is when the text came out.
    """
    found: dict[str, Stated] = {}
    over, first = (
        [line for line in some if len(line) < MAX_LINE_CHARS and not _is_of(title, line)]
        for some in (over, lines[:4])
    )
    ends = [line for line in (*lines[-3:], *under) if len(line) < MAX_LINE_CHARS]
    # When a text says 时间 or "Date" of itself, that is when something takes place.
    byline = [*over, *(line for line in first if BESIDE_DATE.search(line))]
    published, alone, changed = LABELS_OF_DATES
    _read_sources(found, [*over, *first])
    _read_labels(found, published, [*over, *first])
    _read_labels(found, alone, byline)
    _read_unlabelled(found, [*over, *first], byline)
    _read_labels(found, changed, byline)
    _read_sources(found, ends)
    _read_labels(found, published, ends)
    _read_labels(found, alone, [line for line in ends if BESIDE_DATE.search(line)])
    _read_labels(found, changed, ends)
    for line in under[:LINES_OF_DATE]:
        whole = NUMERIC.match(line) if len(line) <= DATE_CHARS else None
        if whole and whole["d"] and (date := parse_date(whole[0])):
            found.setdefault("published", Stated(date, "line"))
    return found


def _is_of(title: str, line: str) -> bool:
    """Return whether a line is the title or a part of it, and not the name of who issued it."""
    own, whole = plain(line), plain(title)
    return bool(own) and own in whole and not whole.startswith(f"{own}关于")


def _read_labels(found: dict[str, Stated], label: re.Pattern[str], lines: Sequence[str]) -> None:
    for line in lines:
        at = label.search(line) if YEAR.search(line) else None
        if at and (date := parse_date(line[at.end() : at.end() + 40])):
            found.setdefault("published", Stated(date, "line"))


def _read_sources(found: dict[str, Stated], lines: Sequence[str]) -> None:
    for line in lines:
        if source := _labelled_source(line):
            found.setdefault("issuer", Stated(source, "line"))


def _read_unlabelled(found: dict[str, Stated], lines: Sequence[str], byline: Sequence[str]) -> None:
    """Read the first line that has a date of no other thing, and who is named beside it."""
    for index, line in enumerate(lines):
        if SENTENCE.search(line):
            continue
        labels = LABELS_OF_DATES[: 2 if line in byline else 1]
        dated = _whole_date(line, labels) if len(line) < MAX_BYLINE_CHARS else None
        date = parse_date(dated[0]) if dated else None
        if date:
            found.setdefault("published", Stated(date, "line"))
        elif not HALF_DATE.match(line):
            continue
        of_figures = dated is None or dated.re is NUMERIC
        source = _beside_date(lines, index, dated) if of_figures else ""
        if source:
            found.setdefault("issuer", Stated(source, "byline"))
        return


def _whole_date(line: str, labels: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    """Return the first whole date on a line; None if it has a label that is none of `labels`."""
    dated = NUMERIC.search(line)
    if dated and dated["d"]:
        is_labelled = any(label.search(line[: dated.end()]) for label in labels)
        return dated if is_labelled or not OTHER_DATE.search(line[: dated.start()]) else None
    for pattern in IN_WORDS:
        found = pattern.search(line)
        if found and BEFORE_DATE.fullmatch(line[: found.start()]):
            return found if AFTER_DATE.match(line, found.end()) else None
    return None


def _labelled_source(line: str) -> str:
    found = LABELLED_SOURCE.search(line) if SOURCE_WORD.search(line) else None
    if not found:
        return ""
    source = found[1].strip(" :：|　[]【】")
    return source if 1 < len(source) <= MAX_SOURCE_CHARS and not NO_SOURCE.fullmatch(source) else ""


def _beside_date(lines: Sequence[str], index: int, dated: re.Match[str] | None) -> str:
    """Return the name that stands on a date's line after or before it, or on the line before."""
    line = lines[index]
    rests: tuple[str, ...] = ()
    if dated:
        after = CLOCK.sub("  ", line[dated.end() :].lstrip("日 "))
        rests = (after, line[: dated.start()])
    for rest in rests:
        for part in re.split(r"\s{2,}|[|｜\u3000\t]", rest.strip()):
            if source := _as_source(part):
                return source
            if source := _as_source(part.split(" ")[0]):
                return source
    for before in reversed(lines[max(0, index - 1) : index]):
        if source := _as_source(before):
            return source
    return ""


def _as_source(text: str) -> str:
    name = LEADING.sub("", text).strip(" ,，;；-")
    if not 2 <= len(name) <= 20 or NO_SOURCE.search(name) or not NAME.fullmatch(name):
        return ""
    return name
