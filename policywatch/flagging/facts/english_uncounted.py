"""People in English whose number no noun follows: a quota of 10,000, and 500 by 2030."""

import re
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.reading import Reading

CHOSEN = (
    r"(?:recruited|selected|hired|imported|attracted|lured|brought in|chosen|picked|enlisted"
    r"|enrolled"
    r"|appointed|(?:identified|recogni[sz]ed|certified)(?= as)|named(?= (?:to|as|in|on))|funded"
    r"|supported|sponsored|introduced|approved"
    r"|awarded|granted|financed|employed|included(?= in))"
)
_APPLIED = r"(?:applicants|applications|candidates|nominees)"
_CHOSEN_OF = re.compile(
    r" (?:out )?of (?:the |a total of |more than |over |about |some )*[0-9][0-9,]{0,6} "
    rf"{_APPLIED}[^.;0-9]{{0,40}}? (?:{CHOSEN}|successful|admitted|won)(?![a-z])"
)
"""Those chosen, and all of whom: 148 out of 3,000 applicants selected."""
_QUOTA_BEFORE = re.compile(r"(?<![a-z])quota (?:of|is|was) $")
_CAPPED_BEFORE = re.compile(
    r"(?<![a-z])(?:approvals?|visas|permits|places|quotas?|admissions?|intake|slots|awards"
    r"|fellowships|recipients|awardees|participants|applicants|candidates|posts|positions)"
    r"(?: [a-z]+){0,4}? (?:capped at|limited to)(?: around| about| just| only)? $"
)
"""What limits how many are let in: the number of approvals is capped at 10,000 a year."""
_CAP_ENDS = re.compile(r" (?:a|per|each|every|this) year| annually| (?:in|for) |$|[.,;)\n]")
_RANGE_AFTER = re.compile(r" ?(?:-|to) ?[0-9]")
_REACHED_BEFORE = re.compile(
    r"(?<![a-z])(?:(?P<arrived>returnees)|(?P<applicants>applicants|applications))(?: [a-z]+){0,4}"
    r" (?:reached|rose to|hit|totall?ed|stood at|climbed to) $"
)
_BY_YEAR = r" by (?:the end of )?20[0-9]{2}(?![0-9])"
_PLANNED_BEFORE = re.compile(
    r"(?<![a-z])(?:aim|plan|hope|seek|want|intend|expect|target|goal|will |to )[^.;]{0,70}?"
    r" (?P<people>(?:[a-z-]+ ){0,3}(?:experts?|talents?|scientists|researchers|professionals"
    r"|people|scholars|engineers|specialists|returnees|academics|professors|postdocs))"
    rf"(?: [a-z]+){{0,6}}{_BY_YEAR},? and (?:another |a further |over |about |up to )?$"
)
"""A plan's first number and year, before the second: attract 200 experts by 2025 and 500."""
_BY_AFTER = re.compile(rf"(?P<times> million| thousand)?{_BY_YEAR}")
_TIMES = {" million": 10**6, " thousand": 1000, None: 1}


def read_uncounted(reading: Reading, start: int, end: int) -> FoundFact | None:
    """Return a number that what stands before it says is one of people: a quota of 10,000."""
    number = reading.plain[start:end].replace(",", "").replace(" ", "")
    if not number[:1].isdigit() or reading.plain[end : end + 1] == "%":
        return None
    before = reading.before(start, 60)
    if before.endswith(_BEFORE_SECOND) and (
        fact := _second_of_plan(reading, start, end, Decimal(number))
    ):
        return fact
    if not number.isdecimal():
        return None
    number = shown(Decimal(number))
    if _CHOSEN_OF.match(reading.plain, end):
        return reading.fact(
            "count", (start, end), number, number, unit="persons", basis="recruited"
        )
    if _QUOTA_BEFORE.search(before) and not _RANGE_AFTER.match(reading.plain, end):
        return reading.fact("quota", (start, end), number, number, unit="persons")
    if _CAPPED_BEFORE.search(before) and _CAP_ENDS.match(reading.plain, end):
        return reading.fact("quota", (start, end), None, number, unit="persons")
    if reached := _REACHED_BEFORE.search(before):
        basis = reached.lastgroup or ""
        return reading.fact("count", (start, end), number, number, unit="persons", basis=basis)
    return None


_BEFORE_SECOND = ("and ", "another ", "further ", "over ", "about ", "up to ")


def _second_of_plan(reading: Reading, start: int, end: int, number: Decimal) -> FoundFact | None:
    """Return the number of people a plan names for a second year."""
    later = _BY_AFTER.match(reading.plain, end)
    if later is None or not _PLANNED_BEFORE.search(reading.before(start, 160)):
        return None
    value = shown(number * _TIMES[later["times"]])
    return reading.fact("quota", (start, later.end()), value, value, unit="persons")
