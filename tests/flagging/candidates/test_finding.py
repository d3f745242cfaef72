"""Which names a text holds that may be unknown programmes', and where each begins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.documents import FoundCandidate
from policywatch.flagging import Flagger
from tests.timing import growth

HAN = "瑶光 计划 工程 行动 项目 入选 申报 海外 人才 学者 计畫 千人计划 启明计划 国家级 省 的 第"
LATIN = "3316 QA Plan Haijiao Talent Program the 5 plan scholars"
MARKS = [
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "、",
    "，",
    "。",
    "·",
    "🔥",
    "\n",
    "\t",
    " ",
    "\u200b",
    "\ud800",
]
PIECES = st.sampled_from([*HAN.split(), *LATIN.split(), *MARKS])


def found(flagger: Flagger, text: str, title: str = "") -> dict[str, FoundCandidate]:
    return {one.name: one for one in flagger.flag(text, title=title).candidates}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("关于申报省级瑶光计划的通知，海外博士可报", "瑶光计划", id="verb and level"),
        pytest.param("我市“瑶光引才工程”引进海外人才30名", "瑶光引才工程", id="quotes"),
        pytest.param("入选“瑶光”计划的海外专家", "瑶光计划", id="quotes within"),
        pytest.param(
            "《瑶光人才行动方案》已印发，做好海外引才工作", "瑶光人才行动", id="title of a paper"
        ),
        pytest.param("积极争取宁波市瑶光计划支持，引进海外人才", "瑶光计划", id="place"),
        pytest.param("2023年度瑶光计划入选名单，海外专家5人", "瑶光计划", id="year"),
        pytest.param("关于2023瑶光计划的申报，海外专家5人", "瑶光计划", id="bare year"),
        pytest.param("第二批瑶光计划人选，均为海外博士", "瑶光计划", id="batch"),
        pytest.param("入选启明计划、瑶光计划的海外专家", "瑶光计划", id="list"),
        pytest.param("启明计划和市级瑶光计划专家", "瑶光计划", id="list with level"),
        pytest.param("瑶·光 计划，海外博士速来申报", "瑶光计划", id="broken up"),
        pytest.param("瑶\u200b光计划，海外博士速来申报", "瑶光计划", id="invisible filler"),
        pytest.param("瑶 光 计 划，海外博士速来申报", "瑶光计划", id="spaces everywhere"),
        pytest.param("據悉，瑤光計畫招攬海外學者", "瑶光计划", id="traditional"),
        pytest.param("3316计划入选者均为海外博士", "3316计划", id="digits"),
        pytest.param("全球引才“721”计划专家，海外博士", "721计划", id="digits in quotes"),
        pytest.param("QA计划申报启动，海外博士可报", "qa计划", id="letters"),
        pytest.param(
            "瑶光万里英才支持计划引进海外人才", "瑶光万里英才支持计划", id="four characters"
        ),
        pytest.param("他是瑶光学者特聘教授，海外归国", "瑶光学者", id="title of a person"),
        pytest.param("“瑶光英才”享受安家费，海外人才优先", "瑶光英才", id="quoted people"),
        pytest.param(
            "资助瑶光人才20名、瑶光团队5个，海外优先", "瑶光人才", id="people of two kinds"
        ),
        pytest.param(
            "推荐申报国家级海外引才专项计划的人选", "国家级海外引才专项计划", id="euphemism"
        ),
        pytest.param(
            "入选国家杰出青年社会科学基金项目（海外）的博士，资助100万元",
            "国家杰出青年社会科学基金项目海外",
            id="branch in brackets",
        ),
        pytest.param(
            "《青海省高端外专集聚计划》面向海外", "青海省高端外专集聚计划", id="place's own"
        ),
        pytest.param("青年启明计划入选者，海外博士", "青年启明计划", id="known name modified"),
    ],
)
def test_a_name_is_cut_out_of_its_sentence(flagger: Flagger, text: str, name: str) -> None:
    assert name in found(flagger, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We recruit overseas scientists for the Haijiao Talent Plan.", "haijiao talent plan"),
        ("Selected for China's Haijiao Plan, the researcher left for Wuhan.", "haijiao plan"),
        ("Qiming and Haijiao programs recruit overseas experts.", "haijiao programs"),
        ("Applicants for the Blue Heron Scholars need a doctorate.", "blue heron scholars"),
        ("Selected for the Recruitment Program of Young Geniuses, overseas scientists return.",
         "recruitment program of young geniuses"),
    ],
)  # fmt: skip
def test_an_english_name_is_cut_out_of_its_sentence(flagger: Flagger, text: str, name: str) -> None:
    assert name in found(flagger, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("改为“某类人才项目”，海外引进的专家一律删除", id="unnamed"),
        pytest.param("入选启明计划、鲲鹏行动的海外专家", id="known"),
        pytest.param("省级启明计划和市级鲲鹏行动计划的海外专家", id="known with level"),
        pytest.param("国家重点研发计划支持海外人才和科学家", id="research"),
        pytest.param("制定五年行动计划，引进海外高层次人才", id="five years"),
        pytest.param("学校招生计划、教学计划、培养计划面向海外博士", id="teaching"),
        pytest.param("我市计划引进海外高层次人才30名", id="verb"),
        pytest.param("海外工程师、土木工程博士、电气工程专家", id="engineers"),
        pytest.param("知名学者、青年学者、访问学者和海外学者应邀出席", id="scholars at large"),
        pytest.param("聚天下英才而用之，面向海外引进人才", id="a saying"),
        pytest.param("人才专项资金用于引进海外博士", id="earmarked money"),
        pytest.param("瑶光计划今日上线，充值有礼，门店同步", id="no word of talent"),
        pytest.param("Officials plan to recruit overseas scientists; a Business Plan is due.",
                     id="English verb and common plan"),
        pytest.param("The PhD Program and the Key R&D Program fund overseas researchers.",
                     id="English programmes of everyone"),
    ],
)  # fmt: skip
def test_what_is_no_unknown_programme_is_left_out(flagger: Flagger, text: str) -> None:
    assert found(flagger, text) == {}


def test_the_name_is_shown_as_written_and_stands_at_its_offsets(flagger: Flagger) -> None:
    text = "各有关单位：\n瑤·光 計畫招攬海外學者，安家費三百萬元。其他事項。"

    one = found(flagger, text)["瑶光计划"]

    assert one.shown == "瑤光計畫"
    assert text[one.start : one.end] == "瑤·光 計畫"
    assert text[one.sentence_start : one.sentence_end] == "瑤·光 計畫招攬海外學者，安家費三百萬元"


def test_a_name_in_the_title_only_has_no_offsets(flagger: Flagger) -> None:
    one = found(flagger, "请海外博士于三月底前提交材料。", title="关于申报瑶光计划的通知")[
        "瑶光计划"
    ]

    assert one.start is None
    assert ("title", "") in one.signs


def test_a_name_is_counted_and_taken_where_it_says_most(flagger: Flagger) -> None:
    text = "瑶光计划。\n" * 3 + "入选瑶光计划的海外专家，奖励500万元。"

    one = found(flagger, text)["瑶光计划"]

    assert text[one.sentence_start : one.sentence_end].startswith("入选")
    assert one.times > 1


def test_more_speaks_for_a_name_where_programmes_stand(flagger: Flagger) -> None:
    weak = found(flagger, "瑶光计划开始了，请海外人才、专家关注安家费")["瑶光计划"]
    strong = found(flagger, "入选国家级瑶光计划的海外专家，资助500万元")["瑶光计划"]
    listed = found(flagger, "启明计划、瑶光计划开始了，请海外人才、专家关注安家费")["瑶光计划"]

    assert weak.strength < listed.strength < strong.strength


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECES, max_size=40))
def test_any_text_gives_names_that_stand_in_it(flagger: Flagger, pieces: list[str]) -> None:
    text = "".join(pieces)

    for one in flagger.flag(text, title=text[:20]).candidates:
        assert one.name
        assert 0 < one.strength <= 10
        if one.start is not None and one.end is not None:
            assert 0 <= one.start < one.end <= len(text)
            assert one.sentence_start is not None
            assert one.sentence_end is not None
            assert one.sentence_start <= one.start
            assert one.end <= one.sentence_end


@pytest.mark.parametrize(
    "piece", ["瑶光计划", "“瑶光", "人才", "计划、", "Haijiao Plan, ", "启明计划、瑶光计划", "A "]
)
def test_a_text_of_one_repeated_piece_takes_time_in_proportion(
    flagger: Flagger, piece: str
) -> None:
    # Eight times the text takes some eight times as long; squared, it would take 64 times.
    assert growth(lambda times: flagger.flag("海外人才" + piece * times), 1_000, 8_000, 24) < 24
