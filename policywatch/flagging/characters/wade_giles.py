"""Pinyin to the romanisation of Wade and Giles, as Taiwan and older books write it: ch'i-ming.

The table is that of the Library of Congress's conversion of 1998, without tones.
"""

import re

_INITIALS = (
    ("zh", "ch"), ("ch", "ch'"), ("sh", "sh"), ("b", "p"), ("p", "p'"), ("d", "t"), ("t", "t'"),
    ("g", "k"), ("k", "k'"), ("j", "ch"), ("q", "ch'"), ("x", "hs"), ("z", "ts"), ("c", "ts'"),
    ("r", "j"),
)  # fmt: skip
# Whole syllables that follow no rule.
_SYLLABLES = {
    "zhi": "chih", "chi": "ch'ih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tz'u",
    "si": "ssu", "er": "erh", "e": "o", "ge": "ko", "ke": "k'o", "he": "ho", "yan": "yen",
    "ye": "yeh", "yi": "i", "you": "yu", "yong": "yung", "yu": "yü", "yue": "yüeh",
    "yuan": "yüan", "yun": "yün", "gui": "kuei", "kui": "k'uei", "wei": "wei",
}  # fmt: skip
_FINALS = (
    (r"(?<=[jqx])u", "ü"), (r"v", "ü"), (r"ong$", "ung"), (r"ian$", "ien"), (r"ie$", "ieh"),
    (r"üe$", "üeh"), (r"(?<=[dtnlrzcs])uo$", "o"), (r"(?<=[cz]h)uo$", "o"),
)  # fmt: skip


def wade_giles(syllable: str) -> str:
    """Return a syllable of toneless pinyin in Wade-Giles: qian is ch'ien, ren is jen."""
    if syllable in _SYLLABLES:
        return _SYLLABLES[syllable]
    for pattern, final in _FINALS:
        syllable = re.sub(pattern, final, syllable)
    for initial, written in _INITIALS:
        if syllable.startswith(initial):
            return written + syllable.removeprefix(initial)
    return syllable
