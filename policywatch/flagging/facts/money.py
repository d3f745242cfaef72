"""Amounts of money: value, currency, what they are per, and whether they are a bound."""

import re
from dataclasses import dataclass, replace

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.quantities import CURRENCIES, Quantity
from policywatch.flagging.facts.rates import load_rates
from policywatch.flagging.facts.reading import HEAD_ENDS, Reading
from policywatch.flagging.facts.wording import BOUND, bound_after

_REACH = 60
_ABOUT = re.compile(r"(?:约|大约|约合|近|将近|接近|about|around|some|nearly|approximately) ?$")
_ABOUT_AFTER = re.compile(r"\s?(?:左右|上下)")
_EACH = r"每(?:引进|推荐|引荐|成功|举荐|录用|新增|招引|入选)[^,。、]{0,6}?(?:1|一)?[名人位个]"
_PER = re.compile(
    r"(?P<person>每(?:一)?[人位名生]|人均|(?:per|each) (?:person|head|expert|talent|professional)"
    rf"|apiece|per capita|{_EACH})"
    r"|(?P<year>每年|年薪|年均|逐年|年度工资|(?<![本上全])年收入|年津贴|年工资|(?<![a-z])annual(?:ly)?"
    r"|per year|per annum|yearly)"
    r"|(?P<month>每个?月|月薪|按月|月均|月工资|monthly|per month|a month)|(?P<all_year>全年)"
    r"|(?P<each>(?<![a-z])(?:each|every) (?:selected |successful )?(?:person|expert|talent|professional|candidate|recipient"
    r"|scholar|researcher|applicant|awardee|winner|postdoc|employee|scientist))"
)
_UNIT_AFTER = (
    r"(?:(?P<person{0}>人|位|名|生|person|head|capita|expert|professional)|(?P<month{0}>个?月|month)"
    r"|(?P<year{0}>年|year|annum))(?![a-z])"
)
_AFTER_PER = re.compile(
    r"整?(?:\((?:税[前后]|含税|before tax|after tax|pre-tax)[^)\n]{0,8}\))? ?"
    r"(?:(?:/|每|per |a |an |each |every )(?: ?" + _UNIT_AFTER.format("") + r")"
    r"(?:[/·.每* ]{1,2}" + _UNIT_AFTER.format("2") + r")?"
    r"|(?P<each>apiece|each(?![a-z])|for (?:each|every) )|(?P<yearly>annually|yearly|p\.a\.)"
    r"|(?P<monthly>monthly)|(?:的?(?P<salary>年薪)))"
)
_TOTAL = re.compile(
    r"给予|发放|奖励|奖金|奖补|奖为|奖(?=[0-9])|资助|补贴|补助|津贴|安家费|总额|总计|共计|合计|累计|总共|一次性"
    r"|总投资|总投入|经费|资金|预算|支出|启动[金费]|科研费|签约[奖金费]|房补|两?卡上共|投资|额度"
    r"|lump[- ]sum|one-off|in total|a total of|totall?ing"
)
_NO_TOTAL = re.compile(
    r"(?:增加|减少|增长|下降|压减|核减|(?<![最许不至])多|(?<![不至])少|减|(?<!新)增|提高|降低|下调|上调)了?约? ?$"
    r"|(?:[较比](?:上年|去年|上一年|年初)|同比)[^,]{0,4}[多少增减]"
)
_TOTAL_AFTER = re.compile(
    r"(?:整|不等|左右|以[内上])?(?:\([^)\n]{0,24}\))?的?(?!用于|作为|以下)[\u4e00-\u9fff]{0,6}? ?"
    r"(?:奖励|奖金|资助|补贴|补助|安家费|津贴|经费|资金|扶持|支持|启动[费金]|科研费|in total|one-off|lump[- ]sum)"
)
_MONEY_WORDS = re.compile(
    r"每年|每月|每人|薪|工资|奖励|奖金|奖补|资助|补贴|补助|经费|资金|投资|给予|预算|收入|支出|拨款|费用|津贴"
    r"|签约|签字费|启动[金费]|科研费|安家|房补|租房|购房|待遇|资产|价|金额|基金"
    r"|salary|bonus|award|grant|funding|subsidy|allowance"
)
_COUNTED = re.compile(
    r" ?[余多]?(?:人|名|位|户|辆|台|套|家|平|亩|吨|字|册|件|次|个|头|只|棵|条|份|步|粉|单|部|米|级"
    r"|所|项|千|公|立|卡|瓦|韩|股|斤|度|张|篇|场|门|桶|枚|支|艘|架|栋|间|座|列|趟|站|用户|流量|点击|播放"
    r"|times|people|square|tons?|researchers|experts|talents|users|jobs|phones|copies|units|shares)"
)
_YEARS = re.compile(
    r"^[,、 ]{0,2}(?:连续|连|为期|for |over )[^,。]{0,4}?([0-9]{1,2}) ?(?:年|years)"
)
_LINK = re.compile(
    r"[、,/ ]{0,2}(?:或|和|及|以及|(?:提?调?增)?(?:提高|调高|增加|增长|上调)?[到至为]|and|or|to)?[、/ ]{0,2}"
)
_SAME_SIDE = re.compile(r"[、/]|或|和|及|以及|or|and")
_EQUIVALENT = re.compile(
    r"[,; ]{0,2}\(?(?:(?:or|合|约|折合|约合|折算|相当于|即|大写|小写|about|roughly|approximately|approx\.?|around|nearly"
    r"|equivalent to|a little of|等值|人民币|rmb|[:= ]){0,6})|整?[)( ]{0,3}"
)


