"""The fit of the words by which texts are told that bring in talent and name no programme.

`make bench NAME=flagging.wording DATA=DIR` measures the rule `talent-in-general` on what names and
the other rules leave open of labelled passages, as `NAME=flagging.nameless` does, with words fitted
on the tuning halves and with those that are shipped. `--fit` writes new words into
`policywatch/flagging/wording.yaml` and the rule's own score into `watchlists/rules.yaml`: the signs
of the rule stay as they are. `--whole NAME`: all of a folder is for tuning; the passages of the
others count twice there, since ours that are whole for tuning name no programme and are half
reworded.

The texts ours were fitted on are others' pages and not kept here. A word is one of jieba's
dictionary, or two in a row; in Latin letters one that is no word of grammar, or two in a row. The
weights are a logistic regression's, held to nothing by PULL (Hoerl and Kennard, "Ridge
regression", 1970), the more so the less a word by itself tells relevant texts from others (Wang and
Manning, "Baselines and bigrams", 2012); those of less than LEAST points are left out.
"""

import argparse
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import jieba
import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.flagging._descent import logistic
from benchmarks.flagging.nameless import RULES_FILE, Signals, count, points_of, write_points
from benchmarks.flagging.quality import labelled_folders, load_passages
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging.folding import fold
from policywatch.flagging.texts import join_title
from policywatch.flagging.wording import WORDS_FILE, Wording, Words, load_words
from policywatch.settings import ROOT

