"""Two texts to what was taken out and what was put in, readable and bounded in time.

Sentences and table rows are aligned first, by their ids. Inside a replaced stretch rows are set
beside the rows that begin alike, and compared cell by cell; the rest by tokens: single Han, but
whole words, numbers and dates: 40周岁 → 45周岁 gives 40 → 45, never 0 → 5. difflib is quadratic in
repeated items, so it sees short stretches only.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from markupsafe import Markup, escape
from rapidfuzz.distance import Indel

from policywatch.comparing.alignment import Budget, align, count_equal
from policywatch.documents import CELL_SEPARATOR

MAX_REFINED_CHARS = 2_000
# Pairs of equal tokens, one of each side: what difflib's time goes by. A block with more is
# aligned by Indel, which is not as readable, and what is over the sum is not refined at all.
MAX_BLOCK_PAIRS = 20_000
MAX_TOKEN_PAIRS = 5_000_000
MIN_EQUAL_TOKENS = 2
MAX_SENTENCE_CHARS = 2_000

_SENTENCE = re.compile(r"[^\n]*?(?:[。！？；\n]|[.!?;](?=\s)|$)")
# What has no end for so long is cut where it has a breath, and only then anywhere.
_CLAUSE = re.compile(r"[^，、,：:\s]{0,%d}[，、,：:\s]?" % MAX_SENTENCE_CHARS)  # noqa: UP031
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

    `changed` says that some part is not equal; `ignored` that it is so by noise alone.
    """

    parts: tuple[DiffPart, ...]
    skipped: int = 0
    ignored: bool = False

    @property
    def changed(self) -> bool:
        """Whether something was put in or taken out here."""
        return any(part.kind is not DiffKind.EQUAL for part in self.parts)

    @property
    def is_row(self) -> bool:
        """Whether the line is a row of a table, its cells separated by tabs."""
        return any(CELL_SEPARATOR in part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """How one text becomes another: `parts` rebuild both, `lines` are to be shown."""

    parts: tuple[DiffPart, ...]
    lines: tuple[DiffLine, ...]

    @property
    def ignored(self) -> int:
        """How many lines changed by noise alone."""
        return sum(line.ignored for line in self.lines)

    @property
    def html(self) -> Markup:
        """The lines as HTML: whatever the texts hold is escaped, and stands in `ins` and `del`."""
        return Markup("\n".join(map(_html_of_line, self.lines)))  # noqa: S704 (texts are escaped)


def compare_texts(
    old: str, new: str, *, context: int = 2, ignored: frozenset[str] = frozenset()
) -> Difference:
    """Return how `old` becomes `new`: as data, and to be shown as HTML.

    Changed lines that are in `ignored` as they were and as they are (`noise.find_ignored`) are
    shown as such. `context` unchanged lines are kept around each change. Takes a few seconds at
    most for texts of 1 MB, whatever they hold.
    """
    parts = diff_texts(old, new)
    return Difference(tuple(parts), tuple(_shown(parts, context, ignored)))


def diff_texts(old: str, new: str) -> list[DiffPart]:
    """Return how `old` becomes `new`; no two parts of a kind follow each other.

    A replacement is a DELETE followed by an INSERT. Where texts have too much to compare, parts
    are coarser, never wrong.
    """
    parts = _align(_sentences(old), _sentences(new))
    return list(_joined(parts))


def _shown(parts: list[DiffPart], context: int, ignored: frozenset[str]) -> list[DiffLine]:
    lines = list(_by_line(parts, context))
    if ignored:
        lines = [replace(line, ignored=_is_ignored(line, ignored)) for line in lines]
    near: set[int] = set()
    for number, line in enumerate(lines):
        if line.changed:
            near.update(range(number - context, number + context + 1))
    shown: list[DiffLine] = []
    skipped = 0
    for number, line in enumerate(lines):
        if number not in near:
            skipped += line.skipped or 1
            continue
        if skipped:
            shown.append(DiffLine((), skipped))
            skipped = 0
        shown.append(line)
    if skipped:
        shown.append(DiffLine((), skipped))
    return shown


def _is_ignored(line: DiffLine, ignored: frozenset[str]) -> bool:
    """Whether what a changed line was and what it is, where it was and is, are ignored."""
    sides = {
        side
        for without in (DiffKind.INSERT, DiffKind.DELETE)
        if (side := "".join(part.text for part in line.parts if part.kind is not without))
    }
    return line.changed and bool(sides) and sides <= ignored


def _html_of_line(line: DiffLine) -> str:
    if line.skipped:
        return f'<p class="meta">… {line.skipped} …</p>'
    is_said = line.changed and not line.ignored
    names = {"changed": is_said, "ignored": line.ignored, "row": line.is_row}
    kinds = " ".join(name for name, holds in names.items() if holds)
    return f'<p class="{kinds}">{"".join(map(_html_of_part, line.parts))}</p>'


def _html_of_part(part: DiffPart) -> str:
    before, after = _TAGS[part.kind]
    return f"{before}{escape(part.text)}{after}"


_TAGS = {
    DiffKind.EQUAL: ("", ""),
    DiffKind.DELETE: ("<del>", "</del>"),
    DiffKind.INSERT: ("<ins>", "</ins>"),
}

Piece = tuple[DiffKind, str]


def _sentences(text: str) -> list[str]:
    """Return a text's sentences and table rows, each with what ends it; joined, they are it."""
    units: list[str] = []
    for line in text.splitlines(keepends=True):
        if CELL_SEPARATOR in line:
            units.append(line)
            continue
        for match in _SENTENCE.finditer(line):
            sentence = match.group()
            if len(sentence) <= MAX_SENTENCE_CHARS:
                units.append(sentence)
            else:
                units += _CLAUSE.findall(sentence)
    return [unit for unit in units if unit]


def _align(before: list[str], after: list[str]) -> list[Piece]:
    budget = Budget(MAX_TOKEN_PAIRS)
    pieces: list[Piece] = []
    for run in align(before, after):
        if run.equal:
            pieces.append((DiffKind.EQUAL, "".join(before[run.old])))
        else:
            pieces += _replaced(before[run.old], after[run.new], budget)
    return pieces


def _replaced(before: list[str], after: list[str], budget: Budget) -> list[Piece]:
    """Return the pieces of a replaced stretch: its rows beside each other, the rest as text."""
    keys = [_row_key(unit) for unit in before], [_row_key(unit) for unit in after]
    if not any(keys[0]) or not any(keys[1]):
        return _refined("".join(before), "".join(after), budget)
    pieces: list[Piece] = []
    # What is no row has no key but a place of its own: it is never set beside anything.
    known = [
        [(side, at) if key is None else key for at, key in enumerate(of_side)]
        for side, of_side in enumerate(keys)
    ]
    for run in align(*known):
        taken, put = before[run.old], after[run.new]
        if run.equal:
            for one, other in zip(taken, put, strict=True):
                pieces += _refined_row(one, other, budget)
        else:
            rows = [unit for unit in taken + put if CELL_SEPARATOR in unit]
            whole = [(DiffKind.DELETE, "".join(taken)), (DiffKind.INSERT, "".join(put))]
            pieces += whole if rows else _refined("".join(taken), "".join(put), budget)
    return pieces


def _row_key(unit: str) -> str | None:
    """Return what a row is known by: its first cell with a word in it, not its number in a list."""
    if CELL_SEPARATOR not in unit:
        return None
    cells = unit.split(CELL_SEPARATOR)
    return next((cell for cell in cells if any(map(str.isalpha, cell))), cells[0])


def _refined_row(old: str, new: str, budget: Budget) -> list[Piece]:
    before, after = old.split(CELL_SEPARATOR), new.split(CELL_SEPARATOR)
    if len(before) != len(after):
        return _refined(old, new, budget)
    pieces: list[Piece] = []
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        if number:
            pieces.append((DiffKind.EQUAL, CELL_SEPARATOR))
        pieces += [(DiffKind.EQUAL, one)] if one == other else _refined(one, other, budget)
    return pieces


def _refined(old: str, new: str, budget: Budget) -> list[Piece]:
    """Return the pieces of a replaced stretch, down to tokens while the budget lasts."""
    whole = [(DiffKind.DELETE, old), (DiffKind.INSERT, new)]
    if not old or not new or max(len(old), len(new)) > MAX_REFINED_CHARS:
        return whole
    before, after = list(_tokens(old)), list(_tokens(new))
    head = count_equal(before, after)
    tail = count_equal(before[head:][::-1], after[head:][::-1])
    if max(len(before), len(after)) - head - tail <= 1:
        old_end, new_end = len(before) - tail, len(after) - tail
        return [
            (DiffKind.EQUAL, "".join(before[:head])),
            (DiffKind.DELETE, "".join(before[head:old_end])),
            (DiffKind.INSERT, "".join(after[head:new_end])),
            (DiffKind.EQUAL, "".join(before[old_end:])),
        ]
    if set(before).isdisjoint(after) or not budget.spend(len(before) * len(after)):
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
    """Give the pieces with neighbours of a kind joined, deletions before insertions.

    What was put in up to the end of a line is not mixed with what changed in the next.
    """
    texts = dict.fromkeys((DiffKind.EQUAL, DiffKind.DELETE, DiffKind.INSERT), "")

    def flush(*kinds: DiffKind) -> Iterator[DiffPart]:
        for kind in kinds:
            if texts[kind]:
                yield DiffPart(kind, texts[kind])
                texts[kind] = ""

    for kind, text in pieces:
        if not text:
            continue
        if kind is DiffKind.EQUAL:
            yield from flush(DiffKind.DELETE, DiffKind.INSERT)
        else:
            yield from flush(DiffKind.EQUAL)
            if kind is DiffKind.DELETE and texts[DiffKind.INSERT].endswith("\n"):
                yield from flush(DiffKind.DELETE, DiffKind.INSERT)
        texts[kind] += text
    yield from flush(*texts)


def _by_line(parts: list[DiffPart], context: int) -> Iterator[DiffLine]:
    """Give the lines; of those in the midst of an equal part only how many they are."""
    line: list[DiffPart] = []
    for part in parts:
        *ended, last = part.text.split("\n")
        skipped = 0
        if part.kind is DiffKind.EQUAL and (skipped := len(ended) - 2 * context - 2) > 0:
            ended[context + 1 : context + 1 + skipped] = []
        for number, piece in enumerate(ended):
            if skipped > 0 and number == context + 1:
                yield DiffLine((), skipped)
            # A line break put in or taken out keeps its part, though empty: it must show.
            if piece or part.kind is not DiffKind.EQUAL or not line:
                line.append(DiffPart(part.kind, piece))
            yield DiffLine(tuple(line))
            line = []
        if last:
            line.append(DiffPart(part.kind, last))
    if line:
        yield DiffLine(tuple(line))
