"""Ways to write a name in full and yet hide it: each with how it is read.

A gloss in brackets or marks inside it, letters for digits, letters set apart.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice, pairwise
from typing import NamedTuple

from policywatch.flagging.disguises.rewritings.readings import REACH, Reading, around, read_as
from policywatch.flagging.folding import ONE_CIRCLED, ONE_PICTURE
from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.seeking import matches_at, matches_from

MAX_PLACES = 200
_GLOSS_REACH = 40
_IN_FULL = frozenset(("exact", "numerals", "placed"))
IN_TALK = _IN_FULL | {"stem", "short"}
IN_LETTERS = _IN_FULL | {"variant", "pinyin", "spaced"}
# Nobody means nothing by a picture inside a name: the name may be disguised besides, 启🔥铭计划.
_IN_DISGUISE = IN_TALK | GUESSED | {"variant", "pinyin", "initials"}
# Every pattern that no rare sign is asked for first begins with a class of characters, which is
# sought fast.
# What stands in brackets inside a name: Chunhui (Spring Bud) Program, 启明（国家级）计划.
_GLOSS = re.compile(
    r"[(（][^()（）\n]{1,24}[)）](?=[”’」』】》\"]?(?:"
    r"计划|計劃|計畫|工程|行动|专项|项目|人才|学者| ?(?i:plan|program|project|scheme|scholar)))"
)
# A word that is to be left out: 启【去掉】明计划, 启(删)明(删)计划.
_OMIT = re.compile(
    r"[(（【\[](?:请?(?:去掉?|删掉?|删除|去除|忽略|无视)(?:括号|中间|这个?字?|我)?|和谐|屏蔽|隔开|分开|空格|"
    r"(?:此处)?(?:省?略|隐去|打码|消音))"
    r"[)）】\]]"
)
_LEFT_OUT = re.compile(rf"{_OMIT.pattern}(?:[\u4e00-\u9fff]{{1,3}}{_OMIT.pattern}){{0,6}}")
# One and the same mark again and again inside a name: 长〇江〇学〇者, 启a明a计a划.
_INTERLEAVED = re.compile(
    r"(?P<mark>[〇○口囗丨卜哈呀啊哦嗯喵嘿A-Za-z0-9])(?<=[\u4e00-\u9fff].)[\u4e00-\u9fff]{1,3}"
    r"(?:(?P=mark)[\u4e00-\u9fff]{1,3})+"
)
# Tags that a page shows, and marks by name: 启<b>明</b>计划, 百[color=red]人[/color]计划.
_TAG = re.compile(
    r"(?:</?[A-Za-z][^<>\n]{0,100}>|\[/?(?:b|i|u|s|em|del|font|color|size|url|quote)(?:=[^\[\]\n]{0,40})?\]"
    r"|&(?:nbsp|ensp|emsp|thinsp|shy|zwnj|zwj|#160|#8203|#xa0|#x200b);)+"
)
# A line for each character: 启, 明, 计 and 划 one below the other.
_VERTICAL = re.compile(
    r"[\u4e00-\u9fff](?:(?<=\n.)|(?<![\s\S].))(?=\n.\n)(?:\n[\u4e00-\u9fff](?=\n|$)){2,14}"
)
# A digit behind each syllable for its tone: qi3 ming2 ji4 hua4.
_TONED = re.compile(r"[a-z](?<![a-z0-9].)[a-z]{0,5}[1-5](?: ?[a-z]{1,6}[1-5](?![0-9])){1,14}", re.I)
MAX_VERTICAL = 9
_TONE = re.compile(r"[1-5] ?")
_SHORT_LINES = re.compile(r"\n.\n.(?:\n|$)")
_TONED_ONCE = re.compile(r"[1-5](?<=[a-z].) ?[a-z]")
# How a character is said, without its tone: 启(qi)明(ming)计划.
_SAID = re.compile(r"[(（][A-Za-z]{1,6}[)）]")
# One mark behind each of four characters or more, which nobody writes else: 启、明、计、划.
_MARKED_EACH = re.compile(
    r"(?P<mark>[、，,；;：:。!！?？%$@])(?=.(?P=mark))(?<=[\u4e00-\u9fff].)(?:[\u4e00-\u9fff](?P=mark)){2,14}[\u4e00-\u9fff]"
)
# A picture that only adorns: 孔🔥雀计划.
_PICTURE = re.compile(ONE_PICTURE)
_ORNAMENT = re.compile(f"(?:{_PICTURE.pattern}[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+")
# So does a number in a circle, 启①明②计划; before the items of a list it stands, too.
_CIRCLED = re.compile(ONE_CIRCLED)
# One before letters is no digit of their word: ①QM计划②HJ计划.
_ITEM = re.compile(rf"{ONE_CIRCLED}[A-Za-z][^\n①-⓿]{{1,47}}")
# Letters for digits in a number: 355l.
_NUMBER = re.compile(
    r"[0-9lIoOSBZ](?<![A-Za-z0-9].)"
    r"(?:(?<=[0-9])(?=[0-9]*[lIoOSBZ])|(?<=[lIoOSBZ])(?=[lIoOSBZ]*[0-9]))"
    r"[0-9lIoOSBZ]{2,4}(?![A-Za-z0-9])"
)
# Letters for all digits of one: lll Project.
_ONES = re.compile(
    r"[lI](?<![A-Za-z0-9].)(?:(?<=l)ll|(?<=I)II)"
    r"(?=[”’」』\"']? ?(?:[Pp]roject|[Pp]lan|计划|引智|基地))"
    r"|[lI](?<![A-Za-z0-9].)O{2,4}(?=[人名])"
    r"|[lIOSBZ](?<![A-Za-z0-9].)[lIOSBZ]{3}(?=计划|引才|人才|光谷|海外)"
)
# Marks between the digits of one: 3.5.5.1光谷; a point in it, 33.15计划.
_DIGITS_APART = re.compile(
    r"[0-9](?<![0-9.,:/-].)(?:"
    r"(?P<mark>[.·*/_、，-])[0-9](?:(?P=mark)[0-9]){1,4}(?![0-9.,:/-]|\w@)"
    r"|[0-9]?(?P<point>[.·-])[0-9]{2,3}(?=计划|人才|引才|聚才|海外|光谷|工程|精英|卓越|行动))"
)
_ONES_TOGETHER = ("lll", "III", "lOO", "IOO", "SO", "lS", "BS", "SS")
_LETTER_BESIDE_DIGIT = re.compile(rb"[lIoOSBZ](?:(?<=[0-9].)|(?=[0-9]))")
_DIGITS = str.maketrans("lIoOSBZ", "1100582")
# Letters set apart, words by two spaces: Q.i.m.i.n.g, T h o u s a n d  T a l e n t s.
_SPELT = r"[A-Za-z](?:[ .·*_—–-][A-Za-z]){3,30}"
_APART = re.compile(rf"(?<![A-Za-z0-9]){_SPELT}(?: {{2,3}}{_SPELT}){{0,5}}(?![A-Za-z0-9])")
# Words written on, each with a capital: #QimingTalentPlan4PhD.
_WRITTEN_ON = re.compile(
    r"[A-Z](?<![A-Za-z].)[a-z]{2,20}(?:[A-Z][a-z]{2,20}|[0-9]{1,4}(?=[A-Z])){1,8}"
)
_WORD_WRITTEN_ON = re.compile(r"[A-Z][a-z]*|[0-9]+")
_BETWEEN_LETTERS = re.compile(r"(?<! )[ .·*_—–-](?! )")
MAX_MARKS = 6
MAX_WORDS = 4
LETTERS_REACH = 48
_SHAPE = bytes(97 if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_LONE_LETTERS = b" a a a "


class Way(NamedTuple):
    """A way of writing: what finds it in a text, how one place of it is read, and what it is."""

    find: Callable[[str], Iterable[re.Match[str]]]
    read: Callable[[str, re.Match[str]], Iterator[Reading]]
    form: str
    read_as: frozenset[str] = _IN_FULL
    """The forms in which a name must then stand there."""

    def readings(self, text: str) -> list[Reading]:
        """Return how the places of a text are read, the first MAX_PLACES of them."""
        places = islice(self.find(text), MAX_PLACES)
        return [reading for place in places for reading in self.read(text, place)]


def only_if(
    may_be_in: Callable[[str], bool], pattern: re.Pattern[str]
) -> Callable[[str], Iterable[re.Match[str]]]:
    """Return what finds a pattern in texts that it may be in: a look costs less than the search."""
    return lambda text: pattern.finditer(text) if may_be_in(text) else ()


def _may_hold_number(text: str) -> bool:
    """Whether a letter that looks like a digit stands beside one, were there ASCII alone."""
    return _LETTER_BESIDE_DIGIT.search(text.encode("ascii", "ignore")) is not None


def _may_hold_ones(text: str) -> bool:
    return any(map(text.__contains__, _ONES_TOGETHER))


def _has_lone_letters(text: str) -> bool:
    """Whether three letters or digits stand alone one after the other."""
    return _LONE_LETTERS in text.encode("ascii", "replace").translate(_SHAPE)


def _has_short_lines(text: str) -> bool:
    """Whether some lines in a row are of a character each."""
    return _SHORT_LINES.search(text) is not None


def _has_toned(text: str) -> bool:
    """Whether a digit stands behind a letter and before another word, or its end."""
    return _TONED_ONCE.search(text) is not None


def _without_gloss(text: str, gloss: re.Match[str]) -> Iterator[Reading]:
    first, before, after = around(text, *gloss.span(), _GLOSS_REACH)
    yield Reading(before + after, len(before), len(before), first, len(gloss[0]))


def _between_han(mark: re.Pattern[str]) -> re.Pattern[str]:
    """Return a mark between two characters of Han, with all that follow it there so.

    The last of several may end a name: 评上启<b>明</b>。
    """
    first = r"(?<=[\u4e00-\u9fff])"
    more = rf"(?:[\u4e00-\u9fff]{{1,3}}{mark.pattern})+"
    return re.compile(rf"{first}{mark.pattern}(?:{more}|(?=[\u4e00-\u9fff]))")


def _begun_by(
    sign: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Return the matches of a pattern that begins with a sign, as `finditer` would."""
    return matches_at((found.start() for found in sign.finditer(text)), pattern, text)


