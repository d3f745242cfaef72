"""Names as those speak of them who know them: without a word for a plan, 评上甬江, qm的函评.

They are looked for beside words that are said of programmes. Beside those that are said of little
else a stem is meant as it is, too, and in pinyin.
"""

import re
from collections.abc import Iterator, Sequence

from policywatch.flagging.characters.latin_letters import LETTERS, MAX_LETTERS, letters_before
from policywatch.flagging.characters.likeness import readings
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.meant_characters import (
    BLURRED,
    FUNCTION,
    LEAF,
    MASKED,
    Trie,
    counts_people,
    worse,
)
from policywatch.flagging.disguises.han.name_index import NameIndex
from policywatch.flagging.disguises.han.stems import (
    MAX_CACHED,
    MAX_STEPS,
    Guess,
    StemsBefore,
    Tail,
    as_form,
)
from policywatch.flagging.names.entries import INITIALS_TAILS, MAX_STEM, Entry

RIVALS = ("杰青", "优青", "海优", "海外优青", "四青", "青拔", "青千", "千人", "万人", "长江学者")
"""Titles that stand in one list with such names: 杰青3人、泰山5人; 千人/长江/杰青."""
SPOKEN_OF = (
    "答辩", "函评", "上会", "评审", "入选", "领军", "特聘", "公示", "批次", "名额", "获得者",
    "通道", "均可", "类人才", "政策", "资格", "称号", "头衔", "资助", "待遇", "补贴", "辅导",
    "代办", "会评", "初评", "通讯评审", "本子", "帽子", "挂了", "没上", "企业类", "创业类",
    "成功率", "出结果", "出名单", "没中", "回来的", "二选一", "卡年龄",
    "最后一批", "创新类", "创新长期", "创新短期", "可以报", "能报", "还能报", "怎么报",
    "进答辩", "推了几个",
)  # fmt: skip
"""What is said of a programme whose name has no other word behind it: 启铭的函评, qm答辩."""
TAKEN_PART_IN = (
    "申报", "申请", "入选", "入选了", "评上", "评上了", "报了", "获批", "冲", "拿到", "拿了",
    "可报", "可申", "现为", "改名", "更名", "改叫", "也叫", "又叫", "俗称", "代号", "国家级",
    "现在叫", "导师是", "老板是", "院长是", "主任是", "老师是",
    "引荐", "申到", "拿过", "评过", "评到", "中了", "入咗", "攞到", "攞咗",
    "报咗", "拎到", "混到", "申上", "冲上",
)  # fmt: skip
"""What is said before such a name: 报了企鸣."""
PLAINLY = frozenset(
    ("答辩", "函评", "上会", "获得者", "称号", "头衔", "申报", "申请", "入选", "入选了", "评上",
     "评上了", "报了", "获批", "拿到", "拿了", "可报", "可申", "会评", "初评", "通讯评审", "本子",
     "帽子", "挂了", "没上", "没中", "出名单", "二选一", "卡年龄", "现在叫", "改叫", "导师是",
     "老板是", "院长是", "主任是", "老师是",
     "申到", "评过", "评到", "申上", "攞到", "攞咗", "拎到", "混到", "企业类", "创业类", "创新类",
     "创新长期", "创新短期")
)  # fmt: skip
"""Beside these an undisguised stem is meant, too: 甬江的函评, 评上长江. Places have policies."""
_TELLING = PLAINLY - {"申报", "申请", "入选", "入选了"}
TELLING_BEHIND = tuple(way for way in SPOKEN_OF if way in _TELLING)
TELLING_BEFORE = tuple(way for way in TAKEN_PART_IN if way in _TELLING)
ASIDE = re.compile(
    r"(?:的|项目|[今明去本那当]年|什么时候|啥时候|何时|\d{4}年?| |[你我他咱]们|[学高]?校|单位"
    r"|[院系所省市]里|[这那]边|[这那]次|现在|到底|一般|最近|居然|估计|好像"
    r"|[还没都也就又会能要进被到可])+"
)
"""What may stand between a name and what is said of it."""
ENDS_ASIDE = frozenset("的目年候时 0123456789们校位里边次在底般近然计像还没都也就又会能要进被到可")
REACH = 5
MAX_ASIDE = 10
MIN_SPELLED = 5
MIN_HALF_SPELLED = 4
_ENDS_IN_ASIDE = re.compile(f"{ASIDE.pattern}$")
# What stands behind a name that ends there.
_AFTER = frozenset(" ,.!?;:的了吗呢吧啊都就后之以能会可没还也又跟和与及比或要等共、。）)》」】")
_NEXT = (*RIVALS, "项目", "回国", "回来", "归国", "入职", "加盟")
_LETTERS_AHEAD = re.compile(r"(?:[a-z](?:\.[a-z]){1,3}\.?|[a-z]{1,20})(?![a-z0-9])")


