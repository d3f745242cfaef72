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


JAPANESE = "経済産業省は海外の研究者を募集しています。応募書類は五月末日までに提出してください。"
KOREAN = "과학기술정보통신부는 해외 우수 연구자의 국내 복귀를 지원하기 위한 사업을 공고하였다."
RUSSIAN = "Министерство объявило новый конкурс для поддержки молодых учёных из-за рубежа."
# Neither GB 2312 nor Big5 has 〇.
PLAIN_SIMPLIFIED = SIMPLIFIED.replace("〇", "零")
PLAIN_TRADITIONAL = TRADITIONAL.replace("〇", "零")
MATRIX = [
    ("utf-8", "utf-8", SIMPLIFIED),
    ("gb2312", "gb2312", PLAIN_SIMPLIFIED),
    ("gbk", "gbk", SIMPLIFIED + "镕"),
    ("gb18030", "gb18030", SIMPLIFIED + "㐀𠮷"),
    ("big5", "big5", PLAIN_TRADITIONAL),
    ("big5-hkscs", "big5hkscs", TRADITIONAL + "嘅喺"),
    ("euc-kr", "cp949", KOREAN),
    ("shift_jis", "cp932", JAPANESE),
    ("euc-jp", "euc_jp", JAPANESE),
    ("windows-1251", "cp1251", RUSSIAN),
    ("koi8-r", "koi8_r", RUSSIAN),
    ("utf-16le", "utf-16-le", SIMPLIFIED),
    ("utf-16be", "utf-16-be", SIMPLIFIED),
    ("hz-gb-2312", "hz", PLAIN_SIMPLIFIED),
]


@pytest.mark.parametrize(("label", "codec", "text"), MATRIX, ids=[m[0] for m in MATRIX])
@pytest.mark.parametrize("where", ["header", "meta"])
def test_every_declared_charset_is_read(label: str, codec: str, text: str, where: str) -> None:
    in_meta = label if where == "meta" else "x"
    content_type = f"text/html; charset={label}" if where == "header" else ""

    decoded = decode(page(text * 3, in_meta).encode(codec), content_type)

    assert text in decoded.text
    assert decoded.lost == 0
    assert decoded.declared == label or codec.startswith("utf-16")


@pytest.mark.parametrize(("label", "codec", "text"), MATRIX, ids=[m[0] for m in MATRIX])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_bytes_cut_off_cost_no_more_than_their_end(
    label: str, codec: str, text: str, cut: int
) -> None:
    decoded = decode((text * 6).encode(codec)[:-cut], f"text/html; charset={label}")

    assert decoded.text.startswith(text * 4)
    assert decoded.lost <= 2


@pytest.mark.parametrize(("label", "codec", "text"), MATRIX[:6], ids=[m[0] for m in MATRIX[:6]])
def test_damaged_bytes_cost_no_more_than_what_stands_around_them(
    label: str, codec: str, text: str
) -> None:
    whole = bytearray(page(text * 20, label).encode(codec))
    for at in range(500, len(whole) - 50, 400):
        whole[at] = 0xFF

    decoded = decode(bytes(whole))

    assert text in decoded.text
    assert decoded.lost < 0.05 * len(decoded.text)


@pytest.mark.parametrize(
    ("right", "wrong", "text"),
    [
        pytest.param("utf-8", "latin-1", SIMPLIFIED, id="utf-8 as latin-1"),
        pytest.param("utf-8", "cp1252", SIMPLIFIED, id="utf-8 as windows-1252"),
        pytest.param("utf-8", "gb18030", SIMPLIFIED, id="utf-8 as gbk"),
        pytest.param("gb18030", "latin-1", SIMPLIFIED, id="gbk as latin-1"),
        pytest.param("big5hkscs", "latin-1", TRADITIONAL, id="big5 as latin-1"),
    ],
)
def test_text_once_taken_for_another_charset_is_repaired(right: str, wrong: str, text: str) -> None:
    spoilt = (text * 4).encode(right).decode(wrong, "replace")

    decoded = decode(f"<meta charset=utf-8><p>{spoilt}</p>".encode())

    assert "海外高" in decoded.text
    assert "repaired" in decoded.note
    assert not decoded.garbled


