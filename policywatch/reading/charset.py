"""Bytes to text: the charset as declared where that is true, as found where it is not."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from policywatch.reading.iso2022cn import decode_iso2022cn
from policywatch.reading.mixed_charset import LEGACY, decode_mixed

# WHATWG Encoding Standard: what a label means to browsers, where Python means something else.
LABELS = {
    label: codec
    for codec, labels in (
        (
            "gb18030",
            "gb2312 gb_2312 gb_2312-80 csgb2312 gbk x-gbk gb18030 gb18030-2000 chinese cp936 "
            "ms936 936 euc-cn",
        ),
        ("big5hkscs", "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 big-5 big5-eten csbig5"),
        ("cp1252", "iso-8859-1 latin1 iso8859-1 l1 ascii us-ascii windows-1252"),
        ("utf-8", "utf8 utf-8 utf_8 unicode-1-1-utf-8"),
        ("utf-16-le", "unicode utf-16 utf-16le ucs-2"),
        ("utf-16-be", "utf-16be"),
        ("hz", "hz-gb-2312 hz"),
        ("iso2022cn", "iso-2022-cn iso-2022-cn-ext"),
        ("cp949", "euc-kr ks_c_5601-1987 ksc5601 korean cp949"),
        ("cp932", "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j"),
        ("cp874", "tis-620 iso-8859-11 windows-874"),
        ("cp1254", "iso-8859-9 latin5 windows-1254"),
    )
    for label in labels.split()
}
# Python has codecs for much that is no charset of a page (utf-7, punycode, unicode-escape, hex).
CODECS = re.compile(
    r"(?:cp125\d|cp866|cp874|cp932|cp949|iso8859[-_]\d{1,2}|koi8[-_][ru]|mac[-_]roman|"
    r"mac[-_]cyrillic|euc[-_]jp|iso2022[-_]jp|big5|gb18030|utf-8)"
)
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The commonest characters of written Chinese, simplified and traditional: of any text that is
# Chinese they are a fifth or more; of bytes read in the wrong charset, next to none.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制"
    "机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正"
    "心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党"
    "程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角"
    "期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压"
    "志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万"
    "每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林"
    "請這個們時來為國說對會發動產種麼學經進電點從業應開還與關體機實當現義間樣氣變條問題黨軍無員總"
    "計劃區戰決處隊門規領導東壓術極聯認權證單風場務議聲報離華節話況傳許記專頁網請於後裡發佈關閉"
    "网页首版站位置申请通知公告招聘人才项目单位企业技术创新海外支持服务部门市省县局厅办"
)
BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
BEYOND_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
BROKEN = re.compile("[\ufffd\x80-\x9f\ue000-\uf8ff]")
HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
ASCII_RUN = re.compile("[\x00-\x7f]+")
META = re.compile(
    rb"<meta\s[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE
)
XML_DECLARATION = re.compile(rb"^\s{0,20}<\?xml[^>]{0,200}?encoding\s?=\s?[\"']([\w.:-]{2,40})")
HTTP_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,40})", re.IGNORECASE)
# Characters beyond ASCII in a row, as bytes of another charset are when read as Latin-1.
LATIN_RUN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{4,}"
)
ISO_2022_CN = b"\x1b$)"
HZ_RUN = re.compile(rb"~\{(?:[!-w][!-~]){1,200}~\}")
MIN_HZ_RUNS = 3
PRESCAN_BYTES = 8192
SAMPLE_BYTES = 200_000
LOST = "锟斤拷"
ESCAPED = ("hz", "iso2022cn", "utf-16-le", "utf-16-be")
MIXED = ("utf-8", *LEGACY)
GOOD_ENOUGH = 0.02
# Of readable Chinese at least this share is common characters; of garbled Chinese at most that.
READABLE_SHARE = 0.25
GARBLED_SHARE = 0.04
MIN_GARBLED = 20
REPAIR_CHARS = 20_000
MAX_REPAIRS = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the charset that was declared and the one used (None: none was).

    `lost` counts the characters that could not be read; `note` says what was repaired; `garbled`
    that the text looks like that of another charset and could not be repaired. `utf8` is the text
    as UTF-8, where its bytes were that: who parses it need not encode it again.
    """

    text: str
    declared: str | None
    used: str
    lost: int
    note: str = ""
    garbled: bool = False
    utf8: bytes | None = None


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return the text of an HTML or plain-text body; never raises.

    The order is that of the WHATWG Encoding Standard (BOM, HTTP header, meta, then a guess), but
    a declaration that the bytes contradict is not followed: many pages say gb2312 and are UTF-8.
    """
    for mark, marked in BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(marked, "replace")
            declared = _declared(body, content_type) or _declared_in(text)
            return Decoded(text, declared, marked, text.count("\ufffd"))
    declared = _declared(body, content_type)
    codec = _codec(declared) if declared else None
    if codec and codec.startswith("utf-16") and not _reads_as_utf16(body, codec):
        codec = "utf-8"
    if codec not in ESCAPED:
        whole = _as_utf8(body)
        if whole is not None:
            return _finish(whole, declared, codec, "utf-8", body)
    beyond = BEYOND_ASCII_BYTE.search(body)
    at = max(0, beyond.start() - PRESCAN_BYTES) if beyond else 0
    used = _choose(body, body[at : at + SAMPLE_BYTES], codec)
    if used in MIXED and (mixed := decode_mixed(body, _readable_han)) is not None:
        return Decoded(
            mixed, declared, used, mixed.count("\ufffd"), "its parts are in two charsets"
        )
    text = _decode(body, used)
    if declared is None and used.startswith("utf-16") and (declared := _declared_in(text)):
        codec = _codec(declared)
        codec = used if codec and codec.startswith("utf-16") else codec
    return _finish(text, declared, codec, used)


def _as_utf8(body: bytes) -> str | None:
    """Return a body as UTF-8 if it is that without fault, and no UTF-16 without a mark."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if body.find(b"\x00", 0, SAMPLE_BYTES) >= 0 and _looks_utf16(body):
        return None
    has_escape = body.find(b"\x1b", 0, SAMPLE_BYTES) >= 0
    is_escaped = has_escape and body.find(ISO_2022_CN, 0, SAMPLE_BYTES) >= 0
    return None if is_escaped or _looks_hz(body) else text


