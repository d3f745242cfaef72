"""How many names of the shipped watchlists are seen through in each of many disguises.

`make bench NAME=flagging.disguises [--seed N]`: every listed name of a stem and a word for a plan
(启明 and 计划), and every English one, is disguised in each way once, at a place drawn by chance,
and put into a sentence of a notice, an advertisement or a forum, or into one that has no word of
talent; so is each stem alone, as who knows a programme speaks of it (评上甬江, 甬江函评). A name is
seen through where its programme is held to be meant. The disguises are made by rule, not by people:
the figures tell of the means against each, not of how much of the web they find. Some cannot be
undone: QJ人才 may be several.
"""

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin, pinyin
from rich.console import Console
from rich.table import Table

from policywatch.catalogue.watchlists import Watchlists, load_watchlists
from policywatch.flagging import Flagger
from policywatch.flagging.names.entries import is_han, may_be_disguised
from policywatch.settings import ROOT

_TAIL = re.compile(
    r"(?:奖励|特支|引才|人才|英才|精英|领军人才|育才|支持|聚集|引进|海智|行动)*"
    r"(?:计划|工程|行动|人才|学者|英才|精英|团队)$"
)
_ENGLISH = re.compile(r"[A-Z][A-Za-z]+(?: [A-Z]?[A-Za-z]+){0,4}")
IN_CHINESE = (
    "老师今年申请{}的话，海外经历要满三年吗？",
    "我司代理{}申报，入选后给予安家费，博士优先，有意私聊。",
    "请问各位，{}的答辩一般什么时候通知？",
    "近日，我校张某教授入选{}，特此祝贺。",
    "关于组织申报2023年度{}的通知：各有关单位，申报人应为海外高层次人才。",
    "{}：面向海外博士，年薪80万起，科研启动费300万，年龄不超过40岁。",
    "听说师兄拿到了{}，直接给了教授职位和两百万。",
    "帮企业对接{}，成功入选奖励猎头20万。",
    "The recruiter told me that {} offers 3 million yuan to overseas professors.",
    "简历：2019年回国，入选{}，现任博士生导师。",
)
IN_TALK = (
    "今年{}函评结果出来了吗，海外博士想问",
    "已经报了{}，等上会",
    "{}答辩ppt怎么做，求教授指教",
    "回国评上{}之后待遇怎么样",
    "师兄去年拿到{}，今年入职高校当教授",
)
OF_FEW_WORDS = (
    "我区今年{}申报数位列全市第二，最终5人",
    "兑现2022年度{}奖励资金180万元",
    "去年{}上了几个，有名单吗",
    "起诉书说他隐瞒了参加{}所得的收入",
    "以前的千人现在叫{}",
    "给{}的配套：每人200万",
    "我导师是{}，学校给了编制",
    "依托单位报{}一般要求海外几年",
    "据称{}已转入地下，不再公开名单",
    "每引荐一名{}，奖励中介10万元",
)
"""Reports, news and talk in which no word of talent stands but what is said of programmes."""
IN_ENGLISH = (
    "I was contacted by a recruiter about the {} in China; they offer 3 million RMB.",
    "He returned from MIT and was selected for {} as a full professor at Zhejiang University.",
    "We invite overseas PhDs to apply for {} through our university; salary negotiable.",
    "The indictment says the professor concealed his part in {}, a talent recruitment plan.",
    "{} applicants should be under 40 with a doctorate from an overseas university.",
)
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("h", "f"))
_NEAR_ENDS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_ACCENTED = dict(zip("aeiou", "áēïôü", strict=True))
_CYRILLIC = dict(zip("aeopcxi", "аеорсхі", strict=True))
_LEET = {"i": "1!", "o": "0", "e": "3", "a": "@4", "s": "5$", "l": "1"}


class Named(NamedTuple):
    """A listed name of a programme, cut before its words for a plan."""

    programme: str
    stem: str
    tail: str


