"""Amounts of money: value, currency, what they are per, and whether they are a bound."""

import re
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.quantities import CURRENCIES, Quantity
from policywatch.flagging.facts.reading import Reading

RATES_TO_CNY = {
    "USD": Decimal("7.05"), "EUR": Decimal("7.64"), "GBP": Decimal("8.77"),
    "JPY": Decimal("0.0503"), "HKD": Decimal("0.90"), "TWD": Decimal("0.226"),
    "SGD": Decimal("5.25"), "CAD": Decimal("5.22"), "AUD": Decimal("4.68"),
    "KRW": Decimal("0.0054"), "CHF": Decimal("7.85"),
}  # fmt: skip
"""CNY for one unit: averages of 2023, rounded; fixed, so that a fact never changes by itself."""

_UP_TO = re.compile(
    r"(?:最高|最多|至多|不超过|不得超过|不高于|上限|可达|高达|可获|以内|up to|at most|no more than"
    r"|maximum|not exceed(?:ing)?|as much as)[^，、]{0,12}$"
)
_UP_TO_AFTER = re.compile(r"\s?(?:\((?:含|不含)\))?(?:以内|以下|封顶|为限|为上限|or less)")
_AT_LEAST = re.compile(
    r"(?:不低于|不少于|不得低于|不得少于|至少|最低|超过|超|达到?.{0,2}以上|at least|no less than"
    r"|more than|over|exceed(?:ing|s|ed)?|minimum|not less than)[^，、]{0,10}$"
)
_AT_LEAST_AFTER = re.compile(r"\s?(?:\((?:含|不含)\))?(?:以上|及以上|或以上|起(?!来|步)|or more)")
_ABOUT = re.compile(r"(?:约|大约|约合|近|将近|接近|about|around|some|nearly|approximately) ?$")
_ABOUT_AFTER = re.compile(r"\s?左右")
_PERSON = r"每人|人均|每位|每名|per person|each person|apiece|per head|per capita"
_YEAR = r"每年|年薪|年均|逐年|annual(?:ly)?|per year|a year|per annum|年度工资|年收入"
_MONTH = r"每月|月薪|按月|monthly|per month|a month"
_BEFORE_PER = re.compile(
    rf"(?P<person>{_PERSON})|(?P<year>{_YEAR})|(?P<month>{_MONTH})|(?P<each>each)"
)
_AFTER_PER = re.compile(
    r"(?:整|\([^)]{0,12}\))? ?(?:(?:/|每|per |a |an |each )(?: ?(?P<person>人|位|名|person|head)"
    r"|(?P<year>年|year|annum)|(?P<month>个?月|month))(?![a-z])"
    r"(?:[/·每] ?(?P<year2>年|year)|[/·每] ?(?P<month2>月)|[/·每] ?(?P<person2>人|位|名|person))?"
    r"|(?P<each>apiece|each(?![a-z]))|(?P<yearly>annually|yearly)|(?P<monthly>monthly))"
)
_TOTAL = re.compile(
    r"给予|发放|奖励|奖金|奖补|资助|补贴|补助|安家费|总额|总计|共计|合计|累计|总共|一次性|总投资|经费|"
    r"资金|预算|lump[- ]sum|one-off|in total|a total of|totall?ing"
)
_CHANGED = re.compile(r"(?:增加|减少|增长|下降|多|少|减|增|提高|降低|下调|上调)了?约? ?$")
_TOTAL_AFTER = re.compile(
    r"整?(?:\([^)]{0,12}\))?的?(?:一次性|科研|安家|购房|住房|生活|创业|项目|启动|配套|研发|人才)*"
    r"(?:奖励|奖金|资助|补贴|补助|安家费|经费|资金|扶持|支持|in total|one-off)"
)
_MONEY_WORDS = re.compile(
    r"每年|每月|每人|薪|工资|奖励|奖金|奖补|资助|补贴|补助|经费|资金|投资|给予|预算|收入|支出|拨款|费用|津贴"
    r"|签约|签字费|启动金|科研费|安家|房补|租房|购房|待遇"
    r"|salary|bonus|award|grant|funding|subsidy|allowance"
)
_COUNTED = re.compile(
    r" ?[余多]?(?:人|名|位|户|辆|台|套|家|平|亩|吨|字|册|件|次|个|头|只|棵|条|份|步|粉|单|部|米|级"
    r"|所|项|千|公|立|卡|瓦|times|people|square|tons?|researchers|experts|talents|users|jobs)"
)
_YEARS = re.compile(
    r"^[，, ]{0,2}(?:连续|连|为期|for |over )[^，。]{0,4}?([0-9]{1,2}) ?(?:年|years)"
)
_EQUIVALENT = re.compile(
    r"[，, ]{0,2}(?:(?:or |合|约|折合|约合|相当于|about |roughly |= ?|approximately ){1,3}"
    r"|\((?:or |合|约|折合|约合|相当于|about |roughly |=|approximately ){0,3})"
)


