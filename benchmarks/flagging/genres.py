"""How well a document's genre is told, and the fit of the weights that it is told by.

`make bench NAME=flagging.genres DATA=DIR` measures: DIR and each folder in it may hold YAML lists
of `id, genre, title, text` and, as they have it, `also` (other genres that would be right) and
`weight` (how much an entry counts in a fit). An entry belongs to the tuning half when the SHA-256
of its text ends in an even hex digit; of the untouched half only totals are shown. `--fit` writes
new weights into `policywatch/flagging/genres.yaml`, fitted on the tuning halves (`--whole NAME`:
on all of a folder). The documents that ours were fitted on are pages of others and not kept here:
who has such a set can repeat or refine the fit; the passages beside this file alone are too few
for one.
"""

import argparse
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.flagging._descent import minimised
from benchmarks.flagging.quality import FOLDER, is_for_tuning, labelled_folders
from policywatch.catalogue.watchlists import GENRES
from policywatch.flagging.genre import GenreJudge
from policywatch.flagging.genre_signs import SIGNS_FILE, UNFITTED, Shape, Sign, load_genre_signs

STEPS = 3000
PULL = 6.0
"""How strongly weights are held to what an unfitted sign would say."""
BALANCE = 0.2
"""How far rare genres are brought up to common ones: 0 not at all, 1 to as many."""
OTHER_RIGHT = 0.25
"""What another genre that would be right counts beside the label."""
LEAST = 0.1
"""Weights nearer to nothing are left out."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the genres that it may be said to be of, the label first."""

    id: str
    genres: tuple[str, ...]
    title: str
    text: str
    weight: float
    for_tuning: bool


def load_labelled(folder: Path, whole: bool = False) -> list[Labelled]:
    """Return the labelled texts of a folder's YAML files; `whole`: all are for tuning."""
    return [
        Labelled(
            id=str(entry["id"]),
            genres=(str(entry["genre"]), *entry.get("also", ())),
            title=str(entry.get("title") or ""),
            text=str(entry["text"]),
            weight=float(entry.get("weight", 1)),
            for_tuning=whole or is_for_tuning(str(entry["text"])),
        )
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
        if entry.get("genre") in GENRES
    ]  # fmt: skip


def measure(judge: GenreJudge, texts: list[Labelled]) -> tuple[float, float]:
    """Return the share judged as labelled (or as allowed) and the mean F1 of the genres."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in texts:
        told = judge.judge(one.title, one.text).name
        if told in one.genres:
            right[told] += 1
        else:
            wrong[told] += 1
            missed[one.genres[0]] += 1
    f1 = [
        2 * right[genre] / (2 * right[genre] + wrong[genre] + missed[genre])
        for genre in GENRES
        if right[genre] + missed[genre]
    ]
    return right.total() / max(1, len(texts)), sum(f1) / max(1, len(f1))


def fit(judge: GenreJudge, texts: list[Labelled]) -> NDArray[np.float64]:
    """Return weights (signs and one more for `before`, by genres) of the log-linear model.

    The weighted cross-entropy and PULL times the squared distance to what the signs say unfitted,
    minimised by Nesterov's gradient descent.
    """
    values = np.zeros((len(texts), len(judge.signs) + 1))
    values[:, -1] = 1
    wanted = np.zeros((len(texts), len(GENRES)))
    labels = Counter(one.genres[0] for one in texts)
    counts = np.array([
        one.weight * (len(texts) / len(GENRES) / labels[one.genres[0]]) ** BALANCE for one in texts
    ])  # fmt: skip
    for row, one in enumerate(texts):
        for number, (worth, _) in judge.values(one.title, one.text).items():
            values[row, number] = worth
        wanted[row, GENRES.index(one.genres[0])] = 1
        for genre in one.genres[1:]:
            wanted[row, GENRES.index(genre)] += OTHER_RIGHT
    wanted /= wanted.sum(1, keepdims=True)
    start = np.array([_unfitted(sign) for sign in judge.signs] + [[0.0] * len(GENRES)])
    pull = np.full((len(start), 1), PULL)
    pull[-1] = 0
    step = 1 / (0.5 * np.linalg.norm(values * counts[:, None] ** 0.5, 2) ** 2 + 2 * PULL)

    def slope(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        scores = values @ weights
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(1, keepdims=True)
        told: NDArray[np.float64] = values.T @ (counts[:, None] * (shares - wanted))
        return told + 2 * pull * (weights - start)

    weights = minimised(slope, start, step, STEPS)
    weights[:-1] -= np.median(weights[:-1], axis=1, keepdims=True)
    return weights


def _unfitted(sign: Sign | Shape) -> list[float]:
    return [UNFITTED[sign.place] if genre in sign.of else 0.0 for genre in GENRES]


def write_weights(path: Path, judge: GenreJudge, weights: NDArray[np.float64]) -> None:
    """Write weights into a file of signs, and leave all else in it as it is."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^before:.*$", f"before: {_as_yaml(weights[-1])}", text, count=1, flags=re.M)
    text = re.sub(r"^    speaks:.*\n", "", text, flags=re.M)
    for sign, said in zip(judge.signs, weights, strict=False):
        entry = re.search(rf"^  - id: {sign.id}\n(?:    .*\n)+", text, flags=re.M)
        if entry:
            text = f"{text[: entry.end()]}    speaks: {_as_yaml(said)}\n{text[entry.end() :]}"
    path.write_text(text, encoding="utf-8")


def _as_yaml(said: NDArray[np.float64]) -> str:
    kept = sorted((-weight, genre) for genre, weight in zip(GENRES, said, strict=True)
                  if abs(weight) >= LEAST)  # fmt: skip
    return "{" + ", ".join(f"{genre}: {-less:.2f}" for less, genre in kept) + "}"


def main() -> None:
    """Measure the judge on labelled texts, and fit its weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of labelled texts, or of such folders")
    parser.add_argument("--only", nargs="*", help="only these of its folders")
    parser.add_argument("--whole", nargs="*", default=(), help="folders that are all for tuning")
    parser.add_argument("--fit", action="store_true", help="write new weights")
    asked = parser.parse_args()
    folders = [
        one
        for one in labelled_folders(asked.data)
        if one == FOLDER or asked.only is None or one.name in asked.only
    ]
    sets = {folder: load_labelled(folder, folder.name in asked.whole) for folder in folders}
    judge = GenreJudge(load_genre_signs())
    if asked.fit:
        tuning = [one for texts in sets.values() for one in texts if one.for_tuning]
        write_weights(SIGNS_FILE, judge, fit(judge, tuning))
        load_genre_signs.cache_clear()
        judge = GenreJudge(load_genre_signs())
    table = Table("set", "half", "texts", "as labelled", "mean F1 of genres")
    for folder, texts in sets.items():
        for half in (True, False):
            some = [one for one in texts if one.for_tuning == half]
            if some:
                share, f1 = measure(judge, some)
                name = "tuning" if half else "untouched"
                table.add_row(folder.name, name, str(len(some)), f"{share:.3f}", f"{f1:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
