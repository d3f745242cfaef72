"""Train the model of the main text that policywatch/reading ships.

`uv run --with lightgbm==4.7.0 python -m benchmarks.reading.train`: LightGBM is needed for nothing
else, so no requirement names it. The model learns from the real pages beside the checkout (twice
each: as they are, and with class names unread, so that it leans on none) and from `made_pages`.
What it is worth on pages that it has not seen is told by cross-validation over groups of one site
(`--folds N`); nothing is tuned on the figures of the finished model, which has seen every page.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.reading.made_pages import make_page
from benchmarks.reading.pages import REAL, KnownPage, load_pages
from benchmarks.reading.scoring import Score, mean, score, shingles
from policywatch.reading import main_text
from policywatch.reading.charset import decode
from policywatch.reading.features import NAMES, find_features
from policywatch.reading.html import structure_of
from policywatch.reading.structure import Structure

MADE_PAGES = range(1000, 1200)
TREES = 300
OPTIONS = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 4,
    "max_depth": 2,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
}
IS_TEXT = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A page as the model sees it: `group` is its site, `is_text` what share of each piece is."""

    group: str
    page: KnownPage
    structure: Structure
    rows: np.ndarray
    is_text: np.ndarray


def main() -> None:
    """Cross-validate, train on all, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=8, help="0: do not cross-validate")
    parser.add_argument("--seed", type=int, default=0, help="of the split into folds")
    parser.add_argument("--dry-run", action="store_true", help="write no model")
    given = parser.parse_args()
    real, unnamed, made = make_examples()
    if given.folds:
        cross_validate(real, unnamed, made, given.folds, given.seed)
    if not given.dry_run:
        booster = train([*real, *unnamed, *made])
        write_model(booster, main_text.MODEL_FILE)
        print(f"wrote {main_text.MODEL_FILE}")


def make_examples() -> tuple[list[Example], list[Example], list[Example]]:
    """Return real pages, the same with class names unread, and made ones."""
    known = [page for pages in load_pages(REAL).values() for page in pages if page.text]
    real = [make_example(page) for page in known]
    with patch("policywatch.reading.walking.judge_names", lambda _: (False, False, False)):
        unnamed = [make_example(page) for page in known]
        made = [make_example(_made(seed)) for seed in MADE_PAGES if seed % 2]
    made += [make_example(_made(seed)) for seed in MADE_PAGES if not seed % 2]
    return real, unnamed, made


def _made(seed: int) -> KnownPage:
    page = make_page(seed)
    text = "\n".join(page.lines)
    name = f"made-{seed}"
    return KnownPage(name, Path(name), page.markup.encode(), "", text, is_chinese=True)


def make_example(page: KnownPage) -> Example:
    """Return a page's features and the truth about each of its pieces."""
    structure = structure_of(decode(page.body).text)
    return Example(
        page.name.partition("-")[0] if not page.name.startswith("made") else page.name,
        page,
        structure,
        find_features(structure).rows if structure.pieces else np.zeros((0, len(NAMES))),
        label(structure, page),
    )


def label(structure: Structure, page: KnownPage) -> np.ndarray:
    """Return for each piece the share of its shingles that the true text has, each used once."""
    truth = page.text or ""
    left = shingles(truth, by_character=page.is_chinese)
    lines = {_plain(line) for line in truth.split("\n")}
    whole = _plain(truth)
    shares = []
    for piece in structure.pieces:
        own = shingles(piece.text, by_character=page.is_chinese)
        plain = _plain(piece.text)
        if sum(own.values()) == 1 and len(next(iter(own))) < 4:
            shares.append(
                float(bool(plain) and (plain in lines or (len(plain) > 6 and plain in whole)))
            )
            continue
        shared = own & left
        shares.append(sum(shared.values()) / sum(own.values()))
        if shares[-1] > IS_TEXT:
            left -= shared
    return np.array(shares)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def train(examples: Sequence[Example]) -> Any:  # lightgbm is untyped
    """Return a booster; a page weighs as the root of its pieces, a piece as its length."""
    import lightgbm

    weights = []
    for example in examples:
        sizes = np.array([len(p.text) + 10 for p in example.structure.pieces], float)
        weights.append(sizes / max(1.0, sizes.sum()) * len(sizes) ** 0.5)
    weight = np.concatenate(weights)
    data = lightgbm.Dataset(
        np.vstack([example.rows for example in examples]),
        np.concatenate([example.is_text > IS_TEXT for example in examples]).astype(int),
        weight=weight / weight.mean(),
        feature_name=list(NAMES),
    )
    return lightgbm.train(OPTIONS, data, TREES)


def write_model(booster: Any, path: Path) -> None:
    """Write a booster's trees, each as a full tree of depth 2."""
    trees = []
    for info in booster.dump_model()["tree_info"]:
        root = info["tree_structure"]
        if "leaf_value" in root:
            low = high = root
            root = {"split_feature": 0, "threshold": 1e30}
        else:
            low, high = root["left_child"], root["right_child"]
        nodes = [root, low, high]
        values: list[float] = []
        for node in (low, high):
            values += (
                [node["leaf_value"]] * 2
                if "leaf_value" in node
                else [node["left_child"]["leaf_value"], node["right_child"]["leaf_value"]]
            )
        splits = [
            node if "split_feature" in node else {"split_feature": 0, "threshold": 1e30}
            for node in nodes
        ]
        trees.append(
            {
                "features": [NAMES[node["split_feature"]] for node in splits],
                "thresholds": [float(f"{node['threshold']:.6g}") for node in splits],
                "values": [float(f"{value:.5g}") for value in values],
            }
        )
    lines = ",\n".join(json.dumps(tree) for tree in trees)
    path.write_text(f'{{"bias": 0.0, "trees": [\n{lines}\n]}}\n', encoding="utf-8")


def cross_validate(
    real: list[Example], unnamed: list[Example], made: list[Example], folds: int, seed: int
) -> None:
    """Print the scores of pages read by models that saw no page of their site."""
    groups = sorted({example.group for example in real})
    random.Random(seed).shuffle(groups)
    scores: dict[bool, list[Score]] = {False: [], True: []}
    for fold in range(folds):
        held = set(groups[fold::folds])
        learnt = [e for e in [*real, *unnamed] if e.group not in held]
        with using(train([*learnt, *made])):
            for example in real:
                if example.group in held:
                    scores[example.page.is_chinese].append(score_example(example))
    for is_chinese, found in scores.items():
        total = mean(found)
        kind = "Chinese pages" if is_chinese else "articles"
        figures = f"F1 {total.f1:.4f} P {total.precision:.4f} R {total.recall:.4f}"
        print(f"{kind:<14} {figures}, {folds} folds")


class using:  # noqa: N801 (a context manager reads as a verb)
    """Let a booster choose the main text for a while."""

    def __init__(self, booster: Any) -> None:
        self.path = main_text.MODEL_FILE.with_suffix(".trial.json")
        write_model(booster, self.path)

    def __enter__(self) -> None:
        self.before = main_text.MODEL_FILE
        main_text.MODEL_FILE = self.path
        main_text.model.cache_clear()

    def __exit__(self, *_: object) -> None:
        main_text.MODEL_FILE = self.before
        main_text.model.cache_clear()
        self.path.unlink()


def score_example(example: Example) -> Score:
    """Return the score of the pieces that the model chooses."""
    chosen = main_text.choose(example.structure)
    text = "\n".join(piece.text for piece in chosen)
    return score(text, example.page.text or "", by_character=example.page.is_chinese)


if __name__ == "__main__":
    main()
