"""How many copies are found, and how many of those found are copies, beside other ways."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import datasketch
import numpy as np
import rensa
import simhash
from sqlalchemy import select

from benchmarks.comparing.sets import Item, halves, make_long, make_notices, make_pages
from benchmarks.comparing.store import Filler, bench_store
from benchmarks.comparing.texts import Base
from models import CopyMember, read_session
from policywatch.comparing.signature import fold

SEED = 1
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """What a way of finding copies found."""

    recall: float
    precision: float
    by_how: dict[str, tuple[int, int]]
    wrong: list[Pair]


def judge(items: list[Item], found: set[Pair]) -> Score:
    """Return recall over what was asked for, and precision over all pairs found."""
    base_of = {item.base: number for number, item in enumerate(items) if item.how == "base"}
    by_how: dict[str, list[bool]] = defaultdict(list)
    for number, item in enumerate(items):
        if item.wanted:
            base = base_of[item.base]
            by_how[item.how].append((min(number, base), max(number, base)) in found)
    wrong = [(one, other) for one, other in found if not _are_copies(items[one], items[other])]
    hits = [hit for hits in by_how.values() for hit in hits]
    return Score(
        sum(hits) / len(hits),
        1 - len(wrong) / len(found) if found else 1.0,
        {how: (sum(hits), len(hits)) for how, hits in sorted(by_how.items())},
        wrong,
    )


def _are_copies(one: Item, other: Item) -> bool:
    return one.family == other.family and one.is_copy and other.is_copy


def ours(items: list[Item]) -> set[Pair]:
    """Return the pairs that stand in one group of a store."""
    with bench_store() as engine:
        filler = Filler(engine)
        ids = filler.add([(item.title, item.text) for item in items])
        filler.place(ids)
        with read_session(engine) as session:
            rows = session.execute(select(CopyMember.document_id, CopyMember.group_id)).all()
    groups = dict(rows)
    members: dict[int, list[int]] = defaultdict(list)
    for number, document_id in enumerate(ids):
        if document_id in groups:
            members[groups[document_id]].append(number)
    return {pair for numbers in members.values() for pair in combinations(numbers, 2)}


def with_datasketch(items: list[Item]) -> set[Pair]:
    """Return the pairs that datasketch's MinHashLSH gives, as its documentation uses it."""
    index = datasketch.MinHashLSH(threshold=0.5, num_perm=128)
    found: set[Pair] = set()
    for number, item in enumerate(items):
        signature = datasketch.MinHash(num_perm=128)
        signature.update_batch([piece.encode() for piece in _grams(item.text)])
        found |= {(other, number) for other in index.query(signature)}
        index.insert(number, signature)
    return found


def with_rensa(items: list[Item]) -> set[Pair]:
    """Return the pairs that rensa's RMinHashLSH gives and its estimate confirms."""
    index = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    signatures = []
    found: set[Pair] = set()
    for number, item in enumerate(items):
        signature = rensa.RMinHash(num_perm=128, seed=1)
        signature.update(sorted(_grams(item.text)))
        found |= {
            (other, number)
            for other in index.query(signature)
            if signature.jaccard(signatures[other]) >= 0.5
        }
        index.insert(number, signature)
        signatures.append(signature)
    return found


def with_simhash(items: list[Item], distance: int) -> set[Pair]:
    """Return the pairs whose 64-bit SimHashes differ in at most so many bits."""
    values = np.array(
        [simhash.Simhash(sorted(_grams(item.text))).value for item in items], dtype=np.uint64
    )
    found: set[Pair] = set()
    for number in range(len(values)):
        near = np.bitwise_count(values[:number] ^ values[number]) <= distance
        found |= {(int(other), number) for other in np.nonzero(near)[0]}
    return found


def _grams(text: str) -> set[str]:
    """Return the character 4-grams of a text's letters, digits and Han, at least one."""
    folded = fold(text)
    return {folded[at : at + 4] for at in range(max(1, len(folded) - 3))}


WAYS: dict[str, Callable[[list[Item]], set[Pair]]] = {
    "policywatch (SQLite)": ours,
    "datasketch MinHashLSH": with_datasketch,
    "rensa RMinHashLSH": with_rensa,
    "SimHash, 3 bits": lambda items: with_simhash(items, 3),
    "SimHash, 10 bits": lambda items: with_simhash(items, 10),
}


def measure_recall(bases: list[Base]) -> dict[str, dict[str, dict[str, float]]]:
    """Print how each way does on each set of documents, and ours by edit; return the figures."""
    sets = {
        f"pages, {half} half": make_pages(some, SEED) for half, some in halves(bases).items()
    } | {
        f"30-character notices, {half} half": make_notices(some, SEED)
        for half, some in halves(bases).items()
    }
    sets["100-page documents"] = make_long(bases, SEED)
    return {name: _measure(name, items) for name, items in sets.items()}


def _measure(name: str, items: list[Item]) -> dict[str, dict[str, float]]:
    asked = sum(item.wanted for item in items)
    traps = sum(not item.is_copy for item in items)
    print(f"\n{name}: {len(items)} documents, {asked} copies asked for, {traps} that are none")
    print(f"{'way':<24} {'recall':>7} {'precision':>10} {'ms/document':>12}")
    figures: dict[str, dict[str, float]] = {}
    for way, find in WAYS.items():
        started = time.process_time()
        found = find(items)
        took = (time.process_time() - started) / len(items) * 1000
        score = judge(items, found)
        figures[way] = {"recall": score.recall, "precision": score.precision, "ms": took}
        print(f"{way:<24} {score.recall:>7.3f} {score.precision:>10.3f} {took:>12.1f}", flush=True)
        if find is ours and "untouched" not in name:
            _explain(items, score)
    return figures


def _explain(items: list[Item], score: Score) -> None:
    for how, (hits, number) in score.by_how.items():
        print(f"  {how:<28} {hits:>4} of {number}")
    kinds = Counter(_why(items[one], items[other]) for one, other in score.wrong)
    wrong = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common(8))
    print("  wrong pairs:", wrong or "none")


def _why(one: Item, other: Item) -> str:
    if one.family != other.family:
        return "of different texts"
    return (one if not one.is_copy else other).how
