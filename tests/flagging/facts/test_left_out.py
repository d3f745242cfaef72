"""What a sentence leaves out and the words around say: a currency, whose term, what year."""

import pytest

from policywatch.flagging.facts import find_facts


def read(text: str, kind: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "Start-up funds of RMB 500,000 for professors and 300,000 for lecturers",
        "The grant is CNY 500,000, or 300,000 for those in the humanities",
        "500,000 yuan for professors; 300,000 for lecturers.",
    ],
)
def test_a_round_number_behind_a_sum_is_of_its_currency(text: str) -> None:
    assert read(text, "amount") == [
        ("500000", "500000", "CNY", ""),
        ("300000", "300000", "CNY", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "RMB 500,000 for each of the 13,000 students",
        "RMB 500,000. There are 300,000 in all",
        "a grant of RMB 500,000 and 13,000 square metres",
        "RMB 500,000 for teams\nand 300,000 for others",
    ],
)
def test_a_number_of_other_things_or_another_sentence_is_no_sum(text: str) -> None:
    assert [low for low, *_ in read(text, "amount")] == ["500000"]


def test_a_bound_holds_for_the_number_it_stands_before() -> None:
    text = "not less than RMB 300,000 a year, for others not less than 200,000"

    assert [(low, high) for low, high, *_ in read(text, "amount")] == [
        ("300000", None),
        ("200000", None),
    ]


@pytest.mark.parametrize("verb", ["can reach", "could reach", "may amount to"])
def test_what_a_sum_can_reach_is_the_most(verb: str) -> None:
    assert read(f"The subsidy {verb} 5 million yuan", "amount") == [
        (None, "5000000", "CNY", "up-to")
    ]


def test_a_bound_may_open_a_bracket() -> None:
    assert read("annual income (above 350,000 yuan)", "amount") == [
        ("350000", None, "CNY", "at-least")
    ]


@pytest.mark.parametrize("text", ["科研经费500万元(三年)", "资助500万元(3年)"])
def test_years_in_brackets_behind_a_sum_are_how_long_it_is_for(text: str) -> None:
    assert read(text, "duration") == [("3", "3", "years", "")]


def test_a_bare_bound_is_of_the_term_named_in_the_clause_before() -> None:
    assert read("试用期包含在合同期内，一般不超过6个月", "duration") == [
        (None, "6", "months", "up-to")
    ]


def test_the_time_between_two_terms_is_none() -> None:
    assert read("两次聘任间隔不满两年的，不予受理", "duration") == []


def test_years_served_each_of_which_has_its_months() -> None:
    text = "work in China for at least 6 months per year for 5 consecutive years"

    assert read(text, "duration") == [("6", None, "months", "at-least"), ("5", "5", "years", "")]


def test_experience_of_some_years_and_above() -> None:
    assert read("shall have 3 years and above overseas research experience", "duration") == [
        ("3", None, "years", "at-least")
    ]


@pytest.mark.parametrize(
    "text", ["受理申請期間:112/3/1至4/15", "自112/3/1起至4/15止受理申請", "於112/3/1至4/15開放申請"]
)
def test_the_last_day_of_a_range_is_of_the_year_of_the_first(text: str) -> None:
    assert [fact.low for fact in find_facts(text) if fact.kind == "deadline"] == ["2023-04-15"]


@pytest.mark.parametrize(
    "text",
    ["Registration ends on March 15", "Acceptance of applications will end on March 15"],
)
def test_the_day_on_which_applying_ends_is_a_deadline(text: str) -> None:
    assert [fact.low for fact in find_facts(text) if fact.kind == "deadline"] == ["03-15"]


@pytest.mark.parametrize("text", ["45岁以下超过60%", "40岁以下的达到七成"])
def test_a_share_of_an_age_is_no_limit(text: str) -> None:
    assert read(text, "age") == []


@pytest.mark.parametrize("text", ["实际投入1.2亿元", "三年共投入1.2亿元", "团队可获得1.2亿元"])
def test_what_is_put_in_or_received_is_a_sum_in_all(text: str) -> None:
    assert read(text, "amount") == [("120000000", "120000000", "CNY", "total")]


@pytest.mark.parametrize(
    "frame", ["入职后{}每月发放2000元", "{}内给予200万元支持", "另有{}共220万元的免税补贴"]
)
def test_what_is_given_within_or_in_each_of_some_years(frame: str) -> None:
    assert read(frame.format("三年"), "duration") == [("3", "3", "years", "")]


@pytest.mark.parametrize("frame", ["{}内免收房租", "过渡房免费住{}", "薪资所得{}免税"])
def test_how_long_something_is_free(frame: str) -> None:
    assert read(frame.format("三年"), "duration") == [("3", "3", "years", "")]


