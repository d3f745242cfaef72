"""Counts and quotas of people, whatever the number, the people and the words around them."""

from itertools import product

import pytest

from policywatch.flagging.facts import find_facts

ENGLISH_NUMBERS = [
    ("48", "48", "48"), ("3,000", "3000", "3000"), ("more than 200", "200", None),
    ("some 300", "300", "300"), ("twelve", "12", "12"), ("seventeen", "17", "17"),
    ("fifty-five", "55", "55"), ("12 500", "12500", "12500"),
]  # fmt: skip
ENGLISH_PEOPLE = ["experts", "overseas researchers", "foreign specialists", "leading academics"]


def people_in(text: str) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (fact.kind, fact.low, fact.high, fact.basis)
        for fact in find_facts(text)
        if fact.kind in ("quota", "count")
    ]


def misread(
    frame: str, numbers: list[tuple[str, str, str | None]], people: list[str], kind: str, basis: str
) -> list[str]:
    """Return the sentences of a frame that are read as anything but the one fact they state."""
    wrong = []
    for (number, low, high), who in product(numbers, people):
        text = frame.format(n=number, who=who)
        if people_in(text) != [(kind, low, high, basis)]:
            wrong.append(text)
    return wrong


@pytest.mark.parametrize(
    "frame",
    [
        "The plan has recruited {n} {who} so far",
        "{n} {who} have been recruited under the program",
        "The city attracted {n} {who} in 2023",
        "has brought in {n} {who} since 2008",
        "The programme has drawn {n} {who}",
        "appointed {n} {who} last year",
        "it has offered grants to {n} {who}",
        "{n} {who} were awarded grants",
        "{n} {who} have joined the program",
        "{n} {who} received funding in 2022",
        "The first batch of {n} {who} was announced",
        "has lured back {n} {who}",
    ],
)
def test_those_an_english_verb_says_were_chosen_are_recruited(frame: str) -> None:
    people = [*ENGLISH_PEOPLE, "returnees"]

    assert not misread(frame, ENGLISH_NUMBERS, people, "count", "recruited")


@pytest.mark.parametrize(
    "frame",
    [
        "{n} {who} returned to China last year",
        "{n} {who} have already come to the city",
        "{n} {who} have taken up their posts",
        "{n} {who} have arrived in Hong Kong",
        "{n} {who} came back to China in 2022",
    ],
)
def test_those_an_english_verb_says_came_have_arrived(frame: str) -> None:
    people = [*ENGLISH_PEOPLE, "Chinese", "applicants"]

    assert not misread(frame, ENGLISH_NUMBERS, people, "count", "arrived")


@pytest.mark.parametrize(
    "frame",
    [
        "The city plans to recruit {n} {who}",
        "aims to attract {n} {who} over five years",
        "wants to attract over a period of 10 years {n} {who}",
        "{n} {who} will be recruited",
        "Each year, {n} {who} are appointed under the program",
        "{n} {who} are needed",
        "will sponsor {n} {who}",
        "for a total of {n} {who}",
    ],
)
def test_those_an_english_verb_seeks_are_a_quota(frame: str) -> None:
    assert not misread(frame, ENGLISH_NUMBERS, ENGLISH_PEOPLE, "quota", "")


@pytest.mark.parametrize(
    "frame",
    [
        "The university invites applications for {n} {who}",
        "{n} {who} in the bureau of finance and other departments are open to applicants",
        "will set up {n} {who}",
    ],
)
def test_posts_that_are_offered_are_a_quota(frame: str) -> None:
    posts = ["faculty positions", "posts", "professor positions"]

    assert not misread(frame, ENGLISH_NUMBERS, posts, "quota", "")


@pytest.mark.parametrize(
    "text",
    [
        "He has held two positions abroad",
        "the 18 appointed academics attended the ceremony",
        "communicated with more than 500 Chinese returned scholars",
        "30 academics were named",
        "48 Chinese universities were ranked",
    ],
)
def test_people_who_are_only_told_of_in_english_are_no_quota_and_none_recruited(text: str) -> None:
    assert all(basis == "arrived" for _, _, _, basis in people_in(text))


