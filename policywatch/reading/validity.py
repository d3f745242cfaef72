"""From when and until when a document says that it holds."""

import re
from collections.abc import Mapping, Sequence

from policywatch.documents import Stated
from policywatch.reading.dates import days_later, parse_date, years_later

LAST_LINES = 40
MAX_LINE_CHARS = 2_000
HOLDS = "施行|实施|执行|生效|起效|施用"
FROM_DATE = re.compile(rf"自(.{{4,20}}?)(?:之日)?起?(?:正式)?(?:{HOLDS})")
FROM_ISSUE = re.compile(
    rf"自(?:(印发|发文|成文|签发|下发)|(发布|公布|公开|颁布))之日起(?:(?:满)?(\d{{1,3}})[日天]后)?(?:{HOLDS})"
)
UNTIL = re.compile(
    r"(?:有效期|执行期|实施期)(?:限)?(?:截?至|到|为.{0,20}?至)(.{4,20}?)(?:[。；，;,)）止]|$)"
)
UNTIL_TOO = re.compile(rf"(?:{HOLDS})(?:至|到)(.{{4,16}}?)(?:止|[。；，;,)）])")
FOR_YEARS = re.compile(
    r"(?:有效期|试行期|执行期)(?:限)?(?:为|是)?\s?([一二两三四五六七八九十]|\d{1,2})\s?年"
)
NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def read_validity(lines: Sequence[str], known: Mapping[str, Stated]) -> dict[str, Stated]:
    """Return effective and expires as the last lines of a text state them.

    "From the day of issue" is the date written or published, where that is `known`; a period is
    counted from the day on which the document takes effect. The evidence says which it was.
    """
    found: dict[str, Stated] = {}
    for line in lines[-LAST_LINES:]:
        if "起" not in line and "有效期" not in line and "试行期" not in line:
            continue
        line = line[:MAX_LINE_CHARS]
        _effective(found, line, known)
        for pattern in (UNTIL, UNTIL_TOO):
            until = pattern.search(line)
            if until and (date := parse_date(until[1])):
                found.setdefault("expires", Stated(date, "text"))
        period = FOR_YEARS.search(line)
        start = found.get("effective") or known.get("effective")
        if period and start:
            years = NUMERALS.get(period[1]) or int(period[1] if period[1].isdigit() else 0)
            if years and (end := years_later(start.value, years)):
                found.setdefault("expires", Stated(end, f"text: {period[0]}"))
    return found


def _effective(found: dict[str, Stated], line: str, known: Mapping[str, Stated]) -> None:
    stated = FROM_DATE.search(line)
    if stated and (date := parse_date(stated[1])):
        found.setdefault("effective", Stated(date, "text"))
    issued = FROM_ISSUE.search(line)
    if issued:
        names = ("written", "published") if issued[1] else ("published", "written")
        day = next((known[name] for name in names if name in known), None)
        if day and (start := days_later(day.value, int(issued[3] or 0))):
            found.setdefault("effective", Stated(start, f"text: {issued[0]}"))