def _finish(
    text: str, declared: str | None, codec: str | None, used: str, utf8: bytes | None = None
) -> Decoded:
    """Return a text with what is to be told of it, repaired if it was garbled before."""
    if text.isascii():
        return Decoded(text, declared, codec or used, 0, utf8=utf8)
    note = f"declared {declared}, but its bytes are {used}" if codec and used != codec else ""
    for _ in range(MAX_REPAIRS):
        repaired, garbled = _repair(text)
        if repaired is None:
            break
        text, note = repaired, "text that had been taken for another charset: repaired"
        utf8 = None
    lost = text.count("\ufffd") if "\ufffd" in text else 0
    return Decoded(text, declared, used, lost, note, garbled, utf8)


def _declared(body: bytes, content_type: str) -> str | None:
    found = HTTP_CHARSET.search(content_type[:500])
    if found and _codec(found[1]):
        return found[1]
    head = body[:PRESCAN_BYTES]
    for pattern in (XML_DECLARATION, META):
        in_head = pattern.search(head)
        if in_head:
            return in_head[1].decode("ascii", "replace")
    return found[1] if found else None


def _declared_in(text: str) -> str | None:
    """Return the charset that the meta tag of a text that was decoded as UTF-16 names."""
    found = META.search(text[:PRESCAN_BYTES].encode("ascii", "replace"))
    return found[1].decode("ascii") if found else None


def _codec(label: str) -> str | None:
    name = label.strip().lower()
    if name in LABELS:
        return LABELS[name]
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if CODECS.fullmatch(info.name) else None


def _looks_hz(body: bytes) -> bool:
    """Return whether bytes that need no more than ASCII are HZ (RFC 1843): ~{ pairs of bytes ~}."""
    if not body.isascii() or body.find(b"~{", 0, SAMPLE_BYTES) < 0:
        return False
    return len(HZ_RUN.findall(body[:SAMPLE_BYTES])) >= MIN_HZ_RUNS