CHINESE_NUMBERS = [
    ("3", "3", "3"), ("126", "126", "126"), ("3000余", "3000", None), ("200多", "200", None),
    ("1.2万", "12000", "12000"),
]  # fmt: skip
CHINESE_PEOPLE = ["高层次人才", "海外博士", "外国专家"]


@pytest.mark.parametrize("verb", ["引进", "柔性引进", "引入", "回引", "认定", "集聚", "新增"])
@pytest.mark.parametrize(
    "frame",
    [
        "五年来{verb}{{n}}名{{who}}",
        "“十三五”期间，{verb}{{who}}{{n}}人",
        "近三年来，先后{verb}{{n}}名{{who}}",
        "2023年，全县{verb}{{n}}名{{who}}",
        "截至目前，全市累计{verb}{{who}}{{n}}人",
    ],
)
def test_what_a_report_says_of_years_gone_by_is_a_count(frame: str, verb: str) -> None:
    written = frame.format(verb=verb)

    assert not misread(written, CHINESE_NUMBERS, CHINESE_PEOPLE, "count", "recruited")


@pytest.mark.parametrize(
    "frame",
    [
        "将新增{who}{n}名",
        "计划选派{who}{n}名",
        "拟接收{who}{n}名",
        "需引进{who}{n}名",
        "每年批出{n}个{who}名额",
    ],
)
def test_what_lies_ahead_is_a_quota(frame: str) -> None:
    numbers = [("3", "3", "3"), ("126", "126", "126"), ("一千", "1000", "1000")]

    assert not misread(frame, numbers, CHINESE_PEOPLE, "quota", "")


@pytest.mark.parametrize(
    "frame", ["{who}入选人数不超过{n}人", "每家企业限申报{who}{n}人", "每校推荐{who}不多于{n}人"]
)
def test_no_more_than_so_many_is_a_bound(frame: str) -> None:
    for who in CHINESE_PEOPLE:
        assert people_in(frame.format(who=who, n="5")) == [("quota", None, "5", "")]


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("引进高层次人才75人，其中博士40人、硕士12人", "recruited"),
        ("引进各类人才75名，包括海归40名、“长江学者”特聘教授12名", "recruited"),
        ("引进领军人才75名（博士40名、硕士12名）", "recruited"),
        ("评选出75名优秀人才，博士40名，硕士12名", "recruited"),
        ("目前已有75人到岗，其中海外高层次青年人才40人、副教授12人", "arrived"),
        ("共有75人报名，其中来自美国的专家40人、硕士12人", "applicants"),
        ("共有75名博士生入选，其中新生40名、一年级12名", "recruited"),
    ],
)
def test_the_parts_of_a_count_are_counts_of_its_kind(text: str, basis: str) -> None:
    assert people_in(text) == [("count", n, n, basis) for n in ("75", "40", "12")]


@pytest.mark.parametrize("written", ["75人，教职工40人", "75人，比上年增加40人"])
def test_people_of_another_kind_go_on_no_list(written: str) -> None:
    assert people_in(f"去年引进{written}") == [("count", "75", "75", "recruited")]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("共计有222万海外留学人员回国发展", ("count", "2220000", "2220000", "arrived")),
        ("留学回国人员总数达到22.74万，同比增长14.90%", ("count", "227400", "227400", "arrived")),
        ("累计吸引超3万青年人才", ("count", "30000", None, "recruited")),
        ("經審核後12人獲聘", ("count", "12", "12", "recruited")),
    ],
)
def test_a_number_before_those_it_counts_needs_no_word_for_persons(
    text: str, fact: tuple[str, str | None, str | None, str]
) -> None:
    assert people_in(text) == [fact]


