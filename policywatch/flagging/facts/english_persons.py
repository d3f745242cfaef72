"""Quotas and counts of people in English: sought, applied, recruited, arrived."""

import re
from collections.abc import Iterator
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.english_awards import read_awards
from policywatch.flagging.facts.english_crowds import counted
from policywatch.flagging.facts.english_uncounted import CHOSEN, read_uncounted
from policywatch.flagging.facts.numbers import ENGLISH, shown
from policywatch.flagging.facts.reading import Reading

_APPLICANTS = re.compile(r"applicants?|applications?|applied|shortlisted|signed up|registered")
_ARRIVED = re.compile(
    r"arriv|return|showed up|took up|relocated|moved (?:back )?to(?! (?:oust|fire|dismiss|bar|ban"
    r"|expel|cut))|c[ao]me back|in post"
)
_ARRIVED_AFTER = re.compile(
    r"(?: and [a-z]+)?(?: from (?:[a-z]+ ){0,3}[a-z]+)?(?: who| approved)?"
    r"(?: (?:have|has|had|who))?(?: (?:already|since|now|also|so far|then))?"
    r" (?:arrived|returned|relocated|settled (?:in|down)|moved (?:back )?to"
    r"|c[ao]me (?:back|home|to)|t(?:aken|ook) up|(?:chosen?|opted|decided) to return)(?![a-z])"
    r"| return (?:home|to china)(?![a-z])"
)
_CHOSEN_BEFORE = re.compile(
    r"(?<![a-z])(?:(?:recruited|selected|hired|imported|attracted|lured|chosen|picked|enlisted"
    r"|appointed|brought in|enrolled|drew(?: in)?|drawn(?: in)?|introduced|awarded)"
    r"|(?:has|have|had) (?:already |so far |also |successfully )?(?:funded|supported|sponsored"
    r"|enrolled|financed|admitted|named|cultivated|fostered|nurtured|brought)"
    r"|helped (?:to )?(?:attract|recruit|bring in|lure|draw))(?: back| home| in| so far)?"
    r"(?: (?:a total of|more than|over|some|about|around|nearly|almost|only|just|another|as many as"
    r"|an additional|approximately|at least|the))* ?$"
)
_GIVEN_BEFORE = re.compile(
    r"(?:gave|given|offered|provided|made|awarded|granted)(?: [a-z]+){0,2}"
    r" (?:grants?|awards?|funding|support|fellowships|scholarships|subsidies) (?:to|for)"
    r"(?: (?:a total of|more than|over|some|about|around|nearly|almost|only))* ?$"
    r"|(?<![a-z])(?:batch|cohort) of(?: (?:more than|over|some|about|around|nearly|almost))? $"
)
_CHOSEN_AFTER = re.compile(
    rf"(?: (?!and )[a-z,'’-]+){{0,6}}? (?:have|has|had|was|were)(?: since| already| also)?"
    rf"(?: been)?(?: successfully| already| officially)? (?:{CHOSEN}|joined|received|won)(?![a-z])"
    rf"(?! applications?)"
    r"|(?: who)? (?:have |had )?signed (?:[a-z-]+ ){0,3}(?:contracts?|agreements?|deals?|letters?"
    r"|intent)"
    r"|(?: who)? (?:have |had )?(?:joined|received (?:funding|grants?|awards?|support|funds)|won "
    r"(?:funding|grants?|awards?|a place))(?![a-z])"
)
_SMALL = {word: number for word, number in ENGLISH.items() if number > 1}
_ENDS = [f"{word} " for word in _SMALL if not word.endswith(("teen", "ty"))] + ["teen ", "ty "]
"""What number words end with, as few as can be: each is searched for on every page."""
_TENS = "|".join(word for word in _SMALL if word.endswith("ty"))
_NUMBER_WORD = re.compile(
    rf"(?<![a-z-])(?:(?:(?:{_TENS})-)?(?:{'|'.join(word for word in _SMALL)})|(?:{_TENS})-one)$"
)
_LONGEST_WORD = 13
_MORE_ENGLISH = re.compile(
    r"(?<![a-z])(?P<more>over|(?:no |not )?more than|at least|at most|some|about|up to|only|just"
    r"|capped at|limited to)"
    r" (?:an? )?$"
)
_POSTS = ("posts", "positions")
_PLACES = ("openings", "vacancies", "places")
_FILLED = re.compile(
    r" (?:were|was|have been|has been|had been)(?: already| since)? (?:filled|cut|lost|abolished)"
)
_TO_DRAW = re.compile(
    r"(?<!managed )(?<!able )(?<!began )(?<!helped )(?<![a-z])(?:to|will|shall)"
    r" (?:import|attract|recruit|lure|draw|bring in|introduce|hire)(?: back)?"
    r"(?: (?:more than|over|some|about|around|nearly|up to|at least|another))* $"
)
"""Before those who are to come, though they are called returnees: aims to attract 300 returnees."""
_APPLYING = ("applicants", "applications", "candidates")
_DECIDED = re.compile(
    r"(?: [a-z]+){0,4}? (?:approved|granted|rejected|refused|processed|successful)"
)
_DECIDED_BEFORE = re.compile(
    r"(?<![a-z])(?:approv|grant|reject|refus|process)[a-z]* (?:[a-z]+ ){0,3}$"
)
"""What is said of applications that are no people who apply: those already decided on."""
_OF_NO_PERSON = re.compile(r"(?<![a-z])(?:patent|trademark|industrial|commercial|software) ")
_AT_MOST = ("up to", "no more than", "not more than", "at most", "capped at", "limited to")
_NUMBER = re.compile(
    r"[0-9](?<![0-9$€£¥.,a-z][0-9])(?<![$€£¥0-9] [0-9])(?<![a-z]-[0-9])"
    r"(?:[0-9]{0,2}(?:,[0-9]{3}){1,2}"
    r"|[0-9]{0,2}(?: [0-9]{3}){1,2}(?= [a-z])"
    r"|[0-9]{0,2}\.[0-9]{1,2}(?= million)|[0-9]{0,5})(?= [\"“‘]?[a-z]|(?<=,...)\.?(?: |\n|$))"
)
_RANGE_BEFORE = re.compile(
    r"(?<![0-9$€£¥.,a-z])(?P<low>[0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,6})"
    r"(?: ?(?:to|-) ?|(?:(?<=between .)|(?<=between ..)|(?<=between ...)) and )$"
)
_ENGLISH_GATE = (
    "expert", "scientist", "talent", "researcher", "scholar", "returnee", "professor", "faculty",
    "specialist", "academic", "professional", "position", "posts", "vacanc", "opening", "applica",
    "candidate", "postdoc", "fellow", "engineer", "recruit", "individuals", "lecturers", "quota",
    "expat", "leaders", "innovators", "recipients", "chinese", "people", "returned", "capped at",
    "students", "awardees", "nominations", "studentships", "limited to",
)  # fmt: skip
_ENGLISH_RECRUITED = re.compile(
    r"recruited|selected|hired|attracted|lured|brought in|chosen|drew in|introduced(?! in)"
    r"|(?:were|was|been) (?:appointed|funded|enrolled|named (?:to|as))"
    r"|provided (?:financial )?support to"
    r"|(?:has|have|had) (?:already |so far )?(?:funded|supported|sponsored|appointed|enrolled)"
)
_AHEAD = re.compile(
    r"(?:shall|will|to) be (?:[a-z]+ )?(?:supported|funded|selected|recruited|chosen|hired"
    r"|appointed|invited|admitted)"
)
_EACH_YEAR = re.compile(r"(?<![a-z])(?:each|every) year|annual|yearly")
_ARE_CHOSEN = re.compile(
    rf"(?: [a-z]+){{0,3}} (?:is|are)(?: being)? (?:{CHOSEN}|admitted|accepted|invited)(?![a-z])"
)
_SUPPORTS = re.compile(
    r"(?<![a-z])(?:supports|admits|accepts|invites|trains|sponsors|selects|awards)"
    r"(?: (?:some|about|around|roughly|only))? $"
)
"""A verb of what a programme does each year: it supports about 50 young scientists annually."""
_TO_NAME = re.compile(
    r"(?<![a-z])(?:can|may|must|will|shall|should|to|could) (?:nominate|recommend"
    r"|put forward|propose)"
    r"(?: (?:up to|no more than|not more than|at most|a maximum of|only))? $"
)
"""What limits how many one may put forward, though they are called applicants."""
_SOUGHT_AFTER = re.compile(
    r" (?:are|is) (?:urgently |still |also )?(?:needed|wanted|sought|required|invited)(?![a-z])"
)
_ON_OFFER = re.compile(r" (?:are|will be) (?:offered|available|open|on offer)(?![a-z])")
_POSTS_OFFERED = re.compile(
    r"invit|offer|open|advertis|fill|creat|set(?:ting)?[ -]up|provid|vacan|availab|establish"
    r"|recruit|hir(?:e|ing)|seek|appl|announc|there are|add(?:s|ed|ing)? |releas|plan|aim|will"
)
_POSTS_HELD = re.compile(
    r"(?<![a-z])(?:held|hold(?:s|ing)?|occup[a-z]+|climbed|dropped|fell|rose|moved|gained|the|these|in)"
    r"(?: up| down)? $"
)
_TIME = re.compile(
    r"(?<![a-z])(?:over|within|in|during|by|for) (?:(?:the|a|about|next|coming|period of|following"
    r"|end of) )*(?:(?:19|20)[0-9]{2}|(?:[0-9]{1,2}|[a-z]{3,6})(?: to [a-z0-9]+)? years?)(?![a-z])"
    r",? ?"
)
"""When something is to be done: it parts the verb from those sought."""
_SOME_OF = re.compile(r"[0-9] (?:out )?of (?:the |a total of |more than |over |about |some )*$")
_OUT_OF = re.compile(r"(?:from|out of|among) (?:more than |over |about |some )?$")
_OF_AN_AGE = re.compile(r"(?<![a-z])(?:under|below|age[ds]?) (?:the age of )?$")
_PICKED_BEHIND = re.compile(
    r"[^.;,]{0,50}? (?:was|were|has been|have been) (?:selected|picked|chosen|hired|recruited)"
)
_LINK = re.compile(
    r"(?:,|,? and|, plus|,? as well as)(?: (?:over|more than|about|some|another|nearly))? "
)
_LINK_AT_MOST = 24
_GOES_ON = re.compile(r" and (?:over|more than|at least|about|some|another|up to) $")
_BESIDES = re.compile(
    r"(?:, |,? and )(?:attracting|drawing|luring|recruiting|bringing in)(?: back| in| home)?"
    r"(?: (?:a total of|more than|over|some|about|around|nearly|almost|at least))* $"
)
"""Whom it drew besides what it did: held 300 fairs, attracting 50,000 people."""
_AHEAD_BEFORE = re.compile(
    r"(?<![a-z])(?:aim|hope|intend|expect|seek|target|goal)(?:s|ed|ing)?(?![a-z])"
    r"|(?<![a-z])(?:will|would|shall|plan(?:s|ned|ning)? to|to be)(?![a-z])|by 20[0-9]{2}"
)
_DRAWN_STUDENTS = re.compile(
    r"(?<![a-z])(?:program(?:me)?|scheme|plan|project|initiative|fund|fellowship)(?![a-z])"
    r"[^.;]{0,80}?"
    r"(?<![a-z])(?:recruited|attracted|selected|lured|funded|supported|sponsored|drawn)"
    r"(?: (?:a total of|more than|over|some|about|around|nearly|almost|only))* $"
)
_GRANTS_TO = re.compile(
    r"(?<![a-z])(?:award|grant|offer|provide|give)s?(?: [a-z]+){0,3} (?:grants?|scholarships?"
    r"|fellowships?|stipends?|funding|support) (?:to|for)"
    r"(?: (?:a total of|more than|over|some|about|around|up to|at least))* $"
)
"""Students where a programme draws or pays them: award grants for 43 doctoral students."""
_PROGRAMME_AFTER = re.compile(
    r"[\"”’' ]{0,3}(?:polic(?:y|ies)|measures|cards|visas|plan|program(?:me)?|project|peaks"
    r"|scheme|initiative|teams?|groups?|pool)"
    r"(?![a-z])"
)
_ENGLISH_QUOTA = re.compile(
    r"(?:to|will|shall|and|for) support|support for |supporting|nominate"
    r"|(?<![a-z])supports? (?:up to|at most|a maximum of)|(?:target|goal) (?:is|of) "
    r"|on the lookout for|in search of"
    r"|(?:to|will|shall|can|may) (?:bring|import|accept|host|cultivate|train|nurture|subsidi[sz]e"
    r"|aid|include"
    r"|finance|enrol|sponsor|admit|invite|pick|choose|award|grant|engage|add|offer)"
    r"|for a total of|(?:designation|appointment|recruitment|selection|employment) of"
    r"|employ(?!e)|looking for|covers |draw|lure|recruit|hir(?:e|ing)|seek|appoint"
    r"|wanted|attract|select|openings?|positions?|quota|fund|introduce(?!d)|bring in|places|enlist"
    r"|vacanc|woo(?!d)|entic(?:e|ing)|capped at|limited to"
)

