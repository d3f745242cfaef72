"""How long support, service or experience lasts, and how long ago a degree may be, in English."""

import re
from collections.abc import Sequence

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import ENGLISH
from policywatch.flagging.facts.reading import HEAD_ENDS, Reading

_WORDS = "|".join(ENGLISH)
_NUMBER_BEFORE = re.compile(
    rf"(?<![a-z0-9.,$])(?:(?P<from>[0-9]{{1,2}}|{_WORDS})(?: ?-(?: to)?| to|(?:(?<=between .)"
    rf"|(?<=between ..)|(?<=between ...)|(?<=between ....)|(?<=between .....)) and) ?)?"
    rf"(?P<a>[0-9]{{1,2}}|{_WORDS})(?P<more>\+)?(?:[- ]|(?:consecutive|continuous|further"
    rf"|additional|more|full) ){{1,2}}$"
)
_UNITS = (
    ("years", re.compile(r"years?(?![a-z])(?![- ]old| of age)")),
    ("months", re.compile(r"months?(?![a-z])(?! old)")),
)
_TERM_BEFORE = re.compile(
    r"(?<!older )(?<!younger )(?:for|period of|term of|lasting|over|duration:?|contract|tenure of"
    r"|(?:period|term|duration|tenure)(?:[a-z ]{0,24} is| of)?:?|(?<![a-z])is of"
    r"|(?<!in )(?:contract|appointment|grant|fellowship|term|stint)s? of"
    r"|(?:extension|renewal)s? (?:of|by|for)"
    r"|at least|m(?:in|ax)imum(?: of)?|more than|up to|with)"
    r"(?: an?(?: (?:further|additional|extra|initial|fixed|total))?"
    r"|(?<=for) the (?:first|initial))?"
    r"(?: (?:period|duration) of)?"
    r"(?: (?:at least|up to|more than|over))? ?$"
)
_OF_WHAT = (
    r"(?: of(?: the)? (?:[a-z]+ )?(?:stay|visit|funding|support|grant|award|fellowship|scholarship"
    r"|contract|appointment|employment|programme|program|project|position|tenure|service"
    r"|residence|exchange|placement|training)s?)?"
)
_BOUND = r"(?:(?:up to|at least|at most|from|between|a (?:min|max)imum of|no (?:more|less) than) )"
_LABEL = re.compile(
    r"(?:^| )(?<!warranty )(?:funding |contract |grant |appointment |support )?(?:period|duration"
    rf"|term|tenure){_OF_WHAT}: ?{_BOUND}?$|(?:^|[.;,] )(?:contract|appointment|employment|funding"
    rf"|fellowship|grant|support): ?{_BOUND}?$|(?<![a-z])(?:(?:minimum|maximum|length of(?: the)?)"
    rf" (?:stay|visit|service|funding|support|employment|contract)): ?{_BOUND}?$"
    rf"|(?:experience|period|duration|term)(?: [a-z]{{1,12}})?{HEAD_ENDS}"
    r"(?:(?:at least|no less than|more than|up to|over) )?$"
)
_LASTS = re.compile(
    r"(?<![a-z])(?:(?:period|term|duration|tenure|time"
    r"|length of (?:the |each |their )?(?:stay|visit)|sponsorship|support|funding)"
    r"(?: (?:of|for) [a-z -]{1,30}?)?|appointments?|contracts?|fellowships?|grants?|awards?"
    r"|scholarships?|programme|program"
    r"|(?:research |study )?(?:stays|visits)|secondments?|exchanges?|placements?|traineeships?"
    r"|internships?)"
    r" (?:(?:shall|will|can|may) )?(?:is|are|be|range[sd]? from|lasts?(?: for)?|covers?|runs? for)"
    r"(?: between| from)? $"
    r"|(?<![a-z])(?:residence (?:cards?|permits?)|visas?|work permits?) of $"
    r"|(?<![a-z])(?:valid|effective|in force) for $"
    r"|(?<![a-z])m(?:ax|in)imum(?: [a-z]+){0,2} (?:period|term|duration|stay|service) of $"
)
_WHO = (
    r"(?:scholars|fellows|researchers|scientists|experts|professors|awardees|recipients|grantees"
    r"|postdocs|academics|participants|visitors|candidates|applicants|talents?|guests"
    r"|phd students|doctoral students|graduates)"
)
_STAY = re.compile(
    rf"(?<![a-z]){_WHO}(?: (?:may|can|must|will|shall|should|usually|generally|typically|normally"
    r"|are (?:invited|expected|required|obliged|allowed|entitled|supposed|able)|have|need|to)){0,3}"
    r" (?:(?:stay|work|visit|remain|reside|teach|come|research)"
    r"(?: (?!on |to |and |detention|custody|prison|jail|hospital)[a-z'’-]+){0,14}? for"
    rf"|spend) {_BOUND}?$"
)
"""For how long those of a scheme are to be where it sends them: scholars stay there for a year."""
_STAYS_OF = re.compile(
    r"(?<![a-z])(?:research|funded|visiting|study|academic|scholarly|exchange) (?:stay|visit)s? of"
    rf" {_BOUND}?$|(?<![a-z])(?:stays|secondments|placements) of {_BOUND}?$"
)
_SPENT_AT = re.compile(r" (?:at|in|with|abroad|overseas|working (?:at|in)|on campus)(?![a-z])")
_MADE_FOR_YEARS = re.compile(r" (?:on|to|developing|building|and)(?![a-z])")
"""What follows years of work that someone tells of: spend ten years developing a drug."""
_FURTHER_BOUND = re.compile(
    r"(?: each)?[,;]? ?\(?(?:but|and|or|with)(?: [a-z]+){0,4} (?:(?:less|more|longer|fewer"
    r"|shorter) than|at (?:least|most)|(?:min|max)imum(?: [a-z]+)?(?: of)?|up to|exceed(?:ing)?"
    r"|extension (?:of|by|for)(?: up to)?)(?: an?| another)? $"
)
"""What stands between a term and its other bound: for 24 months, but never for less than 12."""
_OF_A_SUM = re.compile(
    r"(?:contract|appointment|fellowship|position|grant|award|scholarship|funding)s? ?[(]$"
    r"|(?:yuan|rmb|cny|usd|dollars|renminbi|million|billion"
    r"|(?:rmb|cny|usd|[¥$€£]) ?[0-9][0-9,.]{0,12}k?) ?(?:[(]|/ ?)$"
)
"""How long a sum is for, said behind it: 600,000 yuan (2 years)."""
_SUM_FOR = re.compile(
    r"(?:yuan|rmb|cny|usd|eur|gbp|dollars|euros|pounds|renminbi|million"
    r"|(?:rmb|cny|usd|eur|gbp|[¥$€£]) ?[0-9][0-9,.]{0,12}k?)"
    r" for (?:up to |at most |a maximum of |at least )?$"
)
"""A sum and how long it is for: EUR 1.5 million for up to five years."""
_AHEAD_OF = re.compile(r" (?:before|prior to|in advance|ahead|ago|earlier|later)(?![a-z])")
_SERVED_AT_LEAST = re.compile(
    r"(?<![a-z])(?:work|stay|serv|teach|resid|engage|full-time|part-time)[a-z]*(?: [a-z-]+){0,6}"
    r" \(?(?:(?:no|not) (?:less|fewer) than|at least|a minimum of) $"
    r"|(?<![a-z])have worked(?: [a-z-]+){0,6} more than $"
    r"|(?<![a-z])(?:extend|renew)[a-z]*(?: [a-z]+){0,4} (?:by|for)(?: another| a further"
    r"| an additional)?(?: period of)?(?: up to)? $"
)
_TAKEN = r"(?:ph\.? ?d\.?|doctorates?|(?:(?:doctoral|doctor(?:['’]?s)?) )?degrees?|graduat[a-z]+)"
_WITHIN_OF_DEGREE = re.compile(
    rf"(?<![a-z]){_TAKEN}(?: [a-z-]+){{0,6}} "
    r"(?:not? more than|less than|within(?: the)?(?: (?:last|past|recent|previous))?"
    r"|in the (?:last|past|recent|previous)) $"
)
_MORE_AFTER = (" or more", " or above", " or longer", " at least", " and above", " and more")
_MORE_WORDS = re.compile(
    r"(?: \([^()]{1,12}\))? (?:or|and) (?:more|above|longer|over)(?![a-z])(?: of)?"
)
_WITHIN_BEFORE = re.compile(r"(?:within|no more than|not more than|up to|less than|at most) $")
_SINCE_DEGREE_AFTER = re.compile(
    r" (?:of|after|since|from)(?: (?:obtaining|receiving|completing|earning|getting))?"
    rf"(?: (?:the|their|an?|his|her)(?: [a-z-]+)?)? {_TAKEN}"
)
_SERVED_BEFORE = re.compile(
    r"(?<![a-z])(?:work|serv|teach|taught|employ|stay)[a-z]*(?:[ -][a-z0-9-]+){0,11} for $"
)
_OF_EACH_YEAR = re.compile(r" (?:a|per|each|every|of (?:each|every|the)) year(?![a-z])")
_STAYED = re.compile(
    r"(?<![a-z])(?:work|stay|serv|teach|resid|spen[dt]|be (?:present|in)|in (?:residence|china))"
)
_IN_A_ROW = re.compile(r"(?:consecutive|continuous) $")
_PAST_BEFORE = re.compile(r"(?:last|past|after|within|next|every|in|(?:older|younger) than) ?$")
_WORK = re.compile(r"['’]?[a-z &/,-]{0,30}(?:experience|work|training|(?<=full-time )employment)")
_TERM_AFTER = re.compile(
    r"['’]?[ -](?:[a-z-]{1,16} ){0,2}(?:contract|term|grant|fellowship|funding|duration|appointment"
    r"|package|tenure|probation|fixed-term|position(?!s? of)|postdoc|offer|lease|stipend|subsid"
    r"|allowance"
    r"|visa(?!-)|permits?(?![a-z])|residence cards?(?![a-z]))"
    r"| of (?:[a-z-]{1,16} ){0,2}(?:subsid|support|funding|rent|housing|accommodation|allowance)"
)
_SUPPORT = re.compile(
    r"fund|grant|support|hired|contract|appoint|term|subsid|paid|allowance|salary|position|employ|serve"
    r"|applicant|candidate|must |shall |should |required"
    r"|provide|receive|enjoy|alloc|award|stipend|fellow|project|scheme|programme|program|tenure"
    r"|expected to|obliged to|have to |visa|permit|residen(?:ce|cy)"
    r"|housing|accommodation|exempt|rent[- ]|leave|per year|per month|a year|offer"
)
_GOING_ON = re.compile(
    r"(?<![a-z])(?:has|have|had) (?:been (?:running|going|open)|existed|run) for $"
)
"""What has gone on for years is no term: the project has been running for ten years."""
_THROUGHOUT = re.compile(r"(?<!for )over (?:an? (?:period of )?)?$")
_MIN_BEFORE = re.compile(
    r"(?:at least|(?:no|not|never)(?: for)? (?:less|fewer|shorter) than"
    r"|minimum(?: [a-z]+){0,3}(?: of)?|minimum [a-z]+:"
    r"|(?<!not )(?<!no )(?<!never )(?<!not for )(?<!never for )(?:more|longer) than"
    r"|(?<![a-z])over)[^,]{0,6}$"
)
_MAX_BEFORE = re.compile(
    r"(?:up to|not(?: [a-z]+){1,4} more than|(?:no|not|never)(?: for)? (?:more|longer) than"
    r"|maximum(?: [a-z]+){0,3}(?: of)?|maximum [a-z]+:|(?:not|never) exceed(?:ing)?"
    r"|(?<![a-z])at most)[^,]{0,6}$"
)
_ABROAD = re.compile(r"abroad|overseas")


