"""Quotas and counts of people in English: sought, applied, recruited, arrived."""

import re
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import ENGLISH, shown
from policywatch.flagging.facts.reading import Reading

_APPLICANTS = re.compile(r"applicants?|applications?|applied|signed up|registered")
_ARRIVED = re.compile(
    r"arriv|return|showed up|took up|relocated|moved (?:back )?to|c[ao]me back|in post"
)
_SMALL = {word: number for word, number in ENGLISH.items() if number > 1}
_MORE_ENGLISH = re.compile(
    r"(?<![a-z])(?P<more>over|(?:no |not )?more than|at least|at most|some|about|up to|only|just)"
    r" (?:an? )?$"
)
_AT_MOST = ("up to", "no more than", "not more than", "at most")
_NUMBER = re.compile(
    r"[0-9](?<![0-9$€£¥.,a-z][0-9])(?<![$€£¥0-9] [0-9])(?<![a-z]-[0-9])"
    r"(?:[0-9]{0,2}(?:,[0-9]{3}){1,2}"
    r"|[0-9]{0,2}\.[0-9]{1,2}(?= million)|[0-9]{0,5})(?= [\"“‘]?[a-z])"
)
_RANGE_BEFORE = re.compile(
    r"(?<![0-9$€£¥.,a-z])(?P<low>[0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,6}) ?(?:to|-) ?$"
)
_PEOPLE = frozenset(
    [
        "expert", "experts", "researcher", "researchers", "scientist", "scientists", "talent",
        "talents", "professional", "professionals", "scholar", "scholars", "engineer",
        "engineers", "applicant", "applicants", "applications", "candidate", "candidates",
        "positions", "places", "openings", "people", "recipients", "academics", "postdocs",
        "specialists", "vacancies", "professor", "professors", "lecturers", "fellows",
        "returnee", "returnees", "faculty", "high-fliers", "high-flyers", "innovators",
        "academicians", "postdoc", "expats", "expatriates", "leaders", "persons", "students",
        "individuals", "recruits",
    ]
)  # fmt: skip
_DONE_WORDS = frozenset(
    [
        "recruited", "selected", "hired", "arrived", "returned", "applied", "up", "chosen",
        "picked", "appointed",
    ]
)  # fmt: skip
_NO_PEOPLE = frozenset(
    [
        "and", "in", "per", "to", "for", "the", "from", "with", "were", "had", "year", "years",
        "month", "months", "percent", "million", "billion", "minutes", "hours", "days", "yuan",
        "groups", "teams", "batches", "projects", "rmb", "dollars", "countries", "universities",
        "by", "at", "on", "or", "is", "are", "was",
    ]
)  # fmt: skip
_SKIPPED = frozenset(
    [
        "of", "the", "those", "its", "our", "them", "were", "was", "have", "been", "had", "has",
        "already", "signed",
    ]
)  # fmt: skip
_WORD = re.compile(r"[\"”’]? [\"“‘]?([a-z-]+)")
_ENGLISH_GATE = (
    "recruit", "returnee", "relocated", "moved to", "select", "hire", "attract", "appli",
    "arrive", "returned", "signed up", "candidate", "talent", "experts",
    "scientists", "openings", "positions", "quota", "hiring", "seek", "appoint", "postdoc",
    "wanted", "bring in", "brought in", "drew in", "introduced", "fellows", "scholars",
    "engineers", "individuals", "professionals", "researchers", "enlist", "vacanc", "to support",
    "will support", "supporting", "chosen", "picked",
)  # fmt: skip
_ENGLISH_RECRUITED = re.compile(
    r"recruited|selected|hired|attracted|lured|brought in|chosen|drew in|introduced(?! in)"
    r"|(?:were|was|been) (?:appointed|funded|enrolled|named)|provided (?:financial )?support to"
    r"|(?:has|have|had) (?:already |so far )?(?:funded|supported|sponsored|appointed|enrolled)"
)
_AHEAD = re.compile(
    r"(?:shall|will|to) be (?:[a-z]+ )?(?:supported|funded|selected|recruited|chosen|hired"
    r"|appointed|invited|admitted)"
)
_OUT_OF = re.compile(r"(?:from|out of|among) (?:more than |over |about |some )?$")
_OF_AN_AGE = re.compile(r"(?<![a-z])(?:under|below|age[ds]?) (?:the age of )?$")
_QUOTA_BEFORE = re.compile(r"(?<![a-z])quota (?:of|is|was) $")
_REACHED_BEFORE = re.compile(
    r"(?<![a-z])(?:(?P<arrived>returnees)|(?P<applicants>applicants|applications))(?: [a-z]+){0,4}"
    r" (?:reached|rose to|hit|totall?ed|stood at|climbed to) $"
)
_PICKED_BEHIND = re.compile(
    r"[^.;,]{0,50}? (?:was|were|has been|have been) (?:selected|picked|chosen|hired|recruited)"
)
_GOES_ON = re.compile(r" and (?:over|more than|at least|about|some|another|up to) $")
_PROGRAMME_AFTER = re.compile(
    r"[\"”’' ]{0,3}(?:plan|program(?:me)?|project|peaks|scheme|initiative|teams?|groups?|pool)"
    r"(?![a-z])"
)
_ENGLISH_QUOTA = re.compile(
    r"(?:to|will|shall|and|for) support|support for |supporting|nominate"
    r"|(?:to|will|shall) (?:bring|import|cultivate|train|nurture|subsidi[sz]e|aid|include)"
    r"|employ(?!e)|looking for|covers |draw|lure|recruit|hir(?:e|ing)|seek|appoint"
    r"|wanted|attract|select|openings?|positions?|quota|fund|introduce(?!d)|bring in|places|enlist"
    r"|vacanc"
)