class Talk:
    """The stems of a release where something is said of them; built once, then only read."""

    def __init__(self, known: NameIndex, before: StemsBefore) -> None:
        self._known = known
        self._before = before
        self._firsts: dict[str, list[tuple[Trie, str, bool]]] = {}

    def spoken_of(self, tail: Tail, text: str, start: int, _end: int) -> Iterator[Guess]:
        """Yield the names of which something is said behind: 启铭的函评, qm答辩, 甬jiang上会."""
        end = start
        if text[start - 1 : start] in ENDS_ASIDE:
            aside = _ENDS_IN_ASIDE.search(text, max(0, start - MAX_ASIDE), start)
            end = aside.start() if aside else start
        if end:
            yield from self.ended(tail, text, end)

    def ended(self, tail: Tail, text: str, end: int) -> Iterator[Guess]:
        """Yield the names that end at a place: 启铭, qm, 甬jiang, qm/hj."""
        if self._before.may_end(tail, text[end - 1]):
            yield from self._before.walk(tail, text, end, "")
        if LETTERS.isdisjoint(text[max(0, end - REACH) : end]):
            return
        stop = end
        for spelled, begin, han in letters_before(text, end):
            if han < len(spelled):
                yield from ((entry, begin, end) for entry in self._in_pinyin(spelled, han))
            if han:
                continue
            if "." in text[begin:end]:
                yield from ((e, begin, end) for e in self._known.of_lone_initials(spelled))
            # One after the other, as in a list: qm/hj.
            letters = text[begin:stop].strip()
            for entry in self._known.of_lone_initials(letters):
                yield entry, begin, begin + len(letters)
            stop = begin

    def begun(self, tail: Tail, text: str, _start: int, start: int) -> Iterator[Guess]:
        """Yield the names that begin at a place and end before a word or mark: 企鸣, QM, 白yu兰."""
        if not LETTERS.isdisjoint(text[start : start + REACH]):
            for spelled, end, han in _letters_ahead(text, start):
                # What ends in a word for a plan is found before that: QM人才.
                if han < len(spelled) and not text.endswith(INITIALS_TAILS, start, end):
                    yield from ((entry, start, end) for entry in self._in_pinyin(spelled, han))
                if not han:
                    yield from ((e, start, end) for e in self._known.of_lone_initials(spelled))
        ways = [
            (node, start + 2, how, kept) for node, how, kept in self._first(text[start : start + 2])
        ]
        for _ in range(1, MAX_STEPS):
            if not ways:
                return
            node, at, how, kept = ways.pop()
            if LEAF in node and _may_end(text, at):
                for entry in node[LEAF]:
                    meant = self._as_written(entry, tail, how, kept, text[start:at])
                    if meant is not None:
                        yield meant, start, at
            if at < len(text):
                for child, now, keeps in self._next(node, how, kept, text[at]):
                    ways.append((child, at + 1, now, keeps))

    def _first(self, two: str) -> Sequence[tuple[Trie, str, bool]]:
        """Return where the first two characters of a name lead, and remember it.

        Most lead nowhere, and no stem is shorter.
        """
        if len(two) < 2:
            return ()
        first = self._firsts.get(two)
        if first is None:
            begun = self._meant(self._known.forward, two[0])
            first = [way for node, how in begun for way in self._next(node, how, not how, two[1])]
            if len(self._firsts) < MAX_CACHED:
                self._firsts[two] = first
        return first

    def _next(
        self, node: Trie, how: str, kept: bool, char: str
    ) -> Iterator[tuple[Trie, str, bool]]:
        """Yield where one more character leads, in which form, and whether one was kept."""
        for child, changed in self._meant(node, char):
            now = worse(how, changed)
            if now is not None:
                yield child, now, kept or not changed

    def _meant(self, node: Trie, char: str) -> list[tuple[Trie, str]]:
        """Return the children of a node that a character is meant for, if it is no common word."""
        children = self._known.meant.children(node, char)
        return [(child, how) for child, how in children if how not in (FUNCTION, MASKED)]

    def _as_written(
        self, entry: Entry, tail: Tail, how: str, kept: bool, written: str
    ) -> Entry | None:
        """Return what stands for a name that begins there; None where something else is meant.

        What only sounds nearly so has to keep a character, and to be no word itself.
        """
        if not how:
            return self._before.plain(entry, tail)
        if how == "look-alike" and counts_people(written):
            return None
        if how == BLURRED:
            is_meant = tail.takes_plain and kept and not is_ordinary(written)
            return as_form(entry, "homophone") if is_meant else None
        return as_form(entry, how)

    def _in_pinyin(self, letters: str, han: int) -> Sequence[Entry]:
        """Return the names whose stem is spelled so, were no word for a plan behind it.

        Half in characters (`han` letters of it) a name may be shorter: W人.
        """
        enough = len(letters) >= (MIN_HALF_SPELLED if han else MIN_SPELLED)
        return self._known.taken_on.spelled.get(letters, ()) if enough else ()


def _may_end(text: str, at: int) -> bool:
    """Whether a name may end at a place: before a mark, a number, the next title or nothing."""
    if at == len(text) or text[at] in _AFTER or text.startswith(_NEXT, at):
        return True
    return text[at].isdigit() and not text[at - 1].isdigit()


def _letters_ahead(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield the letters (Han in pinyin) from a place to the end of each of the next few words.

    Each with that end, and how many of its letters spell Han.
    """
    letters, han, parts = "", 0, 0
    while start < len(text) and len(letters) < MAX_LETTERS and parts < MAX_STEM:
        if word := _LETTERS_AHEAD.match(text, start):
            letters += word[0].replace(".", "")
            start = word.end()
        elif spelled := readings(text[start]):
            letters, han = letters + spelled[0], han + len(spelled[0])
            start += 1
        else:
            return
        parts += 1
        yield letters, start, han
        start += text.startswith(" ", start)