POINTS = 10.0
PULL = 2.0
LEAST = 0.8
LEAST_TELLING = 0.05
MIN_TEXTS = 4
STEPS = 1500
BOLDNESS = 1.0
"""Points that the rule's own score is over the fitted one: then about as many texts are missed as
are flagged in vain, of halves that nothing was fitted on."""
MAX_HAN = 6
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+(?:[’'-][a-z]+)*")
_GRAMMAR = frozenset(
    re.findall(
        r"\w+",
        """
        a an the and or but of to in on at by for from with as is are was were be been being has
        have had having do does did will would can could may might shall should must not no nor so
        than then that this these those there here it its he she they them their his her him we us
        our you your my me who whom which what when where why how all any each every both few more
        most other some such only own same too very one two three four five six seven eight nine
        ten first second last also even into onto over under about after before between through
        during without within per via out up down off again once if because while until although
        though since however said says say just like get got make made much many new now les des
        une und der die das den dem ein eine für fur mit von est sont pas plus nous vous ils aux
        ces cette leur dans pour sur par aus bei nach auf sich auch werden wird sind nicht oder als
        sehr los las del que con por para como sus más mas qui una uno gli che non dos
        """,
    )
)


class Open(NamedTuple):
    """A passage that names and the other rules leave open."""

    folded: str
    signs: NDArray[np.float64]
    relevant: bool


def words_of(folded: str) -> Iterator[str]:
    """Yield the words of a folded text, and pairs of words that stand side by side."""
    before, end = "", -1
    for run in _RUN.finditer(folded):
        if run[0][0] >= "\u3400":
            before, cut = "", list(jieba.cut(run[0], HMM=False))
            yield from (word for word in cut if len(word) > 1)
            yield from (a + b for a, b in pairwise(cut) if 2 < len(a + b) <= MAX_HAN)
            continue
        word = run[0]
        if word not in _GRAMMAR and len(word) > 2:
            yield word
        if before and run.start() - end == 1 and not {before, word} & _GRAMMAR:
            yield f"{before} {word}"
        before, end = word, run.end()


def frequent_words(texts: Sequence[str]) -> list[str]:
    """Return the words that stand in MIN_TEXTS texts or more."""
    counted = Counter(word for text in texts for word in set(words_of(text)))
    return sorted(word for word, number in counted.items() if number >= MIN_TEXTS)


def fitted(
    words: Sequence[str], passages: Sequence[Open], points: NDArray[np.float64], threshold: float
) -> tuple[float, Words]:
    """Return a rule's own score and the words' points, fitted on passages beside its signs."""
    held = _values(words, passages)
    signs = (np.array([one.signs[:-1] for one in passages]) @ points[:-2] - threshold) / POINTS
    relevant = np.array([one.relevant for one in passages], dtype=float)
    values = np.hstack([held, np.ones((len(held), 1))])
    pull = np.append(PULL / _telling(held, relevant), 0.0)
    start = np.zeros(values.shape[1])
    weights = logistic(values, relevant, start, pull, STEPS, offset=signs) * POINTS
    kept = {
        word: round(float(weight), 1)
        for word, weight in zip(words, weights[:-1], strict=True)
        if abs(weight) >= LEAST
    }
    return round(float(weights[-1]) + BOLDNESS, 1), Words(words=kept)


def _telling(held: NDArray[np.float64], relevant: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each word by itself tells relevant texts from others: its log count ratio."""
    among = 1 + relevant @ held
    besides = 1 + (1 - relevant) @ held
    ratio: NDArray[np.float64] = np.log((among / among.sum()) / (besides / besides.sum()))
    return np.maximum(LEAST_TELLING, np.abs(ratio))


def _values(words: Sequence[str], passages: Sequence[Open]) -> NDArray[np.float64]:
    """Return a row a passage, 1 where a word stands as it would be found."""
    finder = Wording(Words(words=dict.fromkeys(words, 1.0)))
    column = {word: at for at, word in enumerate(words)}
    values = np.zeros((len(passages), len(words)))
    for row, one in enumerate(passages):
        for found in finder.told(finder.weigh(one.folded)):
            values[row, column[found.word]] = 1.0
    return values


def signs_with_words(
    passages: Sequence[Open], words: Words
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the signs of passages with what these words add, and the labels."""
    finder = Wording(words)
    signs = np.array([[*one.signs[:-1], finder.weigh(one.folded).points] for one in passages])
    return signs, np.array([float(one.relevant) for one in passages])


def main() -> None:
    """Measure the rule with words fitted on the tuning halves, and fit them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of labelled passages, or of folders")
    parser.add_argument("--whole", nargs="*", default=(), help="folders that are all for tuning")
    parser.add_argument("--fit", action="store_true", help="write new words")
    asked = parser.parse_args()
    jieba.setLogLevel(logging.ERROR)
    signals = Signals(load_watchlists(ROOT / "watchlists"))
    tuning: list[Open] = []
    again: list[Open] = []
    untouched: dict[str, list[Open]] = {}
    for folder in labelled_folders(asked.data):
        for one in load_passages(folder):
            signs = signals.of(one)
            if signs is None:
                continue
            folded = fold(join_title(one.title, one.text)[0]).text
            is_for_tuning = one.for_tuning or folder.name in asked.whole
            part = tuning if is_for_tuning else untouched.setdefault(folder.name, [])
            part.append(Open(folded, signs, one.relevant))
            if one.for_tuning and folder.name not in asked.whole:
                again.append(part[-1])
    points = points_of(signals.rule)
    words = frequent_words([one.folded for one in tuning])
    score, learnt = fitted(words, tuning + again, points, signals.threshold)
    table = Table("set", "words", "left open", "relevant", "precision", "recall", "F1")
    everything = [one for part in untouched.values() for one in part]
    for name, part in (*untouched.items(), ("all untouched", everything)):
        for which, own, some in (
            (f"fitted ({len(learnt.words):,})", score, learnt),
            ("shipped", points[-1], load_words()),
        ):
            held, relevant = signs_with_words(part, some)
            weights = np.array([*points[:-1], own])
            told = count(held, relevant, weights, signals.threshold)
            table.add_row(
                name, which, str(len(part)), f"{relevant.sum():.0f}", f"{told.precision:.3f}",
                f"{told.recall:.3f}", f"{told.f1:.3f}",
            )  # fmt: skip
    Console().print(table)
    if asked.fit:
        write_words(WORDS_FILE, learnt)
        write_points(RULES_FILE, signals.rule, np.array([*points[:-1], score]))


def write_words(path: Path, words: Words) -> None:
    """Write words into a file, those that say most first; its comment stays."""
    comment = "".join(
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if line.startswith("#")
    )  # fmt: skip
    ordered = dict(sorted(words.words.items(), key=lambda one: (-one[1], one[0])))
    told = yaml.safe_dump({"words": ordered}, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(comment + told, encoding="utf-8")


if __name__ == "__main__":
    main()
