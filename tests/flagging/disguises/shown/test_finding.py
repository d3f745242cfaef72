"""Names that only the text as shown tells: what stands in brackets inside, and joined pictures."""

import pytest

from policywatch.catalogue.watchlists import Programme
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of, shown_by

QIHANG = Programme(id="qihang", zh=("启航计划",), en=("Qihang Program",))
NATIONAL = Programme(id="national", zh=("曦明计划",), level="national")
NUMBER = Programme(id="number", zh=("8315计划", "8315湖畔", "8515计划"))
CODE = Programme(id="code", zh=("飞雁云鹤计划",))
PHOENIX = Programme(id="phoenix", zh=("凤凰英才计划",))
LEXICON = lexicon_of(QIHANG, PHOENIX, NATIONAL, NUMBER, CODE)


def shown(text: str) -> list[tuple[str, str, str]]:
    return shown_by(LEXICON, text)


@pytest.mark.parametrize(
    "written",
    [
        "Qihang (Setting Sail) Program",
        "Qihang(SS) program",
        "启航（国家级）计划",
        "启航(省部)計劃",
        "“启航（青年）”计划",
        "启(qi)航计划",
        "启（qi）航（hang）计（ji）划",
    ],
)
def test_a_gloss_in_brackets_hides_no_name(written: str) -> None:
    assert shown(f"入选{written}的学者") == [("qihang", "variant", written.lstrip("“"))]
    assert LEXICON.may_show(f"入选{written}的学者")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("启航（见下）。计划另行通知", id="sentence end behind it"),
        pytest.param("启航计划（国家级）项目", id="the name ends before it"),
        pytest.param("（第二批）启航计划", id="the name begins behind it"),
        pytest.param("启航\n（国家级）计划", id="another line"),
        pytest.param("启航（" + "级" * 30 + "）计划", id="a whole sentence in it"),
        pytest.param("远航（国家级）计划", id="another name"),
    ],
)
def test_brackets_make_no_name_of_what_is_none(text: str) -> None:
    assert shown(text) == []


def test_pictures_that_joined_are_one_word() -> None:
    assert shown("入选🐦\u200d🔥英才计划") == [("phoenix", "emoji", "🐦\u200d🔥英才计划")]
    assert shown("入选🐦🔥英才计划") == []


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("启<b>航</b>计划", id="HTML as it is typed"),
        pytest.param('启<span style="color:red">航</span>计划', id="with attributes"),
        pytest.param("启[color=red]航[/color]计划", id="a forum's tags"),
        pytest.param("启&nbsp;航计划", id="a blank by name"),
        pytest.param("启🔥航计划", id="a picture between"),
        pytest.param("启🔥航🔥计✨划", id="pictures between all"),
        pytest.param("启①航②计③划", id="numbers in circles behind each"),
        pytest.param("启⓵航计划", id="a number in two circles"),
        pytest.param("启、航、计、划", id="a comma behind each"),
        pytest.param("启，航，计，划", id="another comma behind each"),
        pytest.param("启。航。计。划", id="a full stop behind each"),
        pytest.param("启！航！计！划", id="a mark of exclamation behind each"),
    ],
)
def test_tags_and_ornaments_between_its_characters_hide_no_name(written: str) -> None:
    assert ("qihang", "spaced", written) in shown(f"入选{written}的学者")
    assert LEXICON.may_show(f"入选{written}的学者")
    assert shown(f"<b>入选</b>{written}的<i>学</i>者")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("<b>启</b>航", id="the first mark before it"),
        pytest.param("启<b>航</b>", id="the last mark behind it"),
        pytest.param("启①航②", id="a number in a circle behind it"),
        pytest.param("<i>启</i>航<b>计</b>划", id="several marks, one before it"),
    ],
)
def test_a_mark_before_or_behind_a_name_hides_none_that_others_part(written: str) -> None:
    text = f"已经报了{written}，等上会"

    assert {name for name, _, _ in shown(text)} == {"qihang"}
    assert LEXICON.may_show(text)


def test_marks_around_a_whole_name_part_nothing() -> None:
    assert shown("已经报了<b>启航计划</b>，等上会") == []


@pytest.mark.parametrize(
    "written",
    ["Qi<b>hang</b> Program", "Qihang🔥Program", "Qi✨hang Program", "Qi&shy;hang Program"],
)
def test_tags_and_ornaments_between_letters_hide_no_name(written: str) -> None:
    assert ("qihang", "spaced", written) in shown(f"the {written}, abroad")
    assert LEXICON.may_show(f"the {written}, abroad")


@pytest.mark.parametrize(
    "text", ["启<b>航</b>路", "启<航计划", "启🔥明计划", "启[1]航线", "启、航、路"]
)
def test_tags_and_ornaments_make_no_name(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("written", "form"),
    [
        pytest.param("启🔥行计划", "homophone", id="a homophone"),
        pytest.param("齐🔥行计划", "homophone", id="homophones only"),
        pytest.param("启🔥航JH", "spaced", id="the initials of the ending"),
    ],
)
def test_what_a_picture_parts_may_be_disguised_besides(written: str, form: str) -> None:
    assert ("qihang", form, written) in shown(f"入选{written}的学者")


