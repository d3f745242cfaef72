"""Many patterns in one pass over a text: Aho and Corasick, "Efficient string matching", 1975."""

import re
from collections.abc import Sequence

import ahocorasick_rs

_CUT = "\0"
_FIRST = 0xF0000
_CLASS_OR_ESCAPED = re.compile(r"\[[^\]]*\]|\\.")
_LAZY = re.compile(r"(?<=[*+?}])\?")
_INNERMOST = re.compile(r"\((?:\?:)?([^()]*)\)(\?|\*|\{0)?")
_OPTIONAL = re.compile(r".(?:[*?]|\{0[^}]*\})")
_SPELLED = re.compile(
    r"(?:\(\?:(?P<group>[^()\\]*)\)|\[(?P<class>[^\]\\^-]+)\]|(?P<char>[^\\^$.|?*+()\[\]{}]))"
    r"(?P<optional>\?(?![?+]))?(?![*+{])"
)
_PART = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()|]|[^\\\[()|]+")
_NO_LITERAL = re.compile(r"(?:[.^$+\0]|\{[^}]*\})+")


class Automaton:
    """Finds every place of every pattern, overlapping ones included.

    Contiguous states, not a table of all steps: by itself a table is quicker, but at 3 KB a pattern
    it no longer is in the processor's cache when the next page is looked at.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns,
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            store_patterns=False,
        )

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (number of the pattern, start, end) in characters, in order of the ends.

        The text may hold lone surrogates; no pattern is found across one.
        """
        try:
            return self._find(text)
        except UnicodeEncodeError:
            return self._find(text.encode("utf-8", "replace").decode("utf-8"))

    def _find(self, text: str) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(
            text, overlapping=True
        )
        return found


def alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a regular expression, as far as they stand in no group."""
    found, depth = [""], 0
    for part in _PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            found.append("")
        else:
            found[-1] += part
    return found


def spelled_out(pattern: str, most: int = 64) -> tuple[str, ...] | None:
    """Return all that a regular expression without alternatives at its top can match.

    In the order in which it prefers them; None where that are more than `most`, or where it holds
    more than literals, groups, classes of single characters and `?`.
    """
    words: tuple[str, ...] = ("",)
    at = 0
    while at < len(pattern):
        part = _SPELLED.match(pattern, at)
        if part is None:
            return None
        at = part.end()
        if part["group"] is not None:
            inner = [spelled_out(one, most) for one in part["group"].split("|")]
            if None in inner:
                return None
            ways = [way for some in inner for way in some or ()]
        else:
            ways = list(part["class"] or part["char"])
        if part["optional"]:
            ways.append("")
        words = tuple(dict.fromkeys(word + way for word in words for way in ways))
        if len(words) > most:
            return None
    return words


def required_literals(pattern: str) -> tuple[str, ...]:
    """Return literals of which one must stand in whatever a regular expression matches.

    That is the longest of each alternative, or those of a group that it holds; empty where some
    alternative has none.
    """
    groups: list[tuple[str, ...]] = []
    flat = _LAZY.sub("", _CLASS_OR_ESCAPED.sub(_CUT, pattern))
    while group := _INNERMOST.search(flat):
        groups.append(() if group[2] else _longest_literals(group[1], groups))
        flat = f"{flat[: group.start()]}{_number(len(groups) - 1)}{flat[group.end() :]}"
    return _longest_literals(flat, groups)


def _longest_literals(flat: str, groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the literals of each alternative of a pattern whose groups are numbered."""
    literals: list[str] = []
    for alternative in flat.split("|"):
        bare = _OPTIONAL.sub(_CUT, alternative)
        inside = [groups[number] for char in bare if (number := ord(char) - _FIRST) >= 0]
        plain = "".join(char if ord(char) < _FIRST else _CUT for char in bare)
        longest = max(_NO_LITERAL.split(plain), key=len)
        found = (longest,) if longest else next(filter(None, inside), ())
        if not found:
            return ()
        literals += found
    return tuple(dict.fromkeys(literals))


def _number(group: int) -> str:
    return chr(_FIRST + group)
