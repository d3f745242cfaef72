"""Numbers in tables take their meaning from what stands over and before them."""

from policywatch.documents import Block, BlockKind, FoundFact
from policywatch.flagging.facts import find_facts


def table(*lines: tuple[str, BlockKind, bool]) -> tuple[str, list[Block]]:
    """Join lines to a text and its blocks; a line says its kind and whether it is a header."""
    blocks, at = [], 0
    for text, kind, header in lines:
        number = 0 if kind is BlockKind.ROW else None
        blocks.append(Block(kind, at, at + len(text), table=number, header=header))
        at += len(text) + 1
    return "\n".join(text for text, _, _ in lines), blocks


def read(*rows: str, above: str = "", header: bool = True) -> list[FoundFact]:
    """Return the facts of a table whose first row names the columns."""
    lines = [(above, BlockKind.PARAGRAPH, False)] if above else []
    lines += [(row, BlockKind.ROW, header and not place) for place, row in enumerate(rows)]
    text, blocks = table(*lines)
    return list(find_facts(text, blocks))


def values(facts: list[FoundFact]) -> list[tuple[str, str | None, str]]:
    return [(fact.kind, fact.low, fact.about) for fact in facts]


def test_cells_take_their_unit_from_the_line_above_the_table() -> None:
    facts = read(
        "项目\t2021年\t2022年\t增减%",
        "鲲鹏计划等专项\t17,350.00\t25850\t49",
        above="2022年支出预算表 单位：万元",
    )

    assert values(facts) == [
        ("amount", "173500000", "鲲鹏计划等专项"),
        ("amount", "258500000", "鲲鹏计划等专项"),
        ("percent", "49", "鲲鹏计划等专项"),
    ]
    assert facts[1].note == "万元 from the table; 2022年"


def test_ranges_and_bounds_take_it_too_where_their_column_or_row_is_about_money() -> None:
    facts = read(
        "类别\t中央财政补助\t地方配套\t执行期\t规格",
        "青年\t50\t不低于30\t3-5\t20-40",
        "创新\t100-300\t1:1\t3-5\t20-40",
        above="单位：万元",
    )

    assert [(f.low, f.high, f.text) for f in facts] == [
        ("500000", "500000", "50"),
        ("300000", None, "30"),
        ("1000000", "3000000", "100-300"),
    ]


def test_cells_take_their_unit_from_their_column_and_leave_other_columns_alone() -> None:
    facts = read("层次\t人数\t资助（万元）", "A类\t12\t500")

    assert [(f.text, f.low, f.note) for f in facts] == [
        ("500", "5000000", "万元 from the table; 资助(万元)")
    ]


def test_a_unit_in_the_row_counts_for_its_cells() -> None:
    facts = read("指标\t2021\t2022", "资助总额（亿元）\t1.2\t2", "受理项目（个）\t12\t20")

    assert [f.low for f in facts] == ["120000000", "200000000"]


def test_units_in_other_money_and_other_scales() -> None:
    assert read("年份\t投资额", "2021\t320", above="单位:万美元")[0].unit == "USD"
    assert read("项目\t金额（千元）", "配套\t850")[0].low == "850000"
    assert read("项目\t金额", "配套\t2,345,600.00", above="（单位：元）")[0].low == "2345600"


def test_a_unit_may_be_a_number_and_is_no_sum_itself() -> None:
    for head in ("Salary (10,000 RMB)", "Salary (RMB 10,000)", "Salary (×10,000 yuan)"):
        for header in (True, False):
            facts = read(f"Position\t{head}", "Professor\t60-80", header=header)
            assert [(f.low, f.high) for f in facts] == [("600000", "800000")], head
    stated = read("Item\tBudget", "Talent\t120.5", above="Unit: 10,000 yuan")
    assert [(f.low, f.text) for f in stated] == [("1205000", "120.5")]
    paid = read("Position\tPay", "Professor\tRMB 10,000 a month")
    assert [(f.low, f.basis) for f in paid] == [("10000", "per-month")]


