"""Labelled sentences and how well the facts read from them agree."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from policywatch.flagging.facts import find_facts

FOLDER = Path(__file__).parent
Label = tuple[str, str, str, str, str]
"""Kind, low, high, unit and basis; "" for an open end."""


def load_labels(name: str) -> dict[str, list[Label]]:
    """Return the facts of each sentence of a file; a sentence of kind `none` has none."""
    labels: dict[str, list[Label]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]:
        text, kind, low, high, unit, basis, *_ = (*line.split("\t"), "", "", "", "", "")
        facts = labels.setdefault(text, [])
        if kind != "none":
            facts.append((kind, low, high, unit, basis))
    return labels


def read_labels(text: str) -> list[Label]:
    """Return what is read from a sentence, in the form of the labels."""
    return [
        (fact.kind, fact.low or "", fact.high or "", fact.unit, fact.basis)
        for fact in find_facts(text)
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


def score(name: str) -> Score:
    """Compare what is read with the labels of a file: every field must agree."""
    right: Counter[str] = Counter()
    read: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    wrong = []
    for text, labels in load_labels(name).items():
        found, expected = Counter(read_labels(text)), Counter(labels)
        for counter, facts in ((right, found & expected), (read, found), (labelled, expected)):
            for label, times in facts.items():
                counter[label[0]] += times
                counter["all"] += times
        if found != expected:
            wrong.append((text, labels, list(found.elements())))
    return Score(right, read, labelled, tuple(wrong))
