"""How many copies are found, how many found are copies, and what it costs as the store grows.

`make bench NAME=comparing [DATA=folder of saved pages]`: texts of real pages and of the sample site
are edited as sites edit them; policywatch's search is held beside datasketch and rensa in memory
and SimHash. Then it says what inserting a text, and a run with nothing to do, cost as the store
grows; `python -m benchmarks.comparing --full` fills a store of a million documents.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.comparing.growth import measure_growth
from benchmarks.comparing.idle import measure_idle
from benchmarks.comparing.recall import measure_recall
from benchmarks.comparing.texts import real_texts, sample_texts

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
SIZES = (10_000, 100_000)
FULL = (10_000, 1_000_000)
INSERTED = 200
NOTICE_CHARS = 1_100  # 3 KB


def main() -> None:
    """Measure, print the tables, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=REAL, help="folder of saved pages")
    parser.add_argument("--full", action="store_true", help="a store of a million documents")
    parser.add_argument("--only", choices=("recall", "growth", "idle"), help="one part alone")
    options = parser.parse_args()
    real = real_texts(options.data) if options.data.is_dir() else []
    bases = real + sample_texts()
    print(f"{len(real)} texts of {options.data}, {len(bases) - len(real)} of the sample site")
    figures: dict[str, object] = {}
    sizes = FULL if options.full else SIZES
    if options.only in (None, "recall"):
        figures["recall"] = measure_recall(bases)
    if options.only in (None, "growth"):
        texts = [(base.title, base.text[:NOTICE_CHARS]) for base in bases][:INSERTED]
        figures["growth"] = [asdict(cost) for cost in measure_growth(texts, sizes)]
    if options.only in (None, "idle"):
        figures["idle"] = [asdict(cost) for size in sizes for cost in measure_idle(size)]
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
