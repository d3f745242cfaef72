"""How well texts that name no programme are told, and the fit of the points that they are told by.

`make bench NAME=flagging.nameless [DATA=DIR]` measures the rule `talent-in-general` on what names
and the other rules leave open of labelled passages: those beside this file, and those of DIR and of
each folder in it (the fields of `passages/README.md`). A passage belongs to the tuning half when
the SHA-256 of its text ends in an even hex digit; of the untouched half only totals are shown.
`--fit` writes new points into `watchlists/rules.yaml`, fitted on the tuning halves. The passages
that ours were fitted on are mostly pages of others and not kept here, so a fit starts from the
points as they are and is held to them (`--pull`): a few hundred passages refine, no more. What the
words of a text add stays as it is; `NAME=flagging.wording` fits that.
"""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.flagging._descent import logistic
from benchmarks.flagging.quality import Count, Passage, labelled_folders, load_passages
from policywatch.catalogue.watchlists import Rule, Watchlists, load_watchlists
from policywatch.flagging import Flagger
from policywatch.flagging.folding import fold
from policywatch.flagging.texts import join_title
from policywatch.flagging.wording import wording
from policywatch.settings import ROOT

RULE = "talent-in-general"
RULES_FILE = ROOT / "watchlists" / "rules.yaml"
ALWAYS_TOLD = 1_000.0
POINTS = 10.0
"""Points of a score for one unit of the logistic regression, whose even chance is the threshold."""
STEPS = 2_000
FOLDS = 5


class Signals:
    """Which signs of the rule hold for a passage that names and the other rules leave open."""

    def __init__(self, watchlists: Watchlists) -> None:
        self.rule = next(rule for rule in watchlists.rules if rule.id == RULE)
        self.threshold = watchlists.threshold
        always = self.rule.model_copy(update={"score": ALWAYS_TOLD})
        rules = tuple(always if rule.id == RULE else rule for rule in watchlists.rules)
        self._flagger = Flagger(watchlists.model_copy(update={"rules": rules}))

    def of(self, passage: Passage) -> NDArray[np.float64] | None:
        """Return 1 for each sign that holds, 0 for the others, and what the words add.

        None where all is decided.
        """
        flagging = self._flagger.flag(passage.text, title=passage.title)
        told = [finding for finding in flagging.findings if finding.rule == RULE]
        if flagging.programmes or not told or len(flagging.findings) > 1:
            return None
        whys = {part.what for part in told[0].parts}
        folded = fold(join_title(passage.title, passage.text)[0]).text
        signs = [1.0 if weight.why in whys else 0.0 for weight in self.rule.add]
        return np.array([*signs, wording().weigh(folded).points])


def points_of(rule: Rule) -> NDArray[np.float64]:
    """Return the points of a rule's signs, 1 for its words' points, and its own at the end."""
    return np.array([*(weight.points for weight in rule.add), 1.0, rule.score])