def _without(mark: re.Pattern[str], text: str, place: re.Match[str]) -> Iterator[Reading]:
    """Yield how a text reads without any marks in a row of some: 的<b>启</b>明计<i>划</i>."""
    marks = [found.span() for found in mark.finditer(text, *place.span())][:MAX_MARKS]
    for at in range(len(marks)):
        for stop in range(at + 1, len(marks) + 1):
            dropped = marks[at:stop]
            first, before, _ = around(text, *dropped[0])
            after = around(text, *dropped[-1])[2]
            kept = [text[one[1] : other[0]] for one, other in pairwise(dropped)]
            bare = before + "".join(kept)
            longer = sum(last - start for start, last in dropped)
            for start, end in _parted(len(before), len(bare), len(kept)):
                yield Reading(bare + after, start, end, first, longer)


def _parted(begin: int, end: int, number: int) -> Iterator[tuple[int, int]]:
    """Yield what a name has to hold so that marks part it, with some pieces of it between them.

    The first mark may stand before a name, the last behind one: <b>启</b>明, 启<b>明</b>.
    """
    if number == 0:
        yield begin - 1, end + 1
    elif number == 1:
        yield begin - 1, end
        yield begin, end + 1
    else:
        yield begin, end


def _between_letters(mark: re.Pattern[str]) -> re.Pattern[str]:
    """Return a mark between two Latin letters, with all that follow it there so."""
    return re.compile(
        rf"(?<=[A-Za-z]){mark.pattern}(?:[A-Za-z]{{1,20}}{mark.pattern}){{0,8}}(?=[A-Za-z ])"
    )