@dataclass(slots=True)
class _Wording:
    """What the words around an amount say of it."""

    bound: str = ""
    per: frozenset[str] = frozenset()
    is_total: bool = False
    linked: bool = False


def read_amounts(reading: Reading, quantities: list[Quantity]) -> list[FoundFact]:
    """Return the amounts among the quantities, each once.

    Where amounts are listed (最高分别给予500万元、300万元; from 4,800 yuan to 10,000 yuan per
    month), what is said of the first or of the last holds for all. An amount that is said again
    in another currency or in capitals is a note and no second amount. A unit 元 is implied where
    a number of 万 or 亿 stands in a sentence on money and counts nothing else (年薪60万-100万).
    """
    kept: list[tuple[Quantity, str, str]] = []
    for quantity in quantities:
        currency, note = CURRENCIES.get(quantity.unit, ""), ""
        if not currency:
            if quantity.unit or not quantity.scaled or not _speaks_of_money(reading, quantity):
                continue
            currency, note = "CNY", "unit 元 implied"
        kept.append((quantity, currency, note))
    if not kept:
        return []
    kept = _in_one_currency(reading, kept)
    wordings = _wordings(reading, [quantity for quantity, _, _ in kept])
    facts = [
        _amount(reading, quantity, currency, note, wording)
        for (quantity, currency, note), wording in zip(kept, wordings, strict=True)
    ]
    return _fold_equivalents(reading, facts)


def _in_one_currency(
    reading: Reading, kept: list[tuple[Quantity, str, str]]
) -> list[tuple[Quantity, str, str]]:
    """Let a plain 元 be of the currency named shortly before it: 由新臺幣15,000元調高至20,000元."""
    for place in range(1, len(kept)):
        last, currency, _ = kept[place - 1]
        quantity, _, note = kept[place]
        if quantity.unit != "元" or last.unit not in ("新台币", "台币", "港币"):
            continue
        between = reading.plain[last.end : quantity.start]
        if len(between) <= 6 or (currency == "TWD" and len(between) < _REACH):
            if not re.search(r"[。;(\n\t]|人民币", between):
                kept[place] = quantity._replace(unit=last.unit), currency, note
    return kept


def _wordings(reading: Reading, quantities: list[Quantity]) -> list[_Wording]:
    wordings: list[_Wording] = []
    for place, quantity in enumerate(quantities):
        last = quantities[place - 1] if place else None
        between = reading.plain[last.end : quantity.start] if last else ""
        wording = _wording(reading, quantity, last.end if last else 0)
        if last and len(between) <= 6 and _LINK.fullmatch(between):
            wording.linked = True
            before = wordings[-1]
            wording.per |= before.per
            wording.is_total |= before.is_total
            if not wording.bound and _SAME_SIDE.fullmatch(between.strip()):
                wording.bound = before.bound
        wordings.append(wording)
    for place in range(len(wordings) - 1, 0, -1):
        if wordings[place].linked:
            wordings[place - 1].per |= wordings[place].per
            wordings[place - 1].is_total |= wordings[place].is_total
    return wordings


