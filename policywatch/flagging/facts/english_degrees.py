"""Degrees asked for in English."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.degrees import degree_asked
from policywatch.flagging.facts.reading import Reading

_DEGREE = re.compile(
    r"(?<![a-z])(?<!post[- ])(?:(?P<doctorate>ph\.? ?d\.?s?|doctorates?|doctoral degrees?"
    r"|doctor(?:['’]?s)? degrees?|ph d(?= degree))"
    r"|(?P<master>master(?:['’]?s)?['’]?(?: degrees?|(?= or (?:an? )?(?:doctor|ph\.? ?d))))"
    r"|(?P<bachelor>bachelor(?:['’]?s)?['’]?"
    r"(?: degrees?|(?= or (?:an? )?(?:master|doctor|ph\.? ?d)))))"
    r"(?![a-z])(?!\.?[,-]? ?(?:students?|candidates?|supervisors?|programmes?|programs?|thes[ie]s"
    r"|positions?|applications?|admissions?|advisors?|scholarships?|fellowships?|roles?|tutors?|dissertations?|level))"
    r"(?P<more> or (?:above|higher|equivalent or above))?"
)
_OF_A_PERSON = re.compile(
    r"(?<![a-z/])i (?:have )?(?:obtained|earned|received|got) (?:an? |my )?$"
    r"|(?<![a-z])in (?:19|20)[0-9]{2},? and (?:then )?(?:obtained|earned|received|got) (?:an? )?$"
    r"|(?<![a-z/])(?:he|she|dr\.?|mr\.?|ms\.?"
    r"|per ?cent of(?: [a-z]+){1,4} who)"
    r" (?:[a-z]+ ){0,2}?(?:received|earned|obtained|got|completed|holds|has|was awarded"
    r"|gained)[^.;]{0,24}$"
    r"|(?<![a-z/])(?<!his/)(?:his|her|my) (?:[a-z]+ ){0,2}$|graduated with an? $"
)
_HELD = re.compile(r" (?:holders?|graduates?|recipients?)(?![a-z])")
_ASKED = re.compile(
    r"must|should|shall|requir|applica|candidate|eligib|open to|be an? $"
    r"|accept|may apply|preferred|welcome|under the age|below"
)
_LIST_MARK = 4
_STUDIED = re.compile(
    r"(?<![a-z])(?:(?:pursu|enrol|supervis|confer|train|produc)[a-z]*(?: [a-z]+){0,3}"
    r"|stud(?:y|ied|ying)(?: [a-z]+){0,2} for(?: an?)?|(?:working|progress) (?:on"
    r"|towards?)(?: [a-z]+){0,2}"
    r"|scholarships? for(?: an?)?"
    r"|during(?: the| an?| h[ie][sr]| their)?|(?<!be )(?<!been )(?<!was )award(?:s|ing)?"
    r"(?: [a-z]+){0,2}"
    r"|number of(?: [a-z]+){0,2}) $"
)
_NO_DEGREE = re.compile(
    r" (?:degree )?(?:(?:work)?stations?|stud(?:y|ies)|program|in the making|training|authori[sz]"
    r"|granting)"
)
"""A degree that is studied for, awarded or taught: none that is asked for."""
_PLURAL = re.compile(r"(?:d\.?|doctorate)s$")
_HAVING = re.compile(
    r"(?<![a-z])(?:with|ha[sd]|hav(?:e|ing)|hold(?:s|ing)?|held|obtain(?:ed|ing)?|earn(?:ed|ing)?"
    r"|possess(?:ing)?|receiv(?:ed?|ing)|get|got|their|of)(?: [a-z-]+){0,2} $"
)
"""Who has doctorates; those who are PhDs themselves are people told of."""
_COUNTED = re.compile(
    r"%的[\u4e00-\u9fff]{0,6}$"
    r"|(?<![a-z])(?:proportion|share|percentage|number|ratio) of (?:[a-z]+ ){1,4}"
    r"(?:with|holding|having)(?: an?)? $|(?:per ?cent|%|half|thirds?"
    r"|quarters?) (?:of )?(?:[a-z']+ ){0,4}$"
    r"|(?<![a-z0-9])(?<!under )(?:[0-9][0-9,]{0,6}|two|three|four|five|ten|twenty|thirty|forty"
    r"|fifty|dozens of|hundreds of) (?:(?!with |and |or |of |in |to )[a-z-]+ ){0,2}$"
)
"""What counts those who have a degree: 60 percent have a PhD, recruited 30 PhDs."""
_SO_MANY_HAVE = re.compile(
    r"(?<![a-z0-9])(?:[0-9][0-9,]{0,6}|(?:many|most|some|several|all) of) (?:[a-z-]+ ){1,3}"
    r"(?:have|had|hold|held)(?: obtained| earned| received| got)?(?: an?| their)? $"
)
_LOWER_BEFORE = re.compile(
    r"(?<![a-z])(?:bachelor|master)(?:['’]?s)?['’]?(?: degrees?)?"
    r"(?:,? or|,? and|/|,)(?: an?)? ?$"
)
"""The lower of two degrees, of which the lowest is asked for: a master's or doctoral degree."""
_PAID = (
    r"(?:those|people|persons|graduates|postgraduates|researchers|talents?|professionals|employees"
    r"|residents|returnees|workers|staff|individuals|scholars|assistants|fellows|engineers|scientists)"
)
_OF_THE_PAID = re.compile(
    rf"(?<![a-z]){_PAID}(?: [a-z]+){{0,2}}? (?:with|holding|having|who (?:hold|have))(?: an?)?"
    r"(?: [a-z'’-]+(?:,? and|,? or|,)?){0,4}? ?$"
)
_MONEY_NEAR = re.compile(r"yuan|rmb|cny|hk\$|nt\$|[$¥]|allowance|subsid|stipend")
"""Whose degree is told with what they are paid: 30,000 yuan for those with a master's degree."""
_NAMES = ("ph.d", "phd", "ph. d", "doctor", "master", "bachelor")
_SINGLE_NAMES = ("ph.d", "phd", "doctorate")
_EARNED = re.compile(
    r"(?:earned|received|obtained|got|completed|gained|with) (?:an? |h[ie][sr] )?$"
)
_IN_A_YEAR = re.compile(r"[^.;]{0,60}?(?<![a-z])in (?:19|20)[0-9]{2}(?![0-9])")
"""What follows a degree told of a life: earned a doctorate in physiology at Michigan in 2008."""