_AT_MOST_BEFORE = re.compile(
    r"(?:up to|no more than|not more than|at most|a maximum of|limited to) $"
)
_FOR_EACH = re.compile(
    r"s? (?:per|for each|from each|for every|from every|from any one) (?:[a-z]+ )?"
    r"(?:universit|institut|department|college|school|facult|compan|employer|unit|city|cities"
    r"|province|district|region|organi[sz]ation|enterprise|firm)"
)
"""For whom so many may be named at most: up to three nominees per university."""


def read_english_persons(reading: Reading) -> list[FoundFact]:
    """Return quotas and counts of people in English words."""
    if not reading.mentions(*_ENGLISH_GATE):
        return []
    text = reading.plain
    numbers = [found.span() for found in _NUMBER.finditer(text)]
    numbers += _number_words(text)
    facts: list[FoundFact] = []
    for start, end in sorted(numbers):
        fact = _read_english(reading, start, end)
        if fact is None and facts and start - facts[-1].end <= _LINK_AT_MOST:
            fact = _next_of_list(reading, facts[-1], start, end)
        if fact is not None:
            facts.append(fact)
    return facts


def _next_of_list(reading: Reading, last: FoundFact, start: int, end: int) -> FoundFact | None:
    """Return people who go on a list of which something was said: 10 experts and 20 engineers."""
    people = counted(reading.plain, end)
    number = _bare(reading.plain[start:end])
    if (
        people is None
        or not number.isdecimal()
        or not _LINK.fullmatch(reading.plain, last.end, start)
    ):
        return None
    stop, times = people
    if reading.plain[end:stop].endswith(("students", *_POSTS, *_APPLYING)):
        return None
    value = shown(Decimal(number) * times)
    return reading.fact(last.kind, (start, stop), value, value, unit="persons", basis=last.basis)


