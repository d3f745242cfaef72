"""Awards in English, each of which one person gets: 20 fellowships are awarded each year."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.reading import Reading

_AWARDS = re.compile(
    r" (?:(?!(?:and|or|of|for|in|from|to|per) )[a-z-]+ ){0,4}?"
    r"(?:fellowships|scholarships|studentships|bursaries|nominations)(?![a-z-])"
)
_NAMES = ("ships", "bursaries", "nominations")
_REACH = 72
_GIVEN = "(?:awarded|granted|offered|given|funded|allocated|conferred)"
_OFFERED_AFTER = re.compile(
    rf"(?: (?!and )[a-z]+){{0,4}}? (?:(?:are|will be|shall be|may be|can be)(?: [a-z]+)? {_GIVEN}"
    r"|(?:are|will be)(?: [a-z]+)? (?:available|open|on offer))(?![a-z])"
    r"| (?:per|from each|for each) (?:[a-z-]+ )?(?:institution|university|school|country|year)"
)
_GAVE_AFTER = re.compile(
    rf"(?: (?!and )[a-z]+){{0,4}}? (?:were|was|have been|has been)(?: [a-z]+)? {_GIVEN}(?![a-z])"
)
_BOUND = re.compile(
    r"(?<![a-z])(?:(?P<most>up to|at most|no more than|not more than|(?:a )?maximum of)"
    r"|(?P<least>over|more than|at least)|some|about|around|(?:a )?total of|only) $"
)
_OFFERS = re.compile(
    r"(?<![a-z])(?:(?:offer|award|grant|provide|fund|finance|allocate)s"
    r"|(?:will|shall|can|may|to) (?:also )?(?:offer|award|grant|provide|fund|finance|allocate)"
    r"|there (?:are|will be)) $"
)
_GAVE = re.compile(r"(?<![a-z])(?:awarded|granted|offered|conferred) $")


def read_awards(reading: Reading, start: int, end: int, number: str) -> FoundFact | None:
    """Return so many fellowships on offer as a quota, those that were given as a count."""
    behind = reading.plain[end : end + _REACH]
    if not any(map(behind.__contains__, _NAMES)):
        return None
    awards = _AWARDS.match(reading.plain, end)
    if awards is None:
        return None
    before, after = reading.before(start, 48), reading.after(awards.end(), 60)
    bound = _BOUND.search(before)
    if bound:
        before = before[: bound.start()]
    kind, basis = "quota", ""
    if _GAVE_AFTER.match(after) or _GAVE.search(before):
        kind, basis = "count", "recruited"
    elif not (_OFFERED_AFTER.match(after) or _OFFERS.search(before)):
        return None
    low = None if bound and bound["most"] else number
    high = None if bound and bound["least"] else number
    span = start, awards.end()
    return reading.fact(kind, span, low, high, unit="persons", basis=basis)
