"""Amounts of money: value, currency, what they are per, and whether they are a bound."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.currencies import CURRENCIES
from policywatch.flagging.facts.elliptic_sums import takes_unit
from policywatch.flagging.facts.equivalents import fold_equivalents, join_ranges
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.own_money import Stated, in_own_currency
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.rates import load_rates
from policywatch.flagging.facts.reading import HEAD_ENDS, Reading
from policywatch.flagging.facts.sum_lists import money_beside
from policywatch.flagging.facts.wording import Wording, basis_of, read_wording

_REACH = 60
_BEHIND = 36
_ENGLISH_REACH = 140
_ENGLISH_PAY = re.compile(
    r"(?:annual|yearly|monthly)(?: [a-z-]+){0,2} (?:salar(?:y|ies)|pay|income|allowance|stipend"
    r"|wages?|remuneration)(?![a-z])[^,;0-9]*$"
)
_NEXT = re.compile(
    r"(?:左右|不等|整)?[,、;] ?"
    r"(?!.*(?:比|较|[增减]|价|税|注册|营|产值|利润|租|月|年|共|约))"
    r"[a-z]?[\u4e00-\u9fff]{1,10}?"
)
"""What stands between sums of which one noun says what they are: 安家费A类50万元，其他20万元."""
_IMPLIED = "unit 元 implied"
_ABOUT = ("约", "约合", "近", "about", "around", "some", "nearly", "approximately")
_ABOUT_AFTER = re.compile(r"\s?(?:左右|上下)")
_MONEY_WORDS = re.compile(
    r"每年|每月|每人|薪|工资|奖励|奖金|奖补|资助|补贴|补助|经费|资金|投资|给予|预算|收入|支出|拨款"
    r"|给到?(?=$|\|)|扶持|费用|津贴|税[前后]|面议|单个项目|每项"
    r"|总包|到手|开价|签约|签字费|启动[金费]|科研费|安家|房补|租房|购房|待遇|资产|价|金额|基金"
    r"|引进[费金款]|引才[费金款]|安置[费金款]|搬家[费金款]|人才[费金款]|住房[费金款]"
    r"|生活[费金款]|科研[费金款]|获得|投入|斥资|耗资|出资|融资|捐"
    r"|申领|创新券|房贴|贷款|一年(?<!第一年)[约给有才]?(?=\|(?:[,。;、]|$))"
    r"|等奖[各每为:]?(?=\|)|花[费了近](?=\|)|砸了?(?=\|)|投了(?=\|)|最高(?=\|[,。;)])"
    r"|salary|bonus|award|grant|funding|subsidy|allowance"
)
_PAID_ROW = re.compile(f"{_MONEY_WORDS.pattern}|一[人事]一[议策]|周转房|过渡房")
_WIDEST_ROW = 160
_PAID = re.compile(r"/[年月人]|一年")
_PLAYED = re.compile(r"量|用户|访问|次")
_COUNTED_FIRST = frozenset(
    "人名位户辆台套家平亩吨字册件次个头只棵条份步粉单部米级所项千公立卡瓦韩股斤度张篇场门桶枚支艘架栋间座列趟站"
)
_FUND_AFTER = re.compile(
    r"人(?:工智能|才)[\u4e00-\u9fff]{0,8}?(?:基金|资金|经费|专项|投资|补[助贴]|奖励)"
)
_UNIT_STATED = re.compile(r"单位:[^\n:]{0,8}$")
_COUNTED = re.compile(
    r" ?[余多]?(?:用户|流量|点击|播放|times|people|square|tons?|researchers|experts|talents|users"
    r"|jobs|phones|copies|units|shares)"
)
_ACCOUNTS = re.compile(r"预算|决算|支出|收入|合计|总额|拨款|营业|产值")
_YEARS = re.compile(r"[,、 ]{0,2}(?:连续|连|为期|for |over )[^,。]{0,4}?([0-9]{1,2}) ?(?:年|years)")
_LINK = re.compile(
    r"[、,/ ]{0,2}(?:或|和|及|以及|(?:提?调?增)?(?:提高|调高|增加|增长|上调)?[到至为]|and|or"
    r"|to)?[、/ ]{0,2}"
)
_LABEL = 14
_NAMED_BEFORE = re.compile(r"(?:费|[津补]贴|补助|奖励|奖金|经费|资金|资助)[,:]$")
"""An incentive named in the clause before a short one: 提供科研启动费，副教授20万元."""
_IN_ALL = re.compile(r"总|共|合计")
_OWN_NOUN = re.compile(r"费|[津补]贴|补助|奖|薪|工资|资金|基金|资助")
_OWN_NOUN_AFTER = re.compile(r"的?[\u4e00-\u9fff]{0,6}?(?:费|[津补]贴|补助|奖|经费|资金|基金|资助)")
"""A noun since the last sum: what was said of that one says nothing of this one."""
_ENGLISH_ITEM = re.compile(r" and | plus |, ")
_ASIDE = re.compile(r" ?\([^()\n]{1,24}\)| for [a-z &-]{3,48}?(?= (?:or|and) )")
_SAME_SIDE = re.compile(r"[、/]|或|和|及|以及|or|and|, $")
_ENGLISH_LINKS = frozenset([", ", ", and ", " and ", " or ", ", or "])


def read_amounts(reading: Reading, quantities: list[Quantity]) -> list[FoundFact]:
    """Return the amounts among the quantities, each once.

    Where amounts are listed (最高分别给予500万元、300万元; from 4,800 yuan to 10,000 yuan per
    month), what is said of the first or of the last holds for all. An amount that is said again
    in another currency or in capitals is a note and no second amount. A unit 元 is implied where
    a number of 万 or 亿 stands in a sentence on money and counts nothing else (年薪60万-100万).
    """
    if reading.mentions("illion", " thousand"):
        quantities = _with_shared_units(reading, quantities)
    kept = _stated(reading, quantities)
    if not kept:
        return []
    kept = in_own_currency(reading, kept)
    wordings = _wordings(reading, [quantity for quantity, _, _ in kept])
    facts = [
        _amount(reading, quantity, currency, note, wording)
        for (quantity, currency, note), wording in zip(kept, wordings, strict=True)
    ]
    return join_ranges(reading, fold_equivalents(reading, facts))


def _stated(reading: Reading, quantities: list[Quantity]) -> list[Stated]:
    """Return the quantities that are money, each with its currency and a note."""
    kept: list[Stated] = []
    bare: list[Quantity] = []
    has_units = "单位:" in reading.plain
    for quantity in quantities:
        if has_units and _UNIT_STATED.search(
            reading.plain, max(0, quantity.start - 14), quantity.start
        ):
            continue
        if currency := CURRENCIES.get(quantity.unit):
            kept.append((quantity, currency, ""))
        elif quantity.scaled and not quantity.unit:
            if _speaks_of_money(reading, quantity):
                kept.append((quantity, "CNY", _IMPLIED))
            elif not _counts_others(reading, quantity):
                bare.append(quantity)
    if kept and bare and (beside := money_beside(reading, [q for q, *_ in kept], bare)):
        kept += [(quantity, "CNY", _IMPLIED) for quantity in beside]
        kept.sort(key=lambda stated: stated[0].start)
    return kept


def _with_shared_units(reading: Reading, quantities: list[Quantity]) -> list[Quantity]:
    """Give bare sums the unit of those they stand with: 7 million, 4 million and 2 million RMB."""
    shared = list(quantities)
    last: Quantity | None = None
    for place, quantity in enumerate(shared):
        if quantity.unit in CURRENCIES:
            last = quantity if quantity.unit[0] < "\u2e80" else None
        elif last and quantity.scaled and not quantity.unit and takes_unit(reading, last, quantity):
            shared[place] = quantity._replace(unit=last.unit)
    for place in range(len(shared) - 2, -1, -1):
        quantity, following = shared[place], shared[place + 1]
        if quantity.unit or not quantity.scaled or following.unit not in CURRENCIES:
            continue
        if reading.plain[quantity.end : following.start] in _ENGLISH_LINKS:
            shared[place] = quantity._replace(unit=following.unit)
    return shared


def _wordings(reading: Reading, quantities: list[Quantity]) -> list[Wording]:
    """Return what is said of each amount; what is said of one of a list holds for all of it."""
    wordings: list[Wording] = []
    linked: list[int] = []
    last_end = 0
    for place, quantity in enumerate(quantities):
        wording = _wording(reading, quantity, last_end)
        if place and quantity.start - last_end <= _BEHIND:
            between = reading.plain[last_end : quantity.start]
            if _share(wording, wordings[-1], between):
                linked.append(place)
        wordings.append(wording)
        last_end = quantity.end
    for place in reversed(linked):
        wordings[place - 1].per |= wordings[place].per
        wordings[place - 1].is_total |= wordings[place].is_total
    return wordings


def _share(wording: Wording, before: Wording, between: str) -> bool:
    """Give an amount what is said of the one before; return whether the two are one list."""
    aside = _ASIDE.match(between)
    link = between[aside.end() :] if aside else between
    if len(link) <= 6 and _LINK.fullmatch(link):
        wording.per |= before.per
        wording.is_total |= before.is_total
        if not wording.bound and _SAME_SIDE.search(link):
            wording.bound = before.bound
        return True
    if _OWN_NOUN.search(link):
        if link[0] in "、和及" and "person" in before.per and not _IN_ALL.search(link):
            wording.per |= {"person"}
    elif (before.is_total or before.per) and len(link) <= 16 and _NEXT.fullmatch(link):
        if before.is_total or not (wording.per or wording.is_total):
            wording.per |= before.per
        wording.is_total |= before.is_total
    return False


def _wording(reading: Reading, quantity: Quantity, last_end: int) -> Wording:
    start = quantity.start
    clause = reading.clause_before(start, _REACH)
    near = clause
    if start - len(clause) + clause.find(HEAD_ENDS) + 1 < last_end <= start:
        near = clause[last_end - start :] if last_end < start else ""
        if _OWN_NOUN.search(near) or _OWN_NOUN_AFTER.match(reading.plain, quantity.end):
            clause = near
        elif clause.isascii():
            clause = _ENGLISH_ITEM.split(near)[-1]
    if len(clause) < 2:
        named = start - last_end < _LABEL and _OWN_NOUN_AFTER.match(reading.plain, quantity.end)
        clause = "" if named else reading.before(start, 20)
    elif (
        len(clause) <= _LABEL
        and reading.plain[start - len(clause) - 1 : start - len(clause)] in (",", ":")
        and _NAMED_BEFORE.search(reading.before(start - len(clause), 24))
    ):
        clause = f"经费{clause}"
    elif len(clause) == _REACH and clause.isascii():
        wide = reading.before(start, _ENGLISH_REACH)
        pay = _ENGLISH_PAY.search(wide, max(0, last_end - start + len(wide)))
        clause = f"{pay[0]} {clause}" if pay else clause
        if "imum" in wide:
            near = wide[max(0, last_end - start + len(wide)) :]
    after = reading.after(quantity.end, 2 * _BEHIND if clause.isascii() else _BEHIND)
    wording = read_wording(clause, near, after)
    if quantity.more and not wording.bound:
        wording.bound = "at-least"
    return wording


def _amount(
    reading: Reading, quantity: Quantity, currency: str, note: str, wording: Wording
) -> FoundFact:
    start, end = quantity.start, quantity.end
    if _dash_was_lost(reading, quantity):
        return reading.fact(
            "amount", (start, end), unit=currency, basis="ambiguous",
            notes=["a dash may have been lost between two numbers"],
        )  # fmt: skip
    basis, per = wording.basis, basis_of(wording.per)
    near = reading.plain[max(0, start - 14) : start]
    is_about = near.rstrip(" ").endswith(_ABOUT) or _ABOUT_AFTER.match(reading.plain, end)
    years = _YEARS.match(reading.plain, end, end + 20)
    notes = [
        note,
        per if per != basis else "",
        "per-person" if per == "per-month" and "person" in wording.per else "",
        "about" if is_about else "",
        "more than" if quantity.more else "",
        f"{years[1]} years" if years else "",
        load_rates().in_cny(currency, quantity.low, quantity.high) if currency != "CNY" else "",
    ]
    return reading.fact(
        "amount", (start, end),
        None if basis == "up-to" and not quantity.is_range else shown(quantity.low),
        None if basis == "at-least" and not quantity.is_range else shown(quantity.high),
        unit=currency, basis=basis, notes=notes,
    )  # fmt: skip


def _speaks_of_money(reading: Reading, quantity: Quantity) -> bool:
    behind = reading.plain[quantity.end : quantity.end + 3].strip(" 余多")
    if _PAID.match(behind):
        return not _PLAYED.search(reading.clause_before(quantity.start, 12))
    if behind[:1] == "人" and _FUND_AFTER.match(reading.plain, quantity.end):
        return True
    if _counts_others(reading, quantity):
        return False
    if "个" in quantity.first:
        return True
    near = reading.before(quantity.start, 24) + "|" + reading.clause_after(quantity.end, 10)
    return bool(_MONEY_WORDS.search(near)) or _is_of_a_paid_row(reading, quantity)


def _counts_others(reading: Reading, quantity: Quantity) -> bool:
    behind = reading.plain[quantity.end : quantity.end + 3].strip(" 余多")
    return behind[:1] in _COUNTED_FIRST or bool(_COUNTED.match(reading.plain, quantity.end))


def _is_of_a_paid_row(reading: Reading, quantity: Quantity) -> bool:
    """Say whether a cell ends with the number and its row speaks of money: 教授|60万|科研费面议."""
    text, end = reading.plain, quantity.end
    if text[end : end + 1] not in ("\t", "\n", ""):
        return False
    begin = text.rfind("\n", max(0, end - _WIDEST_ROW), end) + 1 or max(0, end - _WIDEST_ROW)
    stop = text.find("\n", end, end + _WIDEST_ROW)
    row = text[begin : stop if stop >= 0 else end + _WIDEST_ROW]
    return "\t" in row and bool(_PAID_ROW.search(row))


def _dash_was_lost(reading: Reading, quantity: Quantity) -> bool:
    """Say whether 300500万 may be 300-500万: two round halves, the second a bit greater.

    Four digits (6080万) are believed unless they would be someone's pay.
    """
    if quantity.is_range or not quantity.scaled:
        return False
    digits = quantity.first.split("万")[0].split("亿")[0].strip()
    if len(digits) < 4 or not digits.isdigit():
        return False
    clause = reading.clause_before(quantity.start, 16)
    if len(digits) % 2 and _ACCOUNTS.search(clause):
        return False
    if len(digits) == 4 and "薪" not in clause[-8:]:
        return False
    for cut in (len(digits) // 2, (len(digits) - 1) // 2):
        left, right = digits[:cut], digits[cut:]
        rounded = left[-1] == right[-1] == "0" and right[0] != "0"
        if rounded and int(left) < int(right) <= 5 * int(left):
            return True
    return False