def read_english_degrees(reading: Reading, *, english: bool) -> list[FoundFact]:
    """Return the degrees asked for in English, of two that are joined the lower one.

    Where no two English words stand in a row (`english`), only a name of one word can be a
    degree's.
    """
    facts: list[FoundFact] = []
    if not reading.mentions(*(_NAMES if english else _SINGLE_NAMES)):
        return facts
    last = 0
    for found in _DEGREE.finditer(reading.plain):
        before = reading.before(found.start(), 60)
        lower = _LOWER_BEFORE.search(before)
        if lower and (
            (last and found.start() - last <= len(lower[0])) or _are_classes(lower, before)
        ):
            last = found.end()
            continue
        is_of_holders = _is_of_holders(reading, found, before)
        if is_of_holders or _is_told(reading, found, before):
            last = found.end() if is_of_holders else 0
            continue
        last = found.end()
        level = next(name for name in ("doctorate", "master", "bachelor") if found[name])
        facts.append(degree_asked(reading, found, level, or_more=found["more"] is not None))
    return facts


def _are_classes(lower: re.Match[str], before: str) -> bool:
    """Say whether degrees tell classes of people apart: those with a master's and a PhD degree."""
    return "and" in lower[0] and not _ASKED.search(before)


def _is_told(reading: Reading, found: re.Match[str], before: str) -> bool:
    """Say whether a degree is studied for, awarded, counted or that of a person's life."""
    if _STUDIED.search(before) or _NO_DEGREE.match(reading.plain, found.end()):
        return True
    if _PLURAL.search(found[0]) and not _HAVING.search(before):
        return True
    if _SO_MANY_HAVE.search(before) and not _ASKED.search(before):
        return True
    return bool(
        _COUNTED.search(before)
        or _OF_A_PERSON.search(before)
        or (_EARNED.search(before) and _IN_A_YEAR.match(reading.plain, found.end()))
    )


def _is_of_holders(reading: Reading, found: re.Match[str], before: str) -> bool:
    """Say whether a degree is that of people told of: $42,000 to PhD graduates."""
    if _OF_THE_PAID.search(before) and not _ASKED.search(before):
        return bool(_MONEY_NEAR.search(before + reading.after(found.end(), 80)))
    if len(before) < _LIST_MARK or not _HELD.match(reading.plain, found.end()):
        return False
    return not _ASKED.search(before + reading.after(found.end(), 50))
