"""Terms in lists under one label, stays of those a scheme sends, and the other bound of a term."""

import pytest

from policywatch.flagging.facts import find_facts


def terms(text: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == "duration"]


@pytest.mark.parametrize(
    "label", ["资助期限", "留学期限", "派出期限（联合培养）", "研修时间", "聘期"]
)
@pytest.mark.parametrize("after_whom", ["，", "", "为", "一般为", "："])
@pytest.mark.parametrize("next_item", ["；", "，", "、"])
def test_each_item_of_a_list_is_a_term(label: str, after_whom: str, next_item: str) -> None:
    text = f"{label}：联合培养博士生{after_whom}6–24个月{next_item}硕士生{after_whom}3年"

    assert terms(text) == [("6", "24", "months", ""), ("3", "3", "years", "")]


@pytest.mark.parametrize(
    ("item", "term"),
    [
        ("博士后，不超过12个月", (None, "12", "months", "up-to")),
        ("特聘教授，不少于5年", ("5", None, "years", "at-least")),
        ("讲席教授，五年", ("5", "5", "years", "")),
        ("访问学者3至12个月", ("3", "12", "months", "")),
    ],
)
def test_an_item_may_be_bounded(item: str, term: tuple[str | None, str | None, str, str]) -> None:
    assert terms(f"聘期：甲类，2年；{item}") == [("2", "2", "years", ""), term]


@pytest.mark.parametrize(
    "text",
    [
        "报告时间：主旨报告，30分钟；专题报告，20分钟", "保修期限：主机，3年；配件，6-12个月",
        "办理期限：普通件，3个月；加急件，1个月", "该校办学时间：本科，50年；研究生，30年",
        "售后服务期限：整机，3年", "修业年限：本科，4年", "公示期1个月", "学校建校60年",
    ],
)  # fmt: skip
def test_lists_of_other_spans_are_none(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    "other",
    [
        "公司须成立2年", "2年后可申请晋升", "近2年内无处分", "距市区车程2年。", "毕业满2年者",
    ],
)  # fmt: skip
def test_other_years_behind_a_label_are_no_item(other: str) -> None:
    assert terms(f"资助期限：3年，{other}") == [("3", "3", "years", "")]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("资助期限为3年以内", (None, "3", "years", "up-to")),
        ("留学期限为3-12个月不等", ("3", "12", "months", "")),
        ("交流时间不少于3个月", ("3", None, "months", "at-least")),
        ("在国外停留时间不超过12个月", (None, "12", "months", "up-to")),
        ("资助时限3年", ("3", "3", "years", "")),
        ("工作合同3年起签", ("3", "3", "years", "")),
        ("每人资助不超过24个月", (None, "24", "months", "up-to")),
        ("资助每位学者3-12个月", ("3", "12", "months", "")),
        ("派往国外高校研修一年", ("1", "1", "years", "")),
        ("赴海外一流高校开展3至12个月的合作研究", ("3", "12", "months", "")),
        ("提供不超过5年的人才公寓", (None, "5", "years", "up-to")),
        ("停薪留职3年", ("3", "3", "years", "")),
        ("入职满1年后可申请", ("1", None, "years", "at-least")),
    ],
)
def test_how_long_a_term_may_be_written(
    text: str, term: tuple[str | None, str | None, str, str]
) -> None:
    assert terms(text) == [term]


@pytest.mark.parametrize(
    "text",
    [
        "他曾赴哈佛大学访学一年", "2015年赴英国访学12个月", "开展了3个月的交流",
        "进行3年的升级改造",
        "房龄不超过5年的住房", "服务期未满5年离职的，须退还安家费", "支持3个月内的访问",
    ],
)  # fmt: skip
def test_stays_of_a_life_and_years_not_served_are_none(text: str) -> None:
    assert terms(text) == []


def test_the_second_of_a_list_may_be_bounded() -> None:
    text = "创新人才每年在闽工作时间累计不少于6个月，创业人才不少于9个月"

    assert terms(text) == [("6", None, "months", "at-least"), ("9", None, "months", "at-least")]


def test_a_label_may_stand_without_its_colon() -> None:
    text = "资助期限1-3年（博士生），6-12个月（访问学者）"

    assert terms(text) == [("1", "3", "years", ""), ("6", "12", "months", "")]


@pytest.mark.parametrize(
    "text",
    [
        "five years' funding", "a fixed-term contract (5 years)", "Contract: 5 years",
        "funded for two years, with an extension for five more years",
    ],
)  # fmt: skip
def test_english_labels_of_a_term(text: str) -> None:
    assert terms(text)[-1:] == [("5", "5", "years", "")]


@pytest.mark.parametrize(
    "frame",
    [
        "Scholars stay at one of the world's leading research centres for {n}",
        "Fellows spend {n} at a host institution in China", "Visiting scholars may stay for {n}",
        "Visiting researchers work at the institute for {n}",
        "Researchers are invited to stay in China for {n}", "Research stays last from {n}",
        "The grant covers a research stay of {n}", "Duration of stay: {n}", "Length of stay: {n}",
        "The length of the stay is {n}",
        "Period of funding: {n}", "The exchange lasts {n}", "Stays of {n} are welcome",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("n", "low", "high"), [("6 to 12 months", "6", "12"), ("three to six months", "3", "6")]
)
def test_how_long_those_of_a_scheme_stay(frame: str, n: str, low: str, high: str) -> None:
    assert terms(frame.format(n=n)) == [(low, high, "months", "")]


@pytest.mark.parametrize(
    ("bound", "other"),
    [
        (", but never for less than 12 months", ("12", None, "months", "at-least")),
        (", but not for less than 12 months", ("12", None, "months", "at-least")),
        (" with a minimum of 6 months", ("6", None, "months", "at-least")),
        (" and at most 36 months", (None, "36", "months", "up-to")),
        (" with a possible extension of one year", ("1", "1", "years", "")),
        (" but no longer than 3 years", (None, "3", "years", "up-to")),
    ],
)
def test_a_term_may_have_another_bound(
    bound: str, other: tuple[str | None, str | None, str, str]
) -> None:
    text = f"The fellowships are generally awarded for 24 months{bound}"

    assert terms(text) == [("24", "24", "months", ""), other]


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [("6 and 12", "6", "12"), ("10 and 12", "10", "12"), ("two and six", "2", "6")],
)
def test_a_term_lies_between_two(n: str, low: str, high: str) -> None:
    text = f"The fellowship lasts between {n} months"

    assert terms(text) == [(low, high, "months", "")]


@pytest.mark.parametrize(
    "text",
    [
        "The museum was closed for 6 to 12 months", "Visas take 3 to 6 months to process",
        "babies aged 6 to 12 months at the hospital", "He stayed in China for 6 months",
        "The university has led the ranking for 10 to 15 years",
        "The exhibition lasts for 3 months",
        "Scientists spend 10 to 15 years developing a drug", "The talk lasts for 2 hours",
        "Experts work on the dam for 3 to 5 years", "Scholars have debated it for 10 years",
        "researchers remain in detention for 2 years", "Warranty period: 3 years",
        "They stayed for 3 to 6 months in hospital", "I spent 6 months at Oxford",
    ],
)  # fmt: skip
def test_other_spans_in_english_are_no_term(text: str) -> None:
    assert terms(text) == []