def test_numbers_in_circles_before_the_items_of_a_list_join_none_into_a_name() -> None:
    assert shown("包括①启航②行动③计划，④起⑤行计划") == []


def test_a_number_in_a_circle_before_letters_is_no_digit_of_their_word() -> None:
    assert shown("①Qihang Program②Housing") == [("qihang", "spaced", "Qihang Program")]
    assert shown("①the Qihang Program②Housing") == []  # found as it is written
    assert LEXICON.may_show("①Qihang Program②Housing")


@pytest.mark.parametrize("written", ["启航**", "启航XX", "启航xx", "启航○○"])
def test_a_stem_is_told_whose_word_for_a_plan_is_hidden(written: str) -> None:
    assert shown(f"咨询{written}，海外博士") == [("qihang", "masked", written)]
    assert shown(f"咨询{written}怎么申请") == [("qihang", "masked", written)]
    assert shown(f"咨询{written}公司") == []
    assert shown(f"咨询{written}x，海外博士") == []


def test_a_stem_alone_in_quotes_is_told_beside_what_is_said_of_programmes() -> None:
    assert shown("帮企业对接“启航”，博士") == [("qihang", "stem", "启航")]
    assert shown("商场的“启航”雕像，博士") == []


@pytest.mark.parametrize("title", ["青年人才", "领军人才", "青年領軍人才", "学者", "项目"])
def test_a_stem_in_quotes_is_told_before_a_title(title: str) -> None:
    assert shown(f"拥有“启航”{title}2人") == [("qihang", "stem", "启航")]
    assert shown(f"“启航”号上的{title}") == []


@pytest.mark.parametrize("written", ["（西鸣）", "[西鸣]", "#西鸣 "])
def test_a_homophone_alone_in_brackets_or_as_a_tag_is_told_of_a_well_known_name(
    written: str,
) -> None:
    assert shown(f"{written}海外博士") == [("national", "homophone", "西鸣")]
    assert LEXICON.may_show(f"{written}海外博士")
    assert shown("#西鸣湖 海外博士") == []
    assert shown(written.replace("西鸣", "奇杭")) == []  # like a person's name, of a local one


@pytest.mark.parametrize(
    ("written", "programme", "form"),
    [
        pytest.param("启〇航〇计〇划", "qihang", "spaced", id="a mark after each character"),
        pytest.param("启航O计O划", "qihang", "spaced", id="a letter after some"),
        pytest.param("启a航a计a划", "qihang", "spaced", id="a small letter after each character"),
        pytest.param("启【去掉】航计划", "qihang", "spaced", id="a word to be left out"),
        pytest.param("启(删)航(删)计(删)划", "qihang", "spaced", id="such words again and again"),
        pytest.param("启(见)航计划", "", "", id="another word in brackets"),
        pytest.param("启（此处略）航计划", "qihang", "spaced", id="words that tell of a gap"),
        pytest.param("启呀航呀计呀划", "qihang", "spaced", id="a syllable after each"),
        pytest.param("8、3、1、5计划", "number", "spaced", id="commas between all digits"),
        pytest.param("启肮", "qihang", "look-alike", id="a look-alike alone in quotes"),
        pytest.param("航启", "qihang", "reversed", id="back to front in quotes"),
        pytest.param("83-15", "number", "numerals", id="digits and a mark in quotes"),
        pytest.param("83l5湖畔", "number", "look-alike", id="a letter for a digit"),
        pytest.param("BSIS湖畔", "", "", id="letters alone"),
        pytest.param("BSIS计划", "number", "look-alike", id="letters for all digits before a plan"),
        pytest.param("8З15", "", "", id="a letter of another script alone"),
        pytest.param("捌叁壹伍", "number", "numerals", id="numerals in quotes"),
        pytest.param("8315", "number", "numerals", id="digits in quotes"),
        pytest.param("83.1.5湖畔", "", "", id="some digits apart"),
        pytest.param("8.3.1.5湖畔", "number", "spaced", id="all digits apart"),
        pytest.param("83.15计划", "number", "spaced", id="a point in a number"),
        pytest.param("8.3.1.5", "number", "numerals", id="digits apart alone in quotes"),
        pytest.param("7航", "qihang", "homophone", id="a digit for its sound in quotes"),
        pytest.param("⑦航", "qihang", "homophone", id="a digit in a circle"),
        pytest.param("qi3hang2 ji4hua4", "qihang", "pinyin", id="tones in digits"),
        pytest.param("qi3 hang2 ji4 hua4", "qihang", "pinyin", id="syllables with tones apart"),
        pytest.param("a1 b2 c3", "", "", id="other letters with digits"),
        pytest.param("9315", "", "", id="other digits in quotes"),
    ],
)
def test_marks_and_numbers_hide_no_name(written: str, programme: str, form: str) -> None:
    found = [(target, how) for target, how, words in shown(f"申报“{written}”的博士")]

    assert found == ([(programme, form)] if programme else [])


