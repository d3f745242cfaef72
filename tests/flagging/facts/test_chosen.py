"""People of whom a title, a list or what became of them says that they were chosen."""

import pytest

from policywatch.flagging.facts import find_facts


def people_in(text: str) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (fact.kind, fact.low, fact.high, fact.basis)
        for fact in find_facts(text)
        if fact.kind in ("quota", "count")
    ]


@pytest.mark.parametrize("title", ["“荆楚英才”", "突出贡献专家", "“齐鲁友谊奖”"])
def test_those_who_are_given_a_title_of_talent_are_chosen(title: str) -> None:
    assert people_in(f"市政府决定授予李某等12名同志{title}称号") == [
        ("count", "12", "12", "recruited")
    ]


def test_a_title_that_is_none_of_talent_chooses_nobody() -> None:
    assert people_in("授予50名职工劳动模范称号") == []


@pytest.mark.parametrize("made", ["被评定为", "被确认为", "经评审确定为", "成为"])
def test_those_who_are_made_talent_are_chosen(made: str) -> None:
    assert people_in(f"全市有43人{made}省级领军人才") == [("count", "43", "43", "recruited")]


def test_those_who_shall_become_talent_are_sought() -> None:
    assert people_in("力争有43人成为省级领军人才") == [("quota", "43", "43", "")]


@pytest.mark.parametrize("verb", ["公布", "公示了"])
def test_those_on_a_published_list_are_chosen(verb: str) -> None:
    assert people_in(f"省委组织部{verb}第三批27名特聘教授名单") == [
        ("count", "27", "27", "recruited")
    ]


@pytest.mark.parametrize("verb", ["遴选确定", "评审确定", "择优确定", "选拔推荐了"])
def test_a_choice_that_was_decided_is_past(verb: str) -> None:
    assert people_in(f"经专家评审,{verb}52名青年拔尖人才、30名领军人才") == [
        ("count", "52", "52", "recruited"),
        ("count", "30", "30", "recruited"),
    ]


def test_a_choice_still_to_be_decided_lies_ahead() -> None:
    assert people_in("将遴选确定20名领军人才") == [("quota", "20", "20", "")]


@pytest.mark.parametrize("when", ["从2021年起,用3年时间", "用5年左右时间", "每年"])
def test_newly_drawn_people_of_a_plan_are_sought(when: str) -> None:
    assert people_in(f"{when}新引进博士300名") == [("quota", "300", "300", "")]


def test_newly_drawn_people_of_a_report_are_counted() -> None:
    assert people_in("今年以来新引进博士36名") == [("count", "36", "36", "recruited")]


@pytest.mark.parametrize("text", ["事业编制25名", "该局核定行政编制36名", "招商中心有工作人员23名"])
def test_the_posts_an_office_has_are_no_places_to_fill(text: str) -> None:
    assert people_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "148 out of 3,000 applicants selected",
        "148 of the 3,000 candidates were awarded a grant",
        "148 of 3,000 applicants have been chosen",
    ],
)
def test_those_chosen_of_all_who_applied(text: str) -> None:
    assert people_in(text) == [
        ("count", "148", "148", "recruited"),
        ("count", "3000", "3000", "applicants"),
    ]


def test_posts_with_an_abbreviation_in_brackets_are_posts() -> None:
    assert people_in("We offer 15 tenure-track (TT) faculty positions for young scholars") == [
        ("quota", "15", "15", "")
    ]


@pytest.mark.parametrize("verb", ["招募了", "请来了"])
def test_those_drawn_by_other_verbs_are_recruited(verb: str) -> None:
    assert people_in(f"去年{verb}68名科学家") == [("count", "68", "68", "recruited")]


def test_those_who_agreed_to_come_are_recruited() -> None:
    assert people_in("已有22位来自海外的博士与用人单位达成合作协议") == [
        ("count", "22", "22", "recruited")
    ]


@pytest.mark.parametrize("came", ["來台", "学成归来"])
def test_those_who_came_have_arrived(came: str) -> None:
    assert people_in(f"三年僅1922位學者{came}") == [("count", "1922", "1922", "arrived")]


def test_a_rank_counts_nobody() -> None:
    assert people_in("世界排名前500位院校的海外留学归国人员可放宽条件") == []


def test_targets_of_a_year_are_sought() -> None:
    assert people_in("年度目标任务：领军人才2至3名，优秀海归博士20名") == [
        ("quota", "2", "3", ""),
        ("quota", "20", "20", ""),
    ]


def test_those_already_chosen_from_all_the_world_are_no_longer_sought() -> None:
    assert people_in("去年以来已面向全球选聘17位项目经理") == [("count", "17", "17", "recruited")]


def test_applications_for_patents_are_made_by_nobody_sought() -> None:
    assert people_in("In 2007, China filed around 161,000 patent applications") == []


@pytest.mark.parametrize(
    "text",
    [
        "It has helped attract over 930 talents",
        "Over 930 researchers and engineers from major labs have relocated",
        "Over 930 scholars opted to return",
    ],
)
def test_those_drawn_or_come_in_other_english_words_are_counted(text: str) -> None:
    assert [fact[:3] for fact in people_in(text)] == [("count", "930", None)]


def test_a_programme_that_paid_for_people_is_no_plan_to_do_so() -> None:
    assert people_in("2005年至2020年,浦江人才计划共资助4000名海归") == [
        ("count", "4000", "4000", "recruited")
    ]


def test_a_proverb_counts_nobody() -> None:
    assert people_in("最高支持1亿元，一人一策") == []


def test_words_joined_by_and_may_be_of_the_same_people() -> None:
    assert people_in("enlisted more than 1,400 local and overseas scholars") == [
        ("count", "1400", None, "recruited")
    ]


def test_a_column_may_name_those_it_counts_and_their_unit() -> None:
    text = "年份\t引进博士(人)\t经费(万元)\n2021\t12\t360"

    assert people_in(text) == [("count", "12", "12", "recruited")]
