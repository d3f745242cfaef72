import pytest

from policywatch.documents import Block, BlockKind, ReadText
from policywatch.reading import Selectors, read_document
from tests.reading.pages import NOTICE_TEXT, notice

URL = "https://www.example.gov.cn/art/2023/4/3/art_1.html"


def read(markup: str, **options: object) -> ReadText:
    return read_document(markup.encode(), url=URL, **options)  # type: ignore[arg-type]


def texts(reading: ReadText, kind: BlockKind) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if b.kind == kind]


def test_the_text_of_a_notice_is_read_and_nothing_around_it() -> None:
    reading = read(notice())

    assert reading.usable
    assert reading.text == "\n".join(
        [
            "各县（市、区）科技局，各有关单位：",
            "为深入实施人才强市战略，现就做好2023年度启明计划申报工作通知如下。",
            "一、申报条件",
            "（一）申报人年龄一般不超过40周岁，",
            "在海外取得博士学位；",
            "入选者给予最高300万元经费支持。",
            "配偶就业、子女入学优先安排。",
            "二、经费安排",
            "单位：万元",
            "项目\t预算数\t备注",
            "人才引进 专项\t1,200\t",
            "住房补贴\t800.5\t含结转",
            "附件：1.启明计划申报书",
            "某某市科学技术局",
            "2023年3月31日",
        ]
    )


def test_blocks_say_what_each_part_of_the_text_is() -> None:
    reading = read(notice())

    assert texts(reading, BlockKind.HEADING) == ["一、申报条件", "二、经费安排"]
    assert len(texts(reading, BlockKind.ITEM)) == 2
    rows = [block for block in reading.blocks if block.kind == BlockKind.ROW]
    assert [row.header for row in rows] == [True, False, False]
    assert {row.table for row in rows} == {0}


def test_blocks_cover_the_text_without_gaps() -> None:
    reading = read(notice())

    parts = [reading.text[block.start : block.end] for block in reading.blocks]

    assert "\n".join(parts) == reading.text


def test_attachments_are_linked_absolutely_with_their_names() -> None:
    (link,) = read(notice()).links

    assert link.url == "https://www.example.gov.cn/art/2023/4/files/P0202303.docx"
    assert link.text == "1.启明计划申报书"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(
            "<div><p>一段。</p><p>两段。</p><p>三段。</p></div>", "一段。\n两段。\n三段。", id="div"
        ),
        pytest.param("<p>启<b>明</b>计划", "启明计划", id="fragment"),
        pytest.param(
            "<p>启<font color=red><span>明</span></font>计\n   划</p>", "启明计划", id="wrapped"
        ),
        pytest.param("<p>Qiming\n plan</p>", "Qiming plan", id="English keeps its spaces"),
        pytest.param(
            "<td>只有一个单元格的网页也要读出来。", "只有一个单元格的网页也要读出来。", id="td"
        ),
        pytest.param(
            "<body>没有段落的文字。<br>第二行文字。", "没有段落的文字。\n第二行文字。", id="br"
        ),
        pytest.param("<a href='/a'>启明计划申报入口</a>", "启明计划申报入口", id="only a link"),
        pytest.param("plain text\n\nsecond line", "plain text\nsecond line", id="no markup"),
    ],
)
def test_tiny_pages_are_read(markup: str, expected: str) -> None:
    assert read(markup).text == expected


def test_a_text_laid_out_by_tables_is_read() -> None:
    page = notice(header="").replace(
        f'<div class="TRS_Editor">{NOTICE_TEXT}</div>',
        f"<table><tr><td><table><tr><td>{NOTICE_TEXT}</td></tr></table></td></tr></table>",
    )

    reading = read(page)

    assert reading.text == read(notice()).text


def test_a_frame_name_around_the_whole_page_does_not_hide_it() -> None:
    page = notice().replace("<body>", '<body><form id="search-form"><div class="nav-wrap">')

    assert read(page).text == read(notice()).text


def test_a_navigation_that_is_never_closed_does_not_hide_the_page() -> None:
    assert (
        "现就做好2023年度启明计划申报工作" in read(notice().replace("<body>", "<body><nav>")).text
    )


def test_hidden_text_is_not_read() -> None:
    page = notice(NOTICE_TEXT + '<p style="display: none">隐藏的一段文字，读者看不见。</p>')

    assert "隐藏的" not in read(page).text


def test_selectors_override_what_is_found() -> None:
    page = notice().replace('class="right"', 'class="right" id="wanted"')
    selectors = Selectors(text="#wanted", title=".info", date=".right span", remove=("h3",))

    reading = read(page, selectors=selectors)

    assert reading.title.startswith("发布时间：2023-04-03")
    assert reading.text.startswith("关于举办第1届人才招聘大会的通知")
    assert "最新发布" not in reading.text
    assert reading.details["published"].value == "2023-04-01"
    assert reading.details["published"].evidence == "selector"


def test_a_selector_that_finds_nothing_leaves_the_usual_reading() -> None:
    assert read(notice(), selectors=Selectors(text="#no-such")).text == read(notice()).text


def test_a_budget_table_that_is_most_of_the_page_keeps_its_unit_line() -> None:
    rows = "".join(f"<tr><td>人才项目{n}</td><td>{n * 13}</td></tr>" for n in range(60))
    table = f"<p>单位：万元</p><table><tr><th>项目</th><th>金额</th></tr>{rows}</table>"

    reading = read(notice(table))

    assert reading.text.startswith("单位：万元\n项目\t金额\n")
    assert len([b for b in reading.blocks if b.kind == BlockKind.ROW]) == 61


def test_reading_the_same_bytes_gives_the_same() -> None:
    assert read(notice()) == read(notice())


def test_offsets_are_characters_of_the_text() -> None:
    reading = read("<p>𠮷祥🔥。</p><p>启明计划。</p>")

    assert reading.blocks[1] == Block(BlockKind.PARAGRAPH, 5, 10)
    assert reading.text[5:10] == "启明计划。"


def test_an_attachment_behind_a_download_address_keeps_its_line_in_the_text() -> None:
    link = "<a href='/down/file.jsp?id=3&filename=abc'>附件2：推荐汇总表</a>"

    reading = read(notice(NOTICE_TEXT + f"<p>{link}</p>"))

    assert "附件2：推荐汇总表" in reading.text
    assert any(found.text == "附件2：推荐汇总表" for found in reading.links)