@dataclass(frozen=True, slots=True)
class Fit:
    """How points are fitted: from what they are now, and held to that by `pull`.

    The signs with the numbers `fixed` keep theirs.
    """

    start: NDArray[np.float64]
    threshold: float
    pull: float
    fixed: Sequence[int] = ()

    def points(
        self, held: NDArray[np.float64], relevant: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return points by which the signs that are held tell what is relevant.

        The cross-entropy and `pull` times the squared distance to `start`, minimised by projected
        gradient descent: what speaks for talent can only get points, what speaks against it lose
        some.
        """
        values = np.hstack([held, np.ones((len(held), 1))])
        begin = self.start / POINTS
        begin[-1] -= self.threshold / POINTS
        low = np.where(begin >= 0, 0.0, -np.inf)
        high = np.where(begin >= 0, np.inf, 0.0)
        low[-1], high[-1] = -np.inf, np.inf
        fixed = list(self.fixed)
        low[fixed] = high[fixed] = begin[fixed]
        weights = logistic(values, relevant, begin, self.pull, STEPS, low=low, high=high)
        weights[-1] += self.threshold / POINTS
        return np.round(weights * POINTS)

    def cross_validated(self, held: NDArray[np.float64], relevant: NDArray[np.float64]) -> Count:
        """Return the count of FOLDS parts, each judged by points fitted on the others."""
        total = Count()
        for part in range(FOLDS):
            out = np.arange(len(held)) % FOLDS == part
            points = self.points(held[~out], relevant[~out])
            one = count(held[out], relevant[out], points, self.threshold)
            total.right += one.right
            total.wrong += one.wrong
            total.missed += one.missed
        return total


def count(
    held: NDArray[np.float64],
    relevant: NDArray[np.float64],
    points: NDArray[np.float64],
    threshold: float,
) -> Count:
    """Return how many are rightly found, wrongly found and missed by some points."""
    told = held @ points[:-1] + points[-1] >= threshold
    wanted = relevant > 0
    return Count(
        int((told & wanted).sum()), int((told & ~wanted).sum()), int((~told & wanted).sum())
    )


def write_points(path: Path, rule: Rule, points: NDArray[np.float64]) -> None:
    """Write a rule's points into a file of rules, and leave all else in it as it is."""
    text = path.read_text(encoding="utf-8")
    head, found, rest = text.partition(f"  - id: {rule.id}\n")
    own, ends, after = rest.partition("\n  - id: ")
    own = re.sub(r"^    score: .*$", f"    score: {points[-1]:g}", own, count=1, flags=re.M)
    for weight, value in zip(rule.add, points, strict=False):
        why = re.escape(weight.why)
        own = re.sub(
            rf"points: [-\d.]+, why: (?='?{why}'?}})", f"points: {value:g}, why: ", own, count=1
        )
    path.write_text(head + found + own + ends + after, encoding="utf-8")


def main() -> None:
    """Measure the rule on what is left open, and fit its points if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of labelled passages, or of folders")
    parser.add_argument("--pull", type=float, nargs="+", default=[4.0])
    parser.add_argument("--keep", nargs="*", default=(), help="signs, by their `why`, as they are")
    parser.add_argument("--fit", action="store_true", help="write new points")
    asked = parser.parse_args()
    signals = Signals(load_watchlists(ROOT / "watchlists"))
    start = points_of(signals.rule)
    table = Table("set", "half", "left open", "relevant", "precision", "recall", "F1")
    tuning: list[tuple[NDArray[np.float64], float]] = []
    for folder in labelled_folders(asked.data):
        passages = load_passages(folder)
        for for_tuning in (True, False):
            half = [one for one in passages if one.for_tuning == for_tuning]
            left_open = _left_open(signals, half)
            if not left_open:
                continue
            tuning += left_open if for_tuning else []
            held, relevant = _arrays(left_open)
            counted = count(held, relevant, start, signals.threshold)
            half_name = "tuning" if for_tuning else "untouched"
            _tell(table, folder.name, half_name, relevant, counted)
    held, relevant = _arrays(tuning)
    fixed = [at for at, weight in enumerate(signals.rule.add) if weight.why in asked.keep]
    fixed.append(len(signals.rule.add))
    for pull in asked.pull:
        counted = Fit(start, signals.threshold, pull, fixed).cross_validated(held, relevant)
        _tell(table, f"all, fitted, pull {pull:g}", "cross-validated", relevant, counted)
    Console().print(table)
    if asked.fit:
        fitted = Fit(start, signals.threshold, asked.pull[0], fixed).points(held, relevant)
        write_points(RULES_FILE, signals.rule, fitted)


def _left_open(
    signals: Signals, passages: Sequence[Passage]
) -> list[tuple[NDArray[np.float64], float]]:
    signs = ((signals.of(one), float(one.relevant)) for one in passages)
    return [(held, relevant) for held, relevant in signs if held is not None]


def _arrays(
    left_open: Sequence[tuple[NDArray[np.float64], float]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([held for held, _ in left_open]), np.array([r for _, r in left_open])


def _tell(
    table: Table, name: str, half: str, relevant: NDArray[np.float64], counted: Count
) -> None:
    table.add_row(
        name, half, str(len(relevant)), f"{relevant.sum():.0f}",
        f"{counted.precision:.3f}", f"{counted.recall:.3f}", f"{counted.f1:.3f}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