def test_the_head_of_a_column_says_what_an_amount_is_per() -> None:
    facts = read("层次\t年薪（万元）\t津贴（元/人·月）\t最高资助（万元）", "青年\t45\t3000\t300")

    assert [f.basis for f in facts] == ["per-year", "per-month", "up-to"]
    assert (facts[2].low, facts[2].high) == (None, "3000000")


def test_heads_in_two_rows_are_read_as_one() -> None:
    facts = read("项目\t预算数\t决算数", "\t（万元）\t（元）", "人才专项\t3\t28000", header=False)

    assert [f.low for f in facts] == ["30000", "28000"]


def test_a_row_under_merged_cells_is_aligned_on_its_right() -> None:
    facts = read("单位\t类别\t资助（万元）", "市级\tA类\t100", "B类\t50")

    assert values(facts) == [("amount", "1000000", "市级"), ("amount", "500000", "市级 B类")]


def test_where_merged_heads_leave_columns_in_doubt_only_a_unit_for_all_counts() -> None:
    rows = ("项目\t资助（万元）\t人数", "人才专项\t1\t2\t3\t4")

    assert read(*rows) == []


def test_people_in_a_column_of_their_own_are_quotas_or_counts() -> None:
    facts = read("单位\t推荐名额\t申报人数\t入选人数\t到岗人数", "温州大学\t3\t12\t2\t1")

    assert [(f.kind, f.low, f.basis) for f in facts] == [
        ("quota", "3", ""),
        ("count", "12", "applicants"),
        ("count", "2", "recruited"),
        ("count", "1", "arrived"),
    ]


def test_a_head_may_say_that_people_have_been_recruited_or_have_come() -> None:
    facts = read("学院\t计划引进人数\t已引进人数\t实际到岗人数", "数学学院\t10\t4\t3")

    assert [(f.kind, f.low, f.basis) for f in facts] == [
        ("quota", "10", ""),
        ("count", "4", "recruited"),
        ("count", "3", "arrived"),
    ]


def test_people_told_by_the_year_are_recruited_unless_they_are_planned() -> None:
    assert [f.basis for f in read("年度\t引进人数", "2021\t35", "2022\t48")] == ["recruited"] * 2
    assert [f.kind for f in read("年度\t计划引进人数", "2027\t35")] == ["quota"]


def test_a_number_beside_an_english_position_is_a_quota() -> None:
    facts = read("Position\tNumber\tField", "Professor\t3\tPhysics")

    assert [(f.kind, f.low) for f in facts] == [("quota", "3")]
    assert read("Number\tPosition", "1\tProfessor") == []
    assert read("Year\tNumber", "2020\t30") == []


def test_words_in_a_cell_are_read_with_their_head() -> None:
    facts = read("层次\t年薪\t年龄", "特聘教授\t60-80万\t不超过45周岁")

    assert [(f.kind, f.low, f.high, f.basis) for f in facts] == [
        ("amount", "600000", "800000", "per-year"),
        ("age", None, "45", "max"),
    ]


def test_a_cell_beside_its_label_is_read_with_it() -> None:
    (fact,) = read("申报时间\t2023年4月1日—4月28日", "联系人\t王老师", header=False)

    assert (fact.kind, fact.low) == ("deadline", "2023-04-28")


def test_a_row_of_people_has_no_amounts_under_a_money_unit() -> None:
    assert read("项目\t2021年\t2022年", "引进人数\t20\t30", above="单位：万元") == []


def test_plain_numbers_in_a_table_without_a_unit_are_no_amounts() -> None:
    assert read("项目\t数值", "合计\t25850") == []


def test_codes_and_order_numbers_are_no_amounts() -> None:
    facts = read(
        "序号\t科目编码\t科目名称\t预算数", "1\t2013202\t人才专项\t380", above="单位：万元"
    )

    assert [f.text for f in facts] == ["380"]