def _number_words(text: str) -> Iterator[tuple[int, int]]:
    for ending in _ENDS:
        at = text.find(ending)
        while at >= 0:
            end = at + len(ending) - 1
            if word := _NUMBER_WORD.search(text, max(0, end - _LONGEST_WORD), end):
                yield word.span()
            at = text.find(ending, end)


def _read_english(reading: Reading, start: int, end: int) -> FoundFact | None:
    people = counted(reading.plain, end)
    number = reading.plain[start:end]
    if people is None:
        written = str(_spelled(number) or _bare(number))
        awards = read_awards(reading, start, end, written) if written.isdecimal() else None
        return awards or read_uncounted(reading, start, end)
    since = _RANGE_BEFORE.search(reading.plain, max(0, start - 14), start)
    stop, times = people
    value = _spelled(number) or Decimal(_bare(number)) * times
    if 1900 <= value <= 2100 and "," not in number:
        return None
    words = reading.plain[end:stop]
    if words.endswith("applications") and (
        _OF_NO_PERSON.search(words)
        or _DECIDED.match(reading.plain, stop)
        or _DECIDED_BEFORE.search(reading.before(start, 40))
    ):
        return None
    before = reading.before(start, 40)
    if _PROGRAMME_AFTER.match(reading.plain, stop) or _OF_AN_AGE.search(before):
        return None
    kind, basis = _kind_of(reading, since.start() if since else start, stop, words)
    if not kind or (
        words.endswith("students") and basis != "arrived" and not _are_drawn(reading, start)
    ):
        return None
    said = _MORE_ENGLISH.search(before)
    more = said["more"] if said else ""
    low = None if more in _AT_MOST else shown(Decimal(value))
    if since and (least := Decimal(since["low"].replace(",", "")) * times) < value:
        low, start = shown(least), since.start()
    high = None if more in ("over", "more than", "at least") else shown(Decimal(value))
    return reading.fact(kind, (start, stop), low, high, unit="persons", basis=basis)


