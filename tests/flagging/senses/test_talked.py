"""A name that people speak of as of a grant or a title is meant so; little else is spoken of so."""

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

PEAK = Programme(id="peak", zh=("孤峰英才",), short=("GFY", "GF"))
SWAN = Programme(id="swan", zh=("天鹅计划", "天鹅学者"))
DAWN = Programme(
    id="dawn", zh=("曦明计划",), en=("Ximing",), weak=("Ximing",), stems=("曦明",), short=("XM",)
)
BRIDGE = Programme(id="bridge", zh=("桥海人才",), stems=("桥海",), needs_context=True)
COUNT = Programme(id="count", zh=("万人计划",), stems=("万人",))
FLAGGER = Flagger(
    Watchlists(
        programmes=(DAWN, BRIDGE, COUNT, PEAK, SWAN),
        terms=(),
        context=Context(talent=("博士", "会评", "professor", "PhD"), against=("股票", "servers")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize("name", ["曦明", "曦 明", "曦明的", "XM", "Ximing", "桥海"])
@pytest.mark.parametrize(
    "said",
    [
        pytest.param("{}会评完多久公布", id="how it is judged"),
        pytest.param("{}今年本子怎么写", id="what one hands in"),
        pytest.param("听说{}挂了，明年再报优青", id="failed, and another title"),
        pytest.param("{}创业类和创新类哪个容易", id="its kinds"),
        pytest.param("拿了{}还能去高校吗", id="had, and where one goes"),
        pytest.param("{}不让公开宣传", id="kept quiet"),
        pytest.param("千人不讓提了，改叫{}", id="renamed, in Traditional characters"),
    ],
)
def test_what_is_said_of_programmes_for_talent_tells_the_sense(name: str, said: str) -> None:
    assert FLAGGER.flag(said.format(name)).programmes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("曦明今年开了三家店", id="said of firms"),
        pytest.param("曦明挂了，重启手机就好", id="no word of universities or conditions near"),
        pytest.param("曦明的股票挂了，学校老师买了不少", id="a word of another sense"),
        pytest.param("曦明中学的老师要求交作业", id="nothing said beside it"),
        pytest.param("万人的名单，老师要手动录入", id="a number of people"),
    ],
)
def test_what_is_said_of_all_things_does_not(text: str) -> None:
    assert FLAGGER.flag(text).programmes == ()


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        pytest.param("A recruiter told me about Ximing last night", True, id="a recruiter"),
        pytest.param("Can I list XM on my CV or is it secret?", True, id="kept secret"),
        pytest.param("My professor got Ximing in 2022", True, id="a word of talent"),
        pytest.param("My professor got XM in 2022", False, id="initials need more"),
        pytest.param("The startup got Ximing as an investor", False, id="no word of talent"),
        pytest.param("We met a recruiter near the Ximing office", False, id="not said beside it"),
        pytest.param("A recruiter offered me Ximing servers", False, id="another sense"),
    ],
)
def test_in_english_a_word_of_recruiting_has_to_be_near(text: str, is_meant: bool) -> None:
    assert FLAGGER.flag(text).programmes == (("dawn",) if is_meant else ())


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        pytest.param("GFY被学校催得紧，代表作先填系统", True, id="two words of universities"),
        pytest.param("GFY被学校催得紧", False, id="one is too little"),
        pytest.param("GFY股票，学校的经费买了不少", False, id="a word of another sense"),
        pytest.param("GF被学校催得紧，代表作先填系统", False, id="two letters stand for much else"),
        pytest.param("上市公司缺GF人选，海外企业来的优先", True, id="people for it are asked for"),
        pytest.param("Ⓖ Ⓕ 答辩，海外企业来的优先", True, id="two letters in circles"),
        pytest.param("the GFY of my university, offer in hand", False, id="in English"),
    ],
)
def test_capitals_are_told_by_where_they_are_spoken_of(text: str, is_meant: bool) -> None:
    assert FLAGGER.flag(text).programmes == (("peak",) if is_meant else ())


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        pytest.param("博士报了天🦢计划，股票涨了", True, id="a plan in a picture"),
        pytest.param("博士报了甜鹅计划，股票涨了", True, id="a plan by its sound"),
        pytest.param("博士报了天🦢学者，股票涨了", False, id="people in a picture"),
    ],
)
def test_words_of_another_sense_deny_no_plan_that_is_drawn(text: str, is_meant: bool) -> None:
    assert FLAGGER.flag(text).programmes == (("swan",) if is_meant else ())


def test_the_words_that_told_are_shown() -> None:
    (match,) = FLAGGER.flag("拿了曦明还能去高校吗").matches

    assert match.context == "near 高校"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("小万人名单下来了", True, id="a listed short name"),
        pytest.param("小万人在跑步", False, id="one of which nothing is said"),
        pytest.param("桥嗨人才去年没开", True, id="a disguise that speaks of talent"),
        pytest.param("桥嗨人才在这里", False, id="one of which nothing is said, either"),
    ],
)
def test_what_speaks_for_itself_needs_no_other_word_where_it_is_talked_of(
    text: str, *, meant: bool
) -> None:
    small = Programme(id="small", zh=("万人计划", "小万人"), weak=("小万人",))
    flagger = Flagger(
        Watchlists(programmes=(small, BRIDGE), terms=(), context=Context(), rules=(), threshold=40)
    )
    assert bool(flagger.flag(text).programmes) is meant


@pytest.mark.parametrize(
    "text",
    [
        "曦明公示了年报，单位和个人都可以查",
        "曦明落地海南，企业投资10亿元",
        "XM还有吗，采购单位问",
        "有曦明、飞腾等平台经验者优先，年龄不超过35周岁",
        "XM第二批到货了，企业下单",
    ],
)
def test_what_is_said_of_much_else_tells_nothing_of_a_stem(text: str) -> None:
    assert not FLAGGER.flag(text).programmes


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        pytest.param("启明被屏蔽了，知乎搜不到", "qiming", id="what is kept from being found"),
        pytest.param("有人在知乎问“千人”为何不让搜", "thousand-talents", id="a number in quotes"),
        pytest.param("启明要求股权吗，我在德国做博后", "qiming", id="what it asks for"),
        pytest.param("QM的钱到账了吗，院里一直拖", "qiming", id="its money"),
        pytest.param("千人合同到期，院里不续", "thousand-talents", id="said of no crowd"),
        pytest.param("qm没中，明年再战", "qiming", id="small initials"),
        pytest.param("小千人到底是什么", "young-thousand-talents", id="asking what a title is"),
    ],
)
def test_conditions_money_and_silence_are_said_of_programmes(
    flagger: Flagger, text: str, programme: str
) -> None:
    assert programme in flagger.flag(text).programmes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("千人被删好友，搜索一下原因", id="so many people"),
        pytest.param("国重是什么，实验室吗", id="a laboratory"),
        pytest.param("鲲鹏是什么，昇腾是什么", id="asking what a product is"),
        pytest.param("火炬股份改革，员工持股", id="a firm"),
        pytest.param("启明学校要求股权，院里开会", id="a school"),
    ],
)
def test_said_of_others_they_mean_no_programme(flagger: Flagger, text: str) -> None:
    assert not flagger.flag(text).programmes