@pytest.mark.parametrize(
    "text", ["近三年累计投入2.6亿元", "近三年给予奖励500万元", "3年内引进50人"]
)
def test_years_gone_by_or_planned_are_no_term(text: str) -> None:
    assert read(text, "duration") == []


@pytest.mark.parametrize("text", ["5-10万元月薪", "月薪5-10万元"])
def test_pay_by_the_month_may_stand_behind_its_sum(text: str) -> None:
    assert read(text, "amount") == [("50000", "100000", "CNY", "per-month")]


def test_a_sum_with_a_noun_of_its_own_is_not_what_the_one_before_is() -> None:
    assert read("140万元年薪，300万元安家费", "amount") == [
        ("1400000", "1400000", "CNY", "per-year"),
        ("3000000", "3000000", "CNY", "total"),
    ]


@pytest.mark.parametrize("verb", ["输出", "培养", "招聘"])
def test_what_is_paid_for_each_one_is_per_person(verb: str) -> None:
    assert read(f"每{verb}1人奖励2万元", "amount") == [("20000", "20000", "CNY", "per-person")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("香港特區政府撥款1.8億元", "HKD"),
        ("財政司司長表示，來港學者每人每月津貼1.8萬元", "HKD"),
        ("香港高才通申請人全年收入達250萬元", "HKD"),
        ("本港大學高層月薪約合人民幣9萬元", "CNY"),
        ("經濟財政司司長宣布投入2億元", "CNY"),
    ],
)
def test_money_of_what_only_hong_kong_has_is_its_own(text: str, unit: str) -> None:
    assert [fact.unit for fact in find_facts(text) if fact.kind == "amount"] == [unit]


@pytest.mark.parametrize("frame", ["双聘的每年在桂{}", "每年在岗{}也可签柔性", "每年来华{}"])
def test_months_of_each_year_are_worked(frame: str) -> None:
    assert read(frame.format("6个月"), "duration") == [("6", "6", "months", "")]


@pytest.mark.parametrize("frame", ["{}一签", "入选资格保留{}", "支持政策持续{}"])
def test_how_long_something_is_kept_or_signed_for(frame: str) -> None:
    assert read(frame.format("三年"), "duration") == [("3", "3", "years", "")]


@pytest.mark.parametrize(
    "text",
    [
        "a grant of 600,000 yuan (2 years)",
        "Funding: 600,000 yuan / 2 years",
        "RMB 600k (two years)",
    ],
)
def test_years_behind_an_english_sum_are_how_long_it_is_for(text: str) -> None:
    assert read(text, "duration") == [("2", "2", "years", "")]


def test_years_behind_another_number_in_english_are_no_term() -> None:
    assert read("in 2010 (2 years after)", "duration") == []


def test_an_hour_may_stand_in_brackets_or_be_called_noon() -> None:
    texts = [
        "Deadline: 2023/04/15 (23:59 Beijing time)",
        "Applications must reach us no later than 12 noon on 15 April 2023",
    ]

    deadlines = [fact.low for text in texts for fact in find_facts(text)]

    assert deadlines == ["2023-04-15T23:59", "2023-04-15T12:00"]


@pytest.mark.parametrize(
    "text",
    [
        "up to 700,000 yuan, most will get between 250,000 and 350,000",
        "up to 700,000 yuan for professors, from 250,000 to 350,000 for others",
    ],
)
def test_a_range_behind_a_sum_may_leave_out_its_currency(text: str) -> None:
    assert [(low, high) for low, high, *_ in read(text, "amount")] == [
        (None, "700000"),
        ("250000", "350000"),
    ]


@pytest.mark.parametrize(
    ("frame", "basis"),
    [
        ("Talents can receive {} at most", "up-to"),
        ("a salary of {} and above", "at-least"),
        ("with a floor of {} per project", "at-least"),
        ("{} is awarded for each expert", "per-person"),
        ("{} (119,000 to 359,000 pounds at most) per person", "per-person"),
    ],
)
def test_what_english_says_behind_a_sum(frame: str, basis: str) -> None:
    assert [basis for *_, basis in read(frame.format("1 million yuan"), "amount")][:1] == [basis]


@pytest.mark.parametrize(
    "text",
    [
        "海外人才A类1000万、B类500万、C类300万创业扶持",
        "年薪制，A类1000万/B类500万/C类300万",
        "资助顶尖人才1000万，领军人才500万，拔尖人才300万",
    ],
)
def test_each_of_a_list_is_money_where_one_is(text: str) -> None:
    assert [low for low, *_ in read(text, "amount")] == ["10000000", "5000000", "3000000"]


@pytest.mark.parametrize(
    "text", ["用户达300万,奖励5000万", "市场主体达179万,投入5000万", "补贴5000万、覆盖30万户"]
)
def test_what_is_counted_beside_money_is_none(text: str) -> None:
    assert [low for low, *_ in read(text, "amount")] == ["50000000"]