@pytest.mark.parametrize(
    "text",
    [
        "Größe, Höhe, Länge: für Prüfungen in Österreich über vierzig Jahre gültig. " * 5,
        "Năm mươi năm trước, những nhà khoa học Việt Nam đã được đào tạo ở nước ngoài. " * 5,
        "鄢赟、郗昊旸、邬璟瑄、逄焜、阚铎、晁烨霖、亓骞、麹禛、佘璐瑶、隗翀、缑钰、邴荻" * 2,
        "— “quoted” – ‘words’ … • § ¶ © ® ™ € £ ¥ " * 10,
    ],
)
def test_rare_letters_and_names_are_not_taken_for_garbled(text: str) -> None:
    decoded = decode(text.encode())

    assert decoded.text == text
    assert not decoded.garbled
    assert not decoded.note


def test_garbled_text_that_cannot_be_repaired_is_told() -> None:
    spoilt = "Ã¤Â¸Ã¥â€ÂºÃ¦â€“Â°Ã§Å¡â€Ã¨Â®Â¡" * 20

    assert decode(spoilt.encode()).garbled


@pytest.mark.parametrize("label", ["utf-7", "hex", "rot13", "unicode_escape", "punycode", "idna"])
def test_what_is_no_charset_of_a_page_is_not_followed(label: str) -> None:
    assert decode(page(SIMPLIFIED, label).encode()).used == "utf-8"


def test_iso_2022_cn_is_known_by_its_escapes() -> None:
    shifted = bytes(byte & 0x7F for byte in "启明计划".encode("gb2312"))

    decoded = decode(b"<p>\x1b$)A\x0e" + shifted + b"\x0f plan</p>")

    assert decoded.used == "iso2022cn"
    assert "启明计划 plan" in decoded.text


def test_the_label_of_a_page_in_utf_16_is_told() -> None:
    page = f"<meta charset='gb2312'><p>{SIMPLIFIED}</p>"

    assert decode(page.encode("utf-16-le")).declared == "gb2312"
    assert decode(page.encode("utf-16")).declared == "gb2312"


def test_hz_is_known_without_a_label() -> None:
    text = SIMPLIFIED.encode("gb2312", "ignore").decode("gb2312")

    decoded = decode("".join(f"<p>{text}</p>\n" for _ in range(3)).encode("hz"))

    assert decoded.used == "hz"
    assert text in decoded.text


def test_text_twice_taken_for_latin_1_is_repaired() -> None:
    twice = SIMPLIFIED.encode().decode("latin-1").encode().decode("latin-1")

    assert SIMPLIFIED in decode(twice.encode()).text


@pytest.mark.parametrize("label", ["", "utf-8", "gbk"])
def test_the_charset_is_seen_where_the_text_begins_however_long_the_scripts_before_it(
    label: str,
) -> None:
    head = f"<meta charset={label}><script>{'x = 1;' * 50_000}</script>"

    decoded = decode(f"{head}<p>{SIMPLIFIED}</p>".encode("gb18030"))

    assert decoded.used == "gb18030"
    assert SIMPLIFIED in decoded.text


PARAGRAPH = "<p>各有关单位：现就申报有关事项通知如下，申报人应具有海外博士学位。</p>"


@pytest.mark.parametrize("label", ["", "<meta charset=utf-8>", "<meta charset=gbk>"])
@pytest.mark.parametrize(
    ("around", "within", "codec"),
    [(14, 1, "gbk"), (14, 8, "gbk"), (3, 12, "gbk"), (14, 5, "gb18030")],
)
@pytest.mark.parametrize("outside", ["utf-8", "other"])
def test_a_page_put_together_of_two_charsets_is_read_in_both(
    label: str, around: int, within: int, codec: str, outside: str
) -> None:
    outer, inner = ("utf-8", codec) if outside == "utf-8" else (codec, "utf-8")
    head = f"<html><head>{label}<title>关于启明计划的通知</title></head><h1>联通</h1>"
    texts = (head + PARAGRAPH * around, PARAGRAPH * within, "<p>联系人：张某</p></html>")

    decoded = decode(
        b"".join(t.encode(c) for t, c in zip(texts, (outer, inner, outer), strict=True))
    )

    assert decoded.text == "".join(texts)
    assert (decoded.lost, decoded.note) == (0, "its parts are in two charsets")


def test_an_included_file_in_big5_is_read_beside_utf_8() -> None:
    around, within = PARAGRAPH * 9, "<div>國家科學及技術委員會關於學者的公告，請於期限內申請</div>"

    decoded = decode(around.encode() + within.encode("big5") + around.encode())

    assert decoded.text == around + within + around


def test_damaged_utf_8_is_no_second_charset() -> None:
    body = (PARAGRAPH * 20).encode().replace("海".encode(), b"\xe6\xb5", 3)

    decoded = decode(body)

    assert (decoded.used, decoded.lost, decoded.note) == ("utf-8", 3, "")