def read_english_persons(reading: Reading) -> list[FoundFact]:
    """Return quotas and counts of people in English words."""
    if not reading.mentions(*_ENGLISH_GATE):
        return []
    text = reading.plain
    facts = [_read_english(reading, *found.span()) for found in _NUMBER.finditer(text)]
    for word in _SMALL:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if text[end : end + 1] == " " and (not at or not text[at - 1].isalpha()):
                facts.append(_read_english(reading, at, end))
            at = text.find(word, end)
    return [fact for fact in facts if fact is not None]


def _read_english(reading: Reading, start: int, end: int) -> FoundFact | None:
    counted = _counted(reading.plain, end)
    if counted is None:
        return _read_uncounted(reading, start, end)
    number = reading.plain[start:end]
    since = _RANGE_BEFORE.search(reading.plain, max(0, start - 12), start)
    stop, times = counted
    value = _SMALL.get(number) or Decimal(number.replace(",", "")) * times
    if 1900 <= value <= 2100 and "," not in number:
        return None
    words = reading.plain[end:stop]
    before = reading.before(start, 40)
    if _PROGRAMME_AFTER.match(reading.plain, stop):
        return None
    if _OF_AN_AGE.search(before):
        return None
    after = reading.after(stop, 30)
    basis = "" if _AHEAD.search(words + after) else _english_basis(before + number + words + after)
    if not basis and _PICKED_BEHIND.match(reading.after(stop, 70)):
        basis = "recruited"
    if basis == "applicants" and _ENGLISH_RECRUITED.search(words):
        basis = "recruited"
    if basis == "recruited" and _OUT_OF.search(before) and "candidate" in words:
        basis = "applicants"
    if not basis and _GOES_ON.search(before):
        before = reading.before(start, 100)
    if not (basis or _ENGLISH_QUOTA.search(before + words) or _AHEAD.search(words + after)):
        return None
    if words.endswith("students") and basis != "arrived":
        return None
    said = _MORE_ENGLISH.search(before)
    more = said["more"] if said else ""
    low = None if more in _AT_MOST else shown(Decimal(value))
    if since and (least := Decimal(since["low"].replace(",", "")) * times) < value:
        low, start = shown(least), since.start()
    high = None if more in ("over", "more than", "at least") else shown(Decimal(value))
    kind = "count" if basis else "quota"
    return reading.fact(kind, (start, stop), low, high, unit="persons", basis=basis)


def _read_uncounted(reading: Reading, start: int, end: int) -> FoundFact | None:
    """Return a number that what stands before it says is one of people: a quota of 10,000."""
    number = reading.plain[start:end].replace(",", "")
    before = reading.before(start, 60)
    if not number.isdecimal() or (reading.plain[end : end + 1] == "%"):
        return None
    number = shown(Decimal(number))
    if _QUOTA_BEFORE.search(before):
        return reading.fact("quota", (start, end), number, number, unit="persons")
    if reached := _REACHED_BEFORE.search(before):
        basis = reached.lastgroup or ""
        return reading.fact("count", (start, end), number, number, unit="persons", basis=basis)
    return None


def _counted(text: str, at: int) -> tuple[int, int] | None:
    """Return where the words for the people counted end and the scale, None if none are counted."""
    times, bare = 1, True
    for place in range(7):
        word = _WORD.match(text, at)
        if word is None:
            return None
        at = word.end()
        if word[1] == "faculty" and text.startswith(" position", at):
            continue
        if word[1] in _PEOPLE or (bare and word[1] in _DONE_WORDS):
            return at, times
        if not place and word[1] in ("thousand", "million"):
            times = 1000 if word[1] == "thousand" else 10**6
            continue
        bare = bare and word[1] in _SKIPPED
        if word[1] in _NO_PEOPLE and not (place < 4 and word[1] in _SKIPPED):
            return None
    return None


def _english_basis(near: str) -> str:
    if _APPLICANTS.search(near):
        return "applicants"
    if _ARRIVED.search(near):
        return "arrived"
    return "recruited" if _ENGLISH_RECRUITED.search(near) else ""
