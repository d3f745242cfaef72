"""What flagging says hangs on no order that differs from one process to the next."""

import os
import subprocess
import sys

from policywatch.settings import ROOT

SAY_ALL = """
import hashlib
from benchmarks.flagging import disguises as d
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging import Flagger
from policywatch.settings import ROOT

flagger = Flagger(load_watchlists(ROOT / "watchlists"))
chance, said = d.Chance(1), hashlib.sha256()
for names, ways, sentences in (
    (d.chinese_names(flagger.watchlists), d.CHINESE, d.IN_CHINESE),
    (d.english_names(flagger.watchlists), d.ENGLISH, d.IN_ENGLISH),
):
    for way in ways.values():
        for _, stem, tail in names:
            text = chance.draw.choice(sentences).format(way(stem, tail, chance))
            said.update(repr(flagger.flag(text)).encode("utf-8", "surrogatepass"))
print(said.hexdigest())
"""


def said_with(hash_seed: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SAY_ALL],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_a_disguised_name_is_read_alike_in_every_process() -> None:
    assert said_with(0) == said_with(5)