@pytest.mark.parametrize(
    "text", ["给予10万人才补贴", "发放20万博士安家费", "用年薪一百万吸引优秀海归"]
)
def test_money_for_people_is_no_count_of_them(text: str) -> None:
    (fact,) = find_facts(text)

    assert fact.kind == "amount"


def test_those_picked_and_those_they_were_picked_from_are_told_apart() -> None:
    text = "从符合报名条件的50余名专家中评选出在各行各业具有代表性的26名联系专家"

    assert people_in(text) == [
        ("count", "50", None, "applicants"),
        ("count", "26", "26", "recruited"),
    ]


@pytest.mark.parametrize("text", ["6个月内新引进的人才", "现有在校生1200人"])
def test_months_and_students_are_no_people_recruited(text: str) -> None:
    assert people_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "学校拥有国务院特殊津贴专家48人", "现有国家级人才48人", "学校现有双聘院士2人",
        "拥有国家级高层次人才31人（其中包括院士5人、长江学者5人）",
    ],
)  # fmt: skip
def test_those_a_place_has_are_none_it_recruited(text: str) -> None:
    assert people_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "公布了特聘教授、讲座教授名单，共有特聘教授48人", "共评出领军人才48名",
        "近年来遴选产生48名学科带头人", "去年招引大学生48名", "已引回在外人才48名",
    ],
)  # fmt: skip
def test_those_a_list_or_an_election_brings_are_recruited(text: str) -> None:
    assert people_in(text) == [("count", "48", "48", "recruited")]


@pytest.mark.parametrize("text", ["配额48名", "需求人数48人", "设岗48个"])
def test_places_by_other_names_are_a_quota(text: str) -> None:
    assert people_in(text) == [("quota", "48", "48", "")]


@pytest.mark.parametrize(
    "text", ["吸引了40多位留学生参加了招聘会", "2018年度来华来校留学生近700人"]
)
def test_guests_of_a_fair_and_foreign_students_are_none_recruited(text: str) -> None:
    assert people_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "协助企业引进专家48人，获得引智项目6个",
        "引进农业大学48名专家组建服务团，开展技术指导30余次，3200余名农民受益",
    ],
)
def test_what_a_report_tells_beside_them_says_that_people_came(text: str) -> None:
    assert ("count", "48", "48", "recruited") in people_in(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("引进百名博士", "100", "100"), ("计划招聘千名以上高层次人才", "1000", None)],
)
def test_a_round_word_counts_those_sought(text: str, low: str, high: str | None) -> None:
    assert people_in(text) == [("quota", low, high, "")]


@pytest.mark.parametrize("text", ["“千名英才引进计划”启动", "百名博士进企业", "引进数百名人才"])
def test_a_round_word_in_a_name_counts_nobody(text: str) -> None:
    assert people_in(text) == []


def test_those_a_report_names_as_urgently_needed_were_recruited() -> None:
    text = "截至6月底，共引进用人单位急需紧缺的人才905名"

    assert people_in(text) == [("count", "905", "905", "recruited")]


def test_part_of_a_list_that_has_a_verb_of_its_own_is_what_that_says() -> None:
    text = "435名留学人员回国创业，其中有21人入选国家计划"

    assert people_in(text)[-1] == ("count", "21", "21", "recruited")


@pytest.mark.parametrize(
    "text", ["8,797 of the applications had been approved", "the bureau rejected 463 applications"]
)
def test_applications_decided_on_are_no_applicants(text: str) -> None:
    assert people_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "确定张某等26人为第三批领军人才", "认定王某等26名专家为特聘教授",
        "共有26名申请人获分配名额", "26名人才获得省“双创计划”和“急需人才引进计划”资助",
    ],
)  # fmt: skip
def test_those_named_or_granted_what_they_asked_for_are_recruited(text: str) -> None:
    assert people_in(text) == [("count", "26", "26", "recruited")]


def test_those_to_be_named_are_not_yet_recruited() -> None:
    assert people_in("拟确定张某等26人为第三批领军人才") == []
