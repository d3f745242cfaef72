"""Folding: whatever was mixed in, the name is found where it stands."""

import re
import unicodedata
from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policywatch.flagging import folding, folding_table
from policywatch.flagging.characters import likeness, likeness_table
from policywatch.flagging.folding import NAME_EDGES, fold, fold_name
from tests.timing import growth

TRADITIONAL = {"启": "啟", "明": "明", "计": "計", "划": "畫"}
MIXED_IN = ["", "\u200b", "\u00ad", "\u0301", "·", " ", "-", "”", "\u3000", "\ufe0f", ".", "*_"]
LETTERS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "启明计划計畫火炬QMｑ①㎡﷽がｶﾞ한é “”·.-_，。\n\t\u200b\u0301\U0001f525\ud800"
        ),
    ),
    max_size=60,
)


def without_surrogates(text: str) -> str:
    return "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF)


@given(LETTERS)
@settings(max_examples=600, deadline=None)
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)

    starts = range(len(folded.text)) if folded.starts is None else folded.starts.tolist()

    assert len(starts) == len(folded.text)
    assert all(a <= b for a, b in zip(starts, list(starts)[1:], strict=False))
    assert all(0 <= start < len(text) for start in starts)


@given(LETTERS)
@settings(max_examples=600, deadline=None)
def test_a_folded_text_folds_to_itself(text: str) -> None:
    once = fold(text).text

    assert fold(once).text == once


@given(LETTERS.map(without_surrogates), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
@example("âÀ", "NFD")
@example("eầ", "NFD")
@example("éâA", "NFD")
@example("ｘâ ", "NFKC")
@example("âＡ", "NFKC")
@settings(max_examples=600, deadline=None)
def test_every_unicode_form_of_a_text_folds_alike(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)).text == fold(text).text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_readings_behind_characters_are_left_out(form: str) -> None:
    shown = unicodedata.normalize(form, "“千人計(jì)劃（huà）”引進(jìn)人才")

    folded = fold(shown)

    assert folded.text == "千人计划引进人才"
    start, end = folded.span(0, 4)
    assert shown[start:end].startswith("千人計")
    assert shown[end - 1] == "劃"


@pytest.mark.parametrize("shown", ["人工智能(AI)人才", "大学(Université)", "(jì)计划", "计划(ji)"])
def test_other_words_in_brackets_stay(shown: str) -> None:
    assert re.sub("[^a-z]", "", fold(shown).text)


OTHER_TEXT = LETTERS.filter(lambda text: "启" not in fold(text).text)


@given(
    st.lists(st.tuples(st.sampled_from(MIXED_IN), st.booleans()), min_size=4, max_size=4),
    OTHER_TEXT,
    OTHER_TEXT,
)
@settings(max_examples=400, deadline=None)
def test_a_name_is_found_at_its_place_whatever_is_mixed_in(
    mixed: list[tuple[str, bool]], before: str, after: str
) -> None:
    *inside, _ = mixed
    fillers = [filler for filler, _ in inside] + [""]
    written = "".join(
        (TRADITIONAL[char] if old else char) + filler
        for char, filler, (_, old) in zip("启明计划", fillers, mixed, strict=True)
    )
    folded = fold(f"{before}，{written}，{after}")

    at = folded.text.index("启明计划")

    assert folded.span(at, at + 4) == (len(before) + 1, len(before) + 1 + len(written))


@given(st.text(st.characters(max_codepoint=127), max_size=60))
@settings(max_examples=300, deadline=None)
def test_ascii_folds_as_it_does_beside_other_letters(text: str) -> None:
    assert fold(text).text == fold(text + "\n一").text[:-2]


@given(st.text(st.one_of(st.sampled_from("启計 .-·aQ1éâ\u0301\ud800🔥(jì)\n㎡ﬁ"), st.characters())))
@settings(max_examples=300, deadline=None)
def test_a_name_folds_as_a_text_does(name: str) -> None:
    assert fold_name(name) == fold(name).text.strip(NAME_EDGES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("启明。计划", "启明计划", id="sentence end"),
        pytest.param("启明\n计划", "启明计划", id="line"),
        pytest.param("启明\t计划", "启明计划", id="cell"),
        pytest.param("启明，计划", "启明计划", id="comma"),
        pytest.param("启明" + " " * 9 + "计划", "启明计划", id="wide gap"),
        pytest.param("the Torch. Program", "torch program", id="English full stop"),
    ],
)
def test_nothing_joins_across_a_barrier(one: str, other: str) -> None:
    assert fold_name(other) not in fold(one).text


@pytest.mark.parametrize(
    "written",
    [
        "启明计划",
        "啟明計劃",
        "啓明計画",
        "启 明 计 划",
        "「启明」计划",
        "启-明计划",
        "启.明.计.划",
        "启\u200b明计划",
        "“启明”计划",
    ],
)
def test_the_ways_to_write_a_name_fold_to_it(written: str) -> None:
    assert fold_name(written) == "启明计划"


@pytest.mark.parametrize("written", ["ＱＭ", "Ⓠⓜ", "𝐐𝐌", "🅠🅜", "🇶🇲", "qm"])
def test_dressed_up_letters_fold_to_plain_ones(written: str) -> None:
    assert fold_name(written) == "qm"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("⻓江学者", "长江学者"),
        ("🔥炬", "火炬"),
        ("広州", "广州"),
        ("髙层次", "高层次"),
        ("靑千", "青千"),
        ("鄕村", "乡村"),
        ("ᴛᴀʟᴇɴᴛs", "talents"),
        ("Ꭲаlеոts", "talents"),
        ("３５５１ ٣٥٥١", "3551 3551"),
        ("Łódź", "lodz"),
    ],
)
def test_what_only_looks_like_a_character_folds_to_it(written: str, plain: str) -> None:
    assert fold_name(written) == plain


def test_characters_that_sound_or_look_alike_are_known() -> None:
    assert set(likeness.readings("启")) == set(likeness.readings("齐")) == {"qi"}
    assert likeness.readings("长") == ("zhang", "chang")
    assert "矩" in likeness.look_alikes("炬")
    assert "炬" in likeness.look_alikes("矩")
    assert "昆" in likeness.look_alikes("毘")  # rare: hardly written but for another
    assert "昆" not in likeness.look_alikes("启")
    assert ("chong", "qing") in likeness.spellings("重庆")


@pytest.mark.parametrize("piece", ["启·", "\ufdfa", "\u200b", "a", "启", " ", ".", "\ud800", "…"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    # Eight times the text takes some eight times as long; squared, it would take 64 times.
    assert growth(lambda times: fold(piece * times), 10_000, 80_000, 24) < 24


@pytest.mark.parametrize(
    ("room", "builder"),
    [(folding, folding_table), (likeness, likeness_table)],
    ids=["fold", "like"],
)
def test_the_table_file_is_what_its_builder_makes(room: ModuleType, builder: ModuleType) -> None:
    fresh = builder.build()

    with np.load(room.TABLE_FILE) as stored:
        assert set(stored.files) == set(fresh)
        assert all(np.array_equal(stored[name], fresh[name]) for name in fresh)
