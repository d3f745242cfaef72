"""What the words around a number say of it: a bound, what it is per, a sum given in all."""

import re
from dataclasses import dataclass

from policywatch.flagging.facts.reading import HEAD_ENDS

_NOT = ("不", "不得", "不能", "不应", "不可", "不宜", "不予", "不会", "未", "没有", "没")
_UP_TO = ("最高", "最多", "至多", "上限", "封顶", "可达", "高达", "少于", "低于", "不足", "不到")
_AT_LEAST = ("至少", "最低", "保底", "超过", "超", "逾", "突破", "高于", "大于", "多于")
_BOUNDS = {
    **dict.fromkeys(_UP_TO, "up-to"),
    **dict.fromkeys(_AT_LEAST, "at-least"),
    **{no + verb: "up-to" for no in _NOT
       for verb in ("超过", "超出", "超", "高于", "大于", "多于", "逾", "突破")},
    **{no + verb: "at-least" for no in _NOT for verb in ("低于", "少于", "小于")},
}  # fmt: skip
_NO_BOUND_AFTER = (
    "超大",
    "超级",
    "超高",
    "超市",
    "超导",
    "超声",
    "逾期",
    "突破性",
    "突破口",
    "不到位",
    "不到账",
)
_SIGN_BEFORE = re.compile(r"[≤≦≥≧<>]=? ?$")
_REACH = 14
"""How many characters may stand between a bound and its number."""
_ENGLISH_REACH = 48
_BROKEN = re.compile(r"[,、0-9]")
_ENGLISH_BOUND = re.compile(
    r"(?:(?P<up_to>up to|at most|not?(?: be)? (?:more|higher|greater) than|"
    r"not(?: be)? (?:above|over)"
    r"|not exceed(?:ing)?|maximum|as much as"
    r"|a ceiling of|as high as|a cap of|(?:capped|limited) (?:at|to)"
    r"|(?:can|could|may|might) (?:reach|total|amount to|come to|go up to|fetch)"
    r"|(?<!not )(?<!no )(?<!not be )(?:less|lower|fewer) than(?! the)"
    r"|(?<![a-z])(?<!not )(?<!not be )(?:below|under)(?! the| an? ))"
    r"|(?P<at_least>at least|not?(?: be)? (?:less|lower|fewer) than"
    r"|not(?: be)? (?:below|under)(?! the| an? )"
    r"|(?<!not )(?<!no )(?<!not be )(?:more|(?:higher|greater)(?= than(?! the))) than"
    r"|in excess of|upwards of"
    r"|(?<![a-z])(?<!the )(?<!not )(?<!not be )above(?! the| an? )"
    r"|(?<![a-z])(?<!not )(?<!not be )over|(?<!not )exceed(?:ing|s|ed)?|minimum"
    r"|starting (?:from|at)|a floor of))[^,0-9]{0,5}$"
    r"|(?<![a-z])(?:(?P<most>maximum|highest)|(?P<least>minimum))(?: [a-z-]+){0,3} of [^,0-9]{0,5}$"
    r"|(?<![a-z])(?:(?P<top>maximum)|(?P<base>minimum))(?: [a-z'’-]+){1,20}?"
    r" (?:is|are|was|were|(?:will|shall|would|can) be) [^,0-9]{0,5}$"
)
_SIDES = {
    "up_to": "up-to", "most": "up-to", "top": "up-to",
    "at_least": "at-least", "least": "at-least", "base": "at-least",
}  # fmt: skip
_ENGLISH_BOUND_HINTS = frozenset(
    [
        "to", "most", "than", "exceed", "exceeding", "exceeds", "exceeded", "maximum", "as",
        "ceiling", "highest", "of", "least", "over", "minimum", "from", "at", "below", "under",
        "above", "reach", "total", "is", "are", "was", "were", "be",
    ]
)  # fmt: skip
_BOUND_AFTER = re.compile(
    r"[ 元整]{0,2}(?: ?\([^()\n]{1,20}\))?(?:或等值[^,。;()0-9]{1,14}?(?=为))?"
    r"(?:[年月]薪|/[年月人](?:[·/.][年月人])?"
    r"| (?:per|a) (?:month|year|annum))?"
    r"(?:(?P<up_to>及?(?:以内|之内|以下|内)|封顶|为限|为上限"
    r"|or (?:less|below|under|fewer)| ?at (?:the )?most)"
    r"|(?P<at_least>及?(?:以上|之上)|或以上|起(?![来初])|\+(?![0-9\u4e00-\u9fff]|(?<= \+) )"
    r"| ?(?:or|and) (?:more|above|higher)(?![a-z])))"
)
_PERS = {
    **dict.fromkeys(("每人", "每一人", "每位", "每名", "每生", "人均"), "person"),
    **dict.fromkeys(("每年", "每学年", "年薪", "年均", "逐年", "按年"), "year"),
    **dict.fromkeys(("每月", "每个月", "月薪", "按月", "月均", "月工资"), "month"),
    **dict.fromkeys(("月津贴", "月补贴", "月补助", "月收入"), "month"),
    "全年": "all year",
}  # fmt: skip
_YEARLY = (  # a noun of what comes every year: 年绩效工资, but not 2023年收入, 上年津贴
    r"(?P<yearly>年度?(?<![0-9本上去当全今近连满逐每]年)(?<![0-9本上去当全今近]年度)"
    r"(?:平均|岗位|综合|总)?(?:绩效)?(?:工资|收入|[津补]贴|补助|薪酬|薪资|待遇|奖金|绩效))"
    r"|(?P<mean>年人均)"
)
_EACH = re.compile(
    r"每(?:引进|推荐|引荐|成功|举荐|录用|新增|招引|入选|引入|聘用)[^,。、]{0,6}?(?:1|一)?[名人位]"
    r"|每[^,。、0-9]{1,10}?(?:1|一) ?[名人位]"
)
_IN_A_YEAR = re.compile(r"(?<![第近满期续前后新上])一年(?:[约给有才]|才给)?$")
"""Said of each year: 一年40万元, but not 第一年50万元."""
_PERSONS = (
    r"(?:person|head|capita|expert|talent|professional|candidate|recipient|scholar|researcher"
    r"|applicant|awardee|winner|postdoc|employee|scientist|hire|appointee|selectee|academician"
    r"|individual|member|returnee|graduate|fellow|professor|recruit|holder)s?"
)
_ENGLISH_PER = re.compile(
    rf"(?P<person>(?<![a-z])(?:per|each|every) (?:[a-z.]+ (?:degree )?)?{_PERSONS}(?![a-z])"
    r"|apiece|(?<![a-z])each (?=(?:of [a-z ]{3,24} )?(?:(?:will|would|shall|can|may) )?"
    r"(?:be |gets?|receiv|given|award|grant|enjoy|offered|paid)))"
    r"|(?P<year>(?<![a-z])annual(?:ly)?|per year|per annum|yearly|a year)"
    r"|(?P<month>monthly|per month|a month)"
)
_ENGLISH_PER_HINTS = ("per ", "each", "every", "annual", "year", "month", "apiece")
_UNIT_AFTER = (
    rf"(?:(?P<person{{0}}>人|位|名|生|(?:selected |successful )?(?:[a-z]+ )?{_PERSONS})"
    r"|(?P<month{0}>个?月|month)|(?P<year{0}>年|year|annum))(?![a-z])"
).replace("{0}", "%s")
_PER_AFTER = re.compile(
    r"整? ?(?:\([^)\n]{1,40}\))? ?(?:(?:per|a) (?:week|day|session|visit|trip) )?"
    r"(?:(?:[/·]|每|一个?(?=[年月人](?![内后前以来期度级份]))|per |a |an |each |every |for (?:each"
    r"|every) )(?: ?"
    + _UNIT_AFTER % ("", "", "")
    + r")(?:(?: ?[/·.每*] ?| (?:for )?(?:per|a|each|every) )"
    + _UNIT_AFTER % ("2", "2", "2")
    + r")?|(?P<each>apiece|(?:(?:to|for) )?each(?![a-z])"
    r"|(?:(?:shall|will|would|may|can) be|is|are|was|were) (?:granted|given|awarded|offered|paid"
    r"|provided) (?:to|for) (?:each|every)(?![a-z]))|(?P<yearly>annually|yearly|p\.a\.?)"
    r"|(?P<monthly>monthly|[·*×x] ?1[0-9] ?薪)|的?(?P<salary>年薪)|的?(?P<pay>月薪))"
)
_ENGLISH_PER_BEHIND = re.compile(
    r"(?: ?\([^)\n]{1,24}\))?(?:(?! and an? )[^.;0-9]){0,70}?(?<![a-z])(?:(?P<year>annual(?:ly)?"
    r"|per year|per annum|yearly|a year|each year"
    r"|every year)|(?P<month>monthly|per month|a month|each month))(?![a-z])"
)
"""A word behind that says so of a sum before: an allowance of 500 yuan (before tax) per month."""
_NAMES = {"each": "person", "yearly": "year", "salary": "year", "pay": "month", "monthly": "month"}
_TOTAL = re.compile(  # each begins with a plain character: such are searched for quickest
    r"给予|发放|奖励|奖金|奖补|奖为|奖(?=[0-9]|$)|资助|补贴|补助|津贴|安家费|总额|总计|共计|合计|累计"
    r"|总共|一次性|引进[费款金]|引才[费款金]|安置[费款金]|住房[费款金]|购房[费款金]|人才[费款金]"
    r"|科研[费款金]|科研基金|启动基金|奖[学教]金|总投资|总投入|经费|资金(?<!注册资金)|预算|决算|支出"
    r"|财政总?收入|房贴|提供了?(?=[约共]?[^\u4e00-\u9fff]{0,4}$)|启动[金费]|签约(?:[奖费]|金(?!额))|房补|总金额|总规模|卡上共|投资|额度"
)
_PUT_IN = re.compile(
    r"(?:投入(?:资金|经费)?|支持|获得?)(?:了|是|为|达|约|近|共|:|合计|超过?|人民币){0,2} ?$"
)
_PUT_IN_SIGNS = frozenset("入持获")
"""What is put in, given in support or received, where that stands right before the sum."""
_TOTAL_AFTER = re.compile(
    r"(?:整|不等|左右|以[内上])?(?:\([^)\n]{0,24}\))?的?(?!用于|作为|以下)[\u4e00-\u9fff]{0,6}? ?"
    r"(?:奖励|奖金|资助|补贴|补助|安家费|津贴|经费|资金|扶持|支持|投资|启动[费金]|科研费"
    r"|签[约字][费金]|建设费|设备费"
    r"|(?:引进|引才|安置|搬家|人才)[费金]|规模的?[\u4e00-\u9fff]{0,12}?基金)"
)
_ITEM_AFTER = re.compile(r" ?(?:\([^)\n]{0,24}\))?,(?:[较比与]|同比|占|完成|主要)")
"""What follows an item of accounts: 公务接待费633万元，较上年减少8万元."""
_ENGLISH_TOTAL = re.compile(r"lump[- ]sum|one-off|in total|a total (?:[a-z]+ )?of|totall?ing")
_CHANGED = re.compile(
    r"(?:增加|减少|增长|下降|压减|核减|(?<![最许不至])多|(?<![不至])少|减|(?<!新)增|提高|降低|下调"
    r"|上调)"
    r"了?约? ?$"
)
_COMPARED = re.compile(r"(?:[较比](?:上年|去年|上一年|年初)|同比)[^,]{0,4}[多少增减]")
_HAN = re.compile("[\u4e00-\u9fff]")


