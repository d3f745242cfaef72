"""What it costs to put a document among its copies, as the store grows.

A store of so many documents is filled in bulk with made-up signatures: of each text, random keys
but for a few that many share, as stock phrases and templates do (Zipf, exponent 1), among them keys
of the very texts whose insertion is measured. Then these are inserted as the stage does it.
"""

import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt

from benchmarks.comparing.store import Filler, bench_store
from policywatch.comparing.fingerprints import print_keys
from policywatch.comparing.likeness import Print
from policywatch.comparing.signature import BANDS, PERMUTATIONS, SCHEME

MARKS = 30  # of a notice of some 700 Han
HOT_SHARE = 0.05  # of a text's keys are shared with others
HOT_KEYS = 2_000  # by place: bands and marks
FIRST_ID = 1_000_000_000  # the measured documents have the small ids, so these come after
ROWS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor and of clock that one document takes, and its largest bucket."""

    documents: int
    cpu_ms: float
    wall_ms: float
    hottest: int


def measure_growth(texts: Sequence[tuple[str, str]], sizes: Sequence[int]) -> list[Cost]:
    """Print and return what inserting texts costs in stores of several sizes."""
    print(f"\n{len(texts)} documents put into a store (SQLite) of")
    print(f"{'documents':>12} {'ms CPU each':>12} {'ms each':>9} {'hottest key':>12}")
    costs = []
    for size in sizes:
        cost = _measure(texts, size)
        costs.append(cost)
        print(f"{size:>12,} {cost.cpu_ms:>12.2f} {cost.wall_ms:>9.2f} {cost.hottest:>12,}")
    print(f"the last costs {costs[-1].cpu_ms / costs[0].cpu_ms:.2f} times the first")
    return costs


def _measure(texts: Sequence[tuple[str, str]], size: int) -> Cost:
    with bench_store() as engine:
        filler = Filler(engine)
        ids = filler.add(texts)
        keys = [print_keys(Print(text, title)) for title, text in texts]
        engine.dispose()  # the store is filled past it
        hottest = fill_index(str(engine.url.database), size, keys)
        cpu, wall = time.process_time(), time.perf_counter()
        filler.place(ids)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Cost(size, 1000 * cpu / len(ids), 1000 * wall / len(ids), hottest)


def fill_index(path: str, size: int, keys: Sequence[Sequence[int]]) -> int:
    """Fill the index with made-up documents; return how many the hottest key has."""
    rand = np.random.default_rng(7)
    shared = random.Random(7).sample(sorted({key for own in keys for key in own}), k=HOT_KEYS // 4)
    connection = sqlite3.connect(path, isolation_level=None)
    # What is lost with the machine is filled again: no journal, and no second writing of it all.
    for pragma in (
        "journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    hottest = 0
    for place in range(BANDS + 1):
        columns = 1 if place < BANDS else MARKS
        hot = [key & 0xFFFFFFFF for key in shared if key >> 32 == place]
        values, owners = _keys(rand, size, columns, hot)
        hottest = max(hottest, int(np.unique(values, return_counts=True)[1].max()))
        for start in range(0, len(values), ROWS_AT_ONCE):
            some = slice(start, start + ROWS_AT_ONCE)
            rows = zip((values[some] + (place << 32)).tolist(), owners[some].tolist(), strict=True)
            connection.executemany("INSERT OR IGNORE INTO fingerprint VALUES (?, ?)", rows)
    connection.executemany(
        "INSERT INTO signature (document_id, version_id, scheme, text_key, indexed, appeared_at,"
        " shingles, minhash, marks) VALUES (?, ?, ?, ?, 1, '2023-08-24 00:00:00.000000', ?, ?, ?)",
        _signatures(rand, size),
    )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    return hottest


def _keys(
    rand: np.random.Generator, size: int, columns: int, hot: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return keys of one place in their order, and who has each."""
    owners = np.repeat(np.arange(FIRST_ID, FIRST_ID + size), columns)
    values = rand.integers(0, 1 << 32, size * columns)
    pool = np.array([*hot, *rand.integers(0, 1 << 32, HOT_KEYS - len(hot))])
    rand.shuffle(pool)
    ranks = np.minimum(rand.zipf(1.2, size * columns), HOT_KEYS) - 1
    values = np.where(rand.random(size * columns) < HOT_SHARE, pool[ranks], values)
    order = np.lexsort((owners, values))
    return values[order], owners[order]


def _signatures(rand: np.random.Generator, size: int) -> Iterator[tuple[object, ...]]:
    for start in range(0, size, 10_000):
        number = min(10_000, size - start)
        hashes = rand.integers(0, 1 << 32, (number, PERMUTATIONS), dtype=np.uint32)
        marks = np.sort(rand.integers(0, 1 << 32, (number, MARKS), dtype=np.uint32), axis=1)
        ids = range(FIRST_ID + start, FIRST_ID + start + number)
        for document_id, own, marked, scheme in zip(ids, hashes, marks, repeat(SCHEME)):
            key = f"{document_id:064x}"
            yield document_id, 1, scheme, key, 700, own.tobytes(), marked.tobytes()
