"""What holds of the facts of any text."""

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise

import opencc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policywatch.documents import BlockKind
from policywatch.flagging.facts import Subject, find_facts
from policywatch.flagging.facts.reading import plain
from tests.flagging.facts.scoring import load_labels, read_labels
from tests.flagging.facts.test_tables import table
from tests.timing import growth

PIECES = st.sampled_from(
    [
        "给予", "最高", "500万元", "300-500", "万", "亿", "元", "￥", "$", "2023年", "3月31日",
        "17:00",
        "前", "报送", "年龄", "不超过", "40", "周岁", "引进", "200", "名", "专家", "增长", "49%",
        "5号",
        "〔2022〕", "温委人", "博士", "学位", "连续", "3年", "million", "yuan", "to", "under",
        "deadline",
        "１，０００", "两", "百", "千", "-", "—", "，", "。", "(", ")", "（含）", "以上", "每人",
        "每月", "、",
        "单位：万元", "half", "a", "RMB", "50w", "长期有效", "第一季度", "底", "Ｏ", "参佰",
        "\u200b", "圓",
        "萬元", "/", "1:1", "and", "between", "已", "拟", "申报", "人", "到岗", "\x00", "\x1f",
        "İ", "𠮷",
        "㎡", "①", " ", "\t", "\n", "\r\n", "\ud800", "\u3000", "31 March 2023", "born after ",
    ]
)  # fmt: skip
FORMS = {
    **{form: lambda text, form=form: unicodedata.normalize(form, text)
       for form in ("NFC", "NFD", "NFKC", "NFKD")},
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    ),
    "Traditional": opencc.OpenCC("s2t").convert,
    "Taiwan": opencc.OpenCC("s2tw").convert,
    "Hong Kong": opencc.OpenCC("s2hk").convert,
    "zero width": lambda text: "\u200b".join(text),
}  # fmt: skip
SENTENCES = [*load_labels("sentences.tsv"), *load_labels("tuning.tsv")]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
@example("2023年一季度：2022年")
@example("自2023年三季度起，至3月31日止")
def test_any_text_yields_the_same_valid_facts_in_order(text: str) -> None:
    facts = find_facts(text)

    assert facts == find_facts(text)
    assert all(text[f.start : f.end] == f.text and f.text for f in facts)
    assert all(a.end <= b.start for a, b in pairwise(facts))
    assert len(plain(text)) == len(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_bound_is_above_the_other(text: str) -> None:
    for fact in find_facts(text):
        if fact.kind in ("amount", "age", "quota", "count", "percent", "duration"):
            low, high = (Decimal(b) if b else None for b in (fact.low, fact.high))
            assert low is None or high is None or low <= high


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=8),
    st.lists(st.sampled_from(BlockKind), min_size=8, max_size=8),
)
def test_any_table_yields_valid_facts(lines: list[str], kinds: list[BlockKind]) -> None:
    rows = [
        (line.replace("\n", " "), kind, False) for line, kind in zip(lines, kinds, strict=False)
    ]
    text, blocks = table(*rows)

    assert all(text[f.start : f.end] == f.text for f in find_facts(text, blocks))


@pytest.mark.parametrize("form", FORMS)
def test_facts_are_the_same_in_every_form_of_a_text(form: str) -> None:
    different = [text for text in SENTENCES if read_labels(FORMS[form](text)) != read_labels(text)]

    assert not different


def test_invisible_characters_move_no_span() -> None:
    text = "给\u200b予\ufeff最高5\u200b00万\u00ad元资助，年\u200b龄不超过4\u200b0周岁"

    amount, age = find_facts(text)

    assert (amount.high, amount.text) == ("5000000", "5\u200b00万\u00ad元")
    assert (age.high, age.text) == ("40", "不超过4\u200b0周岁")


HOSTILE = (
    "1", "一", "千百", "1,", "1.", "1 ", "1万", "1-", "1、", "〔2023〕", "1月", "100元", "10年",
    "a 1 ",
    "under 40 ", "2023年3月1日", "引进100名", "增长1%", "two ", "$", "(", "博士", "may ", "每",
    "最高",
    "a million ", "1\n", "\t1", "100-", "一二", "\u200b1元", "日起1日", "年底", "奖励",
    "請99年6月", "资助期限：一年，", "每次1名，", "scholars stay for 3 years ", "20 fellowships ",
    "1/1/2024 ", "with 1 month ", "学历学位",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    # Sixteen times the text takes some sixteen times as long; a quadratic pattern 256 times.
    assert growth(lambda chars: find_facts(unit * (chars // len(unit))), 2_000, 32_000, 64) < 64


def test_time_is_linear_where_many_names_stand_among_many_amounts() -> None:
    def read(times: int) -> object:
        text = "".join(f"启明计划给予{n}万元\n" for n in range(10, 10 + times))
        starts = [found.start() for found in re.finditer("启明计划", text)]
        named = [Subject(at, at + 4, "qiming", "启明计划") for at in starts]
        return find_facts(text, subjects=named)

    # A look at each name for each amount takes some two hundred times as long.
    assert growth(read, 400, 12_800, 96) < 96


@pytest.mark.timeout(60)
def test_a_long_line_of_one_table_takes_bounded_time() -> None:
    text, blocks = table(*[("1\t100元\t" * 20, BlockKind.ROW, False)] * 500)

    assert find_facts(text, blocks)