def _any_of(*words: str) -> str:
    """Return the expression of plain words, longest first: such are searched for quickest."""
    return "|".join(sorted(words, key=len, reverse=True))


_BOUND_WORD = re.compile(_any_of(*_BOUNDS, *_NO_BOUND_AFTER))
_PER_WORD = re.compile(f"{_any_of(*_PERS)}|{_YEARLY}")


@dataclass(slots=True)
class Wording:
    """What is said of an amount. `per` holds person, year and month as far as they are named."""

    bound: str
    per: frozenset[str]
    is_total: bool

    @property
    def basis(self) -> str:
        """The basis, a bound before what it is per, and that before a sum in all."""
        return self.bound or basis_of(self.per) or ("total" if self.is_total else "")


def read_wording(clause: str, near: str, after: str) -> Wording:
    """Read what the clause before a number and the words behind it say.

    `near` is the end of the clause since the last number in it: a bound is sought there only.
    """
    own = clause[clause.rfind(HEAD_ENDS) + 1 :]
    bound = _bound_after(after) or bound_before(near)
    if _HAN.search(clause) or _HAN.search(after):
        is_total = bool(
            _TOTAL.search(own)
            or _TOTAL_AFTER.match(after)
            or (own.rstrip(" 为").endswith("费") and _ITEM_AFTER.match(after))
            or (not _PUT_IN_SIGNS.isdisjoint(own[-8:]) and _PUT_IN.search(own[-12:]))
        )
        if is_total and (_CHANGED.search(clause[-8:]) or _is_compared(clause)):
            is_total = False
    else:
        is_total = bool(_ENGLISH_TOTAL.search(own) or _ENGLISH_TOTAL.search(after[:12]))
    return Wording(bound, per_what(clause, after), is_total)


