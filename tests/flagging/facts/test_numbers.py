"""Numbers as words and figures, against cn2an as oracle."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policywatch.flagging.facts.numbers import parse, parse_han, parse_span


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("叁佰贰拾万", 3_200_000),
        ("贰佰零伍万", 2_050_000),
        ("壹亿伍仟万", 150_000_000),
        ("两千五百万", 25_000_000),
        ("廿万", 200_000),
        ("一万亿", 10**12),
        ("一千零五", 1005),
        ("十五", 15),
        ("二〇二三", 2023),
    ],
)
def test_han_numbers_are_read(written: str, value: int) -> None:
    assert parse_han(written) == value


@pytest.mark.parametrize(
    "written",
    ["二百五", "二百五万", "一万二", "三四十", "百万", "万", "三五", "十百"],
)
def test_colloquial_and_broken_han_numbers_are_refused(written: str) -> None:
    assert parse_han(written) is None


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("二三十万", 200_000, 300_000),
        ("十七八万", 170_000, 180_000),
        ("两三百", 200, 300),
        ("三五", 3, 5),
    ],
)
def test_two_digits_in_a_row_span_what_lies_between(written: str, low: int, high: int) -> None:
    span = parse_span(written)

    assert span is not None
    assert span[:2] == (low, high)


@pytest.mark.parametrize("written", ["二五十万", "三二百", "二百五", "二三四", "万", ""])
def test_no_other_digits_in_a_row_are_a_span(written: str) -> None:
    assert parse_span(written) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("1,000", 1000), ("3.5百万", 3_500_000), ("1亿5000万", 150_000_000), ("3个亿", 300_000_000),
     ("50w", 500_000), ("3 million", 3_000_000), ("2.5bn", 2_500_000_000), ("1 000 000", 10**6),
     ("120.5000000万", 1_205_000), ("三百w", 3_000_000), ("三个w", 30_000),
     ("五million", 5_000_000)],
)  # fmt: skip
def test_figures_with_a_scale_are_read(written: str, value: int) -> None:
    parsed = parse(written)

    assert parsed is not None
    assert parsed[0] == value


@pytest.mark.parametrize("written", ["六ma", "m六", "五k五", "个m", "w"])
def test_letters_that_are_no_scale_make_no_number(written: str) -> None:
    assert parse(written) is None


@given(st.integers(min_value=1, max_value=10**15))
def test_a_number_survives_being_grouped(value: int) -> None:
    assert parse(f"{value:,}") == (Decimal(value), Decimal(1))


@pytest.mark.parametrize("mode", ["low", "up"])
@given(value=st.integers(min_value=1, max_value=10**12 - 1))
def test_what_cn2an_writes_is_read_back(mode: str, value: int) -> None:
    assert parse_han(cn2an.an2cn(value, mode)) == value


@example("一万零拾")
@given(st.text(alphabet="零一二两三九十百千万亿壹拾佰仟〇", min_size=1, max_size=8))
def test_a_han_number_is_read_as_cn2an_reads_it_or_not_at_all(written: str) -> None:
    value = parse_han(written)
    try:
        oracle = cn2an.cn2an(written, "strict")
    except ValueError:
        return  # cn2an knows fewer forms (两千, 〇) and no colloquial ones

    assert value is None or value == oracle
