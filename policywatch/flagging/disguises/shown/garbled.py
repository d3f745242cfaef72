"""Names read in the wrong encoding: åƒäººè®¡åˆ’, Ç§ÈË¼Æ»®, 鍗冧汉璁″垝, all of them 千人计划.

What such a place looks like are the bytes of the name, a character for one or two of them. So the
bytes are looked for, those of all names at once. Some are lost on the way: characters that nothing
shows, which both sides do without.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.automaton import Automaton
from policywatch.flagging.disguises.rewritings.readings import Shown
from policywatch.flagging.folding import GARBLED_HAN
from policywatch.flagging.names.entries import Entry, Kind, is_han, strength_of

MAX_RUNS = 200
MAX_RUN = 4_000
MIN_HAN = 3
# Windows-1252 shows these bytes as nothing, or as a blank that is soon another; GBK the first.
_LOST = frozenset("\x80\x81\x8d\x8f\x90\x9d\xa0\xad ")
_SHOWN_BYTES = {
    ord(char): byte
    for byte in range(0x80, 0xA0)
    if (char := bytes((byte,)).decode("cp1252", "ignore"))
} | {0xFFFD: 0x81}
_LATIN_RUN = re.compile(rf"[\x80-\xff{''.join(map(chr, _SHOWN_BYTES))} ]{{5,{MAX_RUN}}}(?<! )")
_WIDE_RUN = re.compile(rf"[^\x00-\x7f]{{4,{MAX_RUN}}}")


class GarbledNames:
    """The listed names of Han as bytes; made when the first text is met that may hold one."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = tuple(programmes)

    def find(self, text: str) -> Iterator[Shown]:
        """Yield the names of a text as shown."""
        for run in islice(_LATIN_RUN.finditer(text), MAX_RUNS):
            read = run[0].translate(_SHOWN_BYTES)
            yield from self._in_latin.find(read, range(run.start(), run.end()))
        if any(char in text for char in GARBLED_HAN):
            for run in islice(_WIDE_RUN.finditer(text), MAX_RUNS):
                parts = [char.encode("gbk", "ignore").decode("latin-1") for char in run[0]]
                places = [at for at, part in enumerate(parts, run.start()) for _ in part]
                yield from self._in_wide.find("".join(parts), places)

    @cached_property
    def _in_latin(self) -> "_Bytes":
        return _Bytes(self._programmes, (_in_utf_8, _in_gbk))

    @cached_property
    def _in_wide(self) -> "_Bytes":
        return _Bytes(
            self._programmes, (_read_as_gbk, _read_as_gbk_from_the_second_byte, _read_as_gb18030)
        )


class _Bytes:
    """Finds the bytes that names are in some encodings."""

    def __init__(
        self, programmes: Iterable[Programme], encodings: Sequence[Callable[[str], bytes]]
    ) -> None:
        named = [
            (Entry(Kind.PROGRAMME, p.id, name, "variant", strength_of(p, name)), encode(name))
            for p in programmes
            for name in p.zh
            if len(name) >= MIN_HAN and is_han(name)
            for encode in encodings
        ]
        self._entries = [entry for entry, _ in named]
        self._automaton = Automaton([_without_lost(b.decode("latin-1")) for _, b in named])

    def find(self, read: str, places: Sequence[int]) -> Iterator[Shown]:
        """Yield the names in bytes, a character for each, that stand at places of a text."""
        places = [at for at, byte in zip(places, read, strict=True) if byte not in _LOST]
        found = self._automaton.find(_without_lost(read))
        yield from dict.fromkeys(
            Shown(self._entries[number], places[start], places[stop - 1] + 1)
            for number, start, stop in found
        )


def _in_utf_8(name: str) -> bytes:
    return name.encode()


def _in_gbk(name: str) -> bytes:
    return name.encode("gb18030")


def _read_as_gbk(name: str) -> bytes:
    """Return what is left of a name in UTF-8, read as GBK: some pairs of bytes are none there."""
    return name.encode().decode("gbk", "replace").encode("gbk", "ignore")


def _read_as_gbk_from_the_second_byte(name: str) -> bytes:
    """Return the same where the first byte belongs to the character before."""
    return name.encode()[1:].decode("gbk", "replace").encode("gbk", "ignore")


def _read_as_gb18030(name: str) -> bytes:
    """Return the same where all pairs of bytes are some character, if one that nothing shows."""
    read = name.encode().decode("gb18030", "replace")
    return read.encode("gbk", "ignore")


def _without_lost(read: str) -> str:
    return "".join([byte for byte in read if byte not in _LOST])
