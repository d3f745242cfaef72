"""The lexicon: a name that an analyst adds is found however it is written, where it stands."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.catalogue.watchlists import Context, Programme, Term, Watchlists
from policywatch.errors import CatalogueError
from policywatch.flagging.folding import CAPITAL, PICTURE, QUOTE, fold
from policywatch.flagging.lexicon import MAX_HITS, Lexicon, lexicon_of
from policywatch.flagging.names.entries import Kind
from policywatch.flagging.names.forms import name_form
from tests.timing import growth


def watchlists(*programmes: Programme, terms: tuple[Term, ...] = ()) -> Watchlists:
    return Watchlists(
        programmes=programmes, terms=terms, context=Context(), rules=(), threshold=40.0
    )


# Made-up programmes: what holds for them holds for whatever an analyst adds.
QIHANG = Programme(id="qihang", zh=("启航计划",), en=("Qihang Plan",))
YINHE = Programme(id="yinhe", zh=("银河海外高端人才引进计划",))
HARBOUR = Programme(id="harbour", zh=("三港英杰工程",), en=("Harbour Scholars Program",))
QIANREN = Programme(id="shiren", zh=("万千人计划",), short=("WQR",), stems=("鸿翔",))
LEXICON = Lexicon(watchlists(QIHANG, YINHE, HARBOUR, QIANREN))


def found(text: str, lexicon: Lexicon = LEXICON) -> set[tuple[str, str, str]]:
    """Return (programme, form, words as shown) of the longest names found in a text.

    Names without one character are left out: only the context knows whether a mark hides it.
    """
    folded = fold(text)
    hits = [h for h in lexicon.find(folded.text).hits if h.entry.kind is Kind.PROGRAMME]
    hits = [hit for hit in hits if hit.entry.form != "masked"]
    spans = {(folded.span(hit.start, hit.end), hit.entry) for hit in hits}
    return {
        (entry.target_id, name_form(text[start:end], entry), text[start:end])
        for (start, end), entry in spans
        if not any(s <= start and end <= e and (s, e) != (start, end) for (s, e), _ in spans)
    }


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("启航计划", "exact"),
        ("啟航計劃", "traditional"),
        ("啓航計畫", "traditional"),
        ("启航計画", "traditional"),
        ("启 航 计 划", "spaced"),
        ("启·航·计·划", "spaced"),
        ("启-航计划", "spaced"),
        ("启丶航计划", "spaced"),
        ("启/航计划", "spaced"),
        ("启_航_计_划", "spaced"),
        ("启~航计划", "spaced"),
        ("启⭐航⭐计划", "spaced"),
        ("启🎉航计划", "spaced"),
        ("“启航”计划", "spaced"),
        ("启航（计划", "spaced"),
        ("启|航计划", "spaced"),
        ("启→航计划", "spaced"),
        ("启…航计划", "spaced"),
        ("启\u200b航计划", "zero-width"),
        ("启\u00ad航计划", "zero-width"),
        ("启\ufe0f航计划", "zero-width"),
        ("启\u0336航\u0336计\u0336划", "zero-width"),
        ("启\u2060航\ufeff计划", "zero-width"),
        ("齐航计划", "homophone"),
        ("起杭计划", "homophone"),
        ("启行计划", "homophone"),
        ("启航计化", "homophone"),
        ("户航计划", "look-alike"),
        ("启炕计划", "look-alike"),
        ("启航汁划", "look-alike"),
        ("后行计划", "homophone"),
        ("qihang jihua", "pinyin"),
        ("qi hang ji hua", "pinyin"),
        ("Qihangjihua", "pinyin"),
        ("qǐháng jìhuà", "pinyin"),
        ("Qi-hang Ji-hua", "pinyin"),
        ("航启计划", "reversed"),
        ("启hang计划", "pinyin"),
        ("Qihang计划", "pinyin"),
        ("qǐháng计划", "pinyin"),
        ("Q航计划", "pinyin"),
        ("启H计划", "pinyin"),
        ("QH计划", "initials"),
        ("Q H 计划", "initials"),
        ("Q.H.计划", "initials"),
        ("ＱＨ项目", "initials"),
        ("🅠🅗计划", "initials"),
        ("Qihang Plan", "exact"),
        ("QIHANG PLAN", "case"),
        ("Qihang Program", "variant"),
        ("Qihang scholars", "variant"),
        ("Qihang talent scheme", "variant"),
        ("Qi Hang Plan", "spaced"),
        ("Q1hang Plan", "look-alike"),
        ("Qіhang Plan", "look-alike"),
        ("Qιhаng Plan", "look-alike"),
        ("𝑸𝒊𝒉𝒂𝒏𝒈 𝑷𝒍𝒂𝒏", "full-width"),
        ("Qǐháng Plan", "pinyin"),
        ("ꞯɪʜᴀɴɢ ᴘʟᴀɴ", "look-alike"),
    ],
)  # fmt: skip
def test_a_name_is_found_and_its_form_named(written: str, form: str) -> None:
    text = f"今年{written}，开始了"

    assert [(target, how) for target, how, _ in found(text)] == [("qihang", form)]
    assert {words for _, _, words in found(text)} == {written.strip("“")}


@pytest.mark.parametrize(
    ("written", "programme"),
    [
        pytest.param("银河海外高端人材引进计划", "yinhe", id="homophone in a long name"),
        pytest.param("银河海外高端人才引退计划", "yinhe", id="one wrong"),
        pytest.param("银河海外高人才引进计划", "yinhe", id="one missing"),
        pytest.param("银河海外高高端人才引进计划", "yinhe", id="one doubled"),
        pytest.param("银河海外高端才人引进计划", "yinhe", id="two swapped"),
        pytest.param("Harbor Scholars Program", "harbour", id="a letter missing"),
        pytest.param("Harbuur Scholars Program", "harbour", id="a letter wrong"),
        pytest.param("Habrour Scholars Program", "harbour", id="two letters swapped"),
        pytest.param("Harbour Scholar Programme", "harbour", id="singular"),
        pytest.param("HarbourScholarsProgram", "harbour", id="joined"),
        pytest.param("Harbour-Scholars Program", "harbour", id="hyphen"),
        pytest.param("H a r b o u r  Scholars Program", "harbour", id="letters apart"),
        pytest.param("Harb0ur Sch0lars Program", "harbour", id="digits for letters"),
        pytest.param("Harb. Scholars Program", "harbour", id="a word cut short"),
        pytest.param("Hrbr Schlrs Prgrm", "harbour", id="words without vowels"),
        pytest.param("San Gang Ying Jie Gong Cheng", "harbour", id="pinyin of another ending"),
        pytest.param("洪祥人才", "shiren", id="a stem by its sound, before a word for talent"),
        pytest.param("Hongxiang Talent Program", "shiren", id="a stem in pinyin"),
        pytest.param("WQR人才", "shiren", id="listed initials"),
        pytest.param("万千人JH", "shiren", id="initials of the last word"),
        pytest.param("万1000人jh", "shiren", id="initials of the last word behind numerals"),
        pytest.param("鸿xiangjh", "shiren", id="initials of the last word behind pinyin"),
    ],
)
def test_a_slip_hides_no_long_name(written: str, programme: str) -> None:
    assert [(target, words) for target, _, words in found(f"今年{written}。")] == [
        (programme, written)
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("星河海外计划", id="two wrong"),
        pytest.param("百千人计划", id="another number"),
        pytest.param("起航", id="a homophone without a word for a plan"),
        pytest.param("的航计划", id="another character"),
        pytest.param("启航。计划", id="sentence end"),
        pytest.param("启航，计划", id="comma"),
        pytest.param("启航、计划", id="list"),
        pytest.param("启航：计划", id="colon"),
        pytest.param("启航\t计划", id="cell"),
        pytest.param("启航\n计划", id="line"),
        pytest.param("启航" + " " * 5 + "计划", id="wide gap"),
        pytest.param("起航。计划", id="homophone at a sentence end"),
        pytest.param("qihang. jihua", id="pinyin at a sentence end"),
        pytest.param("Harbour. Scholars Program", id="English sentence end"),
        pytest.param("Harbour\nScholars Program", id="English line"),
        pytest.param("Harbour\tScholars Program", id="English cell"),
        pytest.param("Arbour Scholars Program", id="another word"),
        pytest.param("Harbour Seniors Program", id="another word inside"),
        pytest.param("Harb Scholars Program", id="a word cut short without a full stop"),
        pytest.param("see harbour.scholars.org", id="a host's name"),
        pytest.param("www.harbour.scholars", id="a host's name behind others"),
        pytest.param("Harbor Scholers Program", id="two slips"),
        pytest.param("Qihang expects", id="a slip of a word for a person"),
        pytest.param("toQihang Plan", id="inside a word"),
        pytest.param("Qihang Planner", id="a longer word"),
        pytest.param("Qihang Plan2", id="a digit behind"),
        pytest.param("aqihangjihua", id="pinyin inside a word"),
        pytest.param("AQH计划", id="longer initials"),
        pytest.param("1QH计划", id="a digit before"),
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "text", ["申报Qihang Plan的人", "（Qihang Plan）", "Qihang Plan，", "Qihang Planと"]
)
def test_latin_names_end_at_latin_letters_and_digits_only(text: str) -> None:
    assert {target for target, _, _ in found(text)} == {"qihang"}


MIXED_IN = [
    "",
    "\u200b",
    "\u00ad",
    "\u0301",
    "·",
    " ",
    "-",
    "”",
    "\u3000",
    "\ufe0f",
    ".",
    "*_",
    "★",
    "丶",
]
WAYS = {
    "启": "启啟啓齐起户", "航": "航杭行", "计": "计計記汁", "划": "划劃畫",
}  # fmt: skip
AROUND = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(
    lambda text: not found(f"，{text}，")
)


@given(
    st.tuples(*(st.sampled_from(ways) for ways in WAYS.values())),
    st.lists(st.sampled_from(MIXED_IN), min_size=3, max_size=3),
    AROUND,
    AROUND,
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
)
@settings(max_examples=500, deadline=None)
def test_no_mixture_of_disguises_loses_or_shifts_a_name(
    chars: tuple[str, ...], fillers: list[str], before: str, after: str, unicode_form: str
) -> None:
    written = "".join(c + f for c, f in zip(chars, [*fillers, ""], strict=True))
    written = unicodedata.normalize(unicode_form, written)
    text = f"{before}，{written}，{after}"

    assert ("qihang", written) in {(target, words) for target, _, words in found(text)}


@given(
    st.lists(
        st.sampled_from(
            ["启航", "计划", "齐", "QH", "qi", " hang", "人才", "银河海外高端", "人才引进计划",
             "户", "Harbour ", "Scholars ", "Program", "Harb0r", ".", "。", "\n", "\ud800", "（",
             "\u200b", " ", "1", "鸿翔", "\t", "万千人"]
        ),
        max_size=40,
    )
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_every_hit_lies_in_the_text_and_is_told_once(pieces: list[str]) -> None:
    folded = fold("".join(pieces)).text

    hits = LEXICON.find(folded).hits

    assert all(0 <= hit.start < hit.end <= len(folded) for hit in hits)
    assert not any("\n" in folded[hit.start : hit.end] for hit in hits)
    assert len(
        {(h.entry.target_id, h.entry.kind, h.start, h.end, h.entry.form) for h in hits}
    ) == len(hits)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    LEXICON.find(fold(text).text)


def test_hits_across_the_borders_of_chunks_are_found_once() -> None:
    text = "天" * 19_998 + "启航计划" + "天" * 19_995 + "Harbour Scholars Program 起航计划"

    assert sorted(found(text)) == [
        ("harbour", "exact", "Harbour Scholars Program"),
        ("qihang", "exact", "启航计划"),
        ("qihang", "homophone", "起航计划"),
    ]


def test_a_search_that_stops_says_where() -> None:
    text = "启航计划" * 100_000

    stopped = LEXICON.find(text)
    whole = LEXICON.find(text[:1000])

    assert MAX_HITS < len(stopped.hits) < 3 * MAX_HITS
    assert stopped.searched < len(text)
    assert whole.searched == 1000


def test_a_name_that_folds_to_nothing_is_refused() -> None:
    with pytest.raises(CatalogueError, match="only marks"):
        Lexicon(watchlists(Programme(id="empty", zh=("（）——",))))


def test_a_watchlist_of_any_length_is_made_ready_in_proportion() -> None:
    stems = ["".join(map(chr, (0x5000 + n % 997, 0x5400 + n * 7 % 883))) for n in range(1_200)]

    def build(names: int) -> None:
        some = (f"{stem}英才计划" for stem in stems[:names])
        Lexicon(watchlists(*(Programme(id=f"p{n}", zh=(name,)) for n, name in enumerate(some))))

    build(1_200)  # so that what is remembered of characters and names is so for both sizes
    # Ten times the names take some ten times as long; squared, it would be a hundred times.
    assert growth(build, 120, 1_200, 30) < 30


def test_a_picture_among_many_is_read_with_what_stands_around_it() -> None:
    lexicon = Lexicon(watchlists(Programme(id="torch", zh=("火舞计划",)), QIHANG))
    text = "🎉欢迎🎉\n申报🔥舞计划\n🚀启航计划🚀，🔥舞人生，🔥\n舞计划"

    shown = lexicon.find_shown(text, fold(text))

    assert [(s.entry.target_id, text[s.start : s.end]) for s in shown] == [("torch", "🔥舞计划")]


@pytest.mark.parametrize(
    ("text", "seen"), [("🔥舞", PICTURE), ("“启航”", QUOTE), ("甲QH", CAPITAL)]
)
def test_folding_tells_what_else_is_to_be_looked_for(text: str, seen: int) -> None:
    kinds = (PICTURE, QUOTE, CAPITAL)

    assert [kind for kind in kinds if fold(text).seen & kind] == [seen]
    assert not any(fold("启航计划 qh").seen & kind for kind in kinds)


def test_the_names_of_nothing_are_found_nowhere() -> None:
    assert Lexicon(watchlists()).find("启航计划 Qihang Plan").hits == []


def test_releases_that_look_for_the_same_names_share_them_and_others_do_not() -> None:
    first = lexicon_of(watchlists(QIHANG, YINHE))
    other_rules = watchlists(QIHANG, YINHE).model_copy(update={"threshold": 77.0})

    assert lexicon_of(other_rules) is first
    assert found("银河海外高端人才引进计划", lexicon_of(watchlists(QIHANG))) == set()


@pytest.mark.parametrize(
    "piece",
    [
        "启航计划", "计划", "人才计划", "齐航计划", "qi", "qihang ", "q.h.", "a", "1", "i1l", " ",
        "银河海外高端人才引", "才人", "启", "ji hua ", "harbor scholars ",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_only(piece: str) -> None:
    texts = {chars: fold(piece * (chars // len(piece))).text for chars in (10_000, 80_000)}

    # Eight times the text takes some eight times as long; squared, it would take 64 times.
    assert growth(lambda chars: LEXICON.find(texts[chars]), 10_000, 80_000, 24) < 24
