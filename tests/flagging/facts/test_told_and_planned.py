"""People told of and people planned for: by rounds and years, guests of events, returnees to be."""

import pytest

from policywatch.flagging.facts import find_facts

People = list[tuple[str, str | None, str | None, str]]


def people_in(text: str) -> People:
    return [
        (fact.kind, fact.low, fact.high, fact.basis)
        for fact in find_facts(text)
        if fact.kind in ("quota", "count")
    ]


def recruited(number: str) -> People:
    return [("count", number, number, "recruited")]


def sought(number: str) -> People:
    return [("quota", number, number, "")]


@pytest.mark.parametrize("chose", ["选择回国", "决定归国", "选择来华"])
@pytest.mark.parametrize("when", ["到2023年", "每年", ""])
def test_those_who_chose_to_come_have_come_whatever_year_it_says(when: str, chose: str) -> None:
    text = f"{when}近300名科学家{chose}"
    assert people_in(text) == [("count", "300", "300", "arrived")]


@pytest.mark.parametrize("rounds", ["前两批", "前9届", "历届"])
def test_former_rounds_are_past(rounds: str) -> None:
    assert people_in(f"{rounds}引进海外人才300名") == recruited("300")


@pytest.mark.parametrize("years", ["近年每年", "近几年来每年", "近三年每年"])
def test_each_of_the_last_years_is_past(years: str) -> None:
    assert people_in(f"{years}引进博士200人左右") == recruited("200")


@pytest.mark.parametrize("text", ["每年引进博士200人左右", "引进博士200人左右"])
def test_each_year_and_round_numbers_lie_ahead_otherwise(text: str) -> None:
    assert people_in(text) == sought("200")


@pytest.mark.parametrize("took", ["聘了", "今年招了", "请了", "签了", "新聘"])
def test_short_words_for_having_recruited(took: str) -> None:
    assert people_in(f"学院{took}8名外籍教授") == recruited("8")


def test_what_is_planned_anew_lies_ahead() -> None:
    assert people_in("计划新聘8名外籍教授") == sought("8")


def test_those_asked_to_come_as_guests_are_not_recruited() -> None:
    assert people_in("学院邀请了8名外籍教授") != recruited("8")


@pytest.mark.parametrize("event", ["大会", "本届论坛", "招聘会", "对接会", "此次活动"])
@pytest.mark.parametrize("drew", ["吸引", "吸引了", "汇聚"])
def test_guests_of_an_event_are_no_fact(event: str, drew: str) -> None:
    assert people_in(f"{event}{drew}来自20个国家的300名海外人才") == []


@pytest.mark.parametrize("stayed", ["落户", "签约", "入职"])
def test_those_whom_an_event_won_are(stayed: str) -> None:
    assert people_in(f"大会吸引300名海外人才{stayed}") != []


@pytest.mark.parametrize("picked", ["挑选", "挑出", "选出"])
def test_those_picked_and_those_they_were_picked_from(picked: str) -> None:
    read = people_in(f"从500名候选人中{picked}30名")
    assert read[-1] == ("count", "30", "30", "recruited")


@pytest.mark.parametrize("text", ["两期共支持63人", "首批已支持63人", "该项目支持了63人"])
def test_those_supported_so_far_are_recruited(text: str) -> None:
    assert people_in(text) == recruited("63")


def test_those_to_be_supported_are_sought() -> None:
    assert people_in("计划共支持63人") == sought("63")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("去年高技能人才新增3.2万", recruited("32000")),
        ("五年内使留学回国人员新增15万至20万", [("quota", "150000", "200000", "")]),
    ],
)
def test_people_added_need_no_word_for_them(text: str, people: People) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "the target is about 30 visiting scientists over five years",
        "the goal is 30 senior engineers", "is on the lookout for 30 academics",
        "is in search of 30 professors", "The plan is to accept 30 researchers",
        "will host 30 visiting scholars a year",
    ],
)  # fmt: skip
def test_english_words_for_seeking(text: str) -> None:
    assert people_in(text) == sought("30")


@pytest.mark.parametrize(
    "text",
    [
        "it has brought 800 high-caliber talents to the city",
        "800 overseas talents were imported by the province",
        "800 innovation and entrepreneurial talents were chosen",
        "800 leading and young scientists were selected", "has nurtured 800 engineers",
    ],
)  # fmt: skip
def test_english_words_for_having_recruited(text: str) -> None:
    assert people_in(text) == recruited("800")


@pytest.mark.parametrize("drawn", ["import", "attract", "bring in", "recruit"])
@pytest.mark.parametrize("who", ["leading overseas returned talents", "returnees by 2030"])
def test_returnees_who_are_to_come_are_sought(drawn: str, who: str) -> None:
    assert people_in(f"The city plans to {drawn} 300 {who}") == sought("300")


@pytest.mark.parametrize("could", ["managed to", "was able to"])
def test_returnees_whom_it_could_draw_have_come(could: str) -> None:
    assert people_in(f"The city {could} attract 300 returnees")[0][0] == "count"


@pytest.mark.parametrize("gone", ["were filled", "have been cut", "were already filled"])
def test_posts_that_are_filled_or_cut_are_none_to_be_had(gone: str) -> None:
    assert people_in(f"160 new faculty positions {gone}") == []


def test_posts_that_are_open_are() -> None:
    assert people_in("160 new faculty positions were opened") == sought("160")


