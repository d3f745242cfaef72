"""What stands within a text's element and is no part of the text."""

from time import process_time

import pytest

from policywatch.reading import read_document

FIRST = "为做好启明计划申报工作，现将有关事项通知如下，请各单位认真组织，按时报送。"
LAST = "请于2023年6月30日前将材料报送至市科技局，逾期不予受理，特此通知。"


def lines_with(line: str) -> list[str]:
    page = f"<title>通知</title><div class=con><p>{FIRST}</p><p>{LAST}</p>{line}</div>"
    return read_document(page.encode(), url="http://a.cn/1.html").text.split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "上一篇：没有了",
        "下一条：关于公布考试成绩的公告",
        "【上一篇】无",
        "【打印本页】【关闭窗口】【字体：大 中 小】",
        "打印本页 | 关闭窗口",
        "扫一扫在手机打开当前页",
        "Next article: A call for applications",
    ],
)
def test_where_to_go_next_and_what_to_press_is_no_text(line: str) -> None:
    assert lines_with(f"<p>{line}</p>") == [FIRST, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "上一条规定同时废止。",
        "下一步工作：抓好落实。",
        "大中小企业均可申报。",
        "打印本通知一式三份。",
    ],
)
def test_a_line_that_begins_like_one_stays(line: str) -> None:
    assert lines_with(f"<p>{line}</p>") == [FIRST, LAST, line]


@pytest.mark.parametrize("words", ["用手机打开", "扫一扫", "打印本页 ", "上一篇："])
def test_a_line_of_many_such_words_is_read_in_no_time(words: str) -> None:
    line = (words * 30)[:90] + "员" * 25
    start = process_time()

    lines_with(f"<p>{line}</p>" * 20)

    assert process_time() - start < 2


def test_a_page_of_such_lines_alone_keeps_them() -> None:
    page = "<title>通知</title><p>上一篇：没有了</p>".encode()

    assert "没有了" in read_document(page, url="http://a.cn/1.html").text


def test_text_set_as_it_was_typed_keeps_its_lines() -> None:
    page = f"<title>通知</title><pre>{FIRST}\n一、<b>申报条件</b>\n\n{LAST}</pre>"

    text = read_document(page.encode(), url="http://a.cn/1.html").text

    assert text.split("\n") == [FIRST, "一、申报条件", LAST]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("年薪<del>50</del>60万元", "年薪 50 60万元"),
        ("经费300<sup>1</sup>万元", "经费300 1万元"),
        ("面积100m<sup>2</sup>", "面积100m2"),
        ("启<s></s>明计划", "启明计划"),
    ],
)
def test_what_is_struck_out_or_set_above_is_no_digit_of_an_amount(
    markup: str, expected: str
) -> None:
    assert lines_with(f"<p>{markup}</p>") == [FIRST, LAST, expected]
