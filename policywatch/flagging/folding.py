"""Text to its folded form, with the way back to the text as shown.

Folding is per code point: compatibility decomposition, case, marks and format characters dropped,
Traditional to Simplified, Latin look-alikes; nothing is ever composed, so every Unicode form of a
text folds alike. Then fillers (spaces, dots, dashes, quotes, brackets) are dropped beside Han and
become one space elsewhere. Sentence ends, lines and table cells are barriers: nothing joins across.
A full stop is a filler between Han only, and so is a run of more than MAX_FILLER_RUN a barrier.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TABLE_FILE = Path(__file__).with_name("folding.npz")
REMOVED = 0xFFFFFFFF
MANY = 0xFFFFFFFE
FIRST_SYLLABLE = 0xF0000
MAX_FILLER_RUN = 4
SPACE = 0x20
STOP = 0x2E
BARRIER = 0x2C
FILLERS = " ·•‧∙⋅・･.-_*~'\"`“”‘’„‟「」『』《》〈〉【】[](){}〔〕<>«»|/\\^#+=…‐‑‒–—―−●○◆◇■□★☆&"

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` is the character of the shown text that folded[i] came from.

    `starts` is None when every character stayed in its place.
    """

    text: str
    starts: Offsets | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the shown text that folded characters `start` to `end` came from."""
        if self.starts is None:
            return start, end
        return int(self.starts[start]), int(self.starts[end - 1]) + 1


@dataclass(frozen=True, slots=True)
class _Table:
    single: Codes
    many_keys: Codes
    many_starts: Offsets
    many_codes: Codes
    syllables: Codes
    spellings: tuple[str, ...]
    is_filler: npt.NDArray[np.bool_]
    is_han: npt.NDArray[np.bool_]


@lru_cache(maxsize=1)
def _table() -> _Table:
    with np.load(TABLE_FILE) as stored:
        single = np.cumsum(stored["single_steps"], dtype=np.uint32)
        syllables = np.zeros(0x110000, np.uint32)
        syllables[stored["syllable_keys"]] = stored["syllable_codes"]
        spellings = tuple(str(stored["spellings"]).split())
        many = (stored["many_keys"], stored["many_starts"], stored["many_codes"])
    is_filler = np.zeros(0x110000, np.bool_)
    is_filler[[ord(c) for c in FILLERS]] = True
    is_han = np.zeros(0x110000, np.bool_)
    for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x32000)):
        is_han[first:last] = True
    return _Table(single, *many, syllables, spellings, is_filler, is_han)


def fold(text: str) -> Folded:
    """Return the folded text with its way back; linear in time and never raises."""
    if text.isascii():
        return _fold_ascii(text)
    table = _table()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    out = table.single.take(codes)
    starts: Offsets = np.arange(len(codes), dtype=np.int64)
    if bool((out >= MANY).any()):
        out, starts = _expand(table, codes, out, starts)
    out, starts = _squeeze(table, out, starts)
    return Folded(_to_text(out), starts)


def fold_name(name: str) -> str:
    """Return a name as it is searched for in folded texts."""
    return fold(name).text.strip(" .")


def syllables_of(folded: str) -> str:
    """Return folded text with each Han character replaced by a code of its toneless syllable."""
    table = _table()
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    syllables = table.syllables.take(codes)
    return _to_text(np.where(syllables > 0, syllables, codes))


def spell(folded: str) -> list[str]:
    """Return the toneless pinyin of each character of a name; empty where one has none."""
    table = _table()
    codes = [int(table.syllables[ord(char)]) for char in folded]
    if not all(codes):
        return []
    return [table.spellings[code - FIRST_SYLLABLE] for code in codes]


_ASCII_FILLERS = str.maketrans({c: " " for c in FILLERS if c.isascii() and c != "."})


def _fold_ascii(text: str) -> Folded:
    folded = text.lower().translate(_ASCII_FILLERS)
    if folded.isprintable() and not any(run in folded for run in ("  ", " .", ". ", "..")):
        return Folded(folded, None)
    table = _table()
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    out = table.single.take(codes)
    starts: Offsets = np.arange(len(codes), dtype=np.int64)
    keep = out < MANY
    out, starts = _squeeze(table, out[keep], starts[keep])
    return Folded(_to_text(out), starts)


def _expand(table: _Table, codes: Codes, out: Codes, starts: Offsets) -> tuple[Codes, Offsets]:
    """Drop what folds to nothing, and write out what folds to several characters."""
    counts = np.ones(len(out), np.int64)
    counts[out == REMOVED] = 0
    at = np.flatnonzero(out == MANY)
    if not len(at):
        keep = counts > 0
        return out[keep], starts[keep]
    keys = np.searchsorted(table.many_keys, codes[at])
    first, last = table.many_starts[keys], table.many_starts[keys + 1]
    counts[at] = last - first
    expanded = np.repeat(out, counts)
    mapped = np.repeat(starts, counts)
    ends = np.cumsum(counts)
    for place, begin, end in zip(at.tolist(), first.tolist(), last.tolist(), strict=True):
        stop = int(ends[place])
        expanded[stop - (end - begin) : stop] = table.many_codes[begin:end]
    return expanded, mapped


def _squeeze(table: _Table, out: Codes, starts: Offsets) -> tuple[Codes, Offsets]:
    """Drop short runs of fillers beside Han; let every other run become one character.

    That is a space, or a full stop where the run holds one, or a barrier where a run beside Han is
    too long to be a way of writing: so a folded text folds to itself.
    """
    filler = table.is_filler.take(out)
    at = np.flatnonzero(filler)
    if not len(at):
        return out, starts
    breaks = np.flatnonzero(np.diff(at) > 1)
    firsts = at[np.concatenate(([0], breaks + 1))]
    lasts = at[np.concatenate((breaks, [len(at) - 1]))]
    is_long = lasts - firsts + 1 > MAX_FILLER_RUN
    padded = np.concatenate(([0], out, [0])).astype(np.uint32)
    before, after = table.is_han.take(padded[firsts]), table.is_han.take(padded[lasts + 2])
    stops = np.concatenate(([0], np.cumsum(out == STOP)))
    has_stop = stops[lasts + 1] > stops[firsts]
    dropped = ~is_long & np.where(has_stop, before & after, before | after)
    keep = ~filler
    kept = firsts[~dropped]
    keep[kept] = True
    shown = np.where(has_stop, STOP, SPACE)
    shown[is_long & (before | after)] = BARRIER
    out = out.copy()
    out[kept] = shown[~dropped]
    return out[keep], starts[keep]


def _to_text(codes: npt.NDArray[Any]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "replace")
