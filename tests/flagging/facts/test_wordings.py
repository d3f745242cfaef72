"""Terms, changes, deadlines, ages and degrees in many wordings, and what only looks like one."""

from itertools import product

import pytest

from policywatch.flagging.facts import find_facts

TERMS = [("3年", "3", "years"), ("两年", "2", "years"), ("6个月", "6", "months")]
ENGLISH_TERMS = [("three years", "3", "years"), ("12 months", "12", "months")]


def read(text: str, kind: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == kind]


def terms_misread(frame: str, terms: list[tuple[str, str, str]], basis: str) -> list[str]:
    """Return the sentences of a frame that are read as anything but the term they state."""
    wrong = []
    for written, number, unit in terms:
        low = None if basis == "up-to" else number
        high = None if basis == "at-least" else number
        text = frame.format(term=written)
        if read(text, "duration") != [(low, high, unit, basis)]:
            wrong.append(text)
    return wrong


@pytest.mark.parametrize(
    "frame",
    [
        "免租{term}", "签订{term}的聘用合同", "期满可续聘{term}", "可延长{term}", "按{term}拨付",
        "提供{term}过渡住房", "补助期间为{term}", "资助时间为{term}", "可获发{term}签证",
    ],
)  # fmt: skip
def test_how_long_a_contract_or_support_runs(frame: str) -> None:
    assert not terms_misread(frame, TERMS, "")


@pytest.mark.parametrize(
    "frame", ["曾在海外任教{term}以上", "居港满{term}后可申请", "居住满{term}"]
)
def test_how_long_one_must_have_taught_or_lived_somewhere(frame: str) -> None:
    assert not terms_misread(frame, TERMS, "at-least")


@pytest.mark.parametrize(
    "frame", ["近{term}内在国外高校获得博士学位", "取得最高学历的{term}以内", "离校未满{term}"]
)
def test_how_long_ago_a_degree_may_have_been_taken(frame: str) -> None:
    assert not terms_misread(frame, TERMS, "up-to")


@pytest.mark.parametrize("text", ["有期徒刑3年", "保质期两年", "近3年来", "免签证居留延长至12个月"])
def test_other_years_are_no_term(text: str) -> None:
    assert read(text, "duration") == []


@pytest.mark.parametrize(
    ("frame", "basis"),
    [
        ("may be extended by {term}", ""),
        ("renewable for another {term}", ""),
        ("work full time for no fewer than {term}", "at-least"),
        ("who have worked for more than {term} abroad", "at-least"),
    ],
)
def test_how_long_one_works_or_goes_on_in_english(frame: str, basis: str) -> None:
    assert not terms_misread(frame, ENGLISH_TERMS, basis)


@pytest.mark.parametrize("frame", ["on a {} fixed-term basis", "a {} postdoctoral position"])
def test_a_term_joined_to_what_it_is_the_term_of(frame: str) -> None:
    assert read(frame.format("three-year"), "duration") == [("3", "3", "years", "")]


def test_a_news_item_on_a_career_asks_for_no_experience() -> None:
    assert read("A scientist who worked for NASA for more than 20 years", "duration") == []


@pytest.mark.parametrize(
    "frame",
    [
        "以{}的速度增长", "以年均{}的速度增长", "保持在{}左右的年增长速度", "年均{}的增速",
        "实现{}的增长", "达到{}的增速", "加薪{}", "上调{}",
    ],
)  # fmt: skip
def test_a_pace_is_a_change(frame: str) -> None:
    assert read(frame.format("8.5%"), "percent") == [("8.5", "8.5", "%", "change")]


@pytest.mark.parametrize("frame", ["增长逾{}", "增长突破{}", "每年呈{}以上增长"])
def test_a_change_of_more_than_so_much_is_open(frame: str) -> None:
    assert read(frame.format("50%"), "percent") == [("50", None, "%", "change")]


def test_growth_below_nothing_is_a_fall() -> None:
    assert read("人才经费负增长3.2%", "percent") == [("-3.2", "-3.2", "%", "change")]


@pytest.mark.parametrize("text", ["有30%的增长来自海外", "完成年初预算的126.39%", "占12%"])
def test_a_share_is_no_change(text: str) -> None:
    assert read(text, "percent") == []


