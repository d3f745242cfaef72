"""The characters of names that one of a text may be written for: by sound, look, parts, mask.

In which way tells the form; of two ways in one name the worse one counts (`worse`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from policywatch.flagging.characters.likeness import look_alikes, partings, readings
from policywatch.flagging.disguises.han.slips import NUMERALS

Trie = dict[str, Any]  # Any: a trie holds tries, and at LEAF a list of entries
LEAF = ""
FUNCTION, MASKED, BLURRED = "function", "masked", "blurred"
BY_SOUND = frozenset((FUNCTION, BLURRED, "homophone"))
"""By its look alone a name is not known whose characters are all others; by its sound it is."""
# They sound like many a name's character, and belong to the sentence around: those never count,
# these once in a name.
FUNCTION_WORDS = frozenset("的了在是和与也对把被向从而且各每个于有人")
_DOUBTFUL_WORDS = frozenset("及或还为其他此该并将已由至以")
# Letters and words that stand for a character left out: 启X计划, 启某计划.
_MASKS = frozenset("x某〇")
_COUNTED = re.compile(f"[{''.join(sorted(NUMERALS))}][人名]")
_NEARLY = frozenset((FUNCTION, BLURRED))
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_RETROFLEX = re.compile(r"^([zcs])h")
_SOUTHERN = {"hu": "fu", "huo": "fo", "hui": "fei", "hun": "fen", "hong": "feng"}
PARTS_CHARS = 3
MAX_CACHED = 200_000


class MeantCharacters:
    """The characters of a release's names; `add` them all, `settle`, then only ask."""

    def __init__(self) -> None:
        self._alphabet: set[str] = set()
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._parted: dict[str, set[str]] = defaultdict(set)
        self._alike: dict[str, dict[str, str]] = {}
        self.ends_of_parts: set[str] = set()

    def add(self, stem: str) -> None:
        """Take in the characters of a stem."""
        self._alphabet.update(stem)

    def settle(self) -> None:
        """Order what was added by sound and by parts; `ends_of_parts` are the parts' last ones."""
        for char in self._alphabet:
            for reading in readings(char):
                self._by_sound[_blurred(reading)].add(char)
            for parts in partings(char):
                for written in (parts, parts[::-1]):
                    self._parted[written].add(char)
        self.ends_of_parts = {parts[-1] for parts in self._parted}

    def children(self, node: Trie, char: str) -> list[tuple[Trie, str]]:
        """Return the children of a node that a character may be meant for, and how so."""
        steps = [(node[char], "")] if char in node else []
        if char in _MASKS:
            shown = NUMERALS if char != "x" else ()
            return [(c, MASKED) for meant, c in node.items() if meant and meant not in shown]
        alike = self._alike.get(char)
        if alike is None:
            alike = self._find_alike(char)
            if len(self._alike) < MAX_CACHED:
                self._alike[char] = alike
        if len(node) < len(alike):  # Most nodes have a child or two.
            steps += [(child, alike[meant]) for meant, child in node.items() if meant in alike]
        elif alike:
            steps += [(node[meant], how) for meant, how in alike.items() if meant in node]
        return steps

    def in_parts(self, node: Trie, text: str, end: int) -> Iterator[tuple[Trie, int]]:
        """Yield the children of a node whose parts stand side by side before a place: 户口, 鸟朋.

        Each with how many characters these parts are.
        """
        for size in range(2, min(end, PARTS_CHARS) + 1):
            for char in self._parted.get(text[end - size : end], ()):
                if char in node:
                    yield node[char], size

    def _find_alike(self, char: str) -> dict[str, str]:
        """Return the characters of names that one is written for, each with the form it is."""
        if char in FUNCTION_WORDS:
            return {}
        is_digit = char in _DIGITS
        char = _DIGITS.get(char, char)
        doubtful = char in _DOUBTFUL_WORDS
        looks = set() if is_digit else look_alikes(char) & self._alphabet
        found = dict.fromkeys(sorted(looks), "look-alike")
        for reading in readings(char):
            for other in sorted(self._by_sound.get(_blurred(reading), ())):
                just_so = reading in readings(other)
                if just_so or found.get(other) != "homophone":
                    found[other] = FUNCTION if doubtful else "homophone" if just_so else BLURRED
        found.pop(char, None)
        return found


def counts_people(written: str) -> bool:
    """Whether a numeral before people is meant as one: 百人计划 is no 巨人计划."""
    return _COUNTED.search(written) is not None


def worse(one: str, other: str) -> str | None:
    """Return the form of a name that is written in two ways; None if that is too far from it."""
    both = (one, other)
    if one and other and (MASKED in both or (one in _NEARLY and other in _NEARLY)):
        return None
    if BLURRED in both and "look-alike" in both:
        return None
    return next((form for form in (FUNCTION, BLURRED, "homophone") if form in both), one or other)


def _blurred(syllable: str) -> str:
    """Return a syllable as many say it: zh as z, ng as n; in the south n as l, hu as f."""
    said = _SOUTHERN.get(syllable) or _RETROFLEX.sub(r"\1", syllable)
    if said.startswith("hua"):
        said = said.replace("hu", "f")
    elif said.startswith("n"):
        said = "l" + said[1:]
    return said.removesuffix("g")