def read_english_durations(reading: Reading) -> list[FoundFact]:
    """Return durations and experience stated in English."""
    facts: list[FoundFact] = []
    places = [(*f.span(), unit) for unit, words in _UNITS for f in words.finditer(reading.plain)]
    for start, end, unit in sorted(places):
        number = _NUMBER_BEFORE.search(reading.plain, max(0, start - 40), start)
        if number and (fact := _read(reading, number, end, unit, facts)):
            facts.append(fact)
    return facts


def _read(
    reading: Reading, number: re.Match[str], end: int, unit: str, read: Sequence[FoundFact]
) -> FoundFact | None:
    before, after = reading.before(number.start(), 60), reading.after(end, 56)
    if _is_since_degree(before, after):
        return reading.fact(
            "duration", (number.start(), end), None, _value(number["a"]),
            unit=unit, basis="up-to", notes=["since the degree"],
        )  # fmt: skip
    more = _MORE_WORDS.match(after)
    work = _WORK.match(after[more.end() :] if more else after)
    lasts = work or _TERM_AFTER.match(after) or _LABEL.search(before)
    if not lasts and _TERM_BEFORE.search(before) and not _GOING_ON.search(before):
        lasts = _SUPPORT.search(reading.before(number.start(), 90) + after)
    if not lasts:
        of_a_sum = before.endswith(("(", "/", "/ ")) and after[:1] in ("", ")", " ")
        lasts = (of_a_sum and _OF_A_SUM.search(before)) or (
            _LASTS.search(before)
            or (" for " in before[-20:] and _SUM_FOR.search(before))
            or _SERVED_AT_LEAST.search(before)
            or (_OF_EACH_YEAR.match(after) and _STAYED.search(before + after))
            or (_IN_A_ROW.search(number[0]) and _SERVED_BEFORE.search(before))
        )
    if not lasts and not _is_stay(reading, number, before, after):
        further = read and _FURTHER_BOUND.fullmatch(reading.plain, read[-1].end, number.start())
        if not further:
            return None
    if _PAST_BEFORE.search(before) or _AHEAD_OF.match(after):
        return None
    basis = _basis(before, after, plus=bool(number["more"]), work=bool(work))
    low = _value(number["from"]) if number["from"] and not basis else None
    value = _value(number["a"])
    abroad = " abroad" if work and _ABROAD.search(after) else ""
    return reading.fact(
        "duration",
        (number.start(), end),
        low or (None if basis == "up-to" else value),
        None if basis == "at-least" else value,
        unit=unit,
        basis=basis,
        notes=[f"experience{abroad}" if work else ""],
    )