def _bound_after(after: str) -> str:
    found = _BOUND_AFTER.match(after)
    return found.lastgroup.replace("_", "-") if found and found.lastgroup else ""


def bound_before(near: str) -> str:
    """Return up-to or at-least where the words before a number say so, else ""."""
    if sign := _SIGN_BEFORE.search(near):
        return "up-to" if sign[0][0] in "≤≦<" else "at-least"
    bound = ""
    if _HAN.search(near):
        tail = near[-_REACH - 8 :]
        for found in _BOUND_WORD.finditer(tail):
            rest = tail[found.end() :]
            if found[0] in _BOUNDS and len(rest) <= _REACH and not _BROKEN.search(rest):
                bound = _BOUNDS[found[0]]
        if bound or near.isascii():
            return bound
    tail = near[-26:]
    if _ENGLISH_BOUND_HINTS.isdisjoint(tail.replace("(", " ").split()):
        return ""
    english = _ENGLISH_BOUND.search(near if "imum" in near else near[-_ENGLISH_REACH:])
    return _SIDES[english.lastgroup or ""] if english else ""


def per_what(before: str, after: str) -> frozenset[str]:
    """Return what an amount is per: person, year, month."""
    said: set[str] = set()
    if _HAN.search(before):
        for word in _PER_WORD.finditer(before):
            if word["mean"]:
                said |= {"person", "year"}
            else:
                said.add("year" if word["yearly"] else _PERS[word[0]])
        if "每" in before and _EACH.search(before):
            said.add("person")
        if "一年" in before[-4:] and _IN_A_YEAR.search(before):
            said.add("year")
        if "all year" in said:
            said.discard("all year")
            said |= {"year"} if "person" in said else set()
    elif any(map(before.__contains__, _ENGLISH_PER_HINTS)):
        said = {found.lastgroup or "" for found in _ENGLISH_PER.finditer(before)}
    if behind := _PER_AFTER.match(after):
        names = (name.rstrip("2") for name, value in behind.groupdict().items() if value)
        said |= {_NAMES.get(name, name) for name in names}
    elif (
        after.isascii()
        and any(map(after.__contains__, _ENGLISH_PER_HINTS))
        and (behind := _ENGLISH_PER_BEHIND.match(after))
    ):
        said.add(behind.lastgroup or "")
    return frozenset(said)


def basis_of(per: frozenset[str]) -> str:
    """Return the basis of an amount that is per these; a month says more than a person."""
    if "month" in per:
        return "per-month"
    if {"person", "year"} <= per:
        return "per-person-year"
    if "year" in per:
        return "per-year"
    return "per-person" if "person" in per else ""


def basis_in(head: str, rest: str = "") -> str:
    """Return the basis that the head of a column states: 年薪（万元）, 最高资助（元/人·月）."""
    if "最高" in head or "上限" in head or "maximum" in head:
        return "up-to"
    return basis_of(per_what(head, rest))


def _is_compared(clause: str) -> bool:
    return ("比" in clause or "较" in clause) and bool(_COMPARED.search(clause))
