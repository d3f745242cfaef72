"""What a name is part of tells another sense; what only stands before it tells nothing."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger
from tests.timing import growth

FLAGGER = Flagger(
    Watchlists(
        programmes=(
            Programme(id="count", zh=("千人计划", "百人领军人才"), stems=("千人",)),
            Programme(
                id="dawn",
                zh=("曦明计划", "曦明人才", "国家曦明"),
                en=("ximing",),
                unless=("曦明星",),
            ),
            Programme(id="river", zh=("沁江学者",)),
            Programme(id="sound", zh=("秦江学者",)),
        ),
        terms=(),
        context=Context(talent=("教授", "博士")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "他通过千人计划回国任教授",
        "学者参与中共千人計畫，任教授",
        "入选过千人计划的教授",
        "国家设计千人计划引进博士",
        "总计千人计划专家50名，多为教授",
        "评上百人领军人才的教授",
        "累计百人领军人才12名，多为教授",
        "除千人计划外，还有教授12名",
    ],
)
def test_a_word_before_a_name_that_may_end_a_number_makes_it_none(text: str) -> None:
    assert FLAGGER.flag(text).programmes == ("count",)


@pytest.mark.parametrize(
    "text",
    [
        "超过千人计划参加，有教授",
        "近千人计划报名，有博士",
        "一共千人计划前往，有教授",
        "上千人听教授讲课",
    ],
)
def test_a_number_of_people_who_plan_is_no_programme(text: str) -> None:
    assert not FLAGGER.flag(text).programmes


@pytest.mark.parametrize(
    "text",
    [
        "面向博士、教授的曦明人才培养课程",
        "曦明人才培养及认证，教授、博士授课",
        "The Ximing Talent Bureau in China invites professors and PhDs",
        "Ximing Talents Market in China, for professors, PhDs",
        "某高校的“曦明计划”马拉松，教授、博士报名",
        "曦明计划志愿者服务队，教授、博士加入",
    ],
)
def test_a_course_an_office_or_a_club_of_the_name_is_no_programme(text: str) -> None:
    assert not FLAGGER.flag(text).programmes


@pytest.mark.parametrize(
    "text",
    [
        "曦明人才培养计划入选的博士、教授",
        "列为曦明人才培养对象的博士、教授",
        "入选“曦明计划”后从事志愿服务的博士、教授",
        "a Ximing Talent in China, professor, PhD",
    ],
)
def test_one_who_is_trained_by_a_programme_is_its_talent(text: str) -> None:
    assert FLAGGER.flag(text).programmes == ("dawn",)


def test_a_name_whose_end_begins_another_word_is_not_meant() -> None:
    assert FLAGGER.flag("国家曦明，博士、教授").programmes == ("dawn",)
    assert not FLAGGER.flag("国家曦明星计划，博士、教授").programmes


@pytest.mark.parametrize("text", ["教授，ximing@example.org，博士", "博士、教授 ximing.com 网"])
def test_a_name_in_an_address_is_not_meant(text: str) -> None:
    assert not FLAGGER.flag(text).programmes


def test_a_listed_name_is_no_other_that_sounds_like_it_and_goes_on() -> None:
    assert FLAGGER.flag("引进博士，沁江学者项目，教授").programmes == ("river",)


@pytest.mark.parametrize("text", ["招聘XM工程师，教授、博士", "XM计划表，教授、博士复习用"])
def test_a_word_for_a_plan_that_begins_another_word_tells_nothing(text: str) -> None:
    assert not FLAGGER.flag(text).programmes


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("省里 qinjiang 特聘教授，博士", True, id="in a sentence"),
        pytest.param("入选qin jiang的博士、教授", True, id="its syllables apart"),
        pytest.param("获省q!njiang（D类），教授、博士", True, id="a sign for a letter"),
        pytest.param("教授、博士见www.qinjiang.cn", False, id="in an address"),
        pytest.param("Qinjiang, a river; professors, 博士", False, id="in English"),
    ],
)
def test_a_stem_in_pinyin_alone_counts_in_a_chinese_sentence(text: str, *, meant: bool) -> None:
    assert bool({"river", "sound"} & {*FLAGGER.flag(text).programmes}) is meant


def test_no_name_is_told_by_a_sound_that_is_near_and_a_look() -> None:
    assert FLAGGER.flag("秦江学者，博士").programmes == ("sound",)
    assert not FLAGGER.flag("贫汀学者，博士").programmes
    assert not FLAGGER.flag("编号 xm (计划生育)，博士、教授").programmes


FIRMS = Flagger(
    Watchlists(
        programmes=(
            Programme(id="title", zh=("沁江学者",), en=("Qinjiang Scholars Program", "Dawn Plan")),
            Programme(id="weak", zh=("沣水英才",), weak=("沣水英才",)),
            Programme(id="plan", zh=("曦明计划",), unless=("骨干教师",)),
        ),
        terms=(),
        context=Context(
            talent=("入选", "教授"),
            against=("融资", "芯片架构", "上市公司", "志愿者", "venture capital", "servers"),
        ),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("入选沁江学者的张某创办的企业完成融资，现为上市公司", "title", id="chosen"),
        pytest.param("张某，沁江学者，现任上市公司首席科学家，设计芯片架构", "title", id="a title"),
        pytest.param(
            "创始人入选省级沣水英才，公司完成融资", "weak", id="chosen for a doubtful one"
        ),
        pytest.param("公司的沣水英才完成融资", "", id="a doubtful one beside a firm"),
        pytest.param("曦明计划专家为骨干教师、志愿者讲课", "plan", id="its experts"),
        pytest.param("曦明计划为骨干教师、志愿者讲课", "", id="the plan itself"),
        pytest.param("张某，曦明计划，教授，骨干教师", "plan", id="among the titles of one"),
        pytest.param(
            "Selected for the Dawn Plan, he raised venture capital and builds servers.",
            "title",
            id="chosen, in English",
        ),
        pytest.param(
            "A Dawn Plan awardee raised venture capital and builds servers.",
            "title",
            id="titled, in English",
        ),
        pytest.param(
            "Qinjiang Scholars Program, venture capital and servers.",
            "title",
            id="what says of people itself",
        ),
        pytest.param("The Dawn Plan: venture capital and servers.", "", id="what does not"),
    ],
)
def test_those_whom_a_programme_titles_found_firms_and_give_lectures(text: str, meant: str) -> None:
    assert FIRMS.flag(text).programmes == ((meant,) if meant else ())


def test_what_a_title_is_about_denies_no_one_who_was_chosen() -> None:
    title = "上市公司完成融资"
    assert FIRMS.flag("公司创始人张某入选曦明计划，教授", title=title).programmes == ("plan",)
    assert FIRMS.flag("现有曦明计划3人，教授20人", title=title).programmes == ("plan",)
    assert not FIRMS.flag("公司推出曦明计划，员工参加", title=title).programmes


@pytest.mark.parametrize("text", ["入选曦明计划的志愿者", "曦明计划3人一组，志愿者带队"])
def test_whom_another_scheme_chose_are_no_scientists(text: str) -> None:
    assert not FIRMS.flag(text, title="志愿者走进校园").programmes


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("作者简介：张某，沣水英才，研究方向为材料", True, id="a line about an author"),
        pytest.param("拟让张某参评“沣水英才”", True, id="applied for"),
        pytest.param("首批沣水英才共评出20人", True, id="awarded"),
        pytest.param(
            "序号\t姓名\t称号\n1\t张某\t沣水英才\n", True, id="a cell of a list of people"
        ),
        pytest.param("序号\t品名\n1\t沣水英才\n", False, id="a cell of another list"),
        pytest.param("序号\t姓名\n1\t沣水英才公司\n", False, id="a part of a cell"),
        pytest.param("设备清单：沣水英才专用章", False, id="nothing said of persons"),
    ],
)
def test_a_doubtful_name_is_told_by_whose_title_it_is(text: str, *, meant: bool) -> None:
    assert bool(FIRMS.flag(text).programmes) is meant


def test_a_word_of_its_own_is_no_slip() -> None:
    assert FLAGGER.flag("Ximing profesor, 教授、博士").programmes == ("dawn",)
    assert not FLAGGER.flag("The Ximing processor, by 教授、博士").programmes


def test_what_sounds_like_a_name_does_not_begin_before_the_quotes_that_it_ends_in() -> None:
    flagged = FLAGGER.flag("申请“江学者”的博士、教授")
    assert {match.form for match in flagged.matches} == {"masked"}
    flagged = FLAGGER.flag("申请江学者的博士、教授")
    assert {match.form for match in flagged.matches} == {"homophone"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("XM计划今年还报吗", True, id="a few words"),
        pytest.param(
            "听说XM计划今年又提前了，你们组里有人在准备吗？PPT要从头重做，想想都头大，还得排练",
            True,
            id="a longer text that speaks of what is done for it",
        ),
        pytest.param(
            "XM计划是我室友取的名字，下周末拼车去爬山，缺两个人，油费平摊，车费到了再说",
            False,
            id="a longer text about something else",
        ),
        pytest.param(
            "新车上市以后，厂家的XM计划又有改款，官方说售价会在15万元以下，还送五年免费保养",
            False,
            id="a longer text with a price",
        ),
    ],
)
def test_initials_of_a_plan_count_where_nothing_else_is_spoken_of(text: str, meant: bool) -> None:
    dawn = Programme(id="dawn", zh=("XM计划",))
    context = Context(talent=("教授", "博士"))
    flagger = Flagger(
        Watchlists(programmes=(dawn,), terms=(), context=context, rules=(), threshold=40)
    )
    assert bool(flagger.flag(text).programmes) is meant


def test_initials_before_a_number_are_a_code_but_before_a_year_a_name() -> None:
    dawn = Programme(id="dawn", zh=("曦明计划",), short=("XM",))
    context = Context(talent=("教授", "博士", "申报"))
    flagger = Flagger(
        Watchlists(programmes=(dawn,), terms=(), context=context, rules=(), threshold=40)
    )
    assert not flagger.flag("XM 819-2017标准，教授、博士评审").programmes
    assert flagger.flag("XM 2024申报，教授、博士评审").programmes == ("dawn",)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("“沁江学者”支教团招募，教授、博士带队", False, id="who teaches in villages"),
        pytest.param("沁江学者杯羽毛球赛，教授队夺冠", False, id="a cup"),
        pytest.param("沁江学者大学生实习开始报名，教授指导", False, id="students' work"),
        pytest.param("Dawn Plan for rural pupils, professors teach", False, id="pupils"),
        pytest.param("the Dawn Plan Show, a professor on the piano", False, id="a show"),
        pytest.param("沁江学者申报，教授、博士，学校有足球场", True, id="said later"),
        pytest.param("The Dawn Plan shows whom the professors hire", True, id="a verb"),
    ],
)
def test_what_is_called_after_a_programme_for_others_is_another_scheme(
    text: str, *, meant: bool
) -> None:
    assert ("title" in FIRMS.flag(text).programmes) is meant


def test_a_word_inside_a_longer_one_speaks_once() -> None:
    watchlists = Watchlists(
        programmes=(Programme(id="plan", zh=("曦明计划",)),),
        terms=(),
        context=Context(talent=("入选", "入选者"), against=("融资", "股价")),
        rules=(),
        threshold=40,
    )

    assert not Flagger(watchlists).flag("曦明计划的入选者看股价、谈融资").programmes


def test_a_phrase_of_another_sense_inside_another_name_says_nothing() -> None:
    watchlists = Watchlists(
        programmes=(
            Programme(id="wan", zh=("曦万计划",), unless=("十曦",)),
            Programme(id="shi", zh=("五十曦工程",)),
        ),
        terms=(),
        context=Context(talent=("教授",)),
        rules=(),
        threshold=40,
    )

    flagging = Flagger(watchlists).flag("曦万计划3人、五十曦工程2人，教授")
    assert set(flagging.programmes) == {"wan", "shi"}
    assert "wan" not in Flagger(watchlists).flag("十曦的曦万计划").programmes


INITIALS = Flagger(
    Watchlists(
        programmes=(Programme(id="dawn", zh=("曦明计划", "XM计划"), short=("XM",)),),
        terms=(),
        context=Context(talent=("教授", "博士", "professor", "PhD")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "XM计划：值班员（Xray Manager）轮换，教授、博士除外",
        "PhDs and a professor wanted by X.M. (Xylophone Makers), XM for short",
        "XM (Xenial Mothers) meets a professor, PhD",
    ],
)
def test_initials_that_a_text_explains_otherwise_are_none(text: str) -> None:
    assert not INITIALS.flag(text).programmes


@pytest.mark.parametrize(
    "text",
    [
        "XM计划（Xi Ming），教授、博士",
        "XM计划（海外），教授、博士",
        "教授、博士申报XM计划（第三批）",
    ],
)
def test_initials_with_anything_else_in_brackets_are_a_programme(text: str) -> None:
    assert INITIALS.flag(text).programmes == ("dawn",)


def test_initials_again_and_again_take_time_in_proportion() -> None:
    def look(times: int) -> None:
        INITIALS.flag("教授、博士申报XM，" * times)

    assert growth(look, 300, 3_000, 30) < 30
