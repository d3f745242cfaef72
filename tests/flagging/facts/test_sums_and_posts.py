"""Sums in lists and by the year, posts held for years, degrees of those counted."""

import pytest

from policywatch.flagging.facts import find_facts


def read(text: str, kind: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == kind]


@pytest.mark.parametrize("label", ["国内先进的", "行业领先的", "其他的"])
def test_a_range_behind_a_kind_of_people_is_money_as_the_one_before(label: str) -> None:
    text = f"世界一流团队给1000万到2000万元，{label}300万到500万"
    assert read(text, "amount")[1][:3] == ("3000000", "5000000", "CNY")


@pytest.mark.parametrize("given", ["一年", "一年约", "一年给"])
def test_what_is_paid_in_a_year_is_paid_each_year(given: str) -> None:
    assert read(f"企业{given}40万元", "amount") == [("400000", "400000", "CNY", "per-year")]


@pytest.mark.parametrize("year", ["第一年", "首聘前一年", "满一年"])
def test_the_first_year_is_not_each_year(year: str) -> None:
    assert [basis for *_, basis in read(f"{year}40万元", "amount")] == [""]


def test_a_bare_sum_of_a_year_is_money() -> None:
    assert read("互联网公司一年40万，外企一年50万", "amount") == [
        ("400000", "400000", "CNY", "per-year"),
        ("500000", "500000", "CNY", "per-year"),
    ]


@pytest.mark.parametrize("text", ["一年40万辆", "接待量一年40万人次"])
def test_what_is_made_or_comes_in_a_year_is_not(text: str) -> None:
    assert read(text, "amount") == []


@pytest.mark.parametrize("paid", ["申领{}创新券", "房贴{}", "贴息贷款{}"])
def test_vouchers_and_loans_are_money(paid: str) -> None:
    assert [low for low, *_ in read(paid.format("30万"), "amount")] == ["300000"]


def test_what_is_per_month_is_so_along_a_list_of_people() -> None:
    text = "大专生每人每月1000元，本科生1500元，硕士生2500元"
    assert [basis for *_, basis in read(text, "amount")] == ["per-month"] * 3


def test_but_not_where_the_next_says_otherwise() -> None:
    text = "博士每年10万元，安家费50万元"
    assert [basis for *_, basis in read(text, "amount")] == ["per-year", "total"]


@pytest.mark.parametrize("missing", ["不到位", "不到账"])
def test_money_that_has_not_come_is_no_bound(missing: str) -> None:
    text = f"配套资金{missing}2.62亿元"
    assert read(text, "amount") == [("262000000", "262000000", "CNY", "total")]


@pytest.mark.parametrize(
    ("text", "value"), [("USD 531 millions", "531000000"), ("2 billions yuan", "2000000000")]
)
def test_millions_may_be_many(text: str, value: str) -> None:
    assert [low for low, *_ in read(f"a fund of {text}", "amount")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "担任主任工程师及以上岗位3年及以上", "现职称满3年以上", "任现职务不少于3年",
        "副高级专业技术职称3年以上",
    ],
)  # fmt: skip
def test_how_long_a_post_or_title_is_held(text: str) -> None:
    assert read(text, "duration") == [("3", None, "years", "at-least")]


@pytest.mark.parametrize("what", ["语言教育", "软件开发", "涉外法律服务"])
def test_experience_may_be_of_anything(what: str) -> None:
    assert read(f"需有2年{what}经验", "duration") == [("2", "2", "years", "")]


def test_months_of_each_year_on_average() -> None:
    text = "讲座教授年均到岗3个月以上"
    assert read(text, "duration") == [("3", None, "months", "at-least")]


@pytest.mark.parametrize("degree", ["an overseas degree", "a PhD", "their doctoral degree"])
def test_years_since_a_degree_of_some_kind(degree: str) -> None:
    text = f"subsidies for those who come within two years of obtaining {degree}"
    assert read(text, "duration") == [(None, "2", "years", "up-to")]


@pytest.mark.parametrize("permit", ["residence cards", "residence permits", "work permits"])
def test_how_long_permits_of_some_years_hold(permit: str) -> None:
    text = f"they may receive {permit} of one to three years"
    assert read(text, "duration") == [("1", "3", "years", "")]


@pytest.mark.parametrize(
    "text",
    [
        "247 lecturers have obtained a doctor's degree", "247 teachers hold a PhD",
        "只有7.5%的留美PhD学成归国", "funds for building PhD workstations",
    ],
)  # fmt: skip
def test_degrees_of_those_counted_are_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


