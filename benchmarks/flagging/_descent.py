"""How the fits here minimise, and the regression that two of them are.

Yu. Nesterov, "A method of solving a convex programming problem with convergence rate
O(1/k²)", 1983.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
POWERS = 50
SAFE = 1.05


def minimised(
    slope: Callable[[Weights], Weights],
    start: Weights,
    step: float,
    turns: int,
    low: Weights | float = -np.inf,
    high: Weights | float = np.inf,
) -> Weights:
    """Return the weights, between `low` and `high`, where a convex function is least.

    `slope` is its gradient; a `step` of 1 / L, L a bound on how fast that changes, is safe.
    """
    weights, ahead = start.copy(), start.copy()
    for turn in range(turns):
        before, weights = weights, np.clip(ahead - step * slope(ahead), low, high)
        ahead = weights + turn / (turn + 3) * (weights - before)
    return weights


def _spread(values: Weights) -> float:
    """Return the square of the spectral norm, by the power method, and a little more."""
    ahead = np.ones(values.shape[1])
    for _ in range(POWERS):
        ahead = values.T @ (values @ ahead)
        ahead /= np.linalg.norm(ahead)
    return SAFE * float(np.linalg.norm(values @ ahead) ** 2)


def logistic(
    values: Weights,
    relevant: Weights,
    start: Weights,
    pull: Weights | float,
    turns: int,
    offset: Weights | float = 0.0,
    low: Weights | float = -np.inf,
    high: Weights | float = np.inf,
    share: Weights | float = 1.0,
) -> Weights:
    """Return the weights of a logistic regression, held to `start` by `pull`, each by its own.

    `values` has a row for each text and a column for each weight; `offset` is what speaks for a
    text besides, `share` (0-1) what it counts.
    """
    step = 1 / (0.25 * _spread(values) + 2 * np.max(pull))

    def slope(weights: Weights) -> Weights:
        chance = 1 / (1 + np.exp(-(values @ weights + offset)))
        told: Weights = values.T @ (share * (chance - relevant))
        return told + 2 * pull * (weights - start)

    return minimised(slope, start, step, turns, low, high)