def _kind_of(reading: Reading, start: int, stop: int, words: str) -> tuple[str, str]:
    """Return quota or count and its basis; two empty words where the people are neither.

    A verb right before or behind the people says what they are, whatever else is said near them.
    """
    before, after = reading.before(start, 90), reading.after(stop, 70)
    if _AHEAD.search(words + after[:30]) or _TO_NAME.search(before[-48:]):
        return "quota", ""
    if _FOR_EACH.match(after) and _AT_MOST_BEFORE.search(before):
        return "quota", ""
    if words.endswith(_APPLYING) and _SOME_OF.search(before):
        return "count", "applicants"
    if words.endswith(_POSTS):
        return ("quota", "") if _is_offered(reading, before, words, stop) else ("", "")
    if (_ARE_CHOSEN.match(after) or _SUPPORTS.search(before[-30:])) and _EACH_YEAR.search(
        before + after
    ):
        return "quota", ""
    if not words.endswith(_APPLYING) and (
        _CHOSEN_BEFORE.search(before) or _GIVEN_BEFORE.search(before) or _CHOSEN_AFTER.match(after)
    ):
        return "count", "recruited"
    if _ARRIVED_AFTER.match(after):
        return "count", "arrived"
    if _GRANTS_TO.search(before) or ("return" in words and _TO_DRAW.search(before)):
        return "quota", ""
    if _BESIDES.search(before) and not _AHEAD_BEFORE.search(reading.before(start, 200)):
        return "count", "recruited"
    basis = _english_basis(before[-40:] + reading.plain[start:stop] + after[:30])
    if not basis and _PICKED_BEHIND.match(after):
        basis = "recruited"
    if basis == "applicants" and _ENGLISH_RECRUITED.search(words):
        basis = "recruited"
    if basis == "recruited" and _OUT_OF.search(before) and "candidate" in words:
        basis = "applicants"
    if basis:
        return "count", basis
    wide = reading.before(start, 100) if _GOES_ON.search(before) else _TIME.sub("", before)[-40:]
    asked = wide + words if words.endswith(_PLACES) else wide
    sought = bool(_ENGLISH_QUOTA.search(asked) or _SOUGHT_AFTER.match(after))
    sought = sought or bool(words.endswith(_PLACES) and _ON_OFFER.match(after))
    return ("quota", "") if sought else ("", "")


def _are_drawn(reading: Reading, start: int) -> bool:
    """Say whether students are those of a programme that draws or pays them."""
    before = reading.before(start, 140)
    return bool(_DRAWN_STUDENTS.search(before) or _GRANTS_TO.search(before))


def _is_offered(reading: Reading, before: str, words: str, stop: int) -> bool:
    """Say whether posts are there to be had, and not held or named before."""
    if _POSTS_HELD.search(before) or _FILLED.match(reading.plain, stop):
        return False
    if words.endswith("positions"):
        return True
    return bool(_POSTS_OFFERED.search(before[-60:] + words + reading.after(stop, 160)))


def _spelled(number: str) -> int:
    """Return the value of a number in words, 0 for digits: fifty-five."""
    return sum(ENGLISH.get(word, 0) for word in number.split("-"))


def _bare(number: str) -> str:
    return number.replace(",", "").replace(" ", "")


def _english_basis(near: str) -> str:
    if _APPLICANTS.search(near):
        return "applicants"
    if _ARRIVED.search(near):
        return "arrived"
    return "recruited" if _ENGLISH_RECRUITED.search(near) else ""
