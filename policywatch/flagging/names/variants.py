"""What is searched for literally of a programme: its names, and what is written for them.

Disguised names (by sound, look, slips, pinyin) are not listed here but recognised in the text: see
`disguises`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.characters.numerals import (
    COUNTS,
    counted_people,
    digits_in_han,
    han_in_digits,
    read_out_in_english,
)
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.characters.wade_giles import wade_giles
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import (
    HIDDEN,
    INITIALS_TAILS,
    Entry,
    Kind,
    bare_stem,
    cut_place,
    doubtful,
    guessed,
    is_han,
    is_initials,
    may_be_disguised,
    stem_and_tail,
    strength_of,
)

_ENGLISH_NUMBER = re.compile(r"(?<![\d,.'])(?<!\d )\d{3,4}(?= [A-Z])")
_NUMBER_OF_A_PLAN = re.compile(
    r"(?<!\d)\d{3,4}(?=”?(?:[计引人]|行动|项目|聚才|海外|英才|[精菁]英|卓越))"
)
_LONE_DIGITS = re.compile(r"\d{4,6}(?=[计引人工])")
_COUNTED = re.compile("[十百千万拾佰仟]")
_SPELLED_TAILS = ("JH", "GC", "XD", "RC", "LJ", "LJRC")
LED_STEM = 4
MIN_SPACED_LETTERS = 5
MIN_LONE_DIGITS = 4
MIN_REVERSED, MIN_REVERSED_WORD = 10, 5
MIN_HALF_SPELLED = 4
MIN_ROMANISED = 7
MAX_MASKED = 3
MAX_INITIALS = 3
MIN_ALL_INITIALS, MAX_ALL_INITIALS = 5, 10
_OF_TALENT = ("人才", "引才", "专家", "项目", "专项", "工程")
"""What a stem takes on though no name of it that is listed ends so: 火□人才."""
ENGLISH_TAILS = ("Plan", "Program", "Programme", "Project", "Scheme", "Initiative")
_TITLES = ("Scholar", "Scholars", "Professor", "Professors")
_RANKS = ("Young", "Youth", "Junior", "Distinguished", "Chair")
_NUMBERED_TAILS = (
    *(f"{whose}{tail}" for whose in ("", "Talent ", "Talents ") for tail in ENGLISH_TAILS),
    "Talents", "Elites", "Elite Plan", "Elites Plan", "Overseas Talent Plan",
)  # fmt: skip
_ENGLISH_NUMERALS = (
    ("Ten Thousand", ("10,000", "10000", "10K")),
    ("Thousand", ("1,000", "1000", "1K", "10^3", "10³", "One Thousand")),
    ("Hundred", ("100", "One Hundred")),
)


def programme_entries(programme: Programme) -> Iterator[Entry]:
    """Yield what is searched for literally, listed names first."""
    for name in (*programme.zh, *programme.en):
        yield _entry(programme, name, "exact")
    for form, names in (("short", programme.short), ("stem", programme.stems)):
        for name in names:
            yield Entry(Kind.PROGRAMME, programme.id, name, form, doubtful(programme))
    for name in programme.zh:
        yield from _numerals(programme, name)
        if "项目" in name:  # what Taiwan calls it
            yield _entry(programme, name, "exact", name.replace("项目", "专案"))
    yield from _numbered_in_english(programme)
    for name in programme.en:
        yield from _english_numerals(programme, name)
        yield from _of_a_rank(programme, name)
    for name in (*programme.en, *programme.short, *programme.stems):
        if len(name) >= MIN_SPACED_LETTERS and name.isascii() and name.isalpha():
            spaced = " ".join(name)
            yield Entry(Kind.PROGRAMME, programme.id, spaced, "spaced", doubtful(programme))
    for name in filter(is_initials, programme.short):
        yield Entry(Kind.PROGRAMME, programme.id, f"{name}s", "short", doubtful(programme))
        # Two of them may be a person's, but where a mark stands between, or Han before: Q*M, 报Q.M.
        for between in (".", " "):
            dotted = between.join(name)
            yield Entry(Kind.PROGRAMME, programme.id, dotted, "initials", doubtful(programme))
    for name in programme.weak:
        yield from _placed(programme, name)
    yield from _syllables(programme)
    if may_be_disguised(programme):
        yield from _reversed(programme)
        yield from _masked(programme)
        yield from _half_spelled(programme)
        yield from _in_wade_giles(programme)
        yield from _placed_initials(programme)
        yield from _all_initials(programme)
    for phrase in programme.unless:
        yield Entry(Kind.BLOCK, programme.id, phrase)
    for word in programme.context:
        yield Entry(Kind.CONTEXT, programme.id, word)


def _entry(programme: Programme, name: str, form: str, written: str = "") -> Entry:
    strength = strength_of(programme, name)
    return Entry(Kind.PROGRAMME, programme.id, written or name, form, strength)


def _numerals(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield 千人计划 as 1000人计划, 521计划 as 五二一计划 and the like."""
    written = [*counted_people(name), *han_in_digits(name)]
    if is_han(re.sub(r"\d", "", name)):
        written += digits_in_han(name)
    number = _LONE_DIGITS.match(name)
    # So many digits read out in Han are no year, and no count: 三三一五.
    lone = (number[0], *digits_in_han(number[0])) if number else ()
    for shown in lone if number and not number[0].endswith("00") else ():
        if not _COUNTED.search(shown):
            yield Entry(Kind.PROGRAMME, programme.id, shown, "numerals", doubtful(programme))
    for shown in written:
        entry = _entry(programme, name, "numerals", shown)
        yield replace(entry, strength=doubtful(programme)) if COUNTS.search(shown) else entry


