"""Latin letters before a place of a folded text: pinyin, whole or in part, and initials."""

from collections.abc import Iterator
from itertools import combinations

from policywatch.flagging.characters.likeness import readings

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
MAX_LETTERS = 30
MAX_PARTLY = 3
_TONES = frozenset("12345")


def letters_before(text: str, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the Latin letters (Han in pinyin) from each beginning of a word up to a place.

    Each with where it begins, and how many of its letters spell Han. Single spaces are passed over,
    and the dots of initials and between syllables.
    """
    letters = ""
    start, han = end, 0
    while start and len(letters) < MAX_LETTERS:
        char = text[start - 1]
        if char in LETTERS:
            letters = char + letters
        elif char == " " or _is_tone(text, start - 1) or _stop_passes(text, start - 1, letters):
            start -= 1
            continue
        elif spelled := readings(char):
            letters, han = spelled[0] + letters, han + len(spelled[0])
        else:
            return
        start -= 1
        if char not in LETTERS or not start or text[start - 1] not in LETTERS:
            if start and text[start - 1].isdigit() and not _is_tone(text, start - 1):
                return
            yield letters, start, han


def _stop_passes(text: str, at: int, letters: str) -> bool:
    """Whether a full stop stands behind a single letter, or between two syllables: gu.su人才.

    `letters` are those behind it; where there are none it may end a sentence.
    """
    if text[at] != "." or not at or text[at - 1] not in LETTERS:
        return False
    return at < 2 or text[at - 2] not in LETTERS or (letters != "" and text[at + 1] in LETTERS)


def _is_tone(text: str, at: int) -> bool:
    """Whether a digit tells the tone of the syllable before it: qi3."""
    return text[at] in _TONES and at > 0 and text[at - 1] in LETTERS


def partly_initials(syllables: tuple[str, ...], usual: tuple[str, ...], core: int) -> Iterator[str]:
    """Yield spellings with some syllables cut to their initial: 启M计划, Q明计划, QM人才计划.

    Others stand as they are spelled or, as a text's Han is read, in their `usual` reading: 长J学者.
    Of a long stem that is its core alone, or what stands behind that: 海聚YC计划.
    """
    numbers = range(len(syllables))
    if len(syllables) > MAX_PARTLY:
        has_core = 2 <= core < len(syllables)
        cuts = [tuple(numbers[:core]), tuple(numbers[core:])] if has_core else []
    else:
        cuts = [cut for size in numbers[1:] for cut in combinations(numbers, size)]
    for cut in cuts:
        for whole in dict.fromkeys((syllables, usual)):
            yield "".join(
                said[0] if number in cut else kept
                for number, (said, kept) in enumerate(zip(syllables, whole, strict=True))
            )
