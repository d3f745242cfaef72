"""Wrapped lines: a name goes on in the next line of a paragraph, and nowhere else."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.documents import Block, BlockKind
from policywatch.flagging import Flagger
from policywatch.flagging.wrapping import unwrap
from policywatch.settings import ROOT

FLAGGER = Flagger(load_watchlists(ROOT / "watchlists"))
MAIL = (
    "Dear colleague, we help scientists from abroad to apply for the Thousand Talents Plan of "
    "China, which gives researchers who return a grant and a house in the city of their choice."
)
NOTICE = (
    "各有关单位：现将二〇二三年启明计划申报工作有关事项通知如下，"
    "请海外归国博士及时申报材料报送市人才办公室"
)


@pytest.mark.parametrize("width", range(40, 90))
def test_a_name_is_found_in_mail_of_any_width(width: int) -> None:
    text = textwrap.fill(MAIL, width)

    found = [m for m in FLAGGER.flag(text).matches if m.target_id == "thousand-talents"]

    assert [" ".join(m.text.split()) for m in found if m.held] == ["Thousand Talents Plan"]
    assert all(text[m.start : m.end] == m.text for m in found)
    assert {m.form for m in found} <= {"exact", "wrapped"}


@pytest.mark.parametrize("width", range(12, 30))
def test_a_name_is_found_in_chinese_lines_of_any_width(width: int) -> None:
    text = "\n".join(NOTICE[at : at + width] for at in range(0, len(NOTICE), width))

    found = [m for m in FLAGGER.flag(text).matches if m.target_id == "qiming" and m.held]

    assert [m.text.replace("\n", "") for m in found] == ["启明计划"]
    assert all(text[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("chosen for the Thou-\nsand Talents Plan of China", "Thou-\nsand Talents Plan"),
        ("the Ten Thousand Tal-\nents Plan of China", "Ten Thousand Tal-\nents Plan"),
        ("a Chang\u2010\njiang Scholar, professor in China", "Chang\u2010\njiang Scholar"),
        ("the Thousand Tal\u00ad\nents Plan of China", "Thousand Tal\u00ad\nents Plan"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_of_any_length_parts_no_name(text: str, shown: str) -> None:
    found = [m for m in FLAGGER.flag(text).matches if m.target == "programme" and m.held]

    assert [m.text for m in found] == [shown]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("we list the Thousand -\nTalents Plan", id="a dash apart"),
        pytest.param("Thousand Tal-\n\nents Plan", id="a hyphen before a blank line"),
        pytest.param("Thousand Tal-\n- ents Plan", id="a hyphen before an item"),
        pytest.param("重点支持启明\n计划明年申报海外博士", id="short lines"),
        pytest.param("今年全市引进海外博士五人，重点支持启明。\n计划明年申报", id="sentence end"),
        pytest.param("今年全市引进海外博士一共五人重点支持启明\t5\n计划\t6", id="table rows"),
        pytest.param("今年全市引进海外博士一共五人重点支持启明\n\n计划明年申报", id="blank line"),
        pytest.param("今年引进海外博士重点支持启明\n计划" + "明年申报海外博士" * 4, id="room left"),
        pytest.param("今年全市" * 50 + "启明\n计划明年申报", id="a line of any length"),
    ],
)
def test_other_ends_of_lines_end_a_name(text: str) -> None:
    assert unwrap(text) == text
    assert not any("\n" in match.text for match in FLAGGER.flag(text).matches)


@pytest.mark.parametrize(
    ("kinds", "joins"),
    [
        ((BlockKind.PARAGRAPH, BlockKind.PARAGRAPH), True),
        ((BlockKind.HEADING, BlockKind.PARAGRAPH), False),
        ((BlockKind.ITEM, BlockKind.ITEM), False),
        ((BlockKind.ROW, BlockKind.ROW), False),
    ],
)
def test_headings_items_and_rows_are_never_joined(
    kinds: tuple[BlockKind, BlockKind], joins: bool
) -> None:
    first, second = "今年全市引进海外博士一共五人重点支持启明", "计划明年申报海外高层次人才"
    blocks = (
        Block(kinds[0], 0, len(first)),
        Block(kinds[1], len(first) + 1, len(first) + 1 + len(second)),
    )

    found = FLAGGER.flag(f"{first}\n{second}", blocks=blocks).programmes

    assert ("qiming" in found) or not joins
    assert (unwrap(f"{first}\n{second}", blocks) == f"{first} {second}") is joins


def test_pages_of_an_attachment_are_never_joined() -> None:
    first, second = "今年全市引进海外博士一共五人重点支持启明", "计划明年申报海外高层次人才"
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, len(first), page=1),
        Block(BlockKind.PARAGRAPH, len(first) + 1, len(first) + 1 + len(second), page=2),
    )

    assert unwrap(f"{first}\n{second}", blocks) == f"{first}\n{second}"


@given(
    st.lists(st.sampled_from(["a", "word ", "启明", "。", "\n", "\t", "一", "\ud800", "x" * 50]))
)
@settings(max_examples=300, deadline=None)
def test_only_newlines_change_and_only_to_spaces(pieces: list[str]) -> None:
    text = "".join(pieces)

    changed = unwrap(text)

    assert len(changed) == len(text)
    assert all(
        new == old or (old, new) == ("\n", " ") for old, new in zip(text, changed, strict=True)
    )
