"""Names with letters or digits put between their characters: 孔x雀计划, 启1明人才, 评上鲲〇鹏.

Only where the pair of characters beside what parts them is one of a name is anything compared, so a
text costs a look at what stands between two such characters.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import (
    INITIALS_TAILS,
    MAX_STEM,
    Entry,
    Kind,
    doubtful,
    guessed,
    is_han,
    stem_and_tail,
)

MIN_NAME = 4
# 国家3级人才, 前2百人: a number that belongs to what stands behind it.
_COUNTED = frozenset("级类百千万亿期批届号年月日次项个名位")


class PartedNames:
    """The names of a release by the pairs of characters in their stems; built once."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._by_pair: defaultdict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
        for programme in programmes:
            alone = {fold_name(stem): stem for stem in programme.stems}
            for name in programme.zh:
                folded = fold_name(name)
                stem, tail = stem_and_tail(folded)
                if tail and len(folded) >= MIN_NAME and is_han(folded):
                    self._add(folded, len(stem), guessed(programme, name, "spaced"))
                    alone.setdefault(stem, name)
            strength = doubtful(programme)
            for stem, name in alone.items():
                if is_han(stem) and 2 <= len(stem) <= MAX_STEM:
                    entry = Entry(Kind.PROGRAMME, programme.id, name, "stem", strength)
                    self._add(stem, len(stem), entry)
        before, after = ({pair[at] for pair in self._by_pair} or {"\0"} for at in (0, 1))
        self._between = re.compile(
            f"[a-z0-9〇](?<=[{''.join(before)}].)(?:[a-z]{{0,2}}|[0-9]?)(?=[{''.join(after)}])"
        )

    def _add(self, folded: str, end: int, entry: Entry) -> None:
        """Note a name by each pair of the characters of its stem, which ends at a place."""
        for at in range(1, end):
            if folded[at] not in _COUNTED:
                parts = folded[:at], folded[at:]
                self._by_pair[folded[at - 1 : at + 1]].append((*parts, entry))

    def find(self, folded: str) -> Iterator[tuple[Entry, int, int]]:
        """Yield the names of a folded text that something parts, with their spans there."""
        if folded.isascii():
            return
        by_pair = self._by_pair
        for between in self._between.finditer(folded):
            start, end = between.span()
            for before, after, entry in by_pair.get(folded[start - 1] + folded[end], ()):
                if end - start > 2 and after.startswith(INITIALS_TAILS):
                    continue  # 国家BQW人才工程: the letters are initials.
                if folded.endswith(before, 0, start) and folded.startswith(after, end):
                    yield entry, start - len(before), end + len(after)
