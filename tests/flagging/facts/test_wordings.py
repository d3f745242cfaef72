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
        ("薪金少于2万元", "up-to"), ("年薪不足10万元", "up-to"), ("不得少于30万元", "at-least"),
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


@pytest.mark.parametrize(
    ("frame", "basis"),
    [
        ("The salary shall not be less than {}", "at-least"),
        ("The grant should not be lower than {}", "at-least"),
        ("Pay will not be under {}", "at-least"),
        ("The subsidy shall not be more than {}", "up-to"),
        ("Costs must not be higher than {}", "up-to"),
        ("Costs may not be over {}", "up-to"),
        ("{} shall be granted to each talent recruited", "per-person"),
        ("provides each academician with a subsidy of {}", "per-person"),
    ],
)
def test_what_english_says_of_a_sum(frame: str, basis: str) -> None:
    facts = find_facts(frame.format("300,000 yuan"))

    assert [fact.basis for fact in facts if fact.kind == "amount"] == [basis]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("prizes of 7 million, 4 million, and 2.5 million RMB", [7_000_000, 4_000_000, 2_500_000]),
        ("prizes of 100,000, 80,000 and 50,000 yuan", [100_000, 80_000, 50_000]),
        ("grants of 3, 2 and 1 million yuan", [3_000_000, 2_000_000, 1_000_000]),
        ("prizes of 1 million, 800,000 and 500,000 yuan", [1_000_000, 800_000, 500_000]),
        ("those under 35 and 40,000 yuan for each", [40_000]),
        ("in 2018, 5 million yuan was spent", [5_000_000]),
    ],
)  # fmt: skip
def test_sums_of_an_english_list_share_the_unit_of_its_last(text: str, sums: list[int]) -> None:
    found = [int(fact.low or 0) for fact in find_facts(text) if fact.kind == "amount"]

    assert found == sums


def test_a_bound_said_once_holds_for_an_english_list() -> None:
    text = "up to 6 million, 4 million and 2 million yuan for talents of three classes"

    assert [basis for *_, basis in read(text, "amount")] == ["up-to"] * 3


@pytest.mark.parametrize(
    "text", ["公务接待费633万元，较上年减少8万元", "培训费决算数为29亿元，比上年增加14%"]
)
def test_an_item_of_accounts_is_a_sum_in_all(text: str) -> None:
    assert read(text, "amount")[0][-1] == "total"


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "basis"),
    [
        ("补助6个月", "6", "6", "months", ""),
        ("共发放36个月", "36", "36", "months", ""),
        ("最多资助三年", None, "3", "years", "up-to"),
        ("每3年为一个考核周期", "3", "3", "years", ""),
        ("担任科主任3周年及以上经历", "3", None, "years", "at-least"),
        ("工作3年以上10年以下", "3", "10", "years", ""),
        ("聘期半年", "6", "6", "months", ""),
        ("时长通常为2-3年", "2", "3", "years", ""),
        ("博士后在站2年", "2", "2", "years", ""),
        ("一聘三年", "3", "3", "years", ""),
        ("三年免租", "3", "3", "years", ""),
        ("These Measures are valid for 5 years", "5", "5", "years", ""),
        ("连续工作半年以上", "6", None, "months", "at-least"),
        ("期满后可按照讲师待遇续聘2年", "2", "2", "years", ""),
        ("曾服务于国际一流学术机构五年以上", "5", None, "years", "at-least"),
    ],
)
def test_terms_of_other_wordings(
    text: str, low: str | None, high: str | None, unit: str, basis: str
) -> None:
    assert read(text, "duration") == [(low, high, unit, basis)]


@pytest.mark.parametrize("text", ["上半年引进人才", "建校10周年", "近半年来", "一年半载的支持"])
def test_half_a_year_and_a_jubilee_that_are_no_term(text: str) -> None:
    assert read(text, "duration") == []


@pytest.mark.parametrize(
    ("text", "years"),
    [("Eligibility: age<40, PhD", "39"), ("Age ≤ 35", "35"), ("年龄≤45，博士学位", "45")],
)
def test_an_age_behind_a_sign(text: str, years: str) -> None:
    assert read(text, "age") == [(None, years, "years", "max")]


@pytest.mark.parametrize("text", ["average <40", "年龄≤4.5", "page<40"])
def test_other_numbers_behind_a_sign_are_no_age(text: str) -> None:
    assert read(text, "age") == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The HKSAR Government, Hong Kong, will earmark $500 million", "HKD"),
        ("a grant of $500 million from Hong Kong donors", "USD"),
        ("獲玉山學者外加年薪500萬元", "TWD"),
    ],
)
def test_whose_money_a_plain_sign_is(text: str, unit: str) -> None:
    assert [found for _, _, found, _ in read(text, "amount")] == [unit]


def test_a_document_number_in_latin_letters() -> None:
    (fact,) = find_facts("the Measures (GuoKeBanZheng [2018] No. 53) of the Ministry")

    assert (fact.kind, fact.text) == ("document-number", "GuoKeBanZheng [2018] No. 53")
    assert fact.note == "GuoKeBanZheng〔2018〕53号"


@pytest.mark.parametrize("text", ["as shown in [2018] No. 53", "Vol. (2018) No. 5"])
def test_a_number_without_an_issuer_is_none(text: str) -> None:
    assert find_facts(text) == ()


@pytest.mark.parametrize(
    ("side", "low", "high", "basis"),
    [
        ("no earlier than", "1985-07-01", None, "on-or-after"),
        ("not later than", None, "1985-07-01", "on-or-before"),
    ],
)
def test_a_day_than_which_none_may_be_born_earlier_or_later(
    side: str, low: str | None, high: str | None, basis: str
) -> None:
    assert read(f"must be born {side} 1 July 1985", "born") == [(low, high, "date", basis)]


@pytest.mark.parametrize("level", ["博士", "硕士", "学士", "本科", "大专", "研究生"])
def test_each_degree_is_found_wherever_it_stands(level: str) -> None:
    assert len(read(f"{level}学位", "degree")) == len(read(f"须有{level}学位", "degree")) == 1
