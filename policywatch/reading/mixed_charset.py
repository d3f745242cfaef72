"""Pages that are put together of parts in several charsets: UTF-8 around GBK, or within it.

Old sites include a file that was never converted, or texts from a database that was. Read in any
one charset, a part of such a page is garbled; each part is read in its own.
"""

import re
from collections.abc import Callable

# So many characters of Han in a row are in UTF-8 by no accident.
UTF8_RUN = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){6}")
# No character of GB18030 or Big5 ends in one of these.
BETWEEN = re.compile(rb"([<>\r\n]+)")
LEGACY = ("gb18030", "big5hkscs")
HIGH = bytes(range(0x80, 0x100))
MIN_HAN = 6
MAX_LOST = 0.05
DAMAGED = 0.2  # a part in UTF-8 loses less of its characters than this, if some bytes are wrong


def decode_mixed(body: bytes, readable_han: Callable[[str], int]) -> str | None:
    """Return a body that is no UTF-8 as a whole with each of its parts in its own charset.

    None where all of it is in one. `readable_han` tells how many characters of Han there are in a
    text that reads as Chinese.
    """
    if not UTF8_RUN.search(body):
        return None
    parts = BETWEEN.split(body)
    others = [part for part in parts if not part.isascii() and _is_other(part)]
    legacy = _charset_of(b"\n".join(others), readable_han)
    if legacy is None:
        return None
    beyond = len(body) - len(body.translate(None, HIGH))
    is_utf8 = beyond > 2 * sum(map(len, others))
    wrong = set(others)
    return "".join(
        part.decode("ascii")
        if part.isascii()
        else part.decode(legacy if part in wrong else _of_few(part, legacy, is_utf8), "replace")
        for part in parts
    )


def _is_other(part: bytes) -> bool:
    text = part.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return lost > 0 and lost > DAMAGED * sum(char > "\x7f" for char in text)


def _charset_of(others: bytes, readable_han: Callable[[str], int]) -> str | None:
    best, most = None, MIN_HAN - 1
    for codec in LEGACY:
        text = others.decode(codec, "replace")
        count = readable_han(text)
        if count > most and text.count("\ufffd") <= MAX_LOST * count:
            best, most = codec, count
    return best


def _of_few(part: bytes, legacy: str, is_utf8: bool) -> str:
    """Return the charset of a part that is UTF-8, perhaps by accident: 联通 in GBK is."""
    if is_utf8 or sum(char >= "\u3000" for char in part.decode("utf-8", "replace")) > 1:
        return "utf-8"
    try:
        part.decode(legacy)
    except UnicodeDecodeError:
        return "utf-8"
    return legacy
