"""Deadlines as far as they are stated."""

import pytest

from policywatch.documents import FoundFact
from policywatch.flagging.facts import find_facts


def only(text: str) -> FoundFact:
    (fact,) = find_facts(text)
    assert fact.kind == "deadline"
    return fact


def test_an_impossible_date_is_no_deadline() -> None:
    assert find_facts("请于2023年2月30日前报送") == ()


def test_a_range_of_dates_ends_in_the_deadline_with_the_year_of_its_start() -> None:
    fact = only("申报时间：2023年3月1日至4月15日")

    assert (fact.low, fact.note) == ("2023-04-15", "from 2023-03-01")


def test_a_range_of_days_ends_in_the_deadline_with_the_month_of_its_start() -> None:
    fact = only("报名时间：4月1日至30日")

    assert (fact.low, fact.note, fact.text) == ("04-30", "from 04-01", "4月1日至30日")


@pytest.mark.parametrize(
    ("text", "stated", "note"),
    [
        pytest.param("请于3月底前报送", "03", "end of the month", id="month"),
        pytest.param("2023年3月下旬前报送", "2023-03", "last ten days of the month", id="part"),
        pytest.param("请于2023年年底前提交材料", "2023", "end of the year", id="year"),
        pytest.param("申报时间：2023年第一季度", "2023-Q1", "", id="quarter"),
        pytest.param("submitted by the end of March 2023", "2023-03", "end of the month", id="en"),
    ],
)
def test_no_day_is_made_up(text: str, stated: str, note: str) -> None:
    fact = only(text)

    assert (fact.low, fact.note, fact.unit) == (stated, note, "date")


@pytest.mark.parametrize(
    "text",
    [
        "本招聘公告长期有效",
        "岗位招满为止",
        "常年受理申报",
        "Applications are reviewed on a rolling basis",
        "The position is open until filled",
    ],
)
def test_an_open_call_has_a_deadline_without_a_day(text: str) -> None:
    fact = only(text)

    assert (fact.low, fact.high, fact.note) == (None, None, "open, no closing date")


@pytest.mark.parametrize("text", ["身份证长期有效", "疗效长期有效", "座位已满", "长期从事科研工作"])
def test_what_is_lasting_but_no_call_has_no_deadline(text: str) -> None:
    assert find_facts(text) == ()


def test_a_term_after_publication_is_a_deadline_without_a_day() -> None:
    fact = only("请自通知印发之日起15个工作日内报送")

    assert (fact.low, fact.note) == (None, "within 15 working days of publication")


def test_that_late_ones_are_refused_is_a_note_and_no_fact_of_its_own() -> None:
    assert only("请于5月8日17:00前报送，逾期不予受理").note == "late ones refused"
    assert find_facts("逾期不予受理") == ()


def test_from_today_on_until_a_day() -> None:
    fact = only("报名时间：即日起至2024年6月30日")

    assert (fact.low, fact.note) == ("2024-06-30", "from publication")


def test_a_year_of_the_republic_is_counted_from_1912() -> None:
    assert only("請於111年12月13日（二）前線上辦理申請").low == "2022-12-13"


def test_a_heading_or_cell_before_a_date_names_it() -> None:
    assert only("一、申报截止时间\n2023年9月30日").low == "2023-09-30"


@pytest.mark.parametrize(
    "text",
    [
        "公示时间：2023年5月8日至5月12日",
        "面试时间为2023年6月18日上午9点",
        "截至2022年6月，全市共有人才48万",
        "本办法自2023年5月1日起施行，有效期至2026年4月30日",
        "2020年10月31日前取得国外永久居留权",
        "发布日期：2023-03-31 17:00 浏览次数：300",
    ],
)
def test_other_dates_are_no_deadline(text: str) -> None:
    assert find_facts(text) == ()


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("【报名截止：4.10 12:00】统计学研究中心", "04-10T12:00"),
        ("請於10/31(五)前繳交申請表", "10-31"),
        ("请于9.15（周五）前报送材料", "09-15"),
        ("報名至12/31(三)17:00止", "12-31T17:00"),
        ("截稿日：5/31", "05-31"),
        ("截止時間\t113/5/31", "2024-05-31"),
        ("請於8月15日(五)下班前擲交", "08-15"),
        ("系统开放时间为4月1日至4月15日", "04-15"),
    ],
)
def test_a_day_in_two_numbers_with_its_weekday_or_hour(text: str, stated: str) -> None:
    assert only(text).low == stated


@pytest.mark.parametrize("text", ["截止目前，占3.5(一)", "满分4.0，截止前提交", "附件1/2（一）前"])
def test_two_numbers_alone_are_no_day(text: str) -> None:
    assert find_facts(text) == ()


def test_two_days_by_which_something_is_due_each_time_are_two_deadlines() -> None:
    facts = find_facts("请各单位于3月15日、9月15日前分别报送")

    assert [fact.low for fact in facts] == ["03-15", "09-15"]


def test_two_days_of_something_else_are_none() -> None:
    assert find_facts("会议于3月15日、9月15日召开") == ()


def test_a_sum_behind_the_name_of_a_deadline_is_no_day() -> None:
    assert [fact.kind for fact in find_facts("截止：4.5万元奖励")] == ["amount"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "申請作業系統自99年6月1日至7月30日中午12時止開放受理線上登錄及申請文件繳交",
            "2010-07-30T12:00",
        ),
        ("教育部訂於98年9月1日起至10月15日止受理各大專校院函報", "2009-10-15"),
        ("請於99年12月31日前將申請資料函送臺灣大學", "2010-12-31"),
        ("請於九十九年六月三十日前函送國科會", "2010-06-30"),
        ("請於一百年十二月三十一日前函送教育部", "2011-12-31"),
    ],
)
def test_years_of_the_republic_up_to_100_where_a_text_is_of_taiwan(text: str, day: str) -> None:
    assert [fact.low for fact in find_facts(text)] == [day]


@pytest.mark.parametrize(
    "text",
    ["请于99年6月1日前报送国科会", "請於99年6月1日前報送香港特區政府", "請於99年6月1日前報送"],
)
def test_no_year_is_made_up_of_two_figures_elsewhere(text: str) -> None:
    assert [fact.low for fact in find_facts(text)] == ["06-01"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31/05/2024", "2024-05-31"), ("31.5.2024", "2024-05-31"), ("15-06-2024", "2024-06-15"),
        ("05/31/2024", "2024-05-31"), ("05.06.2024", "2024-06-05"), ("6/6/2024", "2024-06-06"),
        ("30/6/2024 at 23:59", "2024-06-30T23:59"),
    ],
)  # fmt: skip
def test_the_year_may_stand_last(written: str, day: str) -> None:
    assert only(f"Closing date: {written}").low == day


@pytest.mark.parametrize(
    "written", ["05/06/2024", "31/13/2024", "131/05/2024", "31/05/20240", "1.31.05.2024", "5-2024"]
)
def test_what_may_be_two_days_or_none_is_no_date(written: str) -> None:
    assert find_facts(f"Closing date: {written}") == ()