@pytest.mark.parametrize(
    "frame",
    [
        "受理期为4月1日至{}", "系统于{}关闭", "不晚于{}提交申请材料", "招聘期限：至{}止",
        "请务必在{}前回复",
        "徵件期間自4月1日至{}止",
        "公開徵求至{}止", "以邮戳为凭，{}截止",
    ],
)  # fmt: skip
def test_a_day_by_which_to_send_something_in_is_a_deadline(frame: str) -> None:
    (fact,) = (f for f in find_facts(frame.format("2023年5月31日")) if f.kind == "deadline")

    assert fact.low == "2023-05-31"


@pytest.mark.parametrize(
    "frame", ["年龄计算截止到{}", "报名开始时间：{}", "最迟于{}到岗", "不晚于{}取得学位"]
)
def test_a_day_for_something_else_is_none(frame: str) -> None:
    assert read(frame.format("2023年5月31日"), "deadline") == []


def test_a_call_that_is_open_until_a_day_is_not_open_without_end() -> None:
    text = "Review will continue until November 3, 2023 or until the post is filled"

    assert [low for low, *_ in read(text, "deadline")] == ["2023-11-03"]


@pytest.mark.parametrize(
    "text",
    [
        "45岁以下教师98人", "31-40岁教师474人", "35周岁以下占六成", "45岁以下中青年教师占64%",
        "those aged under 30 accounting for half", "half of them are under 40",
    ],
)  # fmt: skip
def test_how_many_are_of_an_age_is_no_limit(text: str) -> None:
    assert read(text, "age") == []


def test_those_sought_of_an_age_have_a_limit() -> None:
    assert read("引进45岁以下博士10名", "age") == [(None, "45", "years", "max")]


@pytest.mark.parametrize(
    "text",
    [
        "offering PhD holders a lump sum", "Overseas PhDs and postdocs will get 45,000 yuan",
        "to pursue their PhD degrees at the university", "about 60 percent have a PhD",
        "recruited 30 PhDs", "the number of doctorates rose", "博士毕业生年薪20万元",
        "授予博士学位", "博士学位课程", "获得博士学位的人员达到22万人",
    ],
)  # fmt: skip
def test_a_degree_that_is_told_of_is_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


@pytest.mark.parametrize(
    "text",
    [
        "Applicants should be PhD holders", "scholars with PhDs", "应为博士毕业",
        "young talents under 40 with doctorates of renowned universities",
    ],
)  # fmt: skip
def test_a_degree_that_is_asked_for_is_read(text: str) -> None:
    assert read(text, "degree") == [("doctorate", None, "", "")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("名額提高至1000名，獎金每月4萬元，由國科會支應", "TWD"),
        ("中研院特聘研究員每月薪資從13萬到49萬", "TWD"),
        ("國科會提到，大陸給予人民幣50萬元資助", "CNY"),
        ("給予500萬元安家補貼", "CNY"),
    ],
)
def test_money_of_what_only_taiwan_has_is_its_own(text: str, unit: str) -> None:
    assert {fact.unit for fact in find_facts(text) if fact.kind == "amount"} == {unit}


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("补贴封顶50万元", "up-to"), ("补贴保底50万元", "at-least"),
        ("每学年补助5万元", "per-year"),
        ("gives 100,000 yuan to each returned scholar", "per-person"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_sum(text: str, basis: str) -> None:
    assert [fact.basis for fact in find_facts(text) if fact.kind == "amount"] == [basis]


def test_each_wording_is_read_alike_in_the_traditional_script() -> None:
    frames = [("補助期間為{}", ""), ("曾在海外任教{}以上", "at-least")]

    for (frame, basis), (term, number, unit) in product(frames, [("三年", "3", "years")]):
        high = None if basis else number
        assert read(frame.format(term), "duration") == [(number, high, unit, basis)]


@pytest.mark.parametrize(
    "text", ["安家费A类50万元，B类20万元", "一等奖50万元，二等奖20万元", "科研启动费50/20万元"]
)
def test_one_noun_says_of_all_sums_of_a_list_what_they_are(text: str) -> None:
    assert [(fact.low, fact.basis) for fact in find_facts(text)] == [
        ("500000", "total"),
        ("200000", "total"),
    ]
