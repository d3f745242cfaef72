"""Flagging a text: forms, context, genre, scores, and whatever else a page may hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.documents import Block, BlockKind, FoundMatch
from policywatch.flagging import Flagger
from policywatch.flagging.texts import GROUP, MAX_TEXT_CHARS, Text
from policywatch.settings import ROOT
from tests.flagging.test_passages import passages
from tests.timing import growth

FLAGGER = Flagger(load_watchlists(ROOT / "watchlists"))
PROGRAMME = "programme"
AROUND = "海外博士申报{}，入选者可获安家费。"


def programme_match(text: str, title: str = "") -> FoundMatch:
    found = [m for m in FLAGGER.flag(text, title=title).matches if m.target == "programme"]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("启明计划", "exact"),
        ("啟明計劃", "traditional"),
        ("啟明計畫", "traditional"),
        ("启·明 计划", "spaced"),
        ("启-明计划", "spaced"),
        ("“启明”计划", "spaced"),
        ("启\u200b明计划", "zero-width"),
        ("启明\u00ad计划", "zero-width"),
        ("ＱＭ计划", "full-width"),
        ("Ⓠⓜ计划", "full-width"),
        ("QM计划", "initials"),
        ("QM人才", "initials"),
        ("Q M 项目", "initials"),
        ("qiming jihua", "pinyin"),
        ("Qǐmíng计划", "pinyin"),
        ("qi ming ji hua", "pinyin"),
        ("启名计划", "homophone"),
        ("齐明计划", "homophone"),
        ("后明计划", "look-alike"),
        ("启朋计划", "look-alike"),
        ("Q1ming", "look-alike"),
        ("Qіmіng", "look-alike"),
        ("Kimming", "short"),
        ("启明", "stem"),
    ],
)
def test_each_way_to_hide_a_name_is_found_and_named(written: str, form: str) -> None:
    text = AROUND.format(written)

    match = programme_match(text)

    assert (match.target_id, match.form, match.held) == ("qiming", form, True)
    assert text[match.start : match.end] in (written, written.strip("“"))


@pytest.mark.parametrize(
    ("written", "form", "programme"),
    [
        ("🔥炬计划", "emoji", "huoju"),
        ("🔥炬", "emoji", "huoju"),
        ("1000人计划", "numerals", "thousand-talents"),
        ("Thousand Talents scheme", "variant", "thousand-talents"),
        ("鯤鵬行動", "traditional", "kunpeng"),
    ],
)
def test_other_programmes_have_forms_too(written: str, form: str, programme: str) -> None:
    match = programme_match(AROUND.format(written))

    assert (match.target_id, match.form) == (programme, form)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("申报Qiming计划的海外博士", True, id="Han on both sides"),
        pytest.param("toQimingx talent scientists in China", None, id="inside a word"),
        pytest.param("qm is for talent in China, qm for PhD scientists", None, id="small initials"),
        pytest.param("海外博士QM2025专家申报", True, id="a year written onto it"),
        pytest.param("海外博士2025QM专家申报", True, id="a year written before it"),
        pytest.param("海外博士QM20257专家申报", None, id="a number written onto it"),
        pytest.param("杰青2人，QM1人，博导5人", True, id="how many they are written onto it"),
        pytest.param("会议室QM3人间，博导", None, id="a room for so many"),
        pytest.param("入选启明的海外专家共3人", True, id="stem with talent"),
        pytest.param("早晨启明东方", False, id="stem alone"),
        pytest.param("2014年青千公示名单，博士", True, id="behind a year"),
        pytest.param("一支年青千军万马的队伍，博士", False, id="young ones"),
        pytest.param("入选“1000人”的海外博士", True, id="a number of people in quotes"),
        pytest.param("入选1000人，海外博士", None, id="a number of people"),
        pytest.param("ExceIlent Young Scient1sts Fund (0verseas) of NSFC", True, id="I for l"),
        pytest.param("今年🔥炬时间线，博士", True, id="stem with a picture, and a word of talent"),
        pytest.param("今年火炬时间线，博士", False, id="such a stem without a picture"),
        pytest.param("运动会🔥炬传到了", False, id="stem with a picture alone"),
        pytest.param("启明创投的海外专家与博士", False, id="firm"),
        pytest.param("王启明教授是海外引进的专家", False, id="person"),
        pytest.param(
            "Wang Qiming, a professor and talent expert in China", False, id="Wang Qiming"
        ),
        pytest.param("Qiming Zhang, PhD, professor and expert, China", False, id="Qiming Zhang"),
        pytest.param("上万人计划回国探亲，其中有博士和教授", False, id="a number before"),
        pytest.param("全县万人计划生育大会有专家参加", False, id="runs on"),
        pytest.param("国家万人计划入选专家", True, id="no number before"),
        pytest.param(
            "參與專家221.86萬人。計畫入選", False, id="a number in Traditional characters"
        ),
        pytest.param("the Zhujiang Talent Program in Beijing", True, id="a talent program by name"),
        pytest.param("the Zhujiang Talent Program on stage", False, id="such a one of no country"),
        pytest.param("a Three Qin Scholar of Shaanxi", True, id="a scholar with the place"),
        pytest.param("a Three Qin Scholar on stage", False, id="such a one of no country"),
        pytest.param("one Th0usand Ta1ents mail a month", True, id="digits in both words"),
        pytest.param("one Thousand Ta1ents mail a month", False, id="a digit in one of them"),
        pytest.param("is a Ch4ngjiang Scholar in town", True, id="a digit in a certain name"),
        pytest.param("华为鲲鹏处理器专家", False, id="processor"),
        pytest.param("火炬传递中的院士专家", False, id="Olympic torch"),
        pytest.param("启明。计划申报海外博士", True, id="sentence end: the stem alone is meant"),
    ],
)
def test_an_ambiguous_name_counts_with_its_context_only(text: str, held: bool | None) -> None:
    found = [m for m in FLAGGER.flag(text).matches if m.target == "programme"]

    assert [m.held for m in found] == ([] if held is None else [held])


def test_a_bare_number_speaks_for_no_name_beside_it() -> None:
    text = "Peacock 🦚 feathers and 3315 beads in a fashion show, then a talent contest in Milan"

    assert FLAGGER.flag(text).programmes == ()


def test_context_is_part_of_what_is_told() -> None:
    text = "我市入选启明的海外专家3人。"

    assert programme_match(text).context == "near 入选、海外、专家"
    assert any("near 入选、海外、专家" in p.what for p in FLAGGER.flag(text).findings[0].parts)


def test_the_title_gives_context_to_the_text_and_the_text_to_the_title() -> None:
    by_title = FLAGGER.flag("鲲鹏计划今日启动。", title="引进海外顶尖人才")
    by_text = FLAGGER.flag("引进海外顶尖人才，今日启动。", title="鲲鹏计划")

    assert by_title.programmes == by_text.programmes == ("kunpeng",)
    assert all(m.start >= 0 for m in by_text.matches)


def test_a_name_in_full_lends_its_sense_to_the_short_one() -> None:
    flagging = FLAGGER.flag("启明计划专家名单公布。\n" + "天气晴好。\n" * 40 + "启明年年有。")

    held = [m.context for m in flagging.matches if m.text == "启明"]
    assert held == ["named in full elsewhere in the text"]


def test_the_longest_name_wins() -> None:
    assert FLAGGER.flag("入选青年千人计划的博士").programmes == ("young-thousand-talents",)


def test_offsets_are_of_the_text_as_shown() -> None:
    text = "①２㎡…\u200b海外博士申报启\u200b明 計劃！"

    match = programme_match(text, title="申报通知")

    assert text[match.start : match.end] == "启\u200b明 計劃"
    assert text[match.sentence_start : match.sentence_end].endswith("计划") is False
    assert match.sentence_start <= match.start < match.end <= match.sentence_end


def test_names_do_not_join_table_cells() -> None:
    assert FLAGGER.flag("启明\t计划\n项目\t金额").programmes == ()


def test_matches_know_the_page_of_an_attachment() -> None:
    text = "第一页\n省级启明计划通知"
    blocks = (Block(BlockKind.PARAGRAPH, 0, 3, page=1), Block(BlockKind.PARAGRAPH, 4, 13, page=2))

    matches = FLAGGER.flag(text, blocks=blocks).matches

    assert {m.page for m in matches if m.target == "programme"} == {2}


def test_a_score_is_the_sum_of_its_parts() -> None:
    for text in (
        "省级启明计划申报通知，安家费300万元。",
        "启名计划申报海外博士。",
        "引进海外博士奖励50万元。",
    ):
        for finding in FLAGGER.flag(text).findings:
            assert finding.score == pytest.approx(sum(part.points for part in finding.parts))
            assert finding.reason


def test_a_guessed_form_scores_lower_than_the_name_itself() -> None:
    plain = FLAGGER.flag(AROUND.format("启明计划")).score
    guessed = FLAGGER.flag(AROUND.format("启名计划")).score

    assert FLAGGER.threshold <= guessed < plain


@given(st.text(max_size=300), st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str, title: str) -> None:
    flagging = FLAGGER.flag(text, title=title)

    assert all(text[m.start : m.end] == m.text for m in flagging.matches)


@given(
    st.lists(
        st.sampled_from(
            [
                "启明",
                "计划",
                "千人",
                "QM",
                "Qiming ",
                "海外",
                "500万元",
                "。",
                "\n",
                "\ud800",
                "（",
                "\u200b",
                "Torch ",
                "处理器",
                "王",
                "1000",
                "\t",
                "华为鲲鹏",
            ]
        ),
        max_size=60,
    )
)
@settings(max_examples=300, deadline=None)
def test_no_mixture_of_names_raises_or_shifts_a_match(pieces: list[str]) -> None:
    text = "".join(pieces)

    flagging = FLAGGER.flag(text)

    assert all(text[m.start : m.end] == m.text for m in flagging.matches)
    assert all(0 <= finding.score <= 100 for finding in flagging.findings)


@pytest.mark.parametrize(
    "piece",
    [
        "启明计划人才",
        "启明",
        "启明创投",
        "（",
        "启·",
        "\ufdfa",
        "1",
        "\u200b",
        "\n",
        "Qiming plan talent ",
        "引进海外人才500万元。",
        "简历岗位职责",
        "\ud800",
        "处理器启明",
        "国家",
        "ab ",
    ],
)
def test_time_grows_with_the_length_whatever_a_text_is_made_of(piece: str) -> None:
    text = piece * (48_000 // len(piece))

    def flag(chars: int) -> None:
        FLAGGER.flag(text[:chars], title=text[:1000])

    # Twelve times the text takes some twelve times as long; squared, it would take 144 times.
    assert growth(flag, 4_000, 48_000, 40) < 40


def test_a_line_of_fifty_megabytes_is_searched_up_to_its_bound() -> None:
    text = "天" * 50_000_000

    assert FLAGGER.flag("人才：启明计划" + text).programmes == ("qiming",)
    assert FLAGGER.flag(text[:MAX_TEXT_CHARS] + "启明计划").programmes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("启明计划" * 10, "", id="all of it"),
        pytest.param("天" * (MAX_TEXT_CHARS + 1), "only the first 4,000,000 of", id="too long"),
        pytest.param("启明计划" * 100_000, "names were looked for in the first", id="many hits"),
        pytest.param("\ufdfa" * 500_000, "names were looked for in the first", id="growing"),
    ],
)
def test_what_was_not_looked_at_is_said(text: str, said: str) -> None:
    unsearched = FLAGGER.flag(text, title="启明计划").unsearched

    assert unsearched.startswith(said)
    assert bool(unsearched) is bool(said)


@pytest.mark.parametrize("name", ["passages.yaml", "passages_check.yaml"])
def test_texts_flagged_together_are_flagged_as_each_is_alone(name: str) -> None:
    texts = [Text(passage.text, passage.title, level="city") for passage in passages(name)]
    texts.insert(GROUP // 2, Text(""))
    assert len(texts) > GROUP

    together = list(FLAGGER.flag_all(texts))

    assert together == [FLAGGER.flag(t.text, title=t.title, level=t.level) for t in texts]


def test_an_empty_text_holds_nothing() -> None:
    flagging = FLAGGER.flag("")

    assert (flagging.matches, flagging.findings, flagging.score) == ((), (), 0.0)


def test_a_term_across_the_border_of_two_words_is_no_term() -> None:
    held = {m.target_id for m in FLAGGER.flag("赴外引才。").matches}

    assert "recruiting-talent" in held
    assert FLAGGER.flag("建立索引才能加快查询。").matches == ()


def test_a_long_text_without_a_word_of_talent_does_not_mean_the_programme() -> None:
    story = (
        "他们把这座城叫作新家园，那里有一份档案，名叫启明计划。" + "夜里下起了雨，灯还亮着。" * 20
    )

    assert FLAGGER.flag(story).programmes == ()
    assert FLAGGER.flag(story + "入选的专家来自海外。").programmes == ("qiming",)


@pytest.mark.parametrize("name", ["passages.yaml", "passages_check.yaml"])
def test_the_parts_of_a_finding_add_up_to_its_score_and_stand_in_their_sentence(
    name: str,
) -> None:
    for passage in passages(name):
        flagging = FLAGGER.flag(passage.text, title=passage.title)
        for finding in flagging.findings:
            assert sum(part.points for part in finding.parts) == pytest.approx(finding.score)
            for part in finding.parts:
                if part.start is not None:
                    assert passage.text[part.start : part.end] == part.text
                    assert part.text in part.sentence


def test_a_part_names_the_page_of_an_attachment_that_its_words_stand_on() -> None:
    text = "第一页\n启明计划申报人须具有博士学位。"
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, 3, page=1),
        Block(BlockKind.PARAGRAPH, 4, len(text), page=2),
    )

    flagging = FLAGGER.flag(text, blocks=blocks)

    named = [p for f in flagging.findings for p in f.parts if p.text == "启明计划"]
    assert named
    assert {part.page for part in named} == {2}


@pytest.mark.parametrize(
    ("written", "programme", "form"),
    [
        ("启*计划", "qiming", "masked"),
        ("启□计划", "qiming", "masked"),
        ("启🌞计划", "qiming", "emoji"),
        ("🔥计划", "huoju", "emoji"),
        ("启民计划", "qiming", "homophone"),
        ("三三一五计划", "ningbo-3315", "numerals"),
        ("1,000-Talents programme", "thousand-talents", "numerals"),
        ("Q i m i n g", "qiming", "spaced"),
        ("Qi Ming", "qiming", "pinyin"),
    ],
)
def test_a_name_is_found_masked_blurred_or_spelled_out(
    written: str, programme: str, form: str
) -> None:
    match = programme_match(f"海外博士、科学家申报{written}，入选者可获安家费，引才RMB。")

    assert (match.target_id, match.form, match.text, match.held) == (
        programme, form, written, True,
    )  # fmt: skip


def test_a_name_without_one_character_is_none_where_no_mark_hides_it() -> None:
    assert FLAGGER.flag("海外博士的个人计划和声明计划。").programmes == ()


def test_what_stands_in_the_title_has_the_title_for_its_sentence() -> None:
    title = "关于组织申报启明计划的通知"

    (finding, *_) = FLAGGER.flag("请各单位于三月底前报送材料。", title=title).findings

    shown = [part for part in finding.parts if part.text == "启明计划"]
    assert shown
    assert {part.sentence for part in shown} == {title}


@pytest.mark.parametrize(
    "text",
    [
        "The scholar saw Qiming.",
        "TTP funding",
        "The talent show in the Qiming hall was fun.",
        "We were told of the Kunpeng plan for scientists from abroad in Zhejiang, China.",
    ],
)
def test_full_width_letters_are_held_to_what_plain_ones_are(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in text)

    held, held_wide = (
        [(m.target_id, m.start, m.held) for m in FLAGGER.flag(one).matches if m.target == PROGRAMME]
        for one in (text, wide)
    )

    assert held
    assert held_wide == held


def test_giving_at_most_is_no_high_pay() -> None:
    assert "pay" not in FLAGGER.flag("最高给予500万元。").terms
    assert "pay" in FLAGGER.flag("提供高給。").terms