def _numbered_in_english(programme: Programme) -> Iterator[Entry]:
    """Yield a name in digits as it is put into English: 521 Plan for 521计划, five-two-one plan."""
    numbers = (
        _NUMBER_OF_A_PLAN.search(name) or _ENGLISH_NUMBER.search(name)
        for name in (*programme.zh, *programme.en)
    )
    for digits in dict.fromkeys(number[0] for number in numbers if number):
        said = [*read_out_in_english(digits)]
        written = [f"{number} {tail}" for number in (digits, *said) for tail in _NUMBERED_TAILS]
        lone = said if len(digits) >= MIN_LONE_DIGITS else []
        for name in (*written, *lone):
            yield Entry(Kind.PROGRAMME, programme.id, name, "numerals", doubtful(programme))


def _english_numerals(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield Thousand Talents Plan as 1,000 Talents Programme."""
    for words, digits in _ENGLISH_NUMERALS:
        if words not in name:
            continue
        for written in digits:
            shown = name.replace(words, written)
            yield _entry(programme, name, "numerals", shown)
            head, _, last = shown.rpartition(" ")
            if last in ENGLISH_TAILS:
                for tail in ENGLISH_TAILS:
                    yield _entry(programme, name, "numerals", f"{head} {tail}")
        return


def _of_a_rank(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield a title with a rank in it: Changjiang Youth Scholar."""
    head, _, title = name.rpartition(" ")
    if title in _TITLES and not head.endswith(_RANKS):
        for rank in _RANKS:
            yield _entry(programme, name, "variant", f"{head} {rank} {title}")


def _reversed(programme: Programme) -> Iterator[Entry]:
    """Yield names back to front: English ones whole, of Chinese ones the stem, 明启计划."""
    for name in programme.en:
        if len(name) >= (MIN_REVERSED_WORD if name.isalpha() else MIN_REVERSED):
            yield guessed(programme, name[::-1], "reversed")
    for name in programme.zh:
        stem, tail = stem_and_tail(fold_name(name))
        turned = stem[::-1]
        may_turn = is_han(stem) and 2 <= len(stem) <= MAX_MASKED and turned != stem
        if tail and may_turn and not is_ordinary(turned):
            yield guessed(programme, turned + tail, "reversed")


def _masked(programme: Programme) -> Iterator[Entry]:
    """Yield names without one character, which a mark may hide: 启*计划, 🔥计划."""
    for name in programme.zh:
        stem, tail = stem_and_tail(fold_name(name))
        if not (tail and is_han(stem) and 2 <= len(stem) <= MAX_MASKED):
            continue
        for at in range(len(stem)):
            left = stem[:at] + HIDDEN + stem[at + 1 :]
            tails = [tail, *(_OF_TALENT if stem in programme.stems else ())]
            for word in dict.fromkeys(tails):
                yield guessed(programme, left + word, "masked")


def _syllables(programme: Programme) -> Iterator[Entry]:
    """Yield listed pinyin names syllable by syllable: Qi Ming for Qiming."""
    listed = {name.lower() for name in (*programme.en, *programme.short, *programme.stems)}
    for name in programme.zh:
        stem, _ = stem_and_tail(fold_name(name))
        for spelled in spellings(stem) if is_han(stem) and len(stem) > 1 else ():
            if "".join(spelled) in listed:
                written = " ".join(spelled)
                yield Entry(Kind.PROGRAMME, programme.id, written, "pinyin", doubtful(programme))


def _in_wade_giles(programme: Programme) -> Iterator[Entry]:
    """Yield Chinese names as Taiwan and older books romanise them: Ch'ien-jen chi-hua.

    Without the word for a plan only those that most is written of.
    """
    is_known = programme.level == "national" or programme.basis == "story"
    for name in (*programme.zh, *programme.stems):
        stem, tail = stem_and_tail(fold_name(name))
        spelled = spellings(stem)[:1] if is_han(stem) and 2 <= len(stem) <= MAX_MASKED else []
        for syllables in spelled:
            written = "-".join(map(wade_giles, syllables))
            if is_known and len(written) >= MIN_ROMANISED and written != "-".join(syllables):
                yield guessed(programme, written, "pinyin")
            for ending in spellings(tail)[:1] if tail else ():
                romanised = "-".join(map(wade_giles, ending))
                yield guessed(programme, f"{written} {romanised}", "pinyin")


def _half_spelled(programme: Programme) -> Iterator[Entry]:
    """Yield names with one of their two characters in Latin letters, or initials last: 国家QR.

    What ends in pinyin, or in the initials of a word for a plan, is recognised by `disguises`, as
    it is behind any stem.
    """
    names = list(filter(is_han, map(fold_name, programme.zh)))
    alone = [*map(fold_name, programme.stems)]
    stems = {stem_and_tail(name)[0] for name in (*names, *alone)}
    # q人 may be one's initial.
    lone = {*names, *(stem for stem in alone if not stem.endswith("人"))}
    for stem in sorted(filter(is_han, {*stems, *names})):
        # Nothing else is written half in characters and half in whole syllables: 启ming, qi明; or,
        # of a stem that stands alone, in an initial: q明.
        for written in partly_latin(stem) if len(stem) == 2 else ():
            if len(written) > 2 or stem in lone:
                yield guessed(programme, written, "pinyin")
    for name in names:
        if len(name) >= MIN_HALF_SPELLED and not name.endswith(INITIALS_TAILS):
            for first, second in likely_spellings(programme, name[-2:]):
                yield guessed(programme, f"{name[:-2]}{first[0]}{second[0]}", "initials")


def likely_spellings(programme: Programme, written: str) -> list[tuple[str, ...]]:
    """Return how a part of a name is spelled: as in the English names, else in the usual ways."""
    english = "".join(programme.en).replace(" ", "").lower()
    spelled = spellings(written)
    return [one for one in spelled if "".join(one) in english] or spelled[:2]


def partly_latin(word: str) -> Iterator[str]:
    """Yield a word of two characters with one of them in pinyin or as its initial: J划, 计hua."""
    for first, second in spellings(word)[:1]:
        for letters in dict.fromkeys((first, first[0])):
            yield letters + word[1]
        for letters in dict.fromkeys((second, second[0])):
            yield word[0] + letters


def _placed(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield a doubtful name beside its place, where it is certain: 深圳市孔雀计划."""
    for place in filter(None, cut_place(programme.place)):
        if name.isascii():
            city = "".join(next(iter(spellings(fold_name(place))), ())).capitalize()
            ways = ("{city} {name}", "{city}'s {name}", "{name} of {city}", "{name} in {city}")
            written = [way.format(city=city, name=name) for way in ways] if city else []
        else:
            written = [f"{place}{suffix}{name}" for suffix in ("", "市", "省")]
        for variant in written:
            yield Entry(Kind.PROGRAMME, programme.id, variant, "placed")


def _placed_initials(programme: Programme) -> Iterator[Entry]:
    """Yield the initials of a stem behind its place, a plan's behind them or not: 苏州GSJH."""
    stems = {bare_stem(fold_name(name)) for name in (*programme.zh, *programme.stems)}
    places = [place for place in cut_place(programme.place) if place]
    for stem in sorted(stem for stem in stems if is_han(stem) and 2 <= len(stem) <= MAX_INITIALS):
        if any(place in stem for place in places):
            continue
        for syllables in likely_spellings(programme, stem)[:1]:
            letters = "".join(s[0] for s in syllables).upper()
            for place in places:
                for suffix, behind in product(("", "市", "省", "的"), ("", *_SPELLED_TAILS)):
                    yield guessed(programme, f"{place}{suffix}{letters}{behind}", "initials")


def _all_initials(programme: Programme) -> Iterator[Entry]:
    """Yield the initials of a whole name, so many that they are no others: TCLJRC.

    Of a national one those of what leads its last part, too: WZ千人; of any those of a stem before
    more than a word for a plan: TS产业领军.
    """
    names = list(filter(is_han, map(fold_name, programme.zh)))
    stems = {bare_stem(name) for name in names}
    for name in names:
        stem, rest = name[:2], name[2:]
        if stem in stems and len(rest) >= 2 and rest not in INITIALS_TAILS:
            for syllables in likely_spellings(programme, stem)[:1]:
                yield guessed(programme, "".join(s[0] for s in syllables) + rest, "initials")
        if MIN_ALL_INITIALS <= len(name) <= MAX_ALL_INITIALS:
            for syllables in likely_spellings(programme, name)[:1]:
                yield guessed(programme, "".join(s[0] for s in syllables), "initials")
    national = programme.zh if programme.level == "national" else ()
    for stem in dict.fromkeys(bare_stem(fold_name(name)) for name in national):
        if is_han(stem) and len(stem) == LED_STEM:
            for syllables in likely_spellings(programme, stem[:2])[:1]:
                yield guessed(programme, "".join(s[0] for s in syllables) + stem[2:], "initials")