def in_lines(text: str) -> list[tuple[str, str, str]]:
    """Return the names shown but those of which a mark may hide a part, which none does here."""
    return [one for one in shown(text) if one[1] != "masked"]


def test_a_line_for_each_character_hides_no_name() -> None:
    assert in_lines("看\n启\n航\n计\n划\n今年的") == [("qihang", "spaced", "启\n航\n计\n划")]
    assert in_lines("启\n航\n计\n划") == [("qihang", "spaced", "启\n航\n计\n划")]
    assert LEXICON.may_show("启\n航\n计\n划")
    assert in_lines("启\n航行\n计\n划") == []
    assert in_lines("重启\n航\n计\n划") == []


def test_digits_apart_alone_are_a_version() -> None:
    assert shown("版本8.3.1.5的博士") == []
    assert shown("增长83.15的博士计划") == []


def test_letters_for_all_digits_of_a_number_are_one() -> None:
    lexicon = lexicon_of(Programme(id="ones", zh=("111计划",), en=("111 Project",)))
    for written in ("lll Project", "III计划"):
        assert shown_by(lexicon, f"the {written}, abroad") == [("ones", "look-alike", written)]
    assert shown_by(lexicon, "Chapter III: Projects") == []


@pytest.mark.parametrize(
    ("written", "form"),
    [
        pytest.param("Q i h a n g Program", "spaced", id="letters set apart"),
        pytest.param("Q.i.h.a.n.g Program", "spaced", id="by dots"),
        pytest.param("Q i h a n g  P r o g r a m", "spaced", id="words by two spaces"),
        pytest.param("Q.H.J.H", "spaced", id="all initials apart"),
        pytest.param("Q*hang Program", "masked", id="a letter masked"),
        pytest.param("Q*h*ng Program", "masked", id="two letters of a word"),
        pytest.param("Q*hang Progr*m", "masked", id="a letter of each word"),
        pytest.param("&#21551;&#33322;计划", "variant", id="in codes of HTML"),
        pytest.param(r"\u542f\u822a计划", "variant", id="in escapes"),
        pytest.param("%E5%90%AF%E8%88%AA计划", "variant", id="as in an address"),
        pytest.param("%C6%F4%BA%BD计划", "variant", id="as in an address in GBK"),
        pytest.param("=E5=90=AF=E8=88=AA计划", "variant", id="as in a mail"),
        pytest.param(r"\xe5\x90\xaf\xe8\x88\xaa计划", "variant", id="in escaped bytes"),
        pytest.param("U+542F U+822A计划", "variant", id="by number"),
    ],
)
def test_letters_apart_masks_and_codes_hide_no_name(written: str, form: str) -> None:
    assert shown(f"the {written}, abroad") == [("qihang", form, written)]
    assert LEXICON.may_show(f"the {written}, abroad")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a b c d e f g Program", id="other letters"),
        pytest.param("**Q**ihang and *hang* Program", id="marks of emphasis"),
        pytest.param("&#21551;&#26126;计划", id="another name in codes"),
        pytest.param("50%E %E5 & \\u00e9计划", id="codes of no character of Han"),
        pytest.param("%D0%9F%D1%80%D0%B8计划", id="codes of Cyrillic"),
        pytest.param("%CA%CA计划 =E5=90", id="half of a code"),
    ],
)
def test_letters_apart_and_codes_make_no_name_of_what_is_none(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("省里FYYH的项目", True),
        ("【转发】FYYH 申报开始", True),
        ("the FYYH project", False),
        ("省里FYYHX的项目", False),
    ],
)
def test_four_initials_are_a_name_in_chinese(text: str, is_told: bool) -> None:
    assert shown(text) == ([("code", "initials", "FYYH")] if is_told else [])


@pytest.mark.parametrize("char", "启〇1(#“A* &%\n")
def test_looking_for_what_is_shown_takes_time_in_proportion(char: str) -> None:
    check_time_in_proportion(shown, f"启{char}")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("#QihangProgram2024 abroad", "QihangProgram"),
        ("QihangProgram4PhD, abroad", "QihangProgram"),
        ("#TheQihangProgramAbroad", "QihangProgram"),
    ],
)
def test_words_written_on_hide_no_name_among_them(text: str, written: str) -> None:
    assert ("qihang", "spaced", written) in shown(text)
    assert LEXICON.may_show(text)


def test_a_word_written_on_from_small_letters_begins_no_name() -> None:
    assert shown("theQihangProgramAbroad") == []


@pytest.mark.parametrize("piece", ["Qihang", "QihangProgram", "Qi1Ha", "QihangProgram "])
def test_words_written_on_take_time_in_proportion(piece: str) -> None:
    check_time_in_proportion(shown, piece)