def _joined_or_apart(mark: re.Pattern[str], text: str, place: re.Match[str]) -> Iterator[Reading]:
    """Yield how words read with nothing for a mark between letters, and with a space."""
    for between in ("", " "):
        yield instead(text, place, mark.sub(between, place[0]), LETTERS_REACH)


def _left_out(text: str, words: re.Match[str]) -> Iterator[Reading]:
    yield instead(text, words, _OMIT.sub("", words[0]))


def _without_marks(text: str, marked: re.Match[str]) -> Iterator[Reading]:
    first, before, after = around(text, *marked.span())
    parts = marked[0].split(marked["mark"])[1:]
    bare = "".join(parts)
    stop = len(before + bare) - len(parts[-1]) + 1
    yield Reading(before + bare + after, len(before) - 1, stop, first, len(parts))


def instead(text: str, place: re.Match[str], meant: str, reach: int = REACH) -> Reading:
    """Return how a text reads with what is meant at a place."""
    return read_as(text, *place.span(), meant, reach)


def _in_digits(text: str, number: re.Match[str]) -> Iterator[Reading]:
    yield instead(text, number, number[0].translate(_DIGITS))


def _in_a_line(text: str, vertical: re.Match[str]) -> Iterator[Reading]:
    """Yield how some lines in a row read as one; other lines of a character may stand around."""
    for begin in range(vertical.start(), vertical.end() - 1, 2):
        for end in range(begin + 3, min(begin + 2 * MAX_VERTICAL, vertical.end() + 1), 2):
            yield read_as(text, begin, end, text[begin:end:2])


