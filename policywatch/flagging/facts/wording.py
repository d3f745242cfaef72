"""The words that make a number a bound: at most, at least."""

import re

_NOT = r"(?:不(?:得|能|应|可|宜|予|会)?|未|没有?|原则上不|no |not )"
BOUND = re.compile(
    rf"(?:(?P<up_to>最高|最多|至多|上限|可达|高达|可获|{_NOT}(?:超过|超出|高于|大于|多于|逾|exceed(?:ing)?)"
    r"|up to|at most|no(?:t)? more than|maximum|as much as|a ceiling of)"
    rf"|(?P<at_least>{_NOT}(?:低于|少于|小于|less than|lower than|below)|至少|最低|超过|超(?![大级高市导声])|逾(?!期)|突破(?!性|口)|高于|大于|多于"
    r"|at least|more than|(?<![a-z])over|exceed(?:ing|s|ed)?|minimum"
    r"|starting (?:from|at)))"
    r"[^,、0-9]{0,14}$"
)
"""A bound before a number, in the group that names it; searched in the clause before it."""

_AFTER = re.compile(
    r"[ 元整]{0,2}(?:\((?:不?含|税[前后])[^)\n]{0,4}\))?"
    r"(?:(?P<up_to>及?(?:以内|之内|以下|内)|封顶|为限|为上限|or (?:less|below|under|fewer))"
    r"|(?P<at_least>及?(?:以上|之上)|或以上|起(?![来初])|\+|or (?:more|above|higher)))"
)


def bound_after(after: str) -> str:
    """Return up-to or at-least where the words behind a number say so, else ""."""
    found = _AFTER.match(after)
    return found.lastgroup.replace("_", "-") if found and found.lastgroup else ""
