"""The genre of a document: what it is judged by, and the file of the signs."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.catalogue.watchlists import GENRES
from policywatch.errors import CatalogueError
from policywatch.flagging.genre import GenreJudge, judge_genre
from policywatch.flagging.genre_signs import GenreSigns, Sign, load_genre_signs

SIGNS = load_genre_signs()
FILE = """
before: {other: 0.5}
signs:
  - id: cooking
    where: text
    of: [training]
    why: a kitchen
    says: 'cook|厨师'
"""


@pytest.mark.parametrize(
    ("title", "text", "genre"),
    [
        ("关于申报启明计划的通知", "各有关单位：现将有关事项通知如下。", "notice"),
        (
            "某市人才引进实施办法",
            "第一条 为引进人才，制定本办法。第二条 本办法自发布之日起施行。",
            "directive",
        ),
        ("2022年部门预算公开", "一般公共预算支出表 单位：万元", "budget"),
        ("2022年人才工作总结", "取得明显成效，同比增长5%。存在的问题：总量不足。下一步", "report"),
        ("拟入选人员名单公示", "公示期5个工作日，如有异议请实名反映", "awardees"),
        ("诚聘海内外英才", "请将简历发送至邮箱，应聘人员须有博士学位", "recruitment-ad"),
        ("王教授个人简介", "研究方向：光学。博士生导师，毕业于某大学。", "cv"),
        ("", "基金项目：国家自然科学基金（51876110）。关键词：合金", "paper"),
        ("", "本报讯 记者张三 昨日从市政府获悉", "news"),
        ("诚聘销售经理", "岗位职责：销售。底薪加提成，五险一金，双休。", "ordinary-ad"),
        ("市民积分落户申请须知", "户籍、居住证、社会保险参保满三年者可申请落户", "welfare"),
        ("第三期培训班开课", "学员结业后发证书，学费、课程与讲师如下", "training"),
        ("今天天气", "晴", "other"),
    ],
)
def test_the_genre_of_a_document_is_judged_with_reasons(title: str, text: str, genre: str) -> None:
    judged = judge_genre(title, text)

    assert judged.name == genre
    assert judged.reasons
    assert 0 < judged.confidence <= 1


def test_a_reason_shows_the_words_that_it_rests_on() -> None:
    reasons = judge_genre("拟入选人员名单公示", "公示期5个工作日，如有异议请反映").reasons

    assert "publicity before a decision: 公示期、异议" in reasons


def test_what_holds_nothing_is_of_no_genre_with_no_certainty() -> None:
    assert judge_genre(" ", "\n") == judge_genre("", "")
    assert judge_genre("", "").confidence == 0


def test_a_text_about_a_genre_is_not_of_it() -> None:
    assert (
        judge_genre("招聘公示期是什么意思？", "公示期是指公布拟聘人员的时间，例如七天。").name
        == "other"
    )


def test_traditional_characters_are_judged_as_simplified_ones_are() -> None:
    text = "發布之日起施行。第一條 為吸引人才，制定本辦法。對入選者給予獎勵。"
    simple = "发布之日起施行。第一条 为吸引人才，制定本办法。对入选者给予奖励。"

    assert judge_genre("", text).name == judge_genre("", simple).name == "directive"


def test_a_sign_of_the_beginning_says_nothing_later() -> None:
    sign = Sign(id="dear", where="beginning", of=("notice",), why="a greeting", says="dear")
    judge = GenreJudge(GenreSigns(before={"other": 0.5}, signs=(sign,)))

    assert judge.judge("", "Dear all, " + "x" * 400).name == "notice"
    assert judge.judge("", "x" * 400 + " dear all").name == "other"


def test_a_sign_counts_more_the_more_of_its_wordings_stand() -> None:
    sign = Sign(id="food", where="text", of=("training",), why="food", says="rice|soup|tea")
    judge = GenreJudge(GenreSigns(before={"other": 1}, signs=(sign,)))

    assert judge.judge("", "rice rice rice").name == "other"
    assert judge.judge("", "rice, soup").confidence < judge.judge("", "rice, soup, tea").confidence


@given(st.text(max_size=80), st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_the_same_each_time(title: str, text: str) -> None:
    judged = judge_genre(title, text)

    assert judged == judge_genre(title, text)
    assert judged.name in GENRES


def test_a_sign_needs_no_weights_to_speak_for_its_genre(tmp_path: Path) -> None:
    path = tmp_path / "genres.yaml"
    path.write_text(FILE, encoding="utf-8")

    judge = GenreJudge(load_genre_signs(path))

    assert judge.judge("", "厨师 and cook").name == "training"
    assert judge.judge("", "nothing of it").name == "other"


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("[training]", "[cookery]", "no genre 'cookery'; the genres are notice, directive"),
        ("'cook|厨师'", "'cook(|厨师'", "no regular expression"),
        ("'cook|厨师'", r"'cook|\d+'", r"'\\d+' holds no letters that all it matches must hold"),
        ("'cook|厨师'", "'cook|(?:厨师)?'", "matches where nothing stands"),
        ("where: text", "where: middle", "title"),
        ("of: [training]", "of: []", "'cooking' speaks for no genre; give it `of` or `speaks`"),
        ("why: a kitchen", "why: a kitchen\n    colour: red", "colour"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(
    tmp_path: Path, wrong: str, right: str, told: str
) -> None:
    path = tmp_path / "genres.yaml"
    path.write_text(FILE.replace(wrong, right), encoding="utf-8")

    with pytest.raises(CatalogueError) as problem:
        load_genre_signs(path)

    assert told in str(problem.value)
    assert str(path) in str(problem.value)


def test_two_signs_may_not_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "genres.yaml"
    path.write_text(FILE + FILE[FILE.index("  - id") :], encoding="utf-8")

    with pytest.raises(CatalogueError, match="two signs are called 'cooking'; rename one"):
        load_genre_signs(path)


def test_every_genre_that_rules_may_ask_for_has_signs() -> None:
    assert {genre for sign in SIGNS.signs for genre in sign.of} == set(GENRES)