def test_degrees_that_applicants_must_have_are() -> None:
    assert read("At least 2 members must have a PhD", "degree") != []


@pytest.mark.parametrize("held", ["现任院长", "曾任科室主任", "担任副教授", "三甲医院做过"])
def test_how_long_someone_has_been_what(held: str) -> None:
    assert read(f"{held}3年以上", "duration") == [("3", None, "years", "at-least")]


@pytest.mark.parametrize(
    ("text", "years"),
    [("新签证一次给五年", "5"), ("安家费分2年给予", "2"), ("首三年租金资助", "3")],
)
def test_how_long_something_is_given(text: str, years: str) -> None:
    assert read(text, "duration") == [(years, years, "years", "")]


def test_what_adds_up_over_years_is_no_term() -> None:
    assert read("连续11年总额逾千万", "duration") == []


def test_months_of_one_year_at_work() -> None:
    assert read("特聘教授一年在岗九个月", "duration") == [("9", "9", "months", "")]


def test_a_card_for_years_holds_so_long() -> None:
    text = "Five-year residence cards can also be applied for"
    assert read(text, "duration") == [("5", "5", "years", "")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("大赛一等奖60万", "600000"), ("花近1900万引进博士", "19000000"),
        ("学校投了1900万建团队", "19000000"),
    ],
)  # fmt: skip
def test_prizes_and_what_is_spent_are_money(text: str, value: str) -> None:
    assert [low for low, *_ in read(text, "amount")] == [value]


def test_a_maximum_in_brackets_is_money() -> None:
    assert read("就医直付（最高600万）", "amount") == [(None, "6000000", "CNY", "up-to")]


@pytest.mark.parametrize(
    "text",
    [
        "a start-up grant of 250,000 yuan for the humanities and 1 million for sciences",
        "Of the support of 10 million yuan, 1 million goes to individuals",
        "receive up to two million yuan, including 1 million for research",
    ],
)
def test_a_bare_million_behind_a_sum_is_money(text: str) -> None:
    assert ("1000000", "1000000", "CNY", "") in read(text, "amount")


@pytest.mark.parametrize(
    "text",
    [
        "a fund of 10 million yuan for 2 million residents",
        "output of 10 million yuan and a population of 2 million in 2020",
    ],
)
def test_a_million_of_something_else_is_not(text: str) -> None:
    assert len(read(text, "amount")) == 1


def test_japanese_money_is_not_chinese() -> None:
    assert [unit for *_, unit, _ in read("年俸3500万円で", "amount")] == ["JPY"]


@pytest.mark.parametrize(
    "text",
    [
        "减按15%税率征收企业所得税", "新兴产业对增长贡献率达70%", "教职减少、资助率只有5%",
        "The share had fallen to less than 2 percent", "Talents made up 15 percent of the total",
        "Returnees make up 88 percent of the scientists",
    ],
)  # fmt: skip
def test_rates_and_shares_are_no_change(text: str) -> None:
    assert read(text, "percent") == []


@pytest.mark.parametrize("text", ["经费增幅仅为5%", "revenue was up 5 percent"])
def test_changes_are(text: str) -> None:
    assert read(text, "percent") == [("5", "5", "%", "change")]


@pytest.mark.parametrize(
    "text",
    [
        "社保缴纳截止日期为2025年3月31日", "年龄、工作经历计算截止日期为2025年6月30日",
        "资格复审于5月20日前完成", "Before April 30, 2021, applicants should have a PhD",
        "By April 15, 2026 applicants should generally be under 40",
    ],
)  # fmt: skip
def test_days_that_count_for_something_else_are_no_deadline(text: str) -> None:
    assert read(text, "deadline") == []


@pytest.mark.parametrize(
    "text",
    [
        "具有海外博士学位并有海外经历的占53%", "百分之八十以上有博士学位", "参会者多数有博士学位",
        "会长们多有博士学历", "即将博士毕业的学生", "不得申请博士毕业单位的流动站",
        "students get two PhD degrees", "Forty outstanding PhD graduates of Oxford came",
        "apply to CS PhD positions", "Scholarships for a master's degree",
        "Many of them have doctoral degrees", "I obtained a PhD from a university there",
        "make progress toward a PhD in Physics",
        "born in 1960, graduated in 1988 and obtained a PhD",
    ],
)  # fmt: skip
def test_degrees_people_have_or_study_for_are_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


def test_a_degree_of_a_school_among_so_many_is_asked_for() -> None:
    text = "在世界排名前100名高校取得博士学位"
    assert [low for low, *_ in read(text, "degree")] == ["doctorate"]


