"""Plain text: its lines are paragraphs, those with tabs below each other rows of a table."""

from policywatch.documents import BlockKind, ReadText
from policywatch.flagging.facts import find_facts
from policywatch.reading import read_document

SUMS = "项目\t金额（万元）\n引才奖励\t500\n安家补贴\t\t300\n"


def read(text: str) -> ReadText:
    return read_document(text.encode(), url="http://a.cn/a.txt", content_type="text/plain")


def kinds(reading: ReadText) -> list[BlockKind]:
    return [block.kind for block in reading.blocks]


def test_lines_with_tabs_below_each_other_are_rows() -> None:
    reading = read(f"经费安排如下：\n{SUMS}特此公告。\n")

    assert kinds(reading) == [BlockKind.PARAGRAPH, *[BlockKind.ROW] * 3, BlockKind.PARAGRAPH]
    assert "引才奖励\t500" in reading.text
    assert [block.header for block in reading.blocks] == [False, True, False, False, False]
    assert [f.low for f in find_facts(reading.text, reading.blocks)] == ["5000000"]


def test_tables_apart_are_two() -> None:
    reading = read(f"{SUMS}另外：\n{SUMS}")

    assert {block.table for block in reading.blocks} == {0, 1, None}


def test_a_tab_that_indents_or_stands_in_one_line_alone_makes_no_table() -> None:
    reading = read("\t一、总体要求\n申报启明\t计划的通知\n\n\t\n正文在此。")

    assert reading.text == "一、总体要求\n申报启明 计划的通知\n正文在此。"
    assert set(kinds(reading)) == {BlockKind.PARAGRAPH}
