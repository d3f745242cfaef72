"""Two texts to what was taken out and what was put in, readable and bounded in time.

Sentences (and table rows) are aligned first, by their ids; inside a replaced stretch tokens are
compared, in which numbers, dates and Latin words stay whole: 40周岁 → 45周岁 gives 40 → 45,
never 0 → 5. difflib is quadratic in repeated items, so it sees short stretches only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

# Sentences of both texts multiplied: Indel takes n·m/64 steps and n·m bits, here 0.1 s and 50 MB.
MAX_SENTENCE_PAIRS = 400_000_000
MAX_REFINED_CHARS = 2_000
# Pairs of equal tokens, one of each side: what difflib's time goes by. A block with more is
# aligned by Indel, which is not as readable, and what is over the sum is not refined at all.
MAX_BLOCK_PAIRS = 20_000
MAX_TOKEN_PAIRS = 5_000_000
MIN_EQUAL_TOKENS = 2
MAX_SENTENCE_CHARS = 2_000

_SENTENCE = re.compile(r"[^。！？；\n]{0,%d}[。！？；\n]?" % MAX_SENTENCE_CHARS)  # noqa: UP031
# A number takes its Chinese or Arabic digits, and a date all its parts; each class is bounded.
_TOKEN = re.compile(
    r"[0-9０-９]{1,20}(?:[.,:：/-][0-9０-９]{1,20}){0,6}"
    r"|[零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億]{1,20}"
    r"|[A-Za-zÀ-ɏ]{1,60}"
    r"|.",
    re.DOTALL,
)
_DATE = re.compile(
    r"[0-9０-９零〇○一二三四五六七八九十]{2,4}年(?:[0-9０-９一二三四五六七八九十]{1,3}月"
    r"(?:[0-9０-９一二三四五六七八九十]{1,3}日(?:[0-9０-９]{1,2}[:：时](?:[0-9０-９]{1,2})?)?)?)?"
)


class DiffKind(StrEnum):
    """What a part of a difference is."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text. Equal and deleted parts make the old text, equal and inserted the new."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line to show: its parts, or, where nothing changed for long, how many lines it skips.

    `changed` says that some part is not equal.
    """

    parts: tuple[DiffPart, ...]
    skipped: int = 0

    @property
    def changed(self) -> bool:
        """Whether something was put in or taken out here."""
        return any(part.kind is not DiffKind.EQUAL for part in self.parts)


def diff_texts(old: str, new: str) -> list[DiffPart]:
    """Return how `old` becomes `new`; no two parts of a kind follow each other.

    A replacement is a DELETE followed by an INSERT. Takes under a second for texts of 1 MB,
    whatever they hold; where they have too much to compare, parts are coarser, never wrong.
    """
    before, after = _sentences(old), _sentences(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    parts = [(DiffKind.EQUAL, "".join(before[:head]))]
    parts += _align(before[head : len(before) - tail], after[head : len(after) - tail])
    parts.append((DiffKind.EQUAL, "".join(before[len(before) - tail :])))
    return list(_joined(parts))


def diff_lines(old: str, new: str, *, context: int = 2) -> list[DiffLine]:
    """Return the difference line by line for showing: `context` lines kept around each change.

    The texts are as they were, not escaped: that is the template's work. A row of a table is a
    line, its cells separated by tabs.
    """
    lines = list(_by_line(diff_texts(old, new)))
    near: set[int] = set()
    for number, line in enumerate(lines):
        if line.changed:
            near.update(range(number - context, number + context + 1))
    shown: list[DiffLine] = []
    skipped = 0
    for number, line in enumerate(lines):
        if number in near:
            if skipped:
                shown.append(DiffLine((), skipped))
                skipped = 0
            shown.append(line)
        else:
            skipped += 1
    if skipped:
        shown.append(DiffLine((), skipped))
    return shown


Piece = tuple[DiffKind, str]


def _sentences(text: str) -> list[str]:
    return [match.group() for match in _SENTENCE.finditer(text) if match.group()]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items from the start the two have in common."""
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return number
    return min(len(one), len(other))


