"""Pictures written in characters: :fire:, [太阳][月亮], U+1F525, &#x1F525;.

So forums export them, and so messengers take them in.
"""

import html
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from policywatch.flagging.seeking import matches_from

_CODE = (
    r":[a-z_]{3,24}:|[\[［][\u4e00-\u9fff]{1,3}[\]］]"
    r"|&#(?:x1[Ff][0-9A-Fa-f]{3}|12[0-9]{4});|U\+1F[0-9A-Fa-f]{3}"
)
_ONE = re.compile(_CODE)
_SOME = re.compile(f"(?:{_CODE})+")


def coded_pictures(
    text: str, names: Mapping[str, str], most: int
) -> Iterator[tuple[int, int, str]]:
    """Yield the first places of such codes in a text, each with the pictures that they stand for.

    `names` are the pictures by the words that they are called by.
    """
    signs = ":[［" + ("&" if "&#" in text else "") + ("U" if "U+1F" in text else "")
    for some in islice(matches_from(signs, _SOME, text), most):
        pictures = [_picture(code, names) for code in _ONE.findall(some[0])]
        if all(pictures):
            yield *some.span(), "".join(pictures)


def _picture(code: str, names: Mapping[str, str]) -> str:
    """Return the picture of a code, or nothing."""
    if code[0] in ":[［":
        return names.get(code[1:-1], "")
    return chr(int(code[2:], 16)) if code[0] == "U" else html.unescape(code)
