"""Values of spreadsheet cells as their number formats show them."""

import re
from datetime import datetime, timedelta

# The built-in formats that show a value otherwise than as a plain number (ECMA-376, 18.8.30).
PERCENT_FORMATS = {9: 0, 10: 2}
DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
TIME_FORMATS = frozenset((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56))
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a cell's date has no zone)
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
LAST_DAY = 2_958_465  # 9999-12-31
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_POINT = re.compile(r"([0#?])(?:\\\.|\"\.\"|!\.)([0#?]{1,6})")
_THOUSANDS = re.compile(r"[0#?](,{1,3})(?![0#?.,])")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|[#0?,.]+|([^#0?,.])')


def shown(value: float, format_id: int, code: str, *, from_1904: bool = False) -> str:
    """Return a number as text: a date as 2023-03-31, a share as 49%, else its shortest digits.

    What the format writes beside the number (万元) is kept; its rounding and its thousands
    separators are not.
    """
    if not code and format_id == 0:
        return plain(value)
    section = code.split(";")[0] if value >= 0 or code.count(";") == 0 else code.split(";")[1]
    bare = _NOT_SHOWN.sub("", section).lower().replace("general", "")
    if format_id in PERCENT_FORMATS or "%" in bare:
        return f"{plain(value * 100)}%"
    is_date = format_id in DATE_FORMATS or bool(re.search(r"y|d|e(?![+-])|年|月|日", bare))
    if is_date or format_id in TIME_FORMATS or bool(re.search(r"h|s", bare)):
        moment = _moment(value, from_1904)
        if moment:
            return _shown_moment(moment, with_date=is_date, bare=bare)
    if bare == "" or bare.startswith("@"):
        return plain(value)
    section, value = _scaled(section, value)
    before, after = _around(section)
    return f"{before}{plain(value)}{after}"


def _scaled(section: str, value: float) -> tuple[str, float]:
    """Return a format without what makes it show a number as smaller than it is, and that number.

    Commas after the digits are a thousand each; a point that is but a letter (0\\.0,"万") moves the
    figure behind the digits that follow it. What is written beside it counts in that.
    """
    if found := _POINT.search(section):
        value /= 10 ** len(found[2])
        section = f"{section[: found.start()]}{found[1]}{section[found.end() :]}"
    if found := _THOUSANDS.search(section):
        value /= 1000 ** len(found[1])
        section = f"{section[: found.start(1)]}{section[found.end(1) :]}"
    return section, value


def plain(value: float) -> str:
    """Return a number's shortest digits, without an exponent where it can be helped."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.12g}"
    return f"{value:.10f}".rstrip("0") if "e-" in text and abs(value) > 1e-9 else text


def _moment(value: float, from_1904: bool) -> datetime | None:
    if not 0 <= value <= LAST_DAY:
        return None
    epoch = EPOCH_1904 if from_1904 else EPOCH
    if value < 60 and not from_1904:
        value += 1  # the calendar of the format holds a 29 February 1900
    try:
        return epoch + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return None


def _shown_moment(moment: datetime, *, with_date: bool, bare: str) -> str:
    clock = f"{moment:%H:%M:%S}".removesuffix(":00")
    if not with_date:
        return clock
    has_day = "d" in bare or "日" in bare or not re.search(r"y|m|年|月|e", bare)
    date = f"{moment:%Y-%m-%d}" if has_day else f"{moment:%Y-%m}"
    return date if clock == "00:00" or not re.search(r"[hs]", bare) else f"{date} {clock}"


def _around(section: str) -> tuple[str, str]:
    """Return the words that a format writes before and after the number."""
    words = ["", ""]
    side = 0
    for match in _LITERAL.finditer(section):
        if match[0][0] in "#0?":
            side = 1
        quoted = match[1] or match[2] or ""
        # Signs of money and words stand as they are; what else there is steers the layout.
        loose = (
            match[3] if match[3] and match[3] not in "()@ -+/" and not match[3].isascii() else ""
        )
        words[side] += quoted or loose
    return words[0].strip()[:20], words[1].strip()[:20]
