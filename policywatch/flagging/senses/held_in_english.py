"""Whether a name is spoken of in English as what people hold or are paid by: a Qiming guy.

Nobody speaks so of a person, and hardly of a firm, so a word of universities near by is enough.
"""

import re

from policywatch.flagging.names.entries import is_initials
from policywatch.flagging.senses.places import Place

REACH = 60
SCENE_REACH = 150
_QUOTE = r"[\"'“‘(]?$"
_DETERMINED = re.compile(
    r"\b(?:an?|the|this|that|these|those|one|another|any|no|some|more|most|many|few|several|every|"
    r"each|all|both|half|our|their|his|her|your|my|first|last|two|three|four|five|six|ten|\d{1,3})"
    r"(?: (?:of|the|our|so-called|new|old|older|young|other|former|current|real|actual)){0,3} "
    + _QUOTE,
    re.I,
)
_ASIDE = r"[\"'”’)]?(?:[- ](?:talents?|program(?:me)?|plan))?[- ]"
_PEOPLE_BEHIND = re.compile(
    rf"{_ASIDE}(?:guys?|girls?|people|persons?|folks|PIs?|prof(?:essor)?s?|hires?|faculty|awardees?|"
    r"holders?|recipients?|fellows?|scholars?|returnees?|applicants?|candidates?|cohorts?|types?|"
    r"chairs?|crowd|winners?|grants|awards|offers?|titles|hats|cash|thing|deal|terms)\b",
    re.I,
)
_GIVEN_IN = re.compile(r" (?:award|grant|chair)s?$", re.I)
_PEOPLE_IN = re.compile(r" (?:professors?|awardees?|scholars?|fellows?)$", re.I)
# Never verbs, as Qiming offers, Qiming grants are.
_GIVEN_BEHIND = re.compile(
    rf"{_ASIDE}(?:grant|award|bonus(?:es)?|money|hat|title|stipends?|salar(?:y|ies)|e-?mails?)\b",
    re.I,
)
_ENDS = re.compile(
    r"[\"'”’)]?(?:[.,;:!?)]|$| (?:too|now|and|but|who|himself|herself|already|or)\b)"
)
_IS_ONE = re.compile(
    r"\b(?:am|is|was|are|were|be|been|being|became|become|['’][sm])(?: \w+){0,2} an? " + _QUOTE,
    re.I,
)
_THROUGH = re.compile(
    r"\b(?:went|go(?:es|ing|ne)?|c[ao]m(?:e|ing|es)|return(?:s|ed|ing)?|moved|moving|back|hired|"
    r"recruited|brought|lured|poached|left|leav(?:e|ing))"
    r"(?: \w+){0,4} (?:on|under|via|through) (?:the )?" + _QUOTE,
    re.I,
)
_IS_ON = re.compile(
    r"\b(?:I|he|she|we|they|you|who|PI|advis[oe]r|supervisor|boss|prof(?:essor)?|dean)"
    r"(?:['’](?:s|m|re)| (?:is|was|are|were|am))(?: \w+){0,2} on " + _QUOTE,
    re.I,
)
_OR_ELSE = re.compile(
    r" (?:or|vs\.?|versus|over) (?:an? |the |my |staying )?(?:R1|R2|tenure|ERC|faculty|industry|"
    r"post-?doc|NSF|Marie Curie|assistant prof)",
    re.I,
)
_SAYS = re.compile(
    r"\b(?:say|says|said|read|reads|list|lists|listed|mentions?|mentioned|as|is|was|are|were|being)"
    r"(?: (?:also|just|now|a|an|the)){0,2} " + _QUOTE,
    re.I,
)
_SCENE = re.compile(
    r"\b(?:PIs?|post-?docs?|postdoctoral|lab(?:s|mates?)?|advis[oe]rs?|supervisors?|"
    r"prof(?:essor)?s?|faculty|deans?|departments?|dept|universit(?:y|ies)|academi\w+|"
    r"tenured?|R1|Ph\.?D\.?s?|doctorates?|research(?:ers?)?|scientists?|grad students?|biosketch|"
    r"NSF|NIH|ERC|institutes?|full[- ]time|age limit|mainland|head-?hunters?|recruiters?|"
    r"[Aa]gents?|awardees?|grant|stipends?)\b"
)
_PERSON_BEHIND = re.compile(r"(?:['’]s\b| (?!PIs?\b)[A-Z][a-z])")
_NO_PERSON = re.compile(r"\d|[A-Z]{3}|talents?\b", re.I)


def held_in_english(text: str, place: Place) -> list[str]:
    """Return the words of universities around a name that people are said to hold; else nothing."""
    start, end = place.start, place.end
    if not _is_held(text, start, end, place.entry.name):
        return []
    return list(dict.fromkeys(_SCENE.findall(text, max(0, start - SCENE_REACH), end + SCENE_REACH)))


def _is_held(text: str, start: int, end: int, name: str) -> bool:
    before = text[max(0, start - REACH) : start]
    if _GIVEN_BEHIND.match(text, end) or _OR_ELSE.match(text, end):
        return True
    shown = text[start:end]
    if _GIVEN_IN.search(shown):
        return True
    is_many = shown[-1] == "s" and (name[-1] != "s" or is_initials(name[:-1]))
    people = is_many or _PEOPLE_BEHIND.match(text, end) or _PEOPLE_IN.search(shown)
    if people and _DETERMINED.search(before):
        return True
    if _PERSON_BEHIND.match(text, end):
        return False
    is_one = _IS_ONE.search(before) or _IS_ON.search(before)
    if (is_one and _ENDS.match(text, end)) or _THROUGH.search(before):
        return True
    return bool(_NO_PERSON.search(text, start, end) and _SAYS.search(before))