def _is_stay(reading: Reading, number: re.Match[str], before: str, after: str) -> bool:
    """Say whether those of a scheme stay somewhere for so long: fellows spend 3 to 6 months at…"""
    if _STAYS_OF.search(before):
        return True
    if not before.endswith(
        (" for ", " spend ", " from ", " between ", "than ", "of ", "least ", "up to ")
    ):
        return False
    if not _STAY.search(reading.before(number.start(), 140)):
        return False
    spends = "spend " in before[-28:]
    return bool(_SPENT_AT.match(after)) if spends else not _MADE_FOR_YEARS.match(after)


def _value(word: str) -> str:
    return str(ENGLISH.get(word) or int(word))


def _is_since_degree(before: str, after: str) -> bool:
    """Say whether the years are the most since a degree: a PhD obtained within the last 3 years."""
    if _WITHIN_OF_DEGREE.search(before):
        return True
    return bool(_SINCE_DEGREE_AFTER.match(after) and _WITHIN_BEFORE.search(before))


def _basis(before: str, after: str, *, plus: bool, work: bool) -> str:
    """Say whether a duration is a bound; a grant over five years lasts five."""
    if _MAX_BEFORE.search(before):
        return "up-to"
    if not work and _THROUGHOUT.search(before):
        return ""
    if after.startswith(" at most"):
        return "up-to"
    at_least = plus or after.startswith(_MORE_AFTER) or _MIN_BEFORE.search(before)
    return "at-least" if at_least else ""