def _wording(reading: Reading, quantity: Quantity, last_end: int) -> _Wording:
    start, end = quantity.start, quantity.end
    clause = reading.clause_before(start, _REACH)
    near = clause[last_end - start :] if start - len(clause) < last_end <= start else clause
    after = reading.after(end, 24)
    wide = clause if len(clause) > 1 else reading.before(start, 20)
    own = clause[clause.rfind(HEAD_ENDS) + 1 :]
    bound = bound_after(after)
    if not bound and quantity.more:
        bound = "at-least"
    if not bound and (said := BOUND.search(near)):
        bound = said.lastgroup.replace("_", "-") if said.lastgroup else ""
    changed = _NO_TOTAL.search(clause)
    return _Wording(
        bound,
        _per(wide, after),
        not changed and bool(_TOTAL.search(own) or _TOTAL_AFTER.match(after)),
    )


def _per(before: str, after: str) -> frozenset[str]:
    """Return what an amount is per: person, year, month."""
    said = {found.lastgroup or "" for found in _PER.finditer(before)}
    if behind := _AFTER_PER.match(after):
        said |= {name.rstrip("2") for name, value in behind.groupdict().items() if value}
    if "all_year" in said:
        said = said | {"year"} if said & {"person", "each"} else said
    names = {"each": "person", "yearly": "year", "salary": "year", "monthly": "month"}
    return frozenset(names.get(name, name) for name in said if name and name != "all_year")


def _basis_of(per: frozenset[str]) -> str:
    if "month" in per:
        return "per-month"
    if {"person", "year"} <= per:
        return "per-person-year"
    if "year" in per:
        return "per-year"
    return "per-person" if "person" in per else ""


def _amount(
    reading: Reading, quantity: Quantity, currency: str, note: str, wording: _Wording
) -> FoundFact:
    start, end = quantity.start, quantity.end
    if _dash_was_lost(quantity, pay="薪" in reading.clause_before(start, 8)):
        return reading.fact(
            "amount", (start, end), unit=currency, basis="ambiguous",
            notes=["a dash may have been lost between two numbers"],
        )  # fmt: skip
    per = _basis_of(wording.per)
    basis = wording.bound or per or ("total" if wording.is_total else "")
    after = reading.after(end, 8)
    is_about = _ABOUT.search(reading.clause_before(start, 16)) or _ABOUT_AFTER.match(after)
    years = _YEARS.search(reading.plain[end : end + 20])
    notes = [
        note,
        per if wording.bound or (per == "per-month" and "person" not in wording.per) else "",
        "per-person" if per == "per-month" and "person" in wording.per else "",
        "about" if is_about else "",
        "more than" if quantity.more else "",
        f"{years[1]} years" if years else "",
        load_rates().in_cny(currency, quantity.low, quantity.high),
    ]
    if per == basis:
        notes = [said for said in notes if said != basis]
    return reading.fact(
        "amount", (start, end),
        None if basis == "up-to" and not quantity.is_range else shown(quantity.low),
        None if basis == "at-least" and not quantity.is_range else shown(quantity.high),
        unit=currency, basis=basis, notes=notes,
    )  # fmt: skip


def _speaks_of_money(reading: Reading, quantity: Quantity) -> bool:
    if _COUNTED.match(reading.plain, quantity.end):
        return False
    if "个" in quantity.first:
        return True
    near = reading.before(quantity.start, 24) + reading.clause_after(quantity.end, 10)
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


def _fold_equivalents(reading: Reading, amounts: list[FoundFact]) -> list[FoundFact]:
    """Join an amount with the same said again behind it: about $2.1 million, or in capitals."""
    kept: list[FoundFact] = []
    for amount in amounts:
        last = kept[-1] if kept else None
        if last and 0 <= amount.start - last.end <= 20 and _is_same(reading, last, amount):
            if last.unit != amount.unit:
                value = amount.high or amount.low
                low = f"{amount.low}-" if amount.low and amount.low != value else ""
                stated = f"{amount.unit} {low}{value} stated"
                converted = [n for n in last.note.split("; ") if not n.startswith("CNY ")]
                kept[-1] = replace(last, note="; ".join(filter(None, (*converted, stated))))
            continue
        kept.append(amount)
    return kept


def _is_same(reading: Reading, last: FoundFact, amount: FoundFact) -> bool:
    between = reading.plain[last.end : amount.start]
    if not _EQUIVALENT.fullmatch(between) or not (amount.high or amount.low):
        return False
    if last.unit != amount.unit:
        return bool(between.strip(", ;")) or reading.plain[last.end : last.end + 1] == "("
    same = (last.low, last.high) == (amount.low, amount.high)
    return same and bool(re.search("[(大小]", between))



def basis_in(head: str, rest: str = "") -> str:
    """Return the basis that the head of a table's column states: 年薪（万元）, 最高资助（元/人·月）."""
    if "最高" in head or "上限" in head or "maximum" in head:
        return "up-to"
    return _basis_of(_per(head, rest))
