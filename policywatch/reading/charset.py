"""Bytes to text: the charset as declared where that is true, as found where it is not."""

import codecs
import re
from dataclasses import dataclass

# WHATWG Encoding Standard: what a label means to browsers, where Python means something else.
LABELS = {
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "gb18030-2000": "gb18030",
    "chinese": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "936": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "big-5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "utf8": "utf-8",
    "utf_8": "utf-8",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
    "hz-gb-2312": "hz",
    "iso-2022-cn": "iso2022cn",
    "iso-2022-cn-ext": "iso2022cn",
}
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
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
META = re.compile(
    rb"<meta\s[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE
)
XML_DECLARATION = re.compile(rb"^\s{0,20}<\?xml[^>]{0,200}?encoding\s?=\s?[\"']([\w.:-]{2,40})")
HTTP_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,40})", re.IGNORECASE)
# A Han character's three bytes of UTF-8, each read as a character of Latin-1 or windows-1252.
MIXED = re.compile("[\u00e3-\u00e9][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]{2}")
PRESCAN_BYTES = 8192
SAMPLE_BYTES = 200_000
LOST = "锟斤拷"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the charset that was declared and the one used (None: none was).

    `lost` counts the characters that could not be read; `note` says what was repaired.
    """

    text: str
    declared: str | None
    used: str
    lost: int
    note: str = ""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return the text of an HTML or plain-text body; never raises.

    The order is that of the WHATWG Encoding Standard (BOM, HTTP header, meta, then a guess), but
    a declaration that the bytes contradict is not followed: many pages say gb2312 and are UTF-8.
    """
    for mark, marked in BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(marked, "replace")
            return Decoded(text, _declared(body, content_type), marked, text.count("\ufffd"))
    declared = _declared(body, content_type)
    codec = _codec(declared) if declared else None
    if codec and codec.startswith("utf-16") and not _looks_utf16(body):
        codec = "utf-8"
    sample = body[:SAMPLE_BYTES]
    if sample.isascii() and codec not in ("hz", "iso2022cn", "utf-16-le", "utf-16-be"):
        if b"\x00" in sample and (zeros := _looks_utf16(body)):
            codec = zeros
        elif body.isascii():
            return Decoded(body.decode("ascii"), declared, codec or "utf-8", 0)
    used = _choose(body, sample, codec)
    text = _decode(body, used)
    note = ""
    if codec and used != codec:
        note = f"declared {declared}, but its bytes are {used}"
    repaired = _unmix(text)
    if repaired is not None:
        text, note = repaired, "UTF-8 that had been taken for another charset: repaired"
    return Decoded(text, declared, used, text.count("\ufffd"), note)


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


def _codec(label: str) -> str | None:
    name = label.strip().lower()
    if name in LABELS:
        return LABELS[name]
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Codecs such as hex or rot13 turn bytes into something that is not text.
    return info.name if getattr(info, "_is_text_encoding", True) else None


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


def _choose(body: bytes, sample: bytes, codec: str | None) -> str:
    if codec in ("hz", "iso2022cn", "utf-16-le", "utf-16-be"):
        return codec
    if _is_utf8(sample):
        return "utf-8"
    zeros = _looks_utf16(body)
    if zeros:
        return zeros
    candidates = [c for c in dict.fromkeys((codec, "utf-8", "gb18030", "big5hkscs")) if c]
    scored = [(_badness(sample, c), c) for c in candidates]
    best_score, best = min(scored, key=lambda pair: pair[0])
    if codec:
        own = scored[0][0]
        return codec if own <= 0.02 or own <= best_score + 0.05 else best
    return best if best_score < 0.5 else "cp1252"


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
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    broken = sum(
        1 for c in beyond if c == "\ufffd" or "\x80" <= c < "\xa0" or "\ue000" <= c < "\uf900"
    )
    han = HAN.findall(text)
    score = min(1.0, 3 * broken / len(beyond))
    if len(han) >= 10:
        common = sum(1 for c in han if c in COMMON) / len(han)
        score += max(0.0, 0.35 - common)
    elif codec in ("cp1252", "iso8859-1", "cp1250") and len(beyond) > 0.2 * len(text):
        score += 0.5
    elif codec in ("gb18030", "big5hkscs"):
        score += 0.2
    return score


def _decode(body: bytes, codec: str) -> str:
    if codec == "iso2022cn":
        return _decode_iso2022cn(body)
    try:
        return body.decode(codec, "replace")
    except (LookupError, UnicodeError, ValueError):
        return body.decode("utf-8", "replace")


def _decode_iso2022cn(body: bytes) -> str:
    """Return ISO-2022-CN as text (RFC 1922; its GB 2312 part, which is what pages use)."""
    out = bytearray()
    shifted = False
    at = 0
    while at < len(body):
        byte = body[at]
        if byte == 0x1B:
            at += 4
            continue
        if byte in (0x0E, 0x0F):
            shifted = byte == 0x0E
        elif byte == 0x0A:
            shifted = False
            out.append(byte)
        else:
            out.append(byte | 0x80 if shifted and 0x21 <= byte <= 0x7E else byte)
        at += 1
    return bytes(out).decode("gb2312", "replace")


def _common_share(text: str) -> tuple[float, int]:
    han = HAN.findall(text[:20_000])
    if not han:
        return 0.0, 0
    return sum(1 for c in han if c in COMMON) / len(han), len(han)


def _unmix(text: str) -> str | None:
    """Return the text as it was before its UTF-8 was taken for GBK or Latin-1, if it was."""
    sample = text[:20_000]
    share, count = _common_share(sample)
    if len(MIXED.findall(sample)) > 20 and count < 20:
        raw = b"".join(_byte_of(c) for c in text)
        again = raw.decode("utf-8", "replace")
        if _common_share(again)[1] > 10 and again.count("\ufffd") < 0.05 * len(again):
            return again
    if count >= 20 and share < 0.06:
        again = text.encode("gb18030", "ignore").decode("utf-8", "replace")
        new_share, new_count = _common_share(again)
        lost = again[:20_000].count("\ufffd")
        if new_count >= 10 and new_share > 0.25 and lost < 0.4 * new_count:
            return again
    return None


def _byte_of(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1") if character <= "\xff" else character.encode("utf-8")