def _toneless(text: str, toned: re.Match[str]) -> Iterator[Reading]:
    for between in (" ", ""):
        yield instead(text, toned, _TONE.sub(between, toned[0]), LETTERS_REACH)


def _digits_together(text: str, apart: re.Match[str]) -> Iterator[Reading]:
    yield instead(text, apart, apart[0].replace(apart["mark"] or apart["point"], ""))


def _joined(text: str, apart: re.Match[str]) -> Iterator[Reading]:
    words = re.sub(" {2,3}", "  ", apart[0])
    yield instead(text, apart, _BETWEEN_LETTERS.sub("", words).replace("  ", " "))


def _word_by_word(text: str, written_on: re.Match[str]) -> Iterator[Reading]:
    """Yield each few of the words, by themselves: others before and behind end no name."""
    words = [*_WORD_WRITTEN_ON.finditer(text, *written_on.span())]
    for size in range(2, min(MAX_WORDS, len(words)) + 1):
        for at in range(len(words) - size + 1):
            some = words[at : at + size]
            apart = " ".join(word[0] for word in some)
            first, last = some[0].start(), some[-1].end()
            yield Reading(apart, 0, len(apart), first, last - first - len(apart))


def _behind_its_mark(_text: str, item: re.Match[str]) -> Iterator[Reading]:
    """Yield an item of a list as it reads without the circled number before it."""
    yield Reading(item[0][1:], 0, 1, item.start() + 1, 0)


ORNAMENTS = (
    Way(
        partial(_begun_by, _CIRCLED, _ITEM), _behind_its_mark, "spaced",
        IN_LETTERS | {"short", "initials"},
    ),
    Way(
        partial(_begun_by, _PICTURE, _between_han(_ORNAMENT)), partial(_without, _ORNAMENT),
        "spaced", _IN_DISGUISE,
    ),
    Way(
        partial(_begun_by, _CIRCLED, _between_han(_CIRCLED)), partial(_without, _CIRCLED),
        "spaced", IN_TALK,
    ),
    Way(
        partial(_begun_by, _PICTURE, _between_letters(_ORNAMENT)),
        partial(_joined_or_apart, _ORNAMENT), "spaced", IN_LETTERS | {"initials"},
    ),
)  # fmt: skip
IN_DIGITS = Way(only_if(_may_hold_number, _NUMBER), _in_digits, "look-alike", _IN_FULL | GUESSED)
DIGITS_APART = Way(_DIGITS_APART.finditer, _digits_together, "spaced", _IN_FULL | {"spaced"})
IN_ONES = Way(only_if(_may_hold_ones, _ONES), _in_digits, "look-alike")
WAYS = (
    Way(partial(matches_from, "(（", _GLOSS), _without_gloss, "variant"),
    Way(partial(matches_from, "(（【[", _LEFT_OUT), _left_out, "spaced"),
    Way(_INTERLEAVED.finditer, _without_marks, "spaced"),
    Way(_MARKED_EACH.finditer, _without_marks, "spaced"),
    Way(only_if(_has_short_lines, _VERTICAL), _in_a_line, "spaced", _IN_DISGUISE),
    Way(only_if(_has_toned, _TONED), _toneless, "pinyin", IN_LETTERS),
    Way(partial(matches_from, "(（", _between_han(_SAID)), partial(_without, _SAID), "variant"),
    Way(
        partial(matches_from, "<[&", _between_han(_TAG)), partial(_without, _TAG),
        "spaced", IN_TALK,
    ),
    Way(
        partial(matches_from, "<[&", _between_letters(_TAG)), partial(_joined_or_apart, _TAG),
        "spaced", IN_LETTERS,
    ),
    IN_DIGITS,
    IN_ONES,
    DIGITS_APART,
    Way(only_if(_has_lone_letters, _APART), _joined, "spaced", IN_LETTERS | {"initials"}),
    Way(_WRITTEN_ON.finditer, _word_by_word, "spaced", IN_LETTERS),
)  # fmt: skip
