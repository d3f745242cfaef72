"""The line under a title: when a document was published, and by whom."""

import re
from collections.abc import Sequence

from policywatch.documents import Stated
from policywatch.reading.dates import NUMERIC, parse_date

MAX_LINE_CHARS = 200
MAX_SOURCE_CHARS = 30
LABELLED_DATE = re.compile(
    r"(?:发布(?:时间|日期|于)|發[布佈](?:時間|日期)|(?:发表|刊发|更新|添加|录入|生成)(?:时间|日期|于)|"
    r"日期|時間|时间|Posted(?: on)?|Published(?: on)?|Date posted|Date)\s{0,3}[:：]?\s{0,3}"
    r"(?=[\d一二]|[A-Z][a-z]{2,8}\.?\s\d)",
    re.IGNORECASE,
)
# What follows a source on its line ends it.
STOP = (
    r"(?:\s{2,}|[|｜\u3000\t]|作者|编辑|責任|责任|时间|時間|日期|发布|浏览|点击|阅读|字[号体]|举报|分享|"
    r"打印|【|\d{4}[-年/.])"
)
LABELLED_SOURCE = re.compile(
    r"(?:信息|文章|稿件)?(?:来源于?|來源|稿源|出处|供稿单位|发布单位|发布机构|发布者)"
    rf"\s{{0,3}}(?:[:：]\s{{0,4}}|(?=[A-Za-z]))(.{{2,40}}?)(?=\s{{0,9}}{STOP}|\s{{0,9}}$)"
)
# A date without its year, as in 发布时间：10-08 12:00: it tells where the byline is.
HALF_DATE = re.compile(r"(?:发布|发表|更新)时间\s?[:：]\s?\d{1,2}[-/月]\d{1,2}")
# What a line must have for the patterns above to be worth a search.
YEAR = re.compile(r"\d{4}|\d\s?年|[一二][九〇○零]")
SOURCE_WORD = re.compile(r"[来來稿]源|出处|供稿|发布")
CLOCK = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
# Beside a date stand counts and buttons, too: no name of a source has these words.
NO_SOURCE = re.compile(
    r"[\d:：。！？!?>»]|举报|分享|字[号体]|评论|浏览|阅读|点击|收藏|打印|关注|首页|位置|发布|时间|日期|来源|编辑|责任|"
    r"^(?:原创|转载|大|中|小|更多|正文|作者|未知|佚名|网络|无|返回|登录|注册|上一篇|下一篇|share|print|by|posted|email|am|pm)$",
    re.IGNORECASE,
)
LEADING = re.compile(r"^(?:原创|转载|作者|文/|记者)\s*[:：]?\s*")
NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z·—\-\[\]【】（）()/&. ]{1,29}")
MAX_BYLINE_CHARS = 80
# A date in a sentence is what the sentence is about.
SENTENCE = re.compile(r"[。；！？]|(?:施行|实施|执行|生效|截至|截止|有效期|届满)")
LINES_OF_DATE = 2
DATE_CHARS = 20


def read_bylines(
    over: Sequence[str], lines: Sequence[str], under: Sequence[str] = ()
) -> dict[str, Stated]:
    """Return published and issuer as a line near the text states them, labelled or not.

    `over` are the short lines from the title down to the text, `lines` the text's own, `under`
    those right under it. A date without a label counts only over the text, or alone on a line
    right under it.
    """
    found: dict[str, Stated] = {}
    over = [line for line in over if len(line) < MAX_LINE_CHARS]
    first = [line for line in lines[:4] if len(line) < MAX_LINE_CHARS]
    ends = [line for line in (*lines[-3:], *under) if len(line) < MAX_LINE_CHARS]
    for line in (*over, *first):
        _read_labels(found, line)
    for index, line in enumerate([*over, *first]):
        if SENTENCE.search(line):
            continue
        dated = NUMERIC.search(line) if len(line) < MAX_BYLINE_CHARS else None
        date = parse_date(dated[0]) if dated and dated["d"] else None
        if date:
            found.setdefault("published", Stated(date, "line"))
        elif not HALF_DATE.match(line):
            continue
        if "issuer" not in found and (source := _beside_date([*over, *first], index, dated)):
            found["issuer"] = Stated(source, "byline")
        break
    for line in ends:
        _read_labels(found, line)
    for line in under[:LINES_OF_DATE]:
        alone = NUMERIC.match(line) if len(line) <= DATE_CHARS else None
        if alone and alone["d"] and (date := parse_date(alone[0])):
            found.setdefault("published", Stated(date, "line"))
    return found


def _read_labels(found: dict[str, Stated], line: str) -> None:
    label = LABELLED_DATE.search(line) if YEAR.search(line) else None
    if label and (date := parse_date(line[label.end() : label.end() + 40])):
        found.setdefault("published", Stated(date, "line"))
    if source := _labelled_source(line):
        found.setdefault("issuer", Stated(source, "line"))


def _labelled_source(line: str) -> str:
    found = LABELLED_SOURCE.search(line) if SOURCE_WORD.search(line) else None
    if not found:
        return ""
    source = found[1].strip(" :：|　")
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
