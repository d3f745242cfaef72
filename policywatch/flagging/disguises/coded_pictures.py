"""Pictures written in characters: :fire:, [太阳][月亮], U+1F525, &#x1F525;.

So forums export them, and so messengers take them in.
"""

import html
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from policywatch.flagging.seeking import matches_from

_ONE = re.compile(
    r":(?P<english>[a-z_]{3,24}):|[\[［](?P<han>[\u4e00-\u9fff]{1,3})[\]］]"
    r"|&#(?:x1[Ff][0-9A-Fa-f]{3}|12[0-9]{4});|U\+(?P<code>1F[0-9A-Fa-f]{3})"
)
_SOME = re.compile(
    f"(?:{_ONE.pattern.replace('?P<english>', '').replace('?P<han>', '').replace('?P<code>', '')})+"
)


def coded_pictures(
    text: str, names: Mapping[str, str], most: int
) -> Iterator[tuple[int, int, str]]:
    """Yield the first places of such codes in a text, each with the pictures that they stand for.

    `names` are the pictures by the words that they are called by.
    """
    signs = ":[［" + ("&" if "&#" in text else "") + ("U" if "U+1F" in text else "")
    for some in islice(matches_from(signs, _SOME, text), most):
        pictures = [_picture(one, names) for one in _ONE.finditer(some[0])]
        if all(pictures):
            yield *some.span(), "".join(pictures)


def _picture(one: re.Match[str], names: Mapping[str, str]) -> str:
    """Return the picture of a code, or nothing."""
    if name := one["english"] or one["han"]:
        return names.get(name, "")
    return chr(int(one["code"], 16)) if one["code"] else html.unescape(one[0])