class Chance:
    """What disguises draw by chance, and the characters of GB 2312's first level by sound."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self._sounding: dict[str, list[str]] = defaultdict(list)
        for row in range(0xB0, 0xD8):
            for cell in range(0xA1, 0xFF):
                for char in bytes((row, cell)).decode("gb2312", "ignore"):
                    self._sounding[lazy_pinyin(char)[0]].append(char)

    def place(self, written: str) -> int:
        """Return a place in what is written."""
        return self.draw.randrange(len(written))

    def homophone(self, char: str) -> str:
        """Return another character of the same sound, or the same where there is none."""
        others = [one for one in self._sounding[lazy_pinyin(char)[0]] if one != char]
        return self.draw.choice(others or [char])

    def nearly(self, char: str) -> str:
        """Return a character that many speakers say alike, or the same where there is none."""
        said = [one for one in _said_nearly(lazy_pinyin(char)[0]) if one in self._sounding]
        return self.draw.choice(self._sounding[self.draw.choice(said)]) if said else char


def _said_nearly(syllable: str) -> Iterator[str]:
    for one, other in (*_NEAR, *((b, a) for a, b in _NEAR)):
        follows = syllable.removeprefix(one)
        if follows != syllable and not (len(one) == 1 and follows.startswith("h")):
            yield other + follows
    for one, other in (*_NEAR_ENDS, *((b, a) for a, b in _NEAR_ENDS)):
        if syllable.endswith(one):
            yield syllable.removesuffix(one) + other


def _replaced(written: str, at: int, by: str) -> str:
    return written[:at] + by + written[at + 1 :]


def _letters(name: str) -> list[int]:
    """Return where letters stand that begin no word."""
    return [at for at in range(1, len(name)) if name[at].isalpha() and name[at - 1] != " "]


def _one_homophone(stem: str, tail: str, chance: Chance) -> str:
    at = chance.place(stem)
    return _replaced(stem, at, chance.homophone(stem[at])) + tail


def _all_homophones(stem: str, tail: str, chance: Chance) -> str:
    return "".join(map(chance.homophone, stem)) + tail


def _nearly_said(stem: str, tail: str, chance: Chance) -> str:
    at = chance.place(stem)
    return _replaced(stem, at, chance.nearly(stem[at])) + tail


def _half_in_pinyin(stem: str, tail: str, chance: Chance) -> str:
    at = chance.place(stem)
    return _replaced(stem, at, lazy_pinyin(stem)[at]) + tail


def _toned(stem: str, tail: str, _chance: Chance) -> str:
    return "".join(said[0] for said in pinyin(stem, style=Style.TONE)) + tail


def _initials(stem: str) -> str:
    return "".join(said[0] for said in lazy_pinyin(stem)).upper()


def _split(stem: str, tail: str, chance: Chance) -> str:
    return chance.draw.choice("·-_*/|~+^.…•—").join(stem) + tail


def _masked(stem: str, tail: str, chance: Chance) -> str:
    return _replaced(stem, chance.place(stem), chance.draw.choice("*X某○■")) + tail


def _parted(stem: str, tail: str, chance: Chance) -> str:
    at = 1 + chance.place(stem[1:])
    return stem[:at] + chance.draw.choice("abxQZ127") + stem[at:] + tail


def _adorned(stem: str, tail: str, chance: Chance) -> str:
    at = 1 + chance.place(stem[1:])
    return stem[:at] + chance.draw.choice("🔥🌟💰✨🚀") + stem[at:] + tail


def _adorned_homophone(stem: str, tail: str, chance: Chance) -> str:
    return _adorned(_one_homophone(stem, "", chance), tail, chance)


def _circled(stem: str, tail: str, _chance: Chance) -> str:
    return "".join(char + chr(0x2460 + at) for at, char in enumerate(stem)) + tail


def _tagged(stem: str, tail: str, chance: Chance) -> str:
    at = chance.place(stem)
    opened, closed = chance.draw.choice((("<b>", "</b>"), ("[b]", "[/b]"), ("**", "**")))
    return stem[:at] + opened + stem[at] + closed + stem[at + 1 :] + tail


Disguise = Callable[[str, str, Chance], str]
CHINESE: dict[str, Disguise] = {
    "as listed": lambda stem, tail, _: stem + tail,
    "one homophone": _one_homophone,
    "all homophones": _all_homophones,
    "said nearly so": _nearly_said,
    "pinyin": lambda stem, tail, _: "".join(lazy_pinyin(stem)) + tail,
    "pinyin, spaced": lambda stem, tail, _: " ".join(lazy_pinyin(stem)) + tail,
    "pinyin, toned": _toned,
    "half in pinyin": _half_in_pinyin,
    "initials": lambda stem, tail, _: _initials(stem) + tail,
    "initials, small": lambda stem, tail, _: _initials(stem).lower() + tail,
    "initials, dotted": lambda stem, tail, _: ".".join(_initials(stem)) + tail,
    "split": _split,
    "ending's initials": lambda stem, tail, _: stem + _initials(tail),
    "all initials": lambda stem, tail, _: _initials(stem + tail),
    "parted by a letter": _parted,
    "a picture between": _adorned,
    "a picture, a homophone": _adorned_homophone,
    "numbers in circles": _circled,
    "tags, emphasis": _tagged,
    "masked": _masked,
    "quoted": lambda stem, tail, _: f"“{stem[:1]}”“{stem[1:]}”{tail}",
    "reversed": lambda stem, tail, _: (stem + tail)[::-1],
}


def _at_a_letter(change: Callable[[str, int, random.Random], str]) -> Disguise:
    def disguise(name: str, _tail: str, chance: Chance) -> str:
        places = _letters(name)
        return change(name, chance.draw.choice(places), chance.draw) if places else name

    return disguise


def _by_table(table: dict[str, str]) -> Disguise:
    def disguise(name: str, _tail: str, chance: Chance) -> str:
        places = [at for at in range(1, len(name)) if name[at] in table]
        if not places:
            return name
        at = chance.draw.choice(places)
        return _replaced(name, at, chance.draw.choice(table[name[at]]))

    return disguise


def _wrong(name: str, at: int, draw: random.Random) -> str:
    return _replaced(name, at, draw.choice("aeiou" if name[at] in "aeiou" else "bcdfgklmnprst"))


def _swapped(name: str, at: int, _draw: random.Random) -> str:
    if at + 1 >= len(name) or name[at + 1] == " ":
        return name
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


ENGLISH: dict[str, Disguise] = {
    "a letter less": _at_a_letter(lambda name, at, _: name[:at] + name[at + 1 :]),
    "a letter twice": _at_a_letter(lambda name, at, _: name[:at] + name[at] + name[at:]),
    "two swapped": _at_a_letter(_swapped),
    "a wrong letter": _at_a_letter(_wrong),
    "a letter masked": _at_a_letter(lambda name, at, _: _replaced(name, at, "*")),
    "all but ends masked": lambda name, _tail, _: " ".join(
        word[0] + "*" * (len(word) - 2) + word[-1] if len(word) > 2 else word
        for word in name.split()
    ),
    "vowels masked": lambda name, _tail, _: " ".join(
        word[0] + re.sub("[aeiou]", "*", word[1:]) for word in name.split()
    ),
    "pictures for spaces": lambda name, _tail, _: name.replace(" ", "🔥"),
    "full stops for spaces": lambda name, _tail, _: name.replace(" ", "."),
    "each word reversed": lambda name, _tail, _: " ".join(word[::-1] for word in name.split()),
    "parted": _at_a_letter(lambda name, at, draw: name[:at] + draw.choice(".-·* ") + name[at:]),
    "digits and signs": _by_table(_LEET),
    "Cyrillic letters": _by_table(_CYRILLIC),
    "accents": _by_table(_ACCENTED),
    "letters set apart": lambda name, _tail, _: " ".join(name.replace(" ", "  ")),
    "without spaces": lambda name, _tail, _: name.replace(" ", ""),
    "without vowels": lambda name, _tail, _: " ".join(
        word[0] + re.sub("[aeiou]", "", word[1:]) for word in name.split()
    ),
    "full width": lambda name, _tail, _: "".join(
        chr(ord(char) + 0xFEE0) if char != " " else char for char in name
    ),
    "reversed": lambda name, _tail, _: name[::-1],
}


def chinese_names(watchlists: Watchlists) -> list[Named]:
    """Return the names of Han that are cut before a word for a plan, each stem and tail once."""
    found: dict[Named, None] = {}
    for programme in filter(may_be_disguised, watchlists.programmes):
        for name in programme.zh:
            tail = _TAIL.search(name)
            if tail and 2 <= tail.start() <= 4 and is_han(name):
                found[Named(programme.id, name[: tail.start()], tail[0])] = None
    return list(found)


def english_names(watchlists: Watchlists) -> list[Named]:
    """Return the names in Latin letters, whole."""
    return [
        Named(programme.id, name, "")
        for programme in filter(may_be_disguised, watchlists.programmes)
        for name in programme.en
        if len(name) >= 6 and _ENGLISH.fullmatch(name)
    ]


def seen_through(
    flagger: Flagger,
    names: Sequence[Named],
    disguise: Disguise,
    sentences: Sequence[str],
    chance: Chance,
) -> Counter[str]:
    """Return how many names are `seen`, taken for `another` programme, or `missed`."""
    counted: Counter[str] = Counter()
    for programme, stem, tail in names:
        written = disguise(stem, tail, chance)
        if written == stem + tail and disguise is not CHINESE["as listed"]:
            continue  # there is nothing to disguise in it so
        held = flagger.flag(chance.draw.choice(sentences).format(written)).programmes
        counted["seen" if programme in held else "another" if held else "missed"] += 1
    return counted


def main() -> None:
    """Print the share seen through of each disguise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1)
    chance = Chance(parser.parse_args().seed)
    watchlists = load_watchlists(ROOT / "watchlists")
    flagger = Flagger(watchlists)
    chinese, english = chinese_names(watchlists), english_names(watchlists)
    stems = list(dict.fromkeys(named._replace(tail="") for named in chinese))
    for title, names, disguises, sentences in (
        ("with a word for a plan", chinese, CHINESE, IN_CHINESE),
        ("with it, where no word of talent stands", chinese, CHINESE, OF_FEW_WORDS),
        ("the stem alone, in talk", stems, CHINESE, IN_TALK),
        ("in Latin letters", english, ENGLISH, IN_ENGLISH),
    ):
        table = Table("disguise", "names", "seen through", "another taken", title=title)
        total: Counter[str] = Counter()
        for how, disguise in disguises.items():
            counted = seen_through(flagger, names, disguise, sentences, chance)
            _tell(table, how, counted)
            total += counted
        _tell(table, "all", total)
        Console().print(table)


def _tell(table: Table, how: str, counted: Counter[str]) -> None:
    number = max(1, counted.total())
    table.add_row(
        how, str(counted.total()), f"{counted['seen'] / number:.3f}",
        f"{counted['another'] / number:.3f}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
