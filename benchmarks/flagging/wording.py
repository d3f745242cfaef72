"""The fit of the words by which texts are told that bring in talent and name no programme.

`make bench NAME=flagging.wording DATA=DIR` measures the rule `talent-in-general` on what names and
the other rules leave open of labelled passages, as `NAME=flagging.nameless` does, with words fitted
on the tuning halves and with those that are shipped. `--background FILE` adds texts about anything,
which are none of it: JSON lines with a `title` and a `text`, half of them for tuning, too. `--fit`
writes new words into `policywatch/flagging/wording.yaml` and the rule's own score into
`watchlists/rules.yaml`: the signs of the rule stay as they are.

Most texts that ours were fitted on are others' and not kept here, so a fit starts from the words as
they are and is held to them (PULL): what is at hand refines them. A word is one of jieba's
dictionary, or two in a row; in Latin letters one that is no word of grammar, or two in a row. The
weights are a logistic regression's, held by a ridge (Hoerl and Kennard, "Ridge regression", 1970);
those of less than LEAST points are left out. Of a long text that stretch counts which the words as
they are choose.
"""

import argparse
import json
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
from benchmarks.flagging.quality import Passage, labelled_folders, load_passages
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging.folding import fold
from policywatch.flagging.names.entries import HAN
from policywatch.flagging.texts import join_title
from policywatch.flagging.wording import WORDS_FILE, Wording, Words, load_words
from policywatch.settings import ROOT

POINTS = 10.0
PULL = 1.5
LEAST = 0.8
MIN_TEXTS = 8
STEPS = 1500
BACKGROUND = 1.0
CHINESE_BACKGROUND = 0.3
"""What a Chinese text of the background counts beside a passage: ours were ten times as many."""
BOLDNESS = 10.0
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
    share: float = 1.0


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
    words: Sequence[str],
    passages: Sequence[Open],
    points: NDArray[np.float64],
    threshold: float,
    shipped: Words,
) -> tuple[float, Words]:
    """Return a rule's own score and the words' points, fitted on passages beside its signs.

    They start from the `shipped` ones, which `words` may add to, and are held to them.
    """
    known = dict.fromkeys(words, 0.0) | shipped.words
    held, lengths = _values(Words(words=known), passages)
    signs = np.array([one.signs[:-1] for one in passages]) @ points[:-2] + points[-1] - threshold
    weights = logistic(
        np.hstack([held, np.ones((len(held), 1))]),
        np.array([float(one.relevant) for one in passages]),
        np.append(list(known.values()), 0.0) / POINTS,
        PULL,
        STEPS,
        offset=(signs + lengths) / POINTS,
        share=np.array([one.share for one in passages]),
    )
    learnt = zip(known, weights[:-1] * POINTS, strict=True)
    kept = {word: round(float(weight), 1) for word, weight in learnt if abs(weight) >= LEAST}
    return round(float(points[-1] + weights[-1] * POINTS) + BOLDNESS, 1), Words(words=kept)


def _values(
    words: Words, passages: Sequence[Open]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a row a passage, 1 where a word stands as it would be found, and what lengths add."""
    finder = Wording(words)
    values = np.zeros((len(passages), len(words.words)))
    lengths = np.zeros(len(passages))
    points = np.array(list(words.words.values()))
    for row, one in enumerate(passages):
        weighed = finder.weigh(one.folded)
        found = list(weighed.found)
        values[row, found] = 1.0
        lengths[row] = weighed.points - points[found].sum()
    return values, lengths


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
    parser.add_argument("--background", type=Path, help="JSON lines of texts about anything")
    parser.add_argument("--fit", action="store_true", help="write new words")
    asked = parser.parse_args()
    jieba.setLogLevel(logging.ERROR)
    signals = Signals(load_watchlists(ROOT / "watchlists"))
    tuning: list[Open] = []
    untouched: dict[str, list[Open]] = {}
    for folder in labelled_folders(asked.data):
        for one in load_passages(folder):
            part = tuning if one.for_tuning else untouched.setdefault(folder.name, [])
            part += _left_open(signals, one)
    for one in _background(asked.background) if asked.background else ():
        part = tuning if one.for_tuning else untouched.setdefault("background", [])
        share = CHINESE_BACKGROUND if HAN.search(one.text) else BACKGROUND
        part += (open_one._replace(share=share) for open_one in _left_open(signals, one))
    points, shipped = points_of(signals.rule), load_words()
    words = frequent_words([one.folded for one in tuning])
    score, learnt = fitted(words, tuning, points, signals.threshold, shipped)
    table = Table("set", "words", "left open", "relevant", "right", "in vain", "missed", "F1")
    labelled = [one for name, part in untouched.items() if name != "background" for one in part]
    for name, part in (*untouched.items(), ("all that is labelled", labelled)):
        for which, own, some in (
            (f"fitted ({len(learnt.words):,})", score, learnt),
            ("shipped", points[-1], shipped),
        ):
            held, relevant = signs_with_words(part, some)
            weights = np.array([*points[:-1], own])
            told = count(held, relevant, weights, signals.threshold)
            table.add_row(
                name, which, str(len(part)), f"{relevant.sum():.0f}", str(told.right),
                str(told.wrong), str(told.missed), f"{told.f1:.3f}",
            )  # fmt: skip
    Console().print(table)
    if asked.fit:
        write_words(WORDS_FILE, learnt)
        write_points(RULES_FILE, signals.rule, np.array([*points[:-1], score]))


def _left_open(signals: Signals, passage: Passage) -> Iterator[Open]:
    """Yield a passage as the fit takes it; nothing if names or the other rules decide of it."""
    signs = signals.of(passage)
    if signs is not None:
        folded = fold(join_title(passage.title, passage.text)[0]).text
        yield Open(folded, signs, passage.relevant)


def _background(file: Path) -> Iterator[Passage]:
    """Yield the texts of a file of JSON lines, none of which is relevant."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            one = json.loads(line)
            named = frozenset[str]()
            yield Passage(str(number), "n", "", "", named, named, one["title"], one["text"])


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
