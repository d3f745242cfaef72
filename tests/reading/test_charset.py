import pytest

from policywatch.reading.charset import decode

SIMPLIFIED = (
    "浙江省启明计划二〇二三年申报通知：引进海外高层次人才，支持科技创新，请各单位按时申报。"
)
TRADITIONAL = (
    "啟明計劃二〇二三年申報通知：引進海外高層次人才，支持科技創新，請於網頁申請，不得有誤。"
)


def page(text: str, label: str) -> str:
    return f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        pytest.param("utf-8", "utf-8", SIMPLIFIED, id="true utf-8"),
        pytest.param("gb2312", "gb18030", SIMPLIFIED, id="gb2312 is read as gb18030"),
        pytest.param("gb2312", "gb18030", SIMPLIFIED + "朱镕基㐀€", id="beyond gb2312"),
        pytest.param("gb2312", "utf-8", SIMPLIFIED, id="says gb2312, is utf-8"),
        pytest.param("utf-8", "gb18030", SIMPLIFIED, id="says utf-8, is gbk"),
        pytest.param("iso-8859-1", "gb18030", SIMPLIFIED, id="says latin, is gbk"),
        pytest.param("big5", "big5hkscs", TRADITIONAL, id="big5"),
        pytest.param("utf-8", "big5hkscs", TRADITIONAL, id="says utf-8, is big5"),
        pytest.param("gb2312", "big5hkscs", TRADITIONAL, id="says gb2312, is big5"),
        pytest.param("utf-8", "utf-16-le", SIMPLIFIED, id="utf-16 without a mark"),
        pytest.param("gbk", "utf-16-be", SIMPLIFIED, id="big-endian utf-16"),
    ],
)
def test_pages_are_read_whatever_their_label_says(label: str, codec: str, text: str) -> None:
    decoded = decode(page(text, label).encode(codec))

    assert text in decoded.text
    assert decoded.used == codec
    assert decoded.lost == 0


def test_the_http_charset_comes_before_the_meta_tag() -> None:
    decoded = decode(page(SIMPLIFIED, "big5").encode("gb18030"), "text/html; charset=gbk")

    assert decoded.declared == "gbk"
    assert SIMPLIFIED in decoded.text


def test_a_byte_order_mark_comes_before_everything() -> None:
    decoded = decode(page(SIMPLIFIED, "gbk").encode("utf-8-sig"), "text/html; charset=big5")

    assert decoded.used == "utf-8"
    assert decoded.text.startswith("<html>")


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "big5hkscs"])
def test_a_text_without_any_label_is_recognised(codec: str) -> None:
    text = TRADITIONAL if codec == "big5hkscs" else SIMPLIFIED

    assert decode(text.encode(codec)).text == text


def test_western_text_without_a_label_is_windows_1252() -> None:
    assert decode("Café “Zürich” is open".encode("cp1252")).text == "Café “Zürich” is open"


@pytest.mark.parametrize("wrong", ["latin-1", "gb18030"])
def test_utf8_once_taken_for_another_charset_is_repaired(wrong: str) -> None:
    spoilt = (SIMPLIFIED * 3).encode().decode(wrong, "replace").encode()

    decoded = decode(spoilt)

    assert "引进海外高层次人才" in decoded.text
    assert decoded.note


def test_iso_2022_cn_is_read() -> None:
    shifted = bytes(byte & 0x7F for byte in "启明计划".encode("gb2312"))
    body = b"<p>\x1b$)A\x0e" + shifted + b"\x0f plan"

    assert "启明计划 plan" in decode(body, "text/html; charset=iso-2022-cn").text


def test_a_repaired_label_is_told() -> None:
    decoded = decode(page(SIMPLIFIED, "gb2312").encode("utf-8"))

    assert decoded.declared == "gb2312"
    assert decoded.note == "declared gb2312, but its bytes are utf-8"


def test_a_character_cut_off_at_the_end_does_not_change_the_charset() -> None:
    assert decode((SIMPLIFIED * 20).encode()[:-1]).used == "utf-8"
