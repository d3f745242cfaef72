"""A word in Latin letters as it may be written: shortened, doubled, in digits, by its sound."""

import re
from collections.abc import Iterator

PLANS = frozenset(("plan", "program", "programme", "project", "scheme", "initiative", "action"))
PERSONS = frozenset(
    ("scholar", "award", "expert", "awardee", "fellow", "professor", "grant", "scholarship",
     "money")
)  # fmt: skip
MIN_ABBREVIATED = 3
ABBREVIATED, CUT = "without vowels", "cut short"
_LETTERS_OF_DIGITS = (
    str.maketrans("0134567!@$", "oieasgtias"), str.maketrans("0134567!@$", "oleasgtlas"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_TONE = re.compile(r"(?<=[a-z])[1-5](?![0-9])")
# Letters that are drawn like another.
_DRAWN_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("l", "i"), ("il", "ll"))
# An ü is typed as v: huojv.
_TYPED = (("jv", "ju"), ("qv", "qu"), ("xv", "xu"))
_FIRST_DRAWN_ALIKE = {"o": "q", "g": "q", "c": "g", "t": "f"}
# How romanisations and English ears mix up the consonants of Mandarin.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"), (r"sch|sh|hs|x", "s"), (r"tch|ch|ts|tz|ck|q|c", "k"),
        (r"zh|dj|dz|z", "j"), (r"wh", "h"), (r"ph", "f"), (r"ng", "n"),
    )
)  # fmt: skip
# A glide between vowels begins a syllable: haiyan sounds unlike haiying.
_VOWELS = re.compile(r"[yw]?[aeiou]+(?:[yw](?![aeiou]))?|[yw]")


def read_as(word: str) -> Iterator[str]:
    """Yield the words that one with digits, signs or letters drawn alike may be read as."""
    if not word.isalpha():
        for table in _LETTERS_OF_DIGITS:
            yield word.translate(table)
        if (toneless := _TONE.sub("", word)) not in PLANS | PERSONS:
            yield toneless
    if word.endswith("q"):
        yield f"{word[:-1]}g"
    for pair, letter in (*_DRAWN_ALIKE, *_TYPED):
        if pair in word:
            yield word.replace(pair, letter)
    if first := _FIRST_DRAWN_ALIKE.get(word[:1]):
        yield first + word[1:]


def sound_in_english(letters: str) -> str:
    """Return what a word in Latin letters sounds like to who reads it as English, roughly.

    Chee Ming, Keyming, Tsiming and qiming are one; so are Koon Peng and kunpeng. Consonants fall
    into classes as romanisations of Chinese mix them up, vowels into three.
    """
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return _VOWELS.sub(_vowel, letters)


def _vowel(run: re.Match[str]) -> str:
    letters = run[0]
    glide = "u" if letters[0] in "ouw" else "i"
    if "a" not in letters or letters == "ea":
        return glide
    return "a" if letters[0] == "a" else glide + "a"


def undoubled(word: str) -> str:
    """Return a word with one letter for each that stands twice or more: talent for tallent."""
    return _DOUBLED.sub(r"\1", word)


def shortened(word: str) -> list[str]:
    """Return a word without each one of its letters, in their order."""
    return list(dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word))))


def abbreviations(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word without its vowels, and its beginnings: tlnt, thous."""
    bare = word[0] + "".join(char for char in word[1:] if char not in "aeiou")
    if len(bare) >= MIN_ABBREVIATED:
        yield bare, ABBREVIATED
        yield f"{bare}s", ABBREVIATED
    for size in range(MIN_ABBREVIATED, len(word) - 1):
        yield word[:size], CUT


def is_near(word: str, meant: str) -> bool:
    """Whether two words differ by one letter, or two letters side by side are swapped."""
    if word[0] != meant[0]:
        return False
    if len(word) != len(meant):
        return True
    different = [at for at in range(len(word)) if word[at] != meant[at]]
    return len(different) == 1 or (
        len(different) == 2
        and different[1] == different[0] + 1
        and word[different[0]] == meant[different[1]]
        and word[different[1]] == meant[different[0]]
    )
