"""Which pieces of a page are its main text: what a model trained on read pages says of each.

The model is a sum of small decision trees (gradient boosting) over `features`; it was trained by
benchmarks/reading/train.py, which says how, and lies beside this file. It knows shapes, places,
link shares and class names, and no page by name.
"""

import itertools
import json
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policywatch.documents import BlockKind
from policywatch.reading.features import NAMES, Features, find_features
from policywatch.reading.structure import Piece, Structure

Single = NDArray[np.float32]
MODEL_FILE = Path(__file__).with_name("main_text.json")
KEPT_FROM = 0.5
# Where nothing is likely, what is nearly as likely as the likeliest, down to this.
LIKELIEST_FROM = 0.1
NEARLY = 0.7
# A line of the same part between two lines of the text, or right after, needs less to be one of it;
# a heading there (a short line, to the model) needs nothing.
KEPT_BESIDE = 0.1
LINKED = 0.6
UNIT_LINE = re.compile(r"[（(]?\s?(?:金额)?(?:计量)?单位\s?[:：].{1,12}$")
SHORT_PARAGRAPH = 100
FULL_MODEL_PIECES = 2_000


@dataclass(frozen=True, slots=True)
class Model:
    """Trees of depth 2, as flat arrays: of each tree the feature and threshold of its three splits
    (the first, and the one on either side of it), and what passing a split adds.

    A tree of values a, b (below the first split), c, d (above it) is
    a + (c - a) first + (b - a) (low and not first) + (d - c) (high and first).
    """

    bias: float
    features: NDArray[np.int_]
    thresholds: NDArray[np.float64]
    steps: Single

    def chances(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each row of features the chance (0-1) that the piece is main text."""
        above = np.ascontiguousarray(rows.T)[self.features] > self.thresholds
        trees = len(above) // 3
        first, low, high = above[:trees], above[trees : 2 * trees], above[2 * trees :]
        np.logical_and(high, first, out=high)
        np.greater(low, first, out=low)
        summed = self.bias + self.steps @ above.astype(np.float32)
        return 1.0 / (1.0 + np.exp(-summed.astype(float)))  # type: ignore[no-any-return]  # numpy's own Any


@cache
def model() -> Model:
    """Return the model that is shipped."""
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    place = {name: index for index, name in enumerate(NAMES)}
    trees = stored["trees"]
    features = np.array([[place[name] for name in tree["features"]] for tree in trees])
    thresholds = np.array([tree["thresholds"] for tree in trees], float)
    a, b, c, d = np.array([tree["values"] for tree in trees], float).T
    return Model(
        stored["bias"] + float(a.sum()),
        features.T.ravel(),
        thresholds.T.reshape(-1, 1),
        np.concatenate((c - a, b - a, d - c)).astype(np.float32),
    )


def choose(structure: Structure, besides: Container[int] = frozenset()) -> list[Piece]:
    """Return the pieces of the main text, in order; those numbered in `besides` are none."""
    pieces = structure.pieces
    if not pieces:
        return []
    features = find_features(structure)
    chances = _chances(features)
    for index in range(len(pieces)):
        if index in besides:
            chances[index] = 0.0
    likeliest = float(chances.max())
    if likeliest < LIKELIEST_FROM or features.worth.sum() < SHORT_PARAGRAPH:
        return _labels_only(structure, features, besides)
    kept = chances >= min(KEPT_FROM, NEARLY * likeliest)
    kept |= _beside(structure, kept, chances)
    _keep_tables_whole(pieces, kept)
    return [piece for index, piece in enumerate(pieces) if kept[index] and index not in besides]


def _chances(features: Features) -> NDArray[np.float64]:
    """Return the pieces' chances; of an enormous page piecemeal, to bound the memory."""
    parts = range(0, len(features.rows), FULL_MODEL_PIECES)
    return np.concatenate(
        [model().chances(features.rows[at : at + FULL_MODEL_PIECES]) for at in parts]
    )


def _beside(
    structure: Structure, kept: NDArray[np.bool_], chances: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which pieces belong to the kept ones beside them.

    Such stand in a part that holds kept ones before and after them, or follow the last kept one
    in its part, or go before the first one in its list, or are the unit line of a kept table.
    """
    pieces, parent = structure.pieces, structure.parts.parent
    order = np.flatnonzero(kept).tolist()
    beside = np.zeros(len(pieces), bool)
    for last, after in itertools.pairwise((-1, *order)):
        if after == last + 1:
            continue
        upto, before = after, pieces[after - 1]
        if pieces[after].table is not None and UNIT_LINE.match(before.text):
            upto = after - 1
            beside[upto] = before.link_share <= LINKED
        if last >= 0:
            shared = _common_part(parent, pieces[last].at, pieces[after].at)
            for index in range(last + 1, upto):
                piece = pieces[index]
                if piece.link_share > LINKED:
                    continue
                around = parent[piece.at]
                is_alike = piece.kind == BlockKind.HEADING or chances[index] >= KEPT_BESIDE
                beside[index] = (
                    is_alike
                    and _holds(parent, around, pieces[after].at)
                    and _holds(parent, around, pieces[last].at)
                ) or _in_cell(structure, piece.at, shared)
    over, behind = range(order[0] - 1, -1, -1), range(order[-1] + 1, len(pieces))
    for outwards, last in ((over, order[0]), (behind, order[-1])):
        for index in outwards:
            piece, next_to = pieces[index], pieces[index + 1 if index < last else index - 1]
            if piece.link_share > LINKED or chances[index] < KEPT_BESIDE:
                break
            if not _holds(parent, parent[piece.at], next_to.at):
                break
            # Over a text stand lines of who and when; but a list begins with its first item.
            if index < last and piece.kind != BlockKind.ITEM:
                break
            beside[index] = True
    return beside


def _common_part(parent: Sequence[int], one: int, other: int) -> int:
    """Return the innermost part that holds both of two parts, or is one of them."""
    while one != other:
        one, other = (parent[one], other) if one > other else (one, parent[other])
    return one


def _in_cell(structure: Structure, part: int, around: int) -> bool:
    """Return whether a part stands in a cell of a table within another part, and in no frame:
    what is set in tables between the lines of a text belongs to it."""
    parts = structure.parts
    in_cell = False
    while part > around:
        if parts.framed[part]:
            return False
        in_cell = in_cell or parts.tag[part] in ("td", "th")
        part = parts.parent[part]
    return in_cell


def _holds(parent: Sequence[int], part: int, at: int) -> bool:
    """Return whether a part holds another."""
    while at > part:
        at = parent[at]
    return at == part


def _keep_tables_whole(pieces: list[Piece], kept: NDArray[np.bool_]) -> None:
    """Keep a table of data with all its rows, or leave it out with all of them."""
    tables: dict[int, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.table is not None:
            tables.setdefault(piece.table, []).append(index)
    for rows in tables.values():
        kept[rows] = bool(kept[rows].mean() >= KEPT_FROM)


def has_text(structure: Structure) -> bool:
    """Return whether there is at least a short paragraph in a page."""
    total = 0.0
    for piece in structure.pieces:
        size = len(piece.text)
        if size > 10 and (share := piece.link_share) <= LINKED:
            total += size * (1 - share) * (1 if piece.text.isascii() else 2.5)
            if total >= SHORT_PARAGRAPH:
                return True
    return False


def _labels_only(structure: Structure, features: Features, besides: Container[int]) -> list[Piece]:
    """Return what there is on a page without sentences: what is no frame, or may be none."""
    surely = structure.parts.surely.copy()
    for index, above in enumerate(structure.parts.parent[1:], 1):
        surely[index] |= surely[above]
    left = [(i, piece) for i, piece in enumerate(structure.pieces) if i not in besides]
    outside = [piece for i, piece in left if not features.framed[i] and not _is_link(piece)]
    return outside or [piece for _, piece in left if not surely[piece.at]]


def _is_link(piece: Piece) -> bool:
    return piece.kind != BlockKind.ROW and piece.link_share > 0.7 and len(piece.text) < 120