@pytest.mark.parametrize("honoured", ["获奖", "受表彰", "受到表彰"])
def test_those_honoured_are_no_fact_whoever_stands_beside_them(honoured: str) -> None:
    assert people_in(f"6名外国专家和10名留学回国人员{honoured}") == []


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("以特聘教授等形式请来68位知名学者", recruited("68")),
        ("学会选出外籍院士68名", recruited("68")),
        ("四年间引进博士68人", recruited("68")),
        ("面向全球选出68名青年学者", sought("68")),
        ("2026—2030年间引进博士68人", sought("68")),
    ],
)
def test_words_that_say_it_is_done_unless_another_says_it_lies_ahead(
    text: str, people: People
) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize("back", ["从美国回来", "从海外高校归来", "自硅谷回来"])
def test_those_who_came_back_from_somewhere(back: str) -> None:
    text = f"五年间300名科学家{back}"
    assert people_in(text) == [("count", "300", "300", "arrived")]


def test_students_that_schools_take_more_of_are_not_sought() -> None:
    assert people_in("高职院校扩招200万人") == []


@pytest.mark.parametrize("done", ["signed letters of intent", "have signed contracts"])
def test_those_who_sign_are_recruited(done: str) -> None:
    assert people_in(f"A total of 20 experts {done}") == recruited("20")


@pytest.mark.parametrize("named", ["identified as", "recognized as", "certified as"])
def test_those_found_to_be_talents_are_recruited(named: str) -> None:
    assert people_in(f"69 people were {named} overseas high-level talents") == recruited("69")


@pytest.mark.parametrize("joint", [" and ", ", and ", " and another ", ", as well as "])
def test_what_is_said_of_the_first_holds_for_the_next_in_english(joint: str) -> None:
    text = f"has fostered 535 leading talents{joint}23 young experts"
    assert people_in(text) == recruited("535") + recruited("23")
    text = f"will recruit 19 chair professors{joint}45 assistant professors"
    assert people_in(text) == sought("19") + sought("45")


def test_students_beside_those_recruited_are_not() -> None:
    assert people_in("has fostered 535 leading talents and 2,300 students") == recruited("535")


@pytest.mark.parametrize("things", ["talent policies", "talent cards", "talent visas"])
def test_policies_for_talents_are_no_people(things: str) -> None:
    assert people_in(f"introduced 43 {things}") == []


@pytest.mark.parametrize("did", ["oust", "dismiss", "expel"])
def test_who_moves_to_dismiss_people_has_none_arrive(did: str) -> None:
    assert people_in(f"The center has moved to {did} three senior researchers") == []


@pytest.mark.parametrize("by", ["经推荐", "经单位推荐、专家评审", "经自愿申报、择优推荐"])
def test_those_who_came_out_of_a_choice_are_chosen_whoever_recommended_them(by: str) -> None:
    assert people_in(f"{by}，遴选产生30名“科技新星”") == recruited("30")


def test_those_to_be_recommended_are_sought() -> None:
    assert people_in("各市推荐30名") == sought("30")


@pytest.mark.parametrize("stage", ["通过资格审查", "进入复审"])
def test_those_who_passed_a_stage_are_applicants(stage: str) -> None:
    assert people_in(f"共有128人{stage}") == [("count", "128", "128", "applicants")]


def test_post_doctoral_fellows_who_have_entered_a_station_have_come() -> None:
    assert people_in("计划招收博士后60人，目前已进站42人") == [
        ("quota", "60", "60", ""),
        ("count", "42", "42", "arrived"),
    ]


@pytest.mark.parametrize("post", ["岗位：教学科研岗", "招聘职位：工程师"])
def test_the_number_of_people_of_a_post_is_sought(post: str) -> None:
    assert people_in(f"{post}，人数：5人") == sought("5")


def test_the_number_of_people_of_anything_else_is_not() -> None:
    assert people_in("参观地点：展馆，人数：5人") == []


def test_a_ceiling_of_places_is_one() -> None:
    assert people_in("每年名额上限为1万个") == [("quota", None, "10000", "")]


@pytest.mark.parametrize("most", ["up to", "at most", "a maximum of"])
def test_a_programme_that_supports_so_many_at_most_seeks_them(most: str) -> None:
    assert people_in(f"The program supports {most} 50 scientists per year")[0][0] == "quota"


def test_the_shortlisted_are_applicants() -> None:
    text = "A total of 356 scholars were shortlisted"
    assert people_in(text) == [("count", "356", "356", "applicants")]


@pytest.mark.parametrize("had", ["are offered", "will be available"])
def test_places_to_be_had_are_sought(had: str) -> None:
    assert people_in(f"Of all applicants few succeed. Only 150 places {had}") == sought("150")


@pytest.mark.parametrize("what", ["with a master's degree", "from many countries", "in key fields"])
def test_those_told_of_at_length_before_the_verb(what: str) -> None:
    text = f"30 foreign talents {what} were introduced"
    assert people_in(text) == recruited("30")


@pytest.mark.parametrize(
    "text",
    [
        "本年度共有76人获得资助", "最终有76名人才脱颖而出", "五年来累计支持高层次人才76人次",
        "已有76名人才获批来港", "去年获批申请人数达76人",
    ],
)  # fmt: skip
def test_those_who_were_granted_something_are_chosen(text: str) -> None:
    assert people_in(text) == recruited("76")


def test_those_who_draw_money_of_all_kinds_are_not() -> None:
    assert people_in("先后有102人次获得各级资金支持") == []


@pytest.mark.parametrize("range_", ["between 20 and 30", "20 to 30", "20-30"])
def test_a_range_of_people_in_english(range_: str) -> None:
    text = f"recruit {range_} researchers"
    assert people_in(text) == [("quota", "20", "30", "")]


@pytest.mark.parametrize("told", ["The second cohort of", "The institute enrolled"])
def test_a_cohort_is_recruited(told: str) -> None:
    assert people_in(f"{told} 50 postdoctoral fellows") == recruited("50")
