"""How the fits here minimise.

Yu. Nesterov, "A method of solving a convex programming problem with convergence rate
O(1/k²)", 1983.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]


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
