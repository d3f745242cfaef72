"""Text to its folded form, with the way back to the text as shown.

Folding is per code point: compatibility decomposition, case, marks and format characters dropped,
Traditional to Simplified, letters that look Latin, pictures that stand for a character; nothing is
ever composed, so every Unicode form of a text folds alike. Then fillers (spaces, dots, dashes,
quotes, brackets, ornaments) are dropped beside Han and become one space elsewhere. Sentence ends,
commas, lines and table cells are barriers: nothing joins across. A full stop is a filler between
Han only, and a run of more than MAX_FILLER_RUN beside Han is a barrier. Readings in brackets behind
the characters they tell, as pages made to be copied have them (計(jì)劃(huà)), are dropped whole.
"""

import re
import unicodedata
from codecs import utf_32_le_decode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TABLE_FILE = Path(__file__).with_name("folding.npz")
REMOVED = 0xFFFFFFFF
MANY = 0xFFFFFFFE
FILLER, HAN = 1, 2
PICTURE, QUOTE, CAPITAL, MARKED, GARBLED, MASK = (1 << bit for bit in range(24, 30))
"""What a text as shown may hold, by `Folded.seen`; its readers need not look for it elsewhere."""
ALL = PICTURE | QUOTE | CAPITAL | MARKED | GARBLED | MASK
PICTURES = ((0x2600, 0x27BF), (0x2B50, 0x2B55), (0x1F000, 0x1F02B), (0x1F300, 0x1FAFF))
CIRCLED = ((0x2460, 0x2473), (0x24EB, 0x24FE))
"""Numbers in circles: seen as pictures are."""
ONE_PICTURE, ONE_CIRCLED, ONE_ORNAMENT = (
    f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in some)}]"
    for some in (PICTURES, CIRCLED, (*PICTURES, *CIRCLED))
)
"""The same as classes of a regular expression; an ornament is either."""
QUOTES = "“‘「『【《\"'"
MASKS = "○●◯◎□■█▇×✕＊*＿"
GARBLED_HAN = "垝﹁墠鎵浼紭闈"
"""What 计划, 学者, 人才 and 优青 become where UTF-8 is read as GBK: rare characters else."""
MAX_FILLER_RUN = 4
MAX_FOLDED_CHARS = 8_000_000
MAX_CACHED_NAMES = 1 << 18
NAME_EDGES = " .,"
SPACE = 0x20
STOP = 0x2E
BARRIER = 0x2C
# A Pinyin syllable with its tone, composed or not, in brackets behind Han.
_READINGS = re.compile(
    r"(?<=[\u3400-\u9fff\uf900-\ufaff])(?:[(（][a-zü\u0308]{0,4}"
    r"(?:[àáèéìíòóùúāēěīńňōūǎǐǒǔǖǘǚǜ]|[aeioun]\u0308?[\u0300\u0301\u0304\u030c])"
    r"[a-zü\u0308]{0,3}[)）])+"
)
# What is left of a quotation mark that was read in the wrong encoding: âPlanâ, â€œPlanâ€.
_DAMAGED_QUOTES = re.compile(
    r"(?:â|a\u0302)(?:€(?:[\x80-\x9f¢¦œ“”™˜]|TM| \u0303)?|\x80[\x80-\x9f¢¦]|(?P<bare>))"
)
_WORDS = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_FIRST_MARKED, _LAST_MARKED = 0xE0, 0x30C  # the letters and marks that show a tone
_KIND = 22  # of a number of the table: where the kind of the character begins, and the character
_CODE = np.uint32(0x1FFFFF)
_FILLER, _HAN = np.uint32(FILLER << _KIND), np.uint32(HAN << _KIND)
_SPECIAL = 1 << 31  # set in REMOVED and MANY alone

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` is the character of the shown text that folded[i] came from.

    `starts` is None when every character stayed in its place. `end` is how far the shown text was
    folded: one that would grow beyond MAX_FOLDED_CHARS is cut there. `seen` tells what the text may
    hold (PICTURE, QUOTE, CAPITAL, GARBLED, MASK): what it does not say, it holds nowhere.
    """

    text: str
    starts: memoryview | None
    end: int
    seen: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the shown text that folded characters `start` to `end` came from."""
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end - 1] + 1


@dataclass(frozen=True, slots=True)
class _Table:
    """What characters fold to, and their kinds.

    A number of `packed` and `many_codes` holds the folded character with its kind, and in `packed`
    what the character as shown is, so that one look tells all. Of those that fold to nothing, or to
    several characters, `special` holds what they are.
    """

    packed: Codes
    special: dict[int, int]
    many_keys: Codes
    many_starts: Offsets
    many_codes: Codes
    kinds: npt.NDArray[np.uint8]


@lru_cache(maxsize=1)
def _table() -> _Table:
    with np.load(TABLE_FILE) as stored:
        single = np.cumsum(stored["single_steps"], dtype=np.uint32)
        keys, starts, codes = (stored[f"many_{part}"] for part in ("keys", "starts", "codes"))
        kinds = stored["kinds"]
    packed = single.copy()
    one = single < MANY
    packed[one] |= kinds[single[one]].astype(np.uint32) << np.uint32(_KIND)
    special: dict[int, int] = {}
    for seen, spans in (
        (PICTURE, (*PICTURES, *CIRCLED)),
        (QUOTE, [(ord(char), ord(char)) for char in QUOTES]),
        (CAPITAL, [(ord("A"), ord("Z"))]),
        (MARKED, [(_FIRST_MARKED, _LAST_MARKED)]),
        (MASK, [(ord(char), ord(char)) for char in MASKS]),
        (GARBLED, [(0xC0, 0xFF), *((ord(char), ord(char)) for char in GARBLED_HAN)]),
    ):
        for first, last in spans:
            packed[first : last + 1] |= np.uint32(seen)
            for code in (first + np.flatnonzero(~one[first : last + 1])).tolist():
                special[code] = special.get(code, 0) | seen
    codes = codes.astype(np.uint32)
    many = codes | kinds[codes].astype(np.uint32) << np.uint32(_KIND)
    return _Table(packed, special, keys, starts, many, kinds)


def fold(text: str) -> Folded:
    """Return the folded text with its way back; linear in time and never raises."""
    if not text:
        return Folded("", None, 0, 0)
    table = _table()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    out = table.packed.take(codes)
    seen = int(np.bitwise_or.reduce(out))
    special = seen & _SPECIAL
    if special:
        is_special = out >= MANY
        seen = int(np.bitwise_or.reduce(out[~is_special]))
        for code in set(codes[is_special].tolist()):
            seen |= table.special.get(code, 0)
    if seen & MARKED:
        for reading in _READINGS.finditer(text):
            out[reading.start() : reading.end()] = special = REMOVED
        for quote in _DAMAGED_QUOTES.finditer(text):
            if quote["bare"] is None or _stands_as_quote(text, *quote.span()):
                out[quote.start() : quote.end()] = SPACE | _FILLER
    starts = None
    end = len(codes)
    if special:
        out, starts, end = _expand(table, codes, out)
    return Folded(*_squeeze(out, starts), end, seen)


def simplified(text: str) -> str:
    """Return a text with Simplified characters for Traditional ones, and all else as it is."""
    if text.isascii():
        return text
    table = _table()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    out = table.packed.take(codes)
    is_han = (out < MANY) & (table.kinds.take(codes) == HAN)
    out &= _CODE
    if not (is_han & (out != codes)).any():
        return text
    return _to_text(np.where(is_han, out, codes))


@lru_cache(maxsize=MAX_CACHED_NAMES)
def fold_name(name: str) -> str:
    """Return a name as it is searched for in folded texts."""
    if _WORDS.fullmatch(name):
        return name.lower()
    plain = [_plain(char) for char in name]
    # What folds by itself, as nearly all names do, need not be an array for a few characters.
    folded = fold(name).text if "" in plain else "".join(plain)
    return folded.strip(NAME_EDGES)


@lru_cache(maxsize=MAX_CACHED_NAMES)
def _plain(char: str) -> str:
    """Return the one character that a character folds to wherever it stands; else nothing."""
    is_special = int(_table().packed[ord(char)]) & (_SPECIAL | _FILLER)
    return "" if is_special or _FIRST_MARKED <= ord(char) <= _LAST_MARKED else fold(char).text


def is_filler(char: str) -> bool:
    """Whether a character may stand inside a name as mere decoration."""
    return fold(char).text in (" ", ".")


def _stands_as_quote(text: str, start: int, end: int) -> bool:
    """Whether a bare â stands before a capital, and behind no letter, or behind a word's end.

    Its neighbours are looked at in their parts, so that all Unicode forms of a text fold alike.
    """
    before = unicodedata.normalize("NFKD", text[max(0, start - 1) : start])[-1:]
    after = unicodedata.normalize("NFKD", text[end : end + 2])
    if after and unicodedata.combining(after[0]):
        return False
    if "A" <= after[:1] <= "Z" and not (after[1:] and unicodedata.combining(after[1])):
        return not before or not (before.isalnum() or unicodedata.combining(before))
    return "a" <= before <= "z" and not after[:1].isalnum()


def _expand(table: _Table, codes: Codes, out: Codes) -> tuple[Codes, Offsets, int]:
    """Drop what folds to nothing, and write out what folds to several characters."""
    starts: Offsets = np.arange(len(out), dtype=np.int64)
    at = (out == MANY).nonzero()[0]
    if not len(at):
        keep = out != REMOVED
        return out[keep], starts[keep], len(out)
    counts = (out != REMOVED).astype(np.int64)
    keys = table.many_keys.searchsorted(codes[at])
    first, last = table.many_starts[keys], table.many_starts[keys + 1]
    counts[at] = last - first
    end = int(counts.cumsum().searchsorted(MAX_FOLDED_CHARS, "right"))
    if end < len(out):
        folded, mapped, _ = _expand(table, codes[:end], out[:end])
        return folded, mapped, end
    expanded = out.repeat(counts)
    mapped = starts.repeat(counts)
    sizes = last - first
    steps = np.arange(sizes.sum()) - (sizes.cumsum() - sizes).repeat(sizes)
    expanded[expanded == MANY] = table.many_codes[first.repeat(sizes) + steps]
    return expanded, mapped, end


def _squeeze(out: Codes, starts: Offsets | None) -> tuple[str, memoryview | None]:
    """Drop short runs of fillers beside Han; let every other run become one character.

    That is a space, or a full stop where the run holds one, or a barrier where a run beside Han is
    too long to be a way of writing: so a folded text folds to itself.
    """
    filler = (out & _FILLER) != 0
    at = filler.nonzero()[0]
    bare = out & _CODE
    if not len(at):
        return _to_text(bare), None if starts is None else starts.data
    edges = np.empty(len(at) + 1, np.bool_)
    edges[0] = edges[-1] = True
    np.greater(at[1:] - at[:-1], 1, out=edges[1:-1])
    runs = edges[:-1].nonzero()[0]
    firsts, lasts = at.take(runs), at[edges[1:]]
    # Where nothing stands before or behind, this is the filler itself, which is no Han.
    before = out.take(firsts - 1, mode="clip") & _HAN
    after = out.take(lasts + 1, mode="clip") & _HAN
    beside = (before | after) != 0
    is_long = lasts - firsts >= MAX_FILLER_RUN
    has_stop = np.logical_or.reduceat(bare.take(at) == STOP, runs)
    kept = ~beside | is_long | (has_stop & ((before & after) == 0))
    bare[firsts] = SPACE
    bare[firsts[has_stop]] = STOP
    bare[firsts[is_long & beside]] = BARRIER
    keep = ~filler
    keep[firsts] = kept
    places = keep.nonzero()[0]
    text = _to_text(bare.take(places))
    return text, places.data if starts is None else starts.take(places).data


def _to_text(codes: npt.NDArray[Any]) -> str:
    return utf_32_le_decode(codes.astype("<u4", copy=False).data, "replace")[0]
