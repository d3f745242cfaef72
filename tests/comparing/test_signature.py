"""Signatures: the stored values are fixed for good."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from policywatch.comparing.signature import (
    MAX_MARKS,
    bands,
    fold,
    marks,
    minhash,
    overlap,
    shingles,
    text_key,
)
from tests.comparing import notices

TEXT = "为深入实施人才强国战略，组织申报Ｑｉｍｉｎｇ计划２０２３年度项目。"
KEY = "77de2af9d653f897683e24039b065fd3abd2433dac9a6025bc51b5f519b9ce14"
LEAST = [32144950, 116177939, 74588806, 22446255]
BANDS = [596605761, 3759274572, 3939881842, 1674686577]
MARKS = [359332855, 481589849, 918001763]
PRINT = """
from policywatch.comparing.signature import *
from tests.comparing.test_signature import TEXT
text = fold(TEXT)
signature = minhash(shingles(text))
print(text_key(text), signature[:4].tolist(), bands(signature)[:4], marks(text).tolist())
"""


def test_stored_values_never_change() -> None:
    signature = minhash(shingles(fold(TEXT)))

    assert fold(TEXT) == "为深入实施人才强国战略组织申报qiming计划2023年度项目"
    assert text_key(fold(TEXT)) == KEY
    assert signature[:4].tolist() == LEAST
    assert bands(signature)[:4] == BANDS
    assert marks(fold(TEXT)).tolist() == MARKS


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

    assert told == {f"{KEY} {LEAST} {BANDS} {MARKS}\n"}


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


def test_letters_count_a_third_of_a_han() -> None:
    assert [len(shingles(text)) for text in ("abcdefghijk", "abcdefghijkl", "国国abcdef国")] == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("alphabet", "length"),
    [
        pytest.param("国家人才计划申报通知组织推荐", 57, id="han"),
        pytest.param("abcdefghij", 77, id="letters"),
    ],
)
def test_a_shared_passage_is_a_shared_mark(alphabet: str, length: int) -> None:
    rand = random.Random(5)
    for _ in range(50):
        text = "".join(rand.choices(alphabet, k=2_000))
        start = rand.randrange(2_000 - length)
        passage = text[start : start + length]

        assert np.intersect1d(marks(text), marks(passage)).size


def test_marks_of_a_very_long_text_are_bounded_and_the_same_of_equal_passages() -> None:
    rand = random.Random(6)
    text = "".join(chr(rand.randrange(0x4E00, 0x9FFF)) for _ in range(900_000))

    some = marks(text)

    assert len(some) == MAX_MARKS
    assert set(some.tolist()) >= {m for m in marks(text[:300_000]).tolist() if m < some.max()}
