"""Differences: exact, readable, bounded."""

import itertools
import random
import re
import time
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policywatch.comparing import DiffKind, DiffPart, compare_texts, diff_texts

SIGNS = {DiffKind.EQUAL: "=", DiffKind.INSERT: "+", DiffKind.DELETE: "-"}
PIECES = st.lists(
    st.sampled_from(
        ["甲乙丙", "。", "\n", "\t", "300万元", "2023年3月", "Torch ", "，", "的", "\r"]
    ),
    max_size=40,
).map("".join)


def old_and_new(parts: list[DiffPart]) -> tuple[str, str]:
    old = "".join(p.text for p in parts if p.kind is not DiffKind.INSERT)
    new = "".join(p.text for p in parts if p.kind is not DiffKind.DELETE)
    return old, new


def shown(old: str, new: str) -> list[str]:
    return [SIGNS[p.kind] + p.text for p in diff_texts(old, new) if p.kind is not DiffKind.EQUAL]


@settings(max_examples=300, deadline=None)
@given(st.one_of(PIECES, st.text(max_size=80)), st.one_of(PIECES, st.text(max_size=80)))
def test_the_difference_applied_to_the_old_gives_the_new(old: str, new: str) -> None:
    parts = diff_texts(old, new)

    assert old_and_new(parts) == (old, new)
    assert all(p.text for p in parts)
    assert all(a.kind is not b.kind for a, b in itertools.pairwise(parts))


@settings(max_examples=200, deadline=None)
@example("甲乙", "甲\n乙")
@example("甲\n乙", "甲乙")
@given(PIECES, PIECES)
def test_lines_shown_with_all_their_context_hold_both_texts(old: str, new: str) -> None:
    lines = compare_texts(old, new, context=10_000).lines
    parts = [part for line in lines for part in line.parts]

    told = old_and_new(parts)

    assert told == (old.replace("\n", ""), new.replace("\n", "")) or old == new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("最高三百万元。", "最高五百万元。", ["-三百万", "+五百万"], id="han number"),
        pytest.param("不超过40周岁。", "不超过45周岁。", ["-40", "+45"], id="number"),
        pytest.param(
            "截止2023年3月31日17:00。",
            "截止2024年4月30日12:00。",
            ["-2023年3月31日17:00", "+2024年4月30日12:00"],
            id="date",
        ),
        pytest.param("入选启明计划专家。", "入选专家。", ["-启明计划"], id="scrubbed name"),
        pytest.param("the Qiming plan", "the Torch plan", ["-Qiming", "+Torch"], id="latin"),
        pytest.param(
            "甲\t100万元\n乙\t200万元", "甲\t100万元\n乙\t250万元", ["-200", "+250"], id="table row"
        ),
        pytest.param(
            "1\t人才专项\t100\t90\n2\t住房补贴\t80\t70\n",
            "1\t创业资助\t55\t50\n2\t人才专项\t185\t90\n3\t住房补贴\t80\t75\n",
            ["+1\t创业资助\t55\t50\n", "-1", "+2", "-100", "+185", "-2", "+3", "-70", "+75"],
            id="a row put before others",
        ),
        pytest.param(
            "Apply by May. The grant is $5,000. Ask us.",
            "Apply by May. The award is $7,500. Ask us.",
            ["-grant", "+award", "-5,000", "+7,500"],
            id="english words",
        ),
    ],
)
def test_numbers_dates_and_words_stay_whole(old: str, new: str, expected: list[str]) -> None:
    assert shown(old, new) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(alphabet="<>&\"'甲a\n\t", max_size=60))
def test_no_text_becomes_markup(old: str, new: str) -> None:
    html = str(compare_texts(old, new).html)

    tags = set(re.findall(r"<[^>]*>", html))

    assert tags <= {
        "<ins>", "</ins>", "<del>", "</del>", "</p>", '<p class="">', '<p class="changed">',
        '<p class="row">', '<p class="changed row">', '<p class="meta">',
    }  # fmt: skip
    assert html.count("<") == len(re.findall(r"<[^<>]*>", html))


