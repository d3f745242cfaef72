"""Titles that nothing on the watchlists lists, told where someone is said to hold them."""

import pytest

from policywatch.catalogue.watchlists import Watchlists
from policywatch.documents import Flagging, FoundMatch
from policywatch.flagging import Flagger


def titles(flagging: Flagging) -> list[FoundMatch]:
    return [match for match in flagging.matches if match.form == "unlisted"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("张某，教授，入选瑶泉学者。", "瑶泉学者", id="selected"),
        pytest.param("李某，瑶泉大学“朱槿学者”特聘教授", "朱槿学者", id="a post called after it"),
        pytest.param("入选朱槿英才、泰山学者，博士", "朱槿英才", id="beside a known one"),
        pytest.param("获聘“瑶 泉学者”，教授，博导", "瑶泉学者", id="with a space inside"),
    ],
)
def test_a_title_that_someone_is_said_to_hold_is_told(
    flagger: Flagger, text: str, title: str
) -> None:
    flagging = flagger.flag(text)

    assert [(m.target_id, m.text) for m in titles(flagging)] == [("talent-title", title)]
    assert max(finding.score for finding in flagging.findings) >= flagger.threshold


def test_it_has_its_place_and_its_sentence_and_is_part_of_the_score(flagger: Flagger) -> None:
    text = "个人简介。张某，教授，2021年入选瑶泉学者。主持项目三项。"
    flagging = flagger.flag(text)
    (match,) = titles(flagging)
    (finding,) = flagging.findings

    assert text[match.start : match.end] == "瑶泉学者"
    assert text[match.sentence_start : match.sentence_end] == "张某，教授，2021年入选瑶泉学者"
    assert finding.rule == "talent-title"
    assert "瑶泉学者" in finding.reason
    assert [part.form for part in finding.parts if part.text == "瑶泉学者"] == ["unlisted"]


def test_one_in_the_title_of_a_text_counts(flagger: Flagger) -> None:
    flagging = flagger.flag("各位专家：请做好准备。", title="关于申报第三批“瑶泉学者”人选的通知")

    assert "talent-title" in flagging.terms
    assert [finding.rule for finding in flagging.findings] == ["talent-title"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("入选全球高被引学者，教授，博导", id="what `unless` names"),
        pytest.param("许多瑶泉学者认为，教授应当治学", id="nobody holds it"),
        pytest.param("荣获优秀青年学者称号，教授", id="no name of its own"),
        pytest.param("论文入选“瑶泉青年学者”论坛，教授", id="a meeting called after it"),
        pytest.param("张某入选瑶泉英才班，教授授课", id="a class of students"),
        pytest.param("瑶泉计划入选者，教授，博导", id="a plan that may be for anything"),
        pytest.param("入选“瑶泉英才”的战队选手，教授", id="words of another sense"),
        pytest.param("入选泰山学者，教授", id="a programme that is listed"),
    ],
)
def test_other_names_are_no_such_titles(flagger: Flagger, text: str) -> None:
    assert not titles(flagger.flag(text))


def test_they_count_only_for_a_term_that_asks_for_them(watchlists: Watchlists) -> None:
    terms = tuple(term.model_copy(update={"unlisted": False}) for term in watchlists.terms)
    flagger = Flagger(watchlists.model_copy(update={"terms": terms}))

    assert not titles(flagger.flag("张某，教授，入选瑶泉学者。"))
