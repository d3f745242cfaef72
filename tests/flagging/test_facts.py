"""What is read from text as a fact, how well, and that each fact is told once."""

import pytest

from policywatch.documents import Block, BlockKind, FoundFact
from policywatch.flagging.facts import find_facts
from tests.flagging.facts.scoring import Label, halves, load_labels, read_labels, score

# Precision and recall of the shipped reader, a little below: a fall is a regression. The untouched
# half was labelled before the reader was tuned, and must not be looked at when tuning it.
FLOORS = {"tuning": (0.99, 0.99), "untouched": (0.97, 0.97)}
AMOUNT_FLOOR = 0.95


@pytest.mark.parametrize(("text", "labels"), load_labels("examples.tsv").items())
def test_every_example_reads_right(text: str, labels: list[Label]) -> None:
    read = read_labels(text)

    if labels:
        assert labels[0] in read
    else:
        assert read == []


@pytest.mark.parametrize("half", FLOORS)
def test_labelled_sentences_keep_their_precision_and_recall(half: str) -> None:
    precision, recall = FLOORS[half]
    sentences = halves(load_labels("sentences.tsv"))[half]

    reached = score(sentences)

    assert len(sentences) > 140
    assert reached.precision() >= precision, reached.precision()
    assert reached.recall() >= recall, reached.recall()
    assert min(reached.precision("amount"), reached.recall("amount")) >= AMOUNT_FLOOR


def test_sentences_tuned_on_stay_right() -> None:
    reached = score(load_labels("tuning.tsv"))

    assert reached.labelled["all"] > 500
    assert not reached.wrong


def only(text: str) -> FoundFact:
    (fact,) = find_facts(text)
    return fact


def test_a_stated_equivalent_is_a_note_and_no_second_amount() -> None:
    fact = only("a prize of 15 million yuan, or about $2.1 million")

    assert fact.note == "USD 2100000 stated"


def test_another_currency_is_kept_and_converted_at_a_stated_rate() -> None:
    fact = only("$420,000 to $700,000")

    assert (fact.low, fact.high, fact.unit) == ("420000", "700000", "USD")
    assert fact.note == "CNY 2961000-4935000 at 7.05 (average of 2023)"


def test_a_plain_yuan_sign_follows_the_currency_named_before_it() -> None:
    first, second = find_facts("由每月新臺幣15,000元調高至20,000元")

    assert (first.low, first.unit) == ("15000", "TWD")
    assert (second.low, second.unit) == ("20000", "TWD")


def test_a_lost_dash_is_never_guessed() -> None:
    fact = only("300500万元")

    assert (fact.low, fact.high, fact.basis) == (None, None, "ambiguous")


@pytest.mark.parametrize(
    "amount", ["150000万元", "12345.6万元", "300,500万元", "123456万元", "30100万元"]
)
def test_a_long_number_of_an_account_is_believed(amount: str) -> None:
    assert only(f"预算支出{amount}").basis == "total"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("每人每月最高3000元", id="before"),
        pytest.param("最高3000元/人·月", id="behind"),
    ],
)
def test_a_bound_keeps_what_it_is_per_in_the_note(text: str) -> None:
    fact = only(text)

    assert (fact.basis, fact.high) == ("up-to", "3000")
    assert fact.note == "per-month; per-person"


def test_what_is_said_of_one_amount_of_a_list_holds_for_all() -> None:
    facts = find_facts("最高分别给予500万元、300万元和100万元资助")

    assert [(fact.high, fact.basis) for fact in facts] == [
        ("5000000", "up-to"),
        ("3000000", "up-to"),
        ("1000000", "up-to"),
    ]


def test_a_rise_from_one_amount_to_another_is_no_range() -> None:
    first, second = find_facts("Rent subsidies increased from 4,800 yuan to 10,000 yuan per month")

    assert (first.low, first.high, first.basis) == ("4800", "4800", "per-month")
    assert (second.low, second.high) == ("10000", "10000")


def test_quota_and_count_of_one_sentence_are_kept_apart() -> None:
    quota, count = find_facts("5年内引进顶尖人才200名，已引进48名")

    assert (quota.kind, quota.low, quota.note) == ("quota", "200", "48 done")
    assert (count.kind, count.low, count.basis) == ("count", "48", "recruited")


def test_applicants_those_selected_and_those_who_came_are_counted_apart() -> None:
    facts = find_facts("去年申报人才计划超过200人，入选12人，目前仅8人全职到岗")

    assert [(fact.kind, fact.low, fact.basis) for fact in facts] == [
        ("count", "200", "applicants"),
        ("count", "12", "recruited"),
        ("count", "8", "arrived"),
    ]


def test_a_degree_says_where_it_must_be_from_and_how_many_years_abroad() -> None:
    degree, *_ = find_facts("在海外知名高校取得博士学位并有3年以上海外工作经历")

    assert (degree.kind, degree.note) == ("degree", "overseas; 3 years abroad")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param("引进外籍专家20名", "foreign nationals", id="foreign"),
        pytest.param("拟招聘留学回国人员15名", "returnees", id="returnees"),
    ],
)
def test_origin_is_a_note_on_what_else_is_asked_for(text: str, note: str) -> None:
    assert only(text).note == note


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param("女性不超过48周岁", "women", id="women"),
        pytest.param("业绩突出的可放宽至50周岁", "relaxed", id="relaxed"),
    ],
)
def test_an_age_limit_says_for_whom_it_holds(text: str, note: str) -> None:
    assert only(text).note == note


def test_document_number_in_other_brackets_is_noted_in_its_canonical_form() -> None:
    fact = only("根据湖政发（2021）15号文件")

    assert (fact.text, fact.note) == ("湖政发（2021）15号", "湖政发〔2021〕15号")


def test_a_fact_told_again_is_listed_once() -> None:
    facts = find_facts(
        "申报截止日期为2023年3月31日。年龄不超过40周岁。\n再次提醒：申报截止日期为2023年3月31日。"
        "年龄不超过40周岁，根据湖政发〔2021〕15号和湖政发（2021）15号文件"
    )

    assert [fact.kind for fact in facts] == ["deadline", "age", "document-number"]


def test_an_amount_in_figures_and_in_capitals_is_one_fact() -> None:
    fact = only("人民币（大写）壹佰伍拾万元整（￥1,500,000.00）")

    assert (fact.low, fact.text) == ("1500000", "人民币（大写）壹佰伍拾万元")


def test_equal_amounts_for_different_people_in_one_sentence_stay_apart() -> None:
    assert len(find_facts("A类给予100万元补贴，B类给予100万元补贴")) == 2


def test_facts_take_the_page_of_their_block() -> None:
    text = "给予500万元资助"
    blocks = [Block(BlockKind.PARAGRAPH, 0, len(text), page=7)]

    assert find_facts(text, blocks)[0].page == 7


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0577-88961234、13800138000转8001，传真010-66554433",
        "邮政编码：325009，地址：市府路500号1号楼1206室",
        "版权所有 © 2015-2023，京ICP备05000001号，京公网安备11010102000001号",
        "第1页 共12页，浏览次数：2356次，字号：大 中 小",
        "2023年3月15日下午，市委书记赴杭州走访，3月18日返回",
        "版本3.5.1，大小50M，功率300W，显存80G",
    ],
)
def test_noise_holds_no_fact(text: str) -> None:
    assert find_facts(text) == ()
