"""The model that chooses the main text, and what is done with what it says."""

import numpy as np
import pytest

from benchmarks.reading.made_pages import make_page
from benchmarks.reading.scoring import mean, score
from policywatch.reading import read_document
from policywatch.reading.features import NAMES, find_features
from policywatch.reading.html import structure_of
from policywatch.reading.main_text import model
from tests.reading.pages import LATEST, notice

# None of these seeds was trained on.
UNSEEN = range(9_000, 9_030)


def read(markup: str) -> str:
    return read_document(markup.encode(), url="http://www.example.gov.cn/a.html").text


def test_the_model_says_a_chance_of_every_piece() -> None:
    structure = structure_of(notice())

    chances = model().chances(find_features(structure).rows)

    assert len(chances) == len(structure.pieces)
    assert np.all((chances >= 0) & (chances <= 1))


def test_every_piece_has_a_number_for_every_feature() -> None:
    rows = find_features(structure_of("<p>x")).rows

    assert rows.shape == (1, len(NAMES))
    assert np.isfinite(rows).all()


def test_made_notices_that_were_not_trained_on_are_read() -> None:
    pages = [make_page(seed) for seed in UNSEEN]

    total = mean([score(read(p.markup), "\n".join(p.lines), by_character=True) for p in pages])

    assert total.f1 >= 0.98


def test_a_short_notice_beside_a_long_list_of_others_is_found() -> None:
    text = read(
        notice("<p>因系统升级，本网站申报平台于5月1日暂停服务，请相互转告。</p>", header="")
    )

    assert text == "因系统升级，本网站申报平台于5月1日暂停服务，请相互转告。"


@pytest.mark.parametrize("kept", ["单位：万元", "（单位：亿元）", "金额单位：元"])
def test_a_unit_line_stays_with_its_table(kept: str) -> None:
    rows = "".join(f"<tr><td>项目{n}</td><td>{n}</td><td>备注</td></tr>" for n in range(12))

    assert read(notice(f"<p>{kept}</p><table>{rows}</table>")).startswith(f"{kept}\n项目0\t0")


def test_what_spans_columns_and_rows_leaves_the_others_in_their_columns() -> None:
    table = (
        "<table><tr><td rowspan=2>项目</td><td colspan=2>预算数</td></tr>"
        "<tr><td>2022年</td><td>2023年</td></tr><tr><td>人才</td><td>10</td><td>20</td></tr></table>"
    )

    assert "项目\t预算数\n\t2022年\t2023年\n人才\t10\t20" in read(notice(table))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(
            "<tr><td>第一条 本办法适用于全市。</td></tr><tr><td>第二条 入选者给予资助。</td></tr>",
            "第一条 本办法适用于全市。\n第二条 入选者给予资助。",
            id="one column",
        ),
        pytest.param(
            "<tr><td>资助</td><td><table><tr><td>甲</td><td>100</td></tr>"
            "<tr><td>乙</td><td>200</td></tr></table></td></tr><tr><td>合计</td><td>300</td></tr>",
            "资助\n甲\t100\n乙\t200\n合计\n300",
            id="one in another",
        ),
    ],
)
def test_what_tables_hold_between_the_lines_of_a_text_belongs_to_it(
    table: str, expected: str
) -> None:
    line = "<p>现将有关事项公告如下，请各单位遵照执行，并做好宣传解读工作。</p>"

    assert expected in read(notice(f"{line}<table>{table}</table>{line}", header=""))


def test_a_list_is_read_from_its_first_item_on() -> None:
    items = "".join(
        f'<li><a href="/{n}">关于第{n}批启明计划申报的通知</a><span>2023-04-{n:02d}</span></li>'
        for n in range(1, 15)
    )
    page = f"<title>通知公告</title><div class=nav><a href=/>首页</a></div><ul>{items}</ul>"

    assert read(page).startswith("关于第1批启明计划申报的通知")


def test_a_list_of_other_documents_is_no_text() -> None:
    assert "人才招聘大会" not in read(
        notice(f"<p>{'为做好申报工作，现通知如下。' * 4}</p><ul>{LATEST}</ul>")
    )
