"""Characters in codes: &#21551;明计划, %E5%90%AF, 5ZCv5piO; by number, and by their bytes."""

import html
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote_to_bytes

from policywatch.flagging.disguises.rewritings.readings import Reading
from policywatch.flagging.disguises.rewritings.ways import IN_TALK, Way, instead, only_if

# By number, and in codes of their bytes, as mails and addresses have them.
_CODED = re.compile(
    r"(?:&#x[4-9][0-9A-Fa-f]{3};|&#[2-4][0-9]{4};|\\u[4-9][0-9A-Fa-f]{3}"
    r"|(?:U\+|%u)[4-9][0-9A-Fa-f]{3}[ ,;]?"
    r"|(?P<sign>%|=|\\x)[Ee][4-9](?:(?:%|=|\\x)[89ABab][0-9A-Fa-f]){2}){1,12}"
    r"|(?:%[B-F][0-9A-F]%[A-F][0-9A-F]){2,12}"
)
_ESCAPED = re.compile(r"(?:\\u|U\+|%u)([0-9A-Fa-f]{4})[ ,;]?")
# Base64 of UTF-8, where each character of Han is four from 5 or 6 on: 5ZCv5piO for 启明.
_BASE64 = re.compile(
    r"[56](?<![A-Za-z0-9+/=].)[A-Za-z0-9+/]{3}(?:[56][A-Za-z0-9+/]{3}){1,11}(?![A-Za-z0-9+/])"
)
_BYTES = re.compile(r"(?:=|\\x)(?=[0-9A-Fa-f]{2})")


def _may_hold_codes(text: str) -> bool:
    """Whether a text holds the beginning of a code; most hold none of their first characters."""
    return (
        ("&" in text and "&#" in text)
        or ("\\" in text and ("\\u" in text or "\\x" in text))
        or ("%" in text and any(map(text.__contains__, ("%E", "%e", "%C", "%D", "%u"))))
        or ("=" in text and "=E" in text)
        or ("+" in text and "U+" in text)
    )


def _decoded(text: str, coded: re.Match[str]) -> Iterator[Reading]:
    characters = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), html.unescape(coded[0]))
    raw = unquote_to_bytes(_BYTES.sub("%", characters))
    for encoding in ("utf-8", "gbk"):
        with suppress(UnicodeDecodeError):
            yield instead(text, coded, raw.decode(encoding))
            return


def _from_base64(text: str, coded: re.Match[str]) -> Iterator[Reading]:
    with suppress(UnicodeDecodeError):
        yield instead(text, coded, b64decode(coded[0]).decode("utf-8"))


ENCODED = (
    Way(only_if(_may_hold_codes, _CODED), _decoded, "variant"),
    Way(_BASE64.finditer, _from_base64, "variant", IN_TALK),
)
