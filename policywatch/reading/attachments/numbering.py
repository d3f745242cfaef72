"""The numbers that Word writes before paragraphs by itself: 一、 （一） 第一条 1.1."""

import re
from collections.abc import Mapping

from lxml import etree

DIGITS = "零一二三四五六七八九"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MAX_NUMBER = 9_999
CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital",
    "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
))  # fmt: skip


def chinese(number: int) -> str:
    """Return a number up to 9,999 as Chinese counts: 十一, 一百零二."""
    if number < 20 and number >= 10:
        return "十" + (DIGITS[number - 10] if number > 10 else "")
    out, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + sign
            gap = False
        else:
            gap = True
    return out or DIGITS[0]


def shown_number(number: int, form: str) -> str:
    """Return a number in one of Word's forms; digits where the form is not known."""
    if not 0 < number <= MAX_NUMBER:
        return str(number)
    if form in CHINESE:
        return chinese(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        out = ""
        for value, sign in ROMAN:
            out += sign * (number // value)
            number %= value
        return out.upper() if form == "upperRoman" else out
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalZero":
        return f"{number:02}"
    if form == "ideographTraditional" and number <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[number - 1]
    return str(number)


class Numbering:
    """Counts the numbered paragraphs of a document as it is read."""

    def __init__(
        self, root: etree._Element | None, styles: etree._Element | None, space: str
    ) -> None:
        self._space = space
        # By numbering: its counter's name, and the text, form and first number of each level.
        self._levels: dict[str, tuple[str, dict[int, tuple[str, str, int]]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        if root is not None:
            self._read_numbering(root)
        if styles is not None:
            self._read_styles(styles)

    def _value(self, element: etree._Element, path: str, default: str = "") -> str:
        found = element.find(path.replace("w:", self._space))
        return default if found is None else found.get(f"{self._space}val", default)

    def _read_numbering(self, root: etree._Element) -> None:
        space = self._space
        kinds: dict[str, dict[int, tuple[str, str, int]]] = {}
        for kind in root.iter(f"{space}abstractNum"):
            levels = {
                _int(level.get(f"{space}ilvl")): (
                    self._value(level, "w:lvlText"),
                    self._value(level, "w:numFmt", "decimal"),
                    _int(self._value(level, "w:start", "1"), 1),
                )
                for level in kind.iter(f"{space}lvl")
            }
            kinds[kind.get(f"{space}abstractNumId", "")] = levels
        for number in root.iter(f"{space}num"):
            name, kind_id = number.get(f"{space}numId", ""), self._value(number, "w:abstractNumId")
            levels = dict(kinds.get(kind_id, {}))
            counter = kind_id
            for override in number.iter(f"{space}lvlOverride"):
                at = _int(override.get(f"{space}ilvl"))
                start = self._value(override, "w:startOverride")
                if start and at in levels:
                    counter = f"{kind_id}/{name}"
                    levels[at] = (*levels[at][:2], _int(start, 1))
            self._levels[name] = (counter, levels)

    def _read_styles(self, styles: etree._Element) -> None:
        space = self._space
        based: dict[str, str] = {}
        for style in styles.iter(f"{space}style"):
            name = style.get(f"{space}styleId", "")
            based[name] = self._value(style, "w:basedOn")
            number = self._value(style, "w:pPr/w:numPr/w:numId")
            if number:
                self._of_style[name] = (number, _int(self._value(style, "w:pPr/w:numPr/w:ilvl")))
        for name in based:
            parent, steps = name, 0
            while parent and parent not in self._of_style and steps < 20:
                parent, steps = based.get(parent, ""), steps + 1
            if parent in self._of_style:
                self._of_style.setdefault(name, self._of_style[parent])

    def next_label(self, number: str, level: int, style: str) -> str:
        """Count a paragraph and return what stands before it, "" if nothing does."""
        if not number and style in self._of_style:
            number, level = self._of_style[style]
        if number not in self._levels:
            return ""
        counter, levels = self._levels[number]
        if level not in levels:
            return ""
        text, form, first = levels[level]
        if form == "none":
            return ""
        counts = self._counts.setdefault(counter, {})
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        if form == "bullet":
            return ""
        return _filled(text, levels, counts)


def _filled(
    text: str, levels: Mapping[int, tuple[str, str, int]], counts: Mapping[int, int]
) -> str:
    def shown(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        _, form, first = levels.get(at, ("", "decimal", 1))
        return shown_number(counts.get(at, first), form)

    return re.sub(r"%([1-9])", shown, text[:100])


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else default
