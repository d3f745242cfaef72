"""Other senses of a name, told by what it is part of: a number, another word, a road, a person."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from policywatch.flagging.names.entries import MAX_CAPITALS
from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.senses.places import MAX_AROUND, NAME_REACH, Place

# 上千人, 30万人: a number that happens to be a stem.
_COUNTED = re.compile(
    r"[\d〇零一二两兩三四五六七八九十百千万萬亿億几幾数數上近超约約余餘每多逾过過成达達共计計半]\s?$"
)
# Before a long name few of these count: 通过千人计划, 入选过, 评上百人领军人才, 中共千人計畫.
_LONG_COUNTED = re.compile(
    r"(?:[\d〇零一二兩两三四五六七八九十百千万萬亿億几幾数數近超约約余餘每多逾]|(?<![评選选考报])上"
    r"|[超人已][过過]|[总一總]共|[预估預][计計]|(?:^|\W)[过過共])\s?$"
)
LONG = 4
MAX_EXPLAINED = 10
_NUMERALS = frozenset("百千万萬")
# 计划生育, QM工程师 and the like: the end of a name is the beginning of another word.
_RUNS_ON = re.compile(r"计划(?:生育|经济|单(?!位)|表|书)|工程[师部局量款]")
# 启明路, 浦江人才公寓: a place named alike.
_PLACE_AFTER = re.compile(
    r"(?:人才)?(?:创新)?(?:公寓|大厦|大楼|广场|大道|中路|东路|西路|南路|北路|路\d|街道|社区|小区|中学|小学|医院|酒店|"
    r"中心\d)"
)
_FIRM_AFTER = re.compile("(?:公司|集团|有限|酒店|餐饮|医院|门诊|直播|检查|品牌)")
# 启明公司, 鲲鹏杯, 火炬镇: a bare stem that something else is named by.
_NAMED_BY_STEM = re.compile(
    r"(?:公司|集团|股份|科技(?:有限|集团|公司|园|大厦)|生物|医药|医疗|药业|芯片|电子|智能|光电|软件|网络|传媒|证券|资本|"
    r"创投|投资|基金会|律师|事务所|大学|学院|学校|幼儿园|书院|图书馆|公园|大桥|码头|机场|饭店|奖学金|论坛|"
    r"人才(?:网|市场|集团|港|驿站|银行)|[区縣县镇鎮乡鄉村](?![域别間间])|杯|人(?=[，、。；（(]))"
)
# “启明计划”支教团, 百人计划选调生, Hundred Talents Camp: what another scheme of the name is.
_OTHER_SCHEME_AFTER = re.compile(
    '[”’」』》"]?(?:[,，:：]? ?[\u4e00-\u9fff]{0,4}(?:支教|公益行|高校行|校园行|选调生|接班人|'
    "(?:亲子|科创|夏令|冬令|训练|研学)营|婚恋|交友|相亲|[羽毛乒乓篮足排网]{1,2}球|航模|驻村|"
    "留学(?:展|规划)|宣讲团|义诊|眼科|大学生(?:实习|社会实践)|重疾险|消费券|景区)|杯(?!创)|"
    "志愿者|志愿服务|助农|带货|马拉松|合唱|书店|劳务)|"
    '["”’]? (?:Gala|Show|Camp|Bowl|Cup|Prize|Festival|Hotel|Quiz|Contest|Inn|gala|quiz|wedding|'
    "choir|podcast|book club|job board|tutoring|[Gg]raduate [Ss]cheme|"
    "for (?:rural|girls|pupils|children))\\b"
)
# 珠江人才网, 凤凰人才市场: what deals in talent of all kinds; 鲲鹏人才培养: a course in it.
_TRADE_AFTER = re.compile(
    "网|市场|集团|港|驿站|银行|培养(?![\u4e00-\u9fff]{0,4}(?:计划|工程|项目|专项|行动|对象|人选|资助))"
)
# The Wuhan Talent Bureau, Changjiang Talent Market: the same in English.
_TRADE_AFTER_ENGLISH = re.compile(
    r" (?:Bureau|Office|Market|Service|Cent(?:er|re)|Group|Apartment|Fair|Park|Exchange|Co\b)"
)
_TALENT_LAST = re.compile("[Tt]alents?$")
# 王启明, Wang Qiming, Qiming Zhang: a person. Surnames that often end another word are left out.
_SURNAMES = frozenset(
    "王李张刘陈杨赵吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴"
    "汪姜姚谭廖邹熊陆郝崔邱侯邵段汤黎乔贺赖龚"
)
_LATIN_SURNAMES = re.compile(
    r"\b(?:Wang|Li|Zhang|Liu|Chen|Yang|Zhao|Huang|Zhou|Wu|Xu|Sun|Hu|Zhu|Gao|Lin|He|Guo|Ma|Luo|Liang|"
    r"Song|Zheng|Xie|Han|Tang|Feng|Yu|Dong|Xiao|Cheng|Cao|Yuan|Deng|Fu|Shen|Zeng|Peng|Lu|Su|Jiang|Cai|"
    r"Jia|Ding|Wei|Xue|Ye|Yan|Pan|Du|Dai|Zhong|Mr|Ms|Dr|Prof|Professor)\.?,? $"
)
# HJ 819-2017, QM-3000: a standard, a product; no year.
_CODE_AFTER = re.compile(r"(?:/T)?[ -]?(?!20[12]\d|\d{1,2}[年批期届轮])\d{2,}")
# KP (Key Person), T.T.P. (Tiny Toes Playgroup): initials of other words, which brackets tell.
_GLOSS = re.compile(r"[^()（）\n]{0,12}[(（]([A-Za-z]+(?:[ -][A-Za-z]+){1,5})[ ,)）]")
_SYLLABLE = re.compile(r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiou]{1,4}(?:ng?|r)?", re.I)
# qiming@example.org, qiming.example.cn
_ADDRESS_AFTER = re.compile(r"[\w.-]*@[\w-]+\.|\.(?:com|cn|org|net|edu|gov|io)\b")
# The Kunpeng processor, Qiming et al., Qiming, a PhD student: a thing or a person.
_NO_PLAN_AFTER = re.compile(
    r" et al\b| (?:processor|chip|server|satellite|rocket|hospital|hotel|library|framework|software"
    r"|model|app|phone|restaurant|brand|stadium|airport)s?\b|, an? (?:\w+ ){0,3}(?:student|postdoc"
    r"|researcher|professor|engineer|scientist|founder|graduate|developer|artist|player|man|woman)\b"
)
_MAY_CALL = re.compile(r"[A-Z][a-z]+|[A-Z][a-z]{1,5}-[A-Z][a-z]{1,5}")
_THANKED = re.compile(r"\b[Tt]hank(?:s|ed|ing|ful to)? $")
_NEXT_WORD = re.compile(r" (?P<word>[A-Z][a-z]+)")
_WORDS_OF_PLANS = re.compile(
    r"(?:Plan|Program|Programme|Project|Scheme|Talent|Scholar|Award|Awardee|Expert|Recipient|Fellow)s?|Overseas|Young|Youth|High|Leading|"
    r"Initiative|Action|And|Or|Is|Was|Has|Will|For|In|Pays|Offers|Huoju|Torch|Qiming|Kunpeng"
)


def other_sense(text: str, place: Place, blocks: Sequence[Place]) -> str:
    """Return the longer phrase of another sense that a name is part of (启明创投), or nothing."""
    if text[place.start] in _NUMERALS:
        before = text[max(0, place.start - 3) : place.start]
        counted = _LONG_COUNTED if place.end - place.start >= LONG else _COUNTED
        if number := counted.search(before):
            return number[0].strip() + text[place.start : place.end]
    if word := _RUNS_ON.match(text, place.end - 2):
        return word[0]
    shown = text[place.start : place.end]
    if shown[0].isascii() and (words := _glossed(text, shown)):
        return f"{shown} ({words})"
    if place.entry.form in ("initials", "short") and (code := _CODE_AFTER.match(text, place.end)):
        return shown + code[0]
    after = _FIRM_AFTER if place.entry.form == "initials" else _PLACE_AFTER
    named_alike = after.match(text, place.end)
    if not named_alike and place.entry.form == "stem":
        named_alike = _NAMED_BY_STEM.match(text, place.end)
    if not named_alike:
        named_alike = _OTHER_SCHEME_AFTER.match(text, place.end)
    if not named_alike and text.startswith("人才", place.end - 2):
        named_alike = _TRADE_AFTER.match(text, place.end)
    if not named_alike and place.entry.form != "exact" and _TALENT_LAST.search(shown):
        named_alike = _TRADE_AFTER_ENGLISH.match(text, place.end)
    if named_alike:
        return text[place.start : named_alike.end()]
    if shown.isascii() and (address := _ADDRESS_AFTER.match(text, place.end)):
        return text[place.start : address.end()]
    person = _person(text, place)
    if person:
        return person
    at = bisect_left(blocks, place.start - NAME_REACH, key=lambda b: b.start)
    for block in blocks[at : at + MAX_AROUND]:
        if block.start >= place.end:
            break
        longer = block.end - block.start > place.end - place.start
        runs_on = block.start > place.start and block.end > place.end
        # 外国高层次人才 is no slip for 国家高层次人才: a guess that a phrase runs into.
        runs_into = block.start < place.start and place.entry.form in GUESSED
        if (longer or runs_on or runs_into) and block.end > place.start:
            return text[block.start : block.end]
    return ""


def is_firms(text: str, end: int) -> bool:
    """Whether what ends there is the name of a firm or a house of its: 沣水英才公司."""
    return _FIRM_AFTER.match(text, end) is not None


def _glossed(text: str, shown: str) -> str:
    """Return the words that a text says some initials are of, unless these are in pinyin.

    Who explains them does so where they stand first: only a few places are looked at.
    """
    letters = "".join(char for char in shown if char.isascii() and char.isalpha())
    if not 2 <= len(letters) <= MAX_CAPITALS or not letters.isupper():
        return ""
    at = text.find(shown)
    for _ in range(MAX_EXPLAINED):
        if at < 0:
            break
        gloss = _GLOSS.match(text, at + len(shown))
        words = re.split("[ -]", gloss[1]) if gloss else []
        if "".join(word[0] for word in words).upper().startswith(letters) and not all(
            map(_SYLLABLE.fullmatch, words)
        ):
            return " ".join(words)
        at = text.find(shown, at + 1)
    return ""


def _person(text: str, place: Place) -> str:
    """Return the name of a person, firm or thing that a bare name is part of, or nothing."""
    shown = text[place.start : place.end]
    before = text[max(0, place.start - 12) : place.start]
    if place.entry.form == "stem" and before[-1:] in _SURNAMES:
        return before[-1] + shown
    if not (shown.isascii() and _MAY_CALL.fullmatch(shown)):
        return ""
    called = _LATIN_SURNAMES.search(before) or _THANKED.search(before)
    if called:
        return called[0] + shown
    if thing := _NO_PLAN_AFTER.match(text, place.end):
        return shown + thing[0]
    following = _NEXT_WORD.match(text, place.end)
    if following and not _WORDS_OF_PLANS.fullmatch(following["word"]):
        return f"{shown} {following['word']}"
    return ""
