"""How the time of two sizes of work is compared on a machine that is busy with other work.

CPU time, the least of rounds, and both sizes in turn: what slows one down slows the other, too.
"""

import time
from collections.abc import Callable

ROUNDS = 3
UNMEASURABLE_S = 0.002


def growth(work: Callable[[int], object], small: int, large: int, enough: float) -> float:
    """Return how many times the CPU time of the small work the large takes, at most.

    A time below UNMEASURABLE_S counts as that long. Where one round says less than `enough`, the
    large work is not done again: its least time could only be less; the small one is.
    """
    least = {small: float("inf"), large: float("inf")}

    def measure(size: int) -> float:
        started = time.thread_time()
        work(size)
        least[size] = min(least[size], time.thread_time() - started)
        return max(least[large], UNMEASURABLE_S) / max(least[small], UNMEASURABLE_S)

    for rounds in range(1, ROUNDS + 1):
        measure(small)
        times = measure(large)
        for _ in range(rounds, ROUNDS):
            if times < enough:
                times = measure(small)
        if times < enough:
            break
    return times
