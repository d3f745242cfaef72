"""Names read in the wrong encoding."""

import re
from collections.abc import Callable

import pytest

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.folding import fold
from tests.flagging.disguises.lexicons import check_time_in_proportion, lexicon_of

QIHANG = Programme(id="qihang", zh=("启航计划",))
SCHOLARS = Programme(id="scholars", zh=("墨江学者",))
YOUNG = Programme(id="young", zh=("远航优青",), weak=("远航优青",))
LEXICON = lexicon_of(QIHANG, SCHOLARS, YOUNG)


def as_windows_1252(text: str) -> str:
    return "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in text.encode())


def shown(text: str) -> list[tuple[str, str]]:
    found = LEXICON.find_shown(text, fold(text))
    return [(s.entry.target_id, text[s.start : s.end]) for s in found]


@pytest.mark.parametrize(
    ("name", "programme"),
    [("启航计划", "qihang"), ("墨江学者", "scholars"), ("远航优青", "young")],
)
@pytest.mark.parametrize(
    "garble",
    [
        pytest.param(as_windows_1252, id="UTF-8 as Windows-1252"),
        pytest.param(lambda s: s.encode().decode("latin-1"), id="UTF-8 as Latin-1"),
        pytest.param(lambda s: s.encode().decode("cp1252", "ignore"), id="some bytes lost"),
        pytest.param(lambda s: s.encode().decode("cp1252", "replace"), id="some bytes replaced"),
        pytest.param(lambda s: s.encode("gbk").decode("latin-1"), id="GBK as Latin-1"),
        pytest.param(lambda s: s.encode().decode("gbk", "replace"), id="UTF-8 as GBK"),
        pytest.param(
            lambda s: re.sub("[\ue000-\uf8ff]", "", s.encode().decode("gb18030", "replace")),
            id="UTF-8 as GB 18030, less what nothing shows",
        ),
        pytest.param(
            lambda s: f"在{s}".encode().decode("gbk", "replace"), id="and from the second byte"
        ),
    ],
)
def test_the_wrong_encoding_hides_no_name(
    garble: Callable[[str], str], name: str, programme: str
) -> None:
    written = garble(name)
    text = f"入选 {written} 的博士"

    found = shown(text)[0]
    assert found[0] == programme
    assert found[1] in written
    assert LEXICON.may_show(text)


def test_a_name_is_found_where_it_stands_in_a_garbled_sentence() -> None:
    text = f"abc {as_windows_1252('他去年入选启航计划，今年回国。')} def"

    assert shown(text) == [("qihang", as_windows_1252("启航计划"))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(as_windows_1252("远洋计划与墨江医院"), id="other names"),
        pytest.param("Déjà vu à l'université: «été», naïve façade", id="French"),
        pytest.param("Größe, Übung, Äcker für Ölförderung", id="German"),
        pytest.param("横浜の浜辺で計画を", id="Japanese with a rare sign"),
    ],
)
def test_letters_with_marks_make_no_name(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize("char", ["å", "æ ", "璁", "启å", "Ç"])
def test_looking_for_garbled_names_takes_time_in_proportion(char: str) -> None:
    check_time_in_proportion(shown, char)