def test_a_cell_may_hold_a_range_a_bound_or_several_sums() -> None:
    facts = read(
        "层次\t安家费（万元）\t启动费（万元）", "甲\t80-120\t25(工) 15(文)", "乙\t≥60\t不超过8"
    )

    assert [(f.low, f.high, f.basis, f.text) for f in facts] == [
        ("800000", "1200000", "", "80-120"),
        ("250000", "250000", "", "25"),
        ("150000", "150000", "", "15"),
        ("600000", None, "at-least", "60"),
        (None, "80000", "up-to", "8"),
    ]


def test_dates_and_telephones_are_no_ranges_of_money() -> None:
    rows = "项目\t完成期限（元）\t联系电话\t金额（万元）", "甲\t2023-05\t8888-0000\t2023-05-01"

    assert read(*rows) == []


def test_a_merged_head_stands_over_all_columns_that_it_spans() -> None:
    facts = read(
        "项目\t金额（万元）",
        "\t2022年\t2023年",
        "引才奖励\t500\t745",
        header=False,
    )

    assert [(f.low, f.note) for f in facts] == [
        ("5000000", "万元 from the table; 金额(万元) 2022年"),
        ("7450000", "万元 from the table; 金额(万元) 2023年"),
    ]


def test_a_lower_head_that_ends_early_leaves_the_columns_behind_it_as_they_are() -> None:
    facts = read(
        "项目\t资助金额（万元）\t\t人数", "\t省级\t市级", "引才奖励\t20\t500\t7", header=False
    )

    assert [f.low for f in facts] == ["200000", "5000000"]


def test_remarks_and_telephone_numbers_are_no_money() -> None:
    facts = read("项目\t预算数\t其他\t备注", "引才奖励\t500\t13800001111\t2", above="单位：万元")

    assert [f.text for f in facts] == ["500"]


def test_lines_with_tabs_are_rows_where_nothing_is_known_of_the_text() -> None:
    facts = find_facts("单位：万元\n项目\t金额\n引才奖励\t500\n\n说明\n名称\t数量\n活动\t7")

    assert values(list(facts)) == [("amount", "5000000", "引才奖励")]


def test_a_plain_dollar_is_of_the_money_its_head_names() -> None:
    facts = read("Post\tSalary per month (HK$)", "Fellow\t$45,000", "Postdoc\t$30,000 - $35,000")

    assert [(f.low, f.high, f.unit, f.basis) for f in facts] == [
        ("45000", "45000", "HKD", "per-month"),
        ("30000", "35000", "HKD", "per-month"),
    ]


def test_sums_of_a_row_that_speaks_of_money_need_no_head() -> None:
    facts = find_facts("教授\t60万\t公寓一套\t科研经费面议\n访问\t50万\t点击\t评论")

    assert [(f.low, f.text) for f in facts] == [("600000", "60万")]


def test_a_bare_number_of_people_is_of_places_where_the_other_heads_ask_for_something() -> None:
    facts = read("岗位\t人数\t学历要求", "讲师\t5\t博士研究生")
    needed = read("科室\t需求\t专业", "内科\t3\t临床医学")

    assert [(f.kind, f.low) for f in (*facts, *needed)] == [("quota", "5"), ("quota", "3")]


def test_a_bare_number_of_people_in_other_tables_is_no_quota() -> None:
    held = read("岗位\t人数\t学历要求\t现有人数", "讲师\t5\t博士\t4")
    told = read("学历\t人数", "博士\t120")

    assert [f.kind for f in (*held, *told) if f.kind == "quota"] == []


def test_the_unit_in_the_corner_of_a_table_is_that_of_all_its_columns() -> None:
    facts = read("项目（万元）\t2022年\t2023年", "人才工作\t350\t420")

    assert [f.low for f in facts] == ["3500000", "4200000"]


def test_a_long_english_head_says_what_its_sums_are() -> None:
    facts = read("Monthly salary of eligible appointees (HK$)\tBenefits", "$45,000\tflat")

    assert [(f.unit, f.basis) for f in facts] == [("HKD", "per-month")]