def _align(before: list[str], after: list[str]) -> list[Piece]:
    budget = _Budget(MAX_TOKEN_PAIRS)
    if not before or not after or len(before) * len(after) > MAX_SENTENCE_PAIRS:
        return _refined("".join(before), "".join(after), budget)
    ids: dict[str, int] = {}
    old_ids = [ids.setdefault(sentence, len(ids)) for sentence in before]
    new_ids = [ids.setdefault(sentence, len(ids)) for sentence in after]
    pieces: list[Piece] = []
    taken: list[str] = []
    put: list[str] = []
    for code in Indel.opcodes(old_ids, new_ids):
        if code.tag == "equal":
            pieces += _refined("".join(taken), "".join(put), budget)
            pieces.append((DiffKind.EQUAL, "".join(before[code.src_start : code.src_end])))
            taken, put = [], []
        else:
            taken += before[code.src_start : code.src_end]
            put += after[code.dest_start : code.dest_end]
    return pieces + _refined("".join(taken), "".join(put), budget)


@dataclass(slots=True)
class _Budget:
    left: int

    def spend(self, cost: int) -> bool:
        """Take the cost if it is there; say whether it was."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _refined(old: str, new: str, budget: _Budget) -> list[Piece]:
    """Return the pieces of a replaced stretch, down to tokens while the budget lasts."""
    whole = [(DiffKind.DELETE, old), (DiffKind.INSERT, new)]
    if not old or not new or max(len(old), len(new)) > MAX_REFINED_CHARS:
        return whole
    before, after = list(_tokens(old)), list(_tokens(new))
    if not budget.spend(len(before) * len(after)):
        return whole
    pieces: list[Piece] = []
    taken, put = "", ""
    codes = _token_codes(before, after)
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        at_edge = number in (0, len(codes) - 1)
        if tag == "equal" and (i2 - i1 >= MIN_EQUAL_TOKENS or at_edge):
            pieces += [(DiffKind.DELETE, taken), (DiffKind.INSERT, put)]
            pieces.append((DiffKind.EQUAL, "".join(before[i1:i2])))
            taken, put = "", ""
        else:
            taken += "".join(before[i1:i2])
            put += "".join(after[j1:j2])
    return [*pieces, (DiffKind.DELETE, taken), (DiffKind.INSERT, put)]


def _token_codes(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    old, new = Counter(before), Counter(after)
    if sum(count * new[token] for token, count in old.items()) <= MAX_BLOCK_PAIRS:
        return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    return [
        (code.tag, code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Indel.opcodes(before, after)
    ]


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = _DATE.match(text, at) or _TOKEN.match(text, at)
        token = match.group() if match else text[at]
        yield token
        at += len(token)


def _joined(pieces: list[Piece]) -> Iterator[DiffPart]:
    """Give the pieces with neighbours of a kind joined; deletions before insertions."""
    taken, put, equal = "", "", ""
    for kind, text in pieces:
        if not text:
            continue
        if kind is DiffKind.EQUAL:
            if taken:
                yield DiffPart(DiffKind.DELETE, taken)
            if put:
                yield DiffPart(DiffKind.INSERT, put)
            taken, put = "", ""
            equal += text
            continue
        if equal:
            yield DiffPart(DiffKind.EQUAL, equal)
            equal = ""
        if kind is DiffKind.DELETE:
            taken += text
        else:
            put += text
    for kind, text in (
        (DiffKind.EQUAL, equal),
        (DiffKind.DELETE, taken),
        (DiffKind.INSERT, put),
    ):
        if text:
            yield DiffPart(kind, text)


def _by_line(parts: list[DiffPart]) -> Iterator[DiffLine]:
    line: list[DiffPart] = []
    for part in parts:
        *ended, last = part.text.split("\n")
        for piece in ended:
            # A line break put in or taken out keeps its part, though empty: it must show.
            if piece or part.kind is not DiffKind.EQUAL or not line:
                line.append(DiffPart(part.kind, piece))
            yield DiffLine(tuple(line))
            line = []
        if last:
            line.append(DiffPart(part.kind, last))
    if line:
        yield DiffLine(tuple(line))