def _looks_utf16(body: bytes) -> str | None:
    """Return which UTF-16 the bytes are, judged by where their zeros stand."""
    sample = body[:4000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.1 * half and odd > 4 * even:
        return "utf-16-le"
    if even > 0.1 * half and even > 4 * odd:
        return "utf-16-be"
    return None


def _reads_as_utf16(body: bytes, codec: str) -> bool:
    """Return whether bytes declared as UTF-16 are that: by their zeros, or as Chinese."""
    sample = body[:4000]
    return _looks_utf16(body) is not None or (
        _common_share(sample.decode(codec, "replace"))[0] > READABLE_SHARE
    )


def _choose(body: bytes, sample: bytes, codec: str | None) -> str:
    if codec in ESCAPED:
        return codec
    if ISO_2022_CN in sample and b"\x0e" in sample:
        return "iso2022cn"
    if _looks_hz(body):
        return "hz"
    if _is_utf8(sample):
        return "utf-8"
    zeros = _looks_utf16(body)
    if zeros:
        return zeros
    own = _badness(sample, codec) if codec else 1.0
    if codec and own <= GOOD_ENOUGH:
        return codec
    candidates = [c for c in ("utf-8", "gb18030", "big5hkscs") if c != codec]
    best_score, best = min((_badness(sample, c), index) for index, c in enumerate(candidates))
    if codec:
        return codec if own <= best_score + 0.05 else candidates[best]
    return candidates[best] if best_score < 0.5 else "cp1252"


def _is_utf8(sample: bytes) -> bool:
    """Return whether the bytes are UTF-8 with enough beyond ASCII for that to be no accident."""
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return False
        text = sample[: error.start].decode("utf-8")
    beyond = len(sample) - len(text)
    return beyond >= 4 or not sample.isascii()


def _badness(sample: bytes, codec: str) -> float:
    """Return how unlike writing the bytes read in this charset are (0: writing, 1: noise).

    Bytes that the charset does not have count most; Han characters without the common ones, and
    accented letters in a row, are what a wrong charset looks like.
    """
    text = _decode(sample, codec)
    beyond = "".join(BEYOND_ASCII.findall(text))
    if not beyond:
        return 0.0
    han = "".join(HAN_RUN.findall(beyond))
    score = min(1.0, 3 * len(BROKEN.findall(beyond)) / len(beyond))
    if len(han) >= 10:
        common = sum(map(COMMON.__contains__, han)) / len(han)
        score += max(0.0, 0.35 - common)
    elif codec in ("cp1252", "iso8859-1", "cp1250") and len(beyond) > 0.2 * len(text):
        score += 0.5
    elif codec in ("gb18030", "big5hkscs"):
        score += 0.2
    return score


def _decode(body: bytes, codec: str) -> str:
    if codec == "iso2022cn":
        return decode_iso2022cn(body)
    try:
        return body.decode(codec, "replace")
    except (LookupError, UnicodeError, ValueError):
        return body.decode("utf-8", "replace")


def _common_share(text: str) -> tuple[float, int]:
    """Return the share of common characters among a text's first Han, and how many those are."""
    han = "".join(HAN_RUN.findall(text[:REPAIR_CHARS]))
    return sum(map(COMMON.__contains__, han)) / max(1, len(han)), len(han)


def _readable_han(text: str) -> int:
    """Return how many Han there are at the beginning of a text, if they read as Chinese."""
    share, count = _common_share(text)
    return count if share > READABLE_SHARE else 0


def _repair(text: str) -> tuple[str | None, bool]:
    """Return the text as it was before its bytes were taken for another charset, if they were,
    and whether they seem to have been and it could not be repaired."""
    sample = ASCII_RUN.sub(" ", text[:REPAIR_CHARS])
    share, count = _common_share(sample)
    runs = sum(map(len, LATIN_RUN.findall(sample)))
    if runs > 3 * MIN_GARBLED and runs > 3 * count:
        raw = b"".join(map(_byte_of, text))
        once = raw.decode("utf-8", "replace")
        if (
            not HAN_RUN.search(once, 0, REPAIR_CHARS)
            and sum(map(len, LATIN_RUN.findall(once, 0, REPAIR_CHARS))) > 3 * MIN_GARBLED
        ):
            return once, False  # taken for Latin-1 twice
        return _best((once, *(raw.decode(codec, "replace") for codec in ("gb18030", "big5hkscs"))))
    if count >= MIN_GARBLED and share < 2 * GARBLED_SHARE:
        wrong = ("gb18030", "big5hkscs")
        again = _best(text.encode(codec, "ignore").decode("utf-8", "replace") for codec in wrong)
        return again[0], again[1] and share < GARBLED_SHARE and count >= 3 * MIN_GARBLED
    return None, False


def _best(candidates: Iterable[str]) -> tuple[str | None, bool]:
    """Return the candidate that reads as Chinese, with few characters lost; and if none does."""
    for again in candidates:
        share, count = _common_share(again)
        lost = again[:REPAIR_CHARS].count("\ufffd")
        if count >= MIN_GARBLED / 2 and share > READABLE_SHARE and lost < 0.4 * count:
            return again, False
    return None, True


def _byte_of(character: str) -> bytes:
    if character == "\ufffd":
        return b"?"  # a byte that the wrong charset does not have: lost for good
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1") if character <= "\xff" else character.encode("utf-8")
