"""Which words behind an English number say that it counts people."""

import re

_OF_A_POST = re.compile(r" (?:positions?|posts|vacancies|openings)(?![a-z])")
_THE_CHINESE = re.compile(
    r" (?:who |ha(?:ve|s|d) |returned? (?:home|to|from|in|after|last|every|each)|c[ao]me |went "
    r"|w?[ae]re |moved |relocated )|$|[.,;)\n]"
)
"""What follows where the Chinese themselves are counted, and not something of theirs."""
_PEOPLE = frozenset(
    [
        "expert", "experts", "researcher", "researchers", "scientist", "scientists", "talent",
        "talents", "professional", "professionals", "scholar", "scholars", "engineer",
        "engineers", "applicant", "applicants", "applications", "candidate", "candidates",
        "positions", "places", "openings", "people", "recipients", "academics", "postdocs",
        "specialists", "vacancies", "professor", "professors", "lecturers", "fellows",
        "returnee", "returnees", "faculty", "high-fliers", "high-flyers", "innovators",
        "academicians", "postdoc", "expats", "expatriates", "leaders", "persons", "students",
        "individuals", "recruits", "posts", "assistants",
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
_DESCRIBING = frozenset(
    [
        "local", "domestic", "foreign", "overseas", "international", "national", "rising", "young",
        "outstanding", "famous", "innovative", "entrepreneurial", "scientific", "technical",
        "chinese", "senior", "doctoral", "graduate", "postgraduate", "innovation", "leading",
    ]
)  # fmt: skip
"""What may be joined to another word on the same people: 1,400 local and overseas scholars."""
_WORD = re.compile(r"[\"”’]? [\"“‘]?([a-z-]+)")
_ABBREVIATED = re.compile(r" \([a-z-]{1,8}\)(?= [a-z])")


def counted(text: str, at: int) -> tuple[int, int] | None:
    """Return where the words for the people counted end and the scale, None if none are counted."""
    times, bare, last = 1, True, ""
    for place in range(7):
        word = _WORD.match(text, at)
        if word is None:
            return None
        at = word.end()
        if _OF_A_POST.match(text, at):
            continue
        if text.startswith(" (", at) and (aside := _ABBREVIATED.match(text, at)):
            at = aside.end()
        if word[1] in _PEOPLE or (bare and word[1] in _DONE_WORDS):
            return at, times
        if word[1] == "chinese" and _THE_CHINESE.match(text, at):
            return at, times
        if not place and word[1] in ("thousand", "million"):
            times = 1000 if word[1] == "thousand" else 10**6
            continue
        bare = bare and word[1] in _SKIPPED
        if word[1] == "and" and last in _DESCRIBING:
            continue
        last = word[1]
        if word[1] in _NO_PEOPLE and not (place < 4 and word[1] in _SKIPPED):
            return None
    return None
