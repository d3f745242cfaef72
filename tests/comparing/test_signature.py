"""Signatures: the stored values are fixed for good."""

import os
import random
import subprocess
import sys

from policywatch.comparing.signature import (
    bands,
    fold,
    minhash,
    overlap,
    shingles,
    text_key,
)
from tests.comparing import notices

TEXT = "为深入实施人才强国战略，组织申报Ｑｉｍｉｎｇ计划２０２３年度项目。"
KEY = "77de2af9d653f897683e24039b065fd3abd2433dac9a6025bc51b5f519b9ce14"
LEAST = [231336817, 129110826, 103126082, 395420080]
BANDS = [2227905381, 3435066219, 2229894608, 2793187296]
PRINT = """
from policywatch.comparing.signature import *
from tests.comparing.test_signature import TEXT
signature = minhash(shingles(fold(TEXT)))
print(text_key(fold(TEXT)), signature[:4].tolist(), bands(signature)[:4])
"""


def test_stored_values_never_change() -> None:
    signature = minhash(shingles(fold(TEXT)))

    assert fold(TEXT) == "为深入实施人才强国战略组织申报qiming计划2023年度项目"
    assert text_key(fold(TEXT)) == KEY
    assert signature[:4].tolist() == LEAST
    assert bands(signature)[:4] == BANDS


def test_values_are_the_same_in_every_process() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert told == {f"{KEY} {LEAST} {BANDS}\n"}


def test_width_case_script_and_layout_do_not_matter() -> None:
    assert fold("Ｑｉｍｉｎｇ 計劃\n（２０２３）") == fold("qiming计划2023")


def test_texts_of_few_or_no_letters_have_no_shingles() -> None:
    assert [len(shingles(fold(text))) for text in ("", "。。。", "人才强", "人才强国")] == [
        0,
        0,
        0,
        1,
    ]


def test_the_minhash_estimates_the_overlap() -> None:
    rand = random.Random(2)
    errors = []
    for share in (0.05, 0.1, 0.2, 0.3) * 5:
        lines = notices.notice(rand)
        one = shingles(fold("".join(lines)))
        other = shingles(fold("".join(notices.edited(rand, lines, share))))
        estimated = float((minhash(one) == minhash(other)).mean())
        errors.append(abs(estimated - overlap(one, other).jaccard))

    assert sum(errors) / len(errors) < 0.05
