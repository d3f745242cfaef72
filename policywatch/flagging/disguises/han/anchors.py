"""The patterns of the automaton that a name in disguise may stand beside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policywatch.flagging.characters.likeness import look_alikes, readings, said_so, spellings
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.meant_characters import FUNCTION_WORDS
from policywatch.flagging.disguises.han.name_index import TAKEN_ON, NameIndex
from policywatch.flagging.disguises.han.stems import Stems, Tail
from policywatch.flagging.disguises.han.talk import PLAINLY, RIVALS, SPOKEN_OF, TAKEN_PART_IN
from policywatch.flagging.names.entries import INITIALS_TAILS
from policywatch.flagging.names.variants import partly_latin

ENGLISH_TAILS = (
    "plan", "program", "programme", "project", "scheme", "talents", "scholars", "talent plan",
    "talent program", "talent project", "talent scheme", "talents plan", "talents program",
)  # fmt: skip
PARTLY = "partly pinyin"
ALONE = "alone"
_TOLD_BY_NONE = ("reversed", "english", "initials", "pinyin", "listed", ALONE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A pattern of the automaton that a name may end in: its tail, and how that is written.

    Of most the character beside it says at once that no name stands there: the one before, or the
    next one where the name begins behind it.
    """

    tail: Tail
    form: str = ""
    told_by: int = field(init=False)
    """Which character may deny a name: the one before (-1), the one behind (1), or none (0)."""

    def __post_init__(self) -> None:
        """Note once what is asked wherever an anchor is met."""
        told_by = 1 if self.form == "taken part in" else 0 if self.form in _TOLD_BY_NONE else -1
        object.__setattr__(self, "told_by", told_by)


def anchors_of(known: NameIndex, alone: Iterable[str]) -> Iterator[tuple[str, Anchor]]:
    """Yield the folded patterns beside which a name is looked for, each with what it tells.

    `alone` are what names are written for with nothing beside them.
    """
    for word, tail in known.tails.items():
        yield word, Anchor(tail)
        if len(word) > 1:
            yield word[::-1], Anchor(tail, "reversed")
        for syllables in spellings(word):
            yield " ".join(syllables), Anchor(tail, "pinyin")
            if tail.initials:
                yield "".join(s[0] for s in syllables), Anchor(tail, "initials")
        for written in partly_latin(word) if len(word) == 2 else ():
            yield written, Anchor(tail, PARTLY)
        if word in TAKEN_ON or word in INITIALS_TAILS or tail.is_last_part:
            for written, form in _written_otherwise(word):
                if written not in known.tails and not is_ordinary(written):
                    yield written, Anchor(tail, form)
    if not known.taken_on.trie:
        return
    for words, form, initials in (
        (SPOKEN_OF, "spoken of", False),
        (TAKEN_PART_IN, "taken part in", False),
        (ENGLISH_TAILS, "english", True),
    ):
        tail = Tail(Stems(), [known.taken_on], initials=initials)
        plain = Tail(Stems(), [known.taken_on], initials=initials, takes_plain=True)
        for word in words:
            yield word, Anchor(plain if word in PLAINLY else tail, form)
    listed = Tail(Stems(), [known.taken_on], takes_plain=True)
    for title in RIVALS:
        yield title, Anchor(listed, "listed")
    for written in alone:
        yield written, Anchor(listed, ALONE)


def _written_otherwise(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word with one character replaced by one that sounds or looks like it."""
    for at, char in enumerate(word):
        for other in _sounding_like(char):
            yield word[:at] + other + word[at + 1 :], "homophone"
        for other in look_alikes(char):
            yield word[:at] + other + word[at + 1 :], "look-alike"


def _sounding_like(char: str) -> Iterator[str]:
    """Yield the characters of one sound that are in use: GB 2312's 3,755 usual ones."""
    for other in said_so(readings(char)[0]):
        if other != char and other not in FUNCTION_WORDS and _is_usual(other):
            yield other


def _is_usual(char: str) -> bool:
    return b"\xb0" <= char.encode("gb2312", "ignore")[:1] <= b"\xd7"
