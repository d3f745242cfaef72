"""Dates as pages state them, to ISO 8601 as far as stated."""

import datetime
import re

import dateparser

DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
    "О": "0",
    "Ｏ": "0",
    "０": "0",
}
DIGITS |= {chr(0xFF10 + n): str(n) for n in range(10)}
_Y = r"(?P<y>(?:19|20)\d\d)"
NUMERIC = re.compile(
    rf"(?<!\d){_Y}\s?[-/.年]\s?(?P<m>\d{{1,2}})(?:\s?[-/.月]\s?(?P<d>\d{{1,2}})(?!\d))?"
)
COMPACT = re.compile(rf"(?<!\d){_Y}(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
YEAR = re.compile(rf"(?<!\d){_Y}\s?年?(?!\d)")
HAN_DATE = re.compile(
    r"(?P<y>[一二]\s?[九〇○零０ОＯ]\s?[〇○零一二三四五六七八九０ОＯ]\s?[〇○零一二三四五六七八九０ОＯ])\s?年\s?"
    r"(?:(?P<m>[一二三四五六七八九十]{1,2})\s?月\s?(?:(?P<d>[一二三四五六七八九十]{1,3})\s?日)?)?"
)
MINGUO = re.compile(
    r"民國?国?\s?(?P<y>\d{2,3})\s?年\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?日)?"
)
# As sites in Taiwan write it: 112-04-03.
SHORT_MINGUO = re.compile(r"\s{0,3}(?P<y>1\d\d)([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})(?![\d.])")
# The day comes first where dots say so, or where only one of the two can be a month.
DAY_FIRST = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<y>(?:19|20)\d\d)(?!\d)"
)
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS = {name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)}
# German, French, Spanish and Indonesian, as far as they are no beginnings of English names.
FOREIGN_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar januari janvier enero", "februar februari febrero", "mars marzo maret",
            "avril abril", "mai mayo mei", "juni juin junio", "juli juillet julio",
            "agosto agustus", "septembre", "oktober octobre octubre", "novembre",
            "dezember desember",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
# Months with accents are left to dateparser. It takes a hundred times as long as all else here,
# and a quarter of a second the first time.
ACCENTED = re.compile(
    r"\d{1,2}\.?\s(?:März|Jänner|février|août|décembre)\s(?:19|20)\d\d", re.IGNORECASE
)
ENGLISH_DAY = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8}\.?,?\s(?:19|20)\d\d|"
    r"[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
)
ENGLISH = re.compile(rf"{ENGLISH_DAY.pattern}|[A-Z][a-z]{{2,8}}\.?,?\s(?:19|20)\d\d")


def parse_date(text: str) -> str | None:
    """Return the first date stated in a short text: 2023-03-31, 2023-03 or 2023; None if none."""
    text = text[:200].translate({ord(chr(0xFF10 + n)): str(n) for n in range(10)})
    for pattern, read in ((NUMERIC, int), (HAN_DATE, _han_number), (COMPACT, int)):
        found = pattern.search(text)
        if found:
            year = _han_year(found["y"]) if pattern is HAN_DATE else int(found["y"])
            iso = _iso(year, found["m"], found["d"], read)
            if iso:
                return iso
    minguo = MINGUO.search(text) or SHORT_MINGUO.match(text)
    if minguo:
        return _iso(1911 + int(minguo["y"]), minguo["m"], minguo["d"], int)
    english = ENGLISH.search(text)
    if english:
        return _parse_named(english[0])
    accented = ACCENTED.search(text)
    if accented:
        return _parse_accented(accented[0])
    day_first = DAY_FIRST.search(text)
    if day_first:
        return _parse_day_first(day_first)
    year_alone = YEAR.fullmatch(text.strip())
    return year_alone["y"] if year_alone else None


def years_later(iso: str, years: int) -> str | None:
    """Return the same day so many years later (29 February: the 28th), as far as stated."""
    year, *rest = iso.split("-")
    later = "-".join((f"{int(year) + years:04d}", *rest))
    return later.replace("-02-29", "-02-28") if int(year) + years <= 9999 else None


def days_later(iso: str, days: int) -> str | None:
    """Return the day so many days later; None where the day is not stated."""
    if not days:
        return iso
    if len(iso) < len("2023-03-31"):
        return None
    return (datetime.date.fromisoformat(iso) + datetime.timedelta(days)).isoformat()


def _parse_day_first(found: re.Match[str]) -> str | None:
    first, second = int(found["a"]), int(found["b"])
    if found["mark"] == "." or first > 12:
        return _iso(int(found["y"]), found["b"], found["a"], int)
    if second > 12:
        return _iso(int(found["y"]), found["a"], found["b"], int)
    return found["y"]


def _parse_named(text: str) -> str | None:
    """Return a date whose month is named in plain letters."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    for word in re.findall(r"[a-z]{3,9}", text.lower()):
        month = FOREIGN_MONTHS.get(word) or MONTHS.get(word[:3])
        is_english = month and (MONTH_NAMES[month - 1].startswith(word) or word == "sept")
        if is_english or word in FOREIGN_MONTHS:
            day = str(numbers[0]) if len(numbers) > 1 else None
            return _iso(numbers[-1], str(month), day, int)
    return None


def _parse_accented(text: str) -> str | None:
    parsed = dateparser.parse(text, languages=["de", "fr"])
    return str(parsed.strftime("%Y-%m-%d")) if parsed else None


def _han_year(text: str) -> int:
    return int("".join(DIGITS.get(c, c) for c in text if not c.isspace()))


def _han_number(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(DIGITS.get(text, "0")) if len(text) == 1 else 0
    return 10 * int(DIGITS.get(tens, "1")) + int(DIGITS.get(ones, "0"))


def _iso(year: int, month: str | None, day: str | None, read: object) -> str | None:
    to_number = read if callable(read) else int
    try:
        if month is None:
            return f"{year:04d}" if 1900 <= year <= 2100 else None
        if day is None:
            return datetime.date(year, to_number(month), 1).strftime("%Y-%m")
        return datetime.date(year, to_number(month), to_number(day)).isoformat()
    except ValueError:
        return None
