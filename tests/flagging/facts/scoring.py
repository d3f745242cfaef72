"""Labelled sentences and how well the facts read from them agree."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from policywatch.documents import BLOCK_SEPARATOR, CELL_SEPARATOR, Block, BlockKind
from policywatch.flagging.facts import find_facts

FOLDER = Path(__file__).parent
Label = tuple[str, str, str, str, str]
"""Kind, low, high, unit and basis; "" for an open end."""
Labels = Mapping[str, list[Label]]


def load_labels(name: str | Path) -> dict[str, list[Label]]:
    r"""Return the facts of each sentence of a file, here or at its path; of kind `none`, none.

    A sentence is written on one line: \n ends a line of it, \t a cell of a table.
    """
    labels: dict[str, list[Label]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]:
        text, kind, low, high, unit, basis, *_ = (*line.split("\t"), "", "", "", "", "")
        text = text.replace(r"\n", BLOCK_SEPARATOR).replace(r"\t", CELL_SEPARATOR)
        facts = labels.setdefault(text, [])
        if kind != "none":
            facts.append((kind, low, high, unit, basis))
    return labels


def halves(labels: Labels) -> dict[str, dict[str, list[Label]]]:
    """Split sentences by a hash of their words: one half to tune on, one that stays untouched."""
    split: dict[str, dict[str, list[Label]]] = {"tuning": {}, "untouched": {}}
    for text, facts in labels.items():
        written = text.replace(BLOCK_SEPARATOR, r"\n").replace(CELL_SEPARATOR, r"\t")
        odd = hashlib.sha256(written.encode()).digest()[-1] % 2
        split["untouched" if odd else "tuning"][text] = facts
    return split


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a sentence: its lines, where some are rows; none where none is."""
    if CELL_SEPARATOR not in text:
        return []
    blocks: list[Block] = []
    at = 0
    for line in text.split(BLOCK_SEPARATOR):
        is_row = CELL_SEPARATOR in line
        kind = BlockKind.ROW if is_row else BlockKind.PARAGRAPH
        blocks.append(Block(kind, at, at + len(line), table=0 if is_row else None))
        at += len(line) + 1
    return blocks


def read_labels(text: str) -> list[Label]:
    """Return what is read from a sentence, in the form of the labels."""
    return [
        (fact.kind, fact.low or "", fact.high or "", fact.unit, fact.basis)
        for fact in find_facts(text, blocks_of(text))
    ]


@dataclass(frozen=True)
class Score:
    """How many facts were right, read and labelled, and the sentences that went wrong."""

    right: Counter[str]
    read: Counter[str]
    labelled: Counter[str]
    wrong: tuple[tuple[str, list[Label], list[Label]], ...]

    def precision(self, kind: str = "all") -> float:
        return self.right[kind] / max(1, self.read[kind])

    def recall(self, kind: str = "all") -> float:
        return self.right[kind] / max(1, self.labelled[kind])


def score(sentences: Labels | Iterable[tuple[str, list[Label]]]) -> Score:
    """Compare what is read with the labels: every field must agree."""
    right: Counter[str] = Counter()
    read: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    wrong = []
    for text, labels in dict(sentences).items():
        found, expected = Counter(read_labels(text)), Counter(labels)
        for counter, facts in ((right, found & expected), (read, found), (labelled, expected)):
            for label, times in facts.items():
                counter[label[0]] += times
                counter["all"] += times
        if found != expected:
            wrong.append((text, labels, list(found.elements())))
    return Score(right, read, labelled, tuple(wrong))