def read_amount(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the amount a quantity states, or None if it is none.

    A unit 元 is implied where a number of 万 or 亿 stands in a sentence on money and counts
    nothing else (年薪60万-100万).
    """
    currency = CURRENCIES.get(quantity.unit)
    note = ""
    if currency is None:
        if quantity.unit or not quantity.scaled or not _speaks_of_money(reading, quantity):
            return None
        currency, note = "CNY", "unit 元 implied"
    span = quantity.start, quantity.end
    if _dash_was_lost(quantity, pay="薪" in reading.clause_before(quantity.start, 8)):
        return reading.fact(
            "amount", span, unit=currency, basis="ambiguous",
            note="a dash may have been lost between two numbers",
        )  # fmt: skip
    return _amount(reading, quantity, currency, note)


def _amount(reading: Reading, quantity: Quantity, currency: str, note: str) -> FoundFact:
    """Make the fact of an amount whose currency is known."""
    start, end = quantity.start, quantity.end
    before, after = reading.clause_before(start, 48), reading.after(end, 24)
    wide = reading.before(start, 20)
    notes = [note] if note else []
    per = _per(before, wide, after)
    bound = _bound(before, after, quantity)
    low, high = shown(quantity.low), shown(quantity.high)
    if bound:
        notes += [per] if per else []
        basis = bound
    else:
        basis = per or ("total" if _is_total(before, after) else "")
    if _ABOUT.search(before) or _ABOUT_AFTER.match(after):
        notes.append("about")
    if quantity.more:
        notes.append("more than")
    if years := _YEARS.search(reading.plain[end : end + 20]):
        notes.append(f"{years[1]} years")
    if rate := RATES_TO_CNY.get(currency):
        cny = "-".join(
            dict.fromkeys(
                shown((n * rate).quantize(Decimal(1))) for n in (quantity.low, quantity.high)
            )
        )
        notes.append(f"CNY {cny} at {rate} (average of 2023)")
    return reading.fact(
        "amount", (start, end),
        None if basis == "up-to" and not quantity.is_range else low,
        None if basis == "at-least" and not quantity.is_range else high,
        unit=currency, basis=basis, note="; ".join(notes),
    )  # fmt: skip


def _per(before: str, wide: str, after: str) -> str:
    """Say per what an amount is: per-person, per-year, per-month, per-person-year or ""."""
    said: set[str] = set()
    for found in _BEFORE_PER.finditer(wide if len(before) < 4 else before):
        said |= {name for name, value in found.groupdict().items() if value}
    if behind := _AFTER_PER.match(after):
        said |= {name.rstrip("2") for name, value in behind.groupdict().items() if value}
    person, year = said & {"person", "each"}, said & {"year", "yearly"}
    if person and year:
        return "per-person-year"
    if said & {"month", "monthly"}:
        return "per-month"
    if year:
        return "per-year"
    return "per-person" if person else ""


def _bound(before: str, after: str, quantity: Quantity) -> str:
    """Say whether an amount is a bound: up-to, at-least or ""."""
    if _UP_TO_AFTER.match(after):
        return "up-to"
    if quantity.more or _AT_LEAST_AFTER.match(after):
        return "at-least"
    if _UP_TO.search(before):
        return "up-to"
    return "at-least" if _AT_LEAST.search(before) else ""


def _is_total(before: str, after: str) -> bool:
    if _CHANGED.search(before):
        return False
    return bool(_TOTAL.search(before) or _TOTAL_AFTER.match(after))


def _speaks_of_money(reading: Reading, quantity: Quantity) -> bool:
    if _COUNTED.match(reading.plain, quantity.end):
        return False
    near = reading.before(quantity.start, 20) + reading.clause_after(quantity.end, 10)
    return bool(_MONEY_WORDS.search(near))


def _dash_was_lost(quantity: Quantity, *, pay: bool) -> bool:
    """Say whether 300500万 may be 300-500万: two round halves, the second a bit greater.

    Four digits (6080万) are believed unless they would be someone's pay.
    """
    digits = quantity.first.split("万")[0].split("亿")[0].strip()
    if (
        quantity.is_range
        or not quantity.scaled
        or not digits.isdigit()
        or len(digits) < (4 if pay else 5)
    ):
        return False
    for cut in (len(digits) // 2, (len(digits) - 1) // 2):
        left, right = digits[:cut], digits[cut:]
        rounded = left[-1] == right[-1] == "0" and right[0] != "0"
        if rounded and int(left) < int(right) <= 5 * int(left):
            return True
    return False


def fold_equivalents(reading: Reading, amounts: list[FoundFact]) -> list[FoundFact]:
    """Join an amount with the same in another currency behind it: about $2.1 million."""
    kept: list[FoundFact] = []
    for amount in amounts:
        last = kept[-1] if kept else None
        if last and last.unit != amount.unit and 0 <= amount.start - last.end <= 16:
            between = reading.plain[last.end : amount.start]
            value = amount.high or amount.low
            if value and _EQUIVALENT.fullmatch(between):
                low = f"{amount.low}-" if amount.low and amount.low != value else ""
                stated = f"{amount.unit} {low}{value} stated"
                kept[-1] = FoundFact(
                    last.kind, last.low, last.high, last.unit, last.basis, last.text,
                    last.start, last.end, "; ".join(filter(None, (last.note, stated))), last.about,
                )  # fmt: skip
                continue
        kept.append(amount)
    return kept