@pytest.mark.parametrize("term", ["3年期资助", "三年期的经费支持", "3年期补贴"])
def test_support_of_a_term_of_years(term: str) -> None:
    assert read(f"给予每名人才{term}", "duration") == [("3", "3", "years", "")]


def test_what_is_paid_by_shares_is_paid_over_years() -> None:
    assert read("分三年按4:3:3比例发放", "duration") == [("3", "3", "years", "")]


def test_an_exemption_for_years_lasts_them() -> None:
    assert read("tax exemption for five years", "duration") == [("5", "5", "years", "")]


def test_a_minimum_period_is_a_bound() -> None:
    text = "minimum service period of five years"
    assert read(text, "duration") == [("5", None, "years", "at-least")]


@pytest.mark.parametrize("going", ["has been running for", "has existed for"])
def test_what_has_gone_on_for_years_is_no_term(going: str) -> None:
    assert read(f"The project {going} ten years", "duration") == []


@pytest.mark.parametrize("each", ["for each scholar", "for every scholar", "per scholar"])
def test_sums_a_year_may_be_for_each(each: str) -> None:
    text = f"RMB 1.2 million per year {each}"
    assert [basis for *_, basis in read(text, "amount")] == ["per-person-year"]


@pytest.mark.parametrize(
    "text",
    [
        "硕士学历人才最高补贴20万元", "全日制博士学历毕业生每月补贴3000元",
        "新引进的硕士学位人员一次性给予5万元",
    ],
)  # fmt: skip
def test_degrees_of_those_paid_are_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


def test_degrees_that_those_paid_must_have_are() -> None:
    assert read("须取得硕士学位的人员每月补贴3000元", "degree") != []


def test_a_share_of_added_value_is_no_change() -> None:
    assert read("设计环节占整条产业链增加值的56%", "percent") == []


@pytest.mark.parametrize(
    "text",
    [
        "可办理5年有效期的工作类居留许可", "给予五年税收优惠", "“5年全额房租补贴”",
        "提供过渡住房5年",
        "RMB 200,000 for five years", "Fellows get a stipend for a duration of five years",
    ],
)  # fmt: skip
def test_what_is_given_or_valid_for_years(text: str) -> None:
    assert read(text, "duration") == [("5", "5", "years", "")]


def test_a_sum_for_up_to_so_many_years() -> None:
    text = "EUR 1.5 million for up to five years"
    assert read(text, "duration") == [(None, "5", "years", "up-to")]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("a minimum stay of six months in China", ("6", None, "months", "at-least")),
        (
            "applicants must not have spent more than 12 months of work here",
            (None, "12", "months", "up-to"),
        ),
    ],
)
def test_bounds_of_a_stay(text: str, bounds: tuple[str | None, str | None, str, str]) -> None:
    assert read(text, "duration") == [bounds]


@pytest.mark.parametrize(
    "text",
    [
        "Research assistants with a bachelor's degree receive HK$19,000 a month",
        "The proportion of teachers with doctoral degrees rose to 60 percent",
        "硕士学位的每月800元，博士学位的每月1500元", "张某，男，1980年生，博士学位，教授",
    ],
)  # fmt: skip
def test_degrees_of_those_told_of_are_not_asked_for(text: str) -> None:
    assert read(text, "degree") == []


@pytest.mark.parametrize("who", ["doctoral degree holder", "overseas expert", "holder"])
def test_what_each_of_some_kind_gets_is_per_person(who: str) -> None:
    text = f"Each {who} gets a subsidy of 100,000 yuan"
    assert read(text, "amount") == [("100000", "100000", "CNY", "per-person")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r"占总人口 $14 \%$ 的移民", id="a share"),
        pytest.param(r"about $n=300$ texts, $\alpha$ of $0.05$ and $x_5$ at $3^2$", id="signs"),
        pytest.param("the cost of $c = 20$ in the model", id="an equation"),
    ],
)
def test_formulas_between_dollar_signs_are_no_money(text: str) -> None:
    assert [fact for fact in find_facts(text) if fact.kind == "amount"] == []


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        pytest.param(r"\$500,000 or \$600,000", ["500000", "600000"], id="escaped signs"),
        pytest.param("$500_000 or US$600_000", ["500", "600"], id="a mark in both"),
        pytest.param("$5 = $6", ["5", "6"], id="two sums that are equal"),
        pytest.param(r"$7 and $14 \%$ of it", ["7"], id="a sum before a formula"),
    ],
)
def test_sums_beside_other_dollar_signs_are_money(text: str, sums: list[str]) -> None:
    assert [fact.low for fact in find_facts(text) if fact.kind == "amount"] == sums