@cache
def long_text(seed: int, *, han: bool = True) -> str:
    """Return a megabyte of characters in sentences and lines, none of which comes twice."""
    rand = random.Random(seed)
    words = [chr(0x4E00 + n) if han else f"w{n:x} " for n in range(2_500)]
    ends = "。；\n" if han else ".\n"
    pieces, size = [], 0
    while size < 1_000_000:
        pieces.append("".join(rand.choices(words, k=rand.randint(8, 40))) + rand.choice(ends))
        size += len(pieces[-1])
    return "".join(pieces)


def long_table(seed: int) -> str:
    rand = random.Random(seed)
    rows = [f"{n}\t单位{n:05x}\t{rand.randint(1, 999)}\t{n % 97}" for n in range(45_000)]
    return "\n".join(rows)


def test_an_insertion_shifts_nothing_in_an_endless_line() -> None:
    old = "，".join(f"第{number}项措施已经落实" for number in range(3_000))

    parts = diff_texts(old, "新增，" + old)

    assert [p.text for p in parts if p.kind is DiffKind.INSERT] == ["新增，"]


def test_long_equal_stretches_are_skipped_with_their_number() -> None:
    old = "\n".join(f"第{number}行" for number in range(100))

    lines = compare_texts(old, old.replace("第50行", "第五十行"), context=1).lines

    assert [line.skipped for line in lines if line.skipped] == [49, 48]
    assert sum(line.changed for line in lines) == 1


def test_of_two_megabytes_with_few_edits_no_more_is_shown_than_changed() -> None:
    old = long_text(1)
    at = range(5_000, len(old), 20_000)
    new = "".join(old[i:j] + "改" for i, j in itertools.pairwise([0, *at])) + old[at[-1] :]

    parts = [part for part in diff_texts(old, new) if part.kind is not DiffKind.EQUAL]

    assert {part.text for part in parts} == {"改"}
    assert len(parts) == len(at)


def test_a_table_of_a_megabyte_is_compared_row_by_row() -> None:
    old, new = long_table(1), long_table(2)

    deleted = [part.text for part in diff_texts(old, new) if part.kind is DiffKind.DELETE]

    assert len(deleted) > 40_000
    assert all(text.isdigit() for text in deleted)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: ("a" * 1_000_000, "ab" * 500_000), id="one endless word"),
        pytest.param(lambda: ("啊。" * 400_000, "啊。" * 300_000), id="equal sentences"),
        pytest.param(lambda: ("\n" * 1_000_000, "\n" * 900_000 + "x"), id="empty lines"),
        pytest.param(
            lambda: ("的了是" * 630 + "。同。", "是了的" * 630 + "。同。"), id="popular characters"
        ),
        pytest.param(
            lambda: (
                "".join("的了是" * 630 + f"。第{n}。" for n in range(500)),
                "".join("了是的的" * 480 + f"。第{n}。" for n in range(500)),
            ),
            id="many repetitive blocks",
        ),
        pytest.param(lambda: (long_text(1), long_text(2)), id="other sentences"),
        pytest.param(lambda: (long_text(1, han=False), long_text(2, han=False)), id="other words"),
        pytest.param(
            lambda: (long_text(1), re.sub("[一-乿]", "改", long_text(1))), id="edits everywhere"
        ),
        pytest.param(lambda: ("合计\t1\n" * 40_000, "合计\t2\n" * 35_000), id="rows of one name"),
    ],
)
def test_hostile_megabytes_are_bounded_in_time(make: Callable[[], tuple[str, str]]) -> None:
    old, new = make()
    started = time.process_time()
    difference = compare_texts(old, new)
    _ = difference.html
    took = time.process_time() - started

    assert old_and_new(list(difference.parts)) == (old, new)
    assert took < 10
