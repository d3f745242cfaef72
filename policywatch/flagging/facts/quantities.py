"""Numbers with their ranges and units, found in one pass over the text.

The grammar: a number is digits or Han numerals, with or without a scale (万, million); a quantity
is a number and its unit, or a range of two that share unit and scale, or a list of numbers before
one unit (100、50、30万元), or a number behind the name or sign of a currency.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from policywatch.flagging.facts.currencies import CURRENCIES, LATIN_END, MONEY, NAMED_BEFORE
from policywatch.flagging.facts.numbers import HAN, SCALES, parse, parse_span
from policywatch.flagging.facts.reading import Reading

_OTHER = (
    r"周岁|岁|个(?=(?!月)[\u4e00-\u9fff]{0,6}(?:岗位|职位|名额|配额|人才(?=[的,。、;]|$)))|个(?=[,。;、\n\t)]|$)|名(?!义|单|称|下|额|列)|人次"
    r"|人(?!民币|才|民|均(?!已)|机|工|大|口)|位(?!于|置|数|居)"
    rf"|个?百分点|%|percentage points?|percent{LATIN_END}|per cent{LATIN_END}"
    r"|个月|(?<![0-9]{3})年(?!级|薪|版|鉴)|周年(?!庆|纪|大)"
)
_SCALE = (
    r"(?:(?=[ 个百千十万亿a-z]) {0,2}(?:个?(?:[百千十]?万亿?|[百千十]?亿|w(?![a-z0-9]))"
    r"|千(?=[0-9]百)|[百千](?![0-9克米瓦卡分])"
    r"|(?:millions?|billions?|trillion|thousand|hundred thousand|mln|mn|bn|wan|yi|m|k)(?![a-z])))"
)
_SPACE = " {0,3}"
_DECIMAL = r"(?:[0-9]{1,15}+|[0-9]{1,3},[0-9]{3})(?:\.[0-9]{1,6}+)?"
_REST = (  # what may follow the first character of a number
    r"(?:(?<=[0-9])(?:[0-9]{0,2}+(?:(?:,[0-9]{3}){1,5}|(?: [0-9]{3}){1,4})(?![0-9])"
    r"|[0-9]{0,14}+)(?:\.[0-9]{1,8}+)?"
    rf"(?:{_SCALE}(?:[零又]?{_DECIMAL}{_SCALE}){{0,2}}"
    r"(?:[0-9],?[0-9]{3}(?= ?(?:[美欧港日澳加]?元|英镑)))?)?"
    rf"|(?<![0-9])[{HAN}]{{0,15}}+(?:个[万亿w]|点[零〇一二三四五六七八九]{{1,4}}[百千]?[万亿])?)"
)
_FIRST = "[0-9零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾廿卅百千半]"
_SIGNS = "¥$€£"
# What may follow the first character of such a number: most are denied by this alone.
_MAY_GO_ON = rf"(?=[0-9a-z,. +%$€£¥(个多余元块美欧英港新台加澳韩瑞周岁名位人日年至到点{HAN}-])"
_GOES_ON = (  # what must follow a number that stands behind no currency and has no scale
    r"(?= {0,3}(?:[万亿千多余+元块美欧英港新台加澳韩瑞周岁名位人%$€£¥]|日[元圆]"
    r"|(?<![0-9]{3})年|个[月百万亿w]"
    r"|(?<=[0-9万千百十一二两三四五六七八九 ])个(?!月)[\u4e00-\u9fff]{0,6}"
    r"(?:岗位|职位|名额|配额|人才)"
    r"|(?<=[0-9])个(?=[,。;、\n\t)]|$)"
    r"|\([不含税千万亿元]"
    rf"|(?:[至到]|-{{1,2}}) {{0,3}}[0-9{HAN}¥$€£r]|(?:to|and) [0-9$¥€£ru]|百(?!分之)"
    r"|(?:[kmw]|millions?|billions?|trillion|thousand|hundred|mn|bn|mln|wan|yi|per ?cent(?:age)?"
    r"|yuan|rmb"
    r"|renminbi"
    r"|cny|usd|us dollars|u\.s\. dollars|dollars?|euros?|eur|pounds|gbp|yen|jpy|hk dollars|hkd|twd"
    r"|ntd"
    r"|sgd|cad|aud|krw|chf)(?![a-z])|-(?:yuan|rmb)|(?:us|hk|nt|s|c|a)\$))"
)
_QUANTITY = re.compile(
    rf"(?P<one>(?P<a>{_FIRST}(?!(?<=0)[0-9])(?<![0-9{HAN}][{HAN}])(?<![0-9][0-9])(?<![0-9\n][.,][0-9])"
    rf"(?P<cur>(?<=[{_SIGNS}币元金ybrd):之 ].)"
    rf"(?:(?<=[{_SIGNS}币元金ybrd):][0-9])|(?<=[{_SIGNS}币元金ybrd):] [0-9])"
    rf"|(?<=[币)元:][{HAN}])|(?<=百分之.)))?(?(cur)|{_MAY_GO_ON}){_REST})"
    rf"(?(cur)|(?:(?<=[万亿千百a-z])|{_GOES_ON}))"
    rf"(?P<more>[余多]|\+(?=万))?(?:\((?:不?含税?|税[前后])\)(?=[百千万亿]))?(?P<scale>{_SCALE})?"
    r"(?: ?\((?:不?含|税[前后])\) ?)?"
    rf"(?:(?:{_SPACE}|-(?=yuan|rmb))(?P<unit>{MONEY}|{_OTHER})"
    r"|(?P<aside> ?\((?P<aside_scale>[百千十]?[万亿]|千)?(?P<aside_unit>元|美元)\)))?(?P<rest>余)?)"
    rf"(?:{_SPACE}(?P<dash>-{{1,2}}|至|到|to(?= )|and(?= )){_SPACE}"
    rf"(?:{MONEY})?{_SPACE}(?P<b>{_FIRST}{_REST})(?:{_SPACE}(?P<b_unit>{MONEY}|{_OTHER}))?)?"
)
_PARTS = [
    _QUANTITY.groupindex[name] for name in ("a", "unit", "scale", "more", "aside", "b", "rest")
]
"""The groups every number is made of: by number they are had in half the time."""
_PERCENT_OF = "百分之"
AGES = ("周岁", "岁")
_BEFORE_BY_END: dict[str, list[str]] = {}
for _name in sorted(NAMED_BEFORE, key=len, reverse=True):
    _BEFORE_BY_END.setdefault(_name[-1], []).append(_name)
_IN_CAPITALS = re.compile(r" ?\((?:大写|小写)\)[ :]{0,2}$")
_LABELLED = re.compile(
    r"\((?:单位[:为]?)?(?P<scale>[百千十]?万|[百千十]?亿|千)?(?P<unit>元|美元|欧元"
    r"|港元)\)[ :为]{0,3}$"
)
_LIST = re.compile(r"(?:(?<![0-9a-z.,])[0-9]{1,6}(?:\.[0-9]{1,2})?(?:万元?)?[、/])+$")
_LISTED = re.compile(r"[0-9.]+")
_ENGLISH_LIST = re.compile(
    r"(?<![0-9a-z.,$¥€£])(?:[0-9][0-9,.]{0,11}(?<=[0-9])(?: (?:million|billion|thousand))?"
    r"(?:, (?:and |or )?| and | or )){1,6}$"
)
_IN_ENGLISH_LIST = re.compile(r"(?P<number>[0-9][0-9,.]*)(?P<scale> [mbt])?")
_LINKS_SUMS = ("and ", "or ", ", ")
_BETWEEN = re.compile(r"between (?:[a-z$¥€£]{1,4} ?)?$")
IS_CHANGED_FROM = re.compile(
    r"(?:increas|r(?:o|i|ai)s|grew|grown|cut|lower|reduc|fell|chang|dropp?"
    r"|up)[a-z]{0,3} from [a-z$¥€£]{0,4} ?$"
)
_WORDS = ("百", "千", "半")
_NO_HALF = re.compile(r"[上下前后近这大小多过年]半|.半年[度报来制]", re.DOTALL)
_DRAWN_BEFORE = re.compile("[进聘招育纳选聚揽引才录]")
_LINE_START = "\n\t。;"


class Quantity(NamedTuple):
    """A number or range at `start`-`end` with the unit that follows or the currency before.

    `scaled` says that a word such as 万 or million is part of it. `first` is the number's text.
    """

    low: Decimal
    high: Decimal
    unit: str
    start: int
    end: int
    first: str
    is_range: bool = False
    more: bool = False
    scaled: bool = False


def find_quantities(reading: Reading) -> Iterator[Quantity]:
    """Yield the numbers of a text that have a unit or a scale, from left to right."""
    text = reading.plain
    at = 0
    while (found := _QUANTITY.search(text, at)) is not None:
        at = found.end()
        quantity = _quantity(found, text)
        if quantity is None:
            if found["dash"] == "and":
                at = found.start("b")
            continue
        at = quantity.end
        if (
            (quantity.unit in CURRENCIES or quantity.unit in AGES)
            and not quantity.is_range
            and text[found.start() - 1] in "、/"
        ):
            yield from _listed_before(text, quantity, found)
        elif (
            text[found.start() - 1] == " "
            and quantity.unit in CURRENCIES
            and not quantity.is_range
            and text.endswith(_LINKS_SUMS, 0, found.start())
        ):
            yield from _listed_in_english(text, quantity, found)
        yield quantity


def _listed_in_english(text: str, last: Quantity, found: re.Match[str]) -> Iterator[Quantity]:
    """Yield the numbers of an English list that shares the unit of its last.

    100,000, 80,000 and 50,000 yuan; 3, 2 and 1 million yuan. Those with a scale of their own
    (7 million, 4 million and 2.5 million RMB) are quantities already: they get the unit later.
    A number that is far from the last, or a lone small one, is of something else.
    """
    start = found.start("a")
    listed = _ENGLISH_LIST.search(text, max(0, start - 80), start)
    scale = parse(found["a"] + (found["scale"] or ""))
    if listed is None or scale is None:
        return
    numbers = list(_IN_ENGLISH_LIST.finditer(text, listed.start(), start))
    for number in numbers:
        value = Decimal(number["number"].strip(".,").replace(",", ""))
        if number["scale"] or not value:
            continue
        if "," not in number["number"].strip(","):
            if scale[1] == 1 or len(numbers) == 1:
                continue
            value *= scale[1]
        if value < 50 * last.low and last.low < 50 * value:
            end = number.start() + len(number["number"].rstrip(".,"))
            yield Quantity(
                value, value, last.unit, number.start(), end, number["number"], scaled=last.scaled
            )


def _quantity(found: re.Match[str], text: str) -> Quantity | None:
    """Make a quantity of a match: the range if it is one, else its first number."""
    a, named, scaled, more, aside, b, rest = found.group(*_PARTS)
    start, end = found.span(1)
    unit = named or ""
    if aside and not scaled:
        unit, scaled = found["aside_unit"], found["aside_scale"]
    before = text[start - 1] if start else ""
    prefix = None
    if before and (before in " :)币元金$¥€£" or "a" <= before <= "z"):
        prefix = _currency_before(text, start)
        if before in ":) " and not unit and ")" in text[max(0, start - 4) : start]:
            label = _LABELLED.search(text, max(0, start - 16), start)
            if label:
                unit, scaled = label["unit"], (scaled or "") + (label["scale"] or "")
    is_digits = a[-1] <= "9"
    if not (unit or prefix or scaled or b) and is_digits:
        return None
    if not unit and text.endswith(_PERCENT_OF, 0, start):
        unit, start = "%", start - len(_PERCENT_OF)
    elif (
        before
        and not prefix
        and (before == "第" or "a" <= before <= "z" or (before in "数几" and a[0] > "9"))
    ):
        return None
    first = parse(a + scaled if scaled else a)
    if first is None and a in _WORDS:
        return _word(text, a, unit, start, found.end("unit"))
    if first is None:
        span = None if is_digits or b or unit in AGES else parse_span(a + (scaled or ""))
        if span is None:
            return None
        low, high, scale = span
    else:
        low, scale = first
        high = low
    is_range = high > low
    if b:
        ranged = _range(found, low, scale, unit, text, after_currency=bool(prefix))
        if ranged is not None:
            low, high, scale, unit, end = ranged
            is_range = True
        elif not unit and not prefix and scale == 1:
            return None
    if prefix and (not unit or unit in CURRENCIES):
        start = prefix[0]
        unit = prefix[1] if unit in ("", "元") else unit
    is_more = bool(more or rest)
    return Quantity(low, high, unit, start, end, a, is_range, is_more, scale > 1)


def _word(text: str, word: str, unit: str, start: int, end: int) -> Quantity | None:
    """Return what a word without a figure counts: 引进百名博士, 聘期半年."""
    if word == "半":
        if unit != "年" or _NO_HALF.match(text, max(0, start - 1)):
            return None
        return Quantity(Decimal(6), Decimal(6), "个月", start, end, word)
    if unit not in ("名", "位") or not _DRAWN_BEFORE.match(text, max(0, start - 1)):
        return None
    return Quantity(SCALES[word], SCALES[word], unit, start, end, word)


def _currency_before(text: str, at: int) -> tuple[int, str] | None:
    """Return where the name or sign of a currency right before a number begins, and the name."""
    near = text[max(0, at - 16) : at]
    if near[-1] in ":) ":
        aside = _IN_CAPITALS.search(near) if ")" in near else None
        near = near[: aside.start()] if aside else near.rstrip(" ").rstrip(": ")
        near = near.removesuffix(" from")
    for name in _BEFORE_BY_END.get(near[-1:], ()):
        if near.endswith(name):
            start = at - min(at, 16) + len(near) - len(name)
            if "a" <= name[0] <= "z" and start and "a" <= text[start - 1] <= "z":
                return None
            return start, name
    return None


def _range(
    found: re.Match[str],
    low: Decimal,
    scale: Decimal,
    unit: str,
    text: str,
    *,
    after_currency: bool,
) -> tuple[Decimal, Decimal, Decimal, str, int] | None:
    """Return low, high, scale, unit and end of the range a match is, None if it is none.

    Two numbers make a range when the second has a unit or scale that fits the first's, or when
    a currency stands before the first. English "and" makes one behind "between" only, "to" none
    behind "increased from".
    """
    second = parse(found["b"])
    if second is None:
        return None
    high, high_scale = second
    named = found["b_unit"] or ""
    if not named and high_scale == 1 and (unit or not after_currency):
        return None
    if unit and named and unit[-1] != named[-1] and not _is_one_currency(unit, named):
        return None
    dash, start = found["dash"], found.start()
    if dash == "and" and not _BETWEEN.search(text, max(0, start - 16), start):
        return None
    if dash == "to" and IS_CHANGED_FROM.search(text, max(0, start - 32), start):
        return None
    if not unit and scale == 1 and high_scale > 1:
        low = _share_scale(low, high, high_scale)
    if low > high:
        return None
    end = found.end("b_unit") if named else found.end("b")
    return low, high, max(scale, high_scale), named or unit, end


def _is_one_currency(unit: str, other: str) -> bool:
    return unit in CURRENCIES and CURRENCIES[unit] == CURRENCIES.get(other)


def _share_scale(low: Decimal, high: Decimal, scale: Decimal) -> Decimal:
    """Give the first half of a range the scale of the second: 3-5百万, 两到三百万, 三十到五十万."""
    leading = Decimal(10) ** high.adjusted()
    fitting = [low * by for by in (leading, scale) if by >= scale and low * by <= high]
    return fitting[0] if fitting else low


def _listed_before(text: str, last: Quantity, found: re.Match[str]) -> Iterator[Quantity]:
    """Yield the bare numbers of a list that shares the unit of its last: 100、50、30万元."""
    start = found.start("a")
    listed = _LIST.search(text, max(0, start - 60), start)
    if listed is None:
        return
    scale = parse(found["a"] + (found["scale"] or ""))
    numbers = list(_LISTED.finditer(text, listed.start(), start))
    first = numbers[0].start()
    if len(numbers) == 1 and (not first or text[first - 1] in _LINE_START):
        return
    for number in numbers:
        value = Decimal(number[0].strip(".") or 0)
        if text[number.end()] in "、/" and scale:
            value *= scale[1]
            yield Quantity(
                value, value, last.unit, number.start(), number.end(), number[0],
                scaled=last.scaled,
            )  # fmt: skip
