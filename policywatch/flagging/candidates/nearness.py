"""How like a name is to known programmes': the same head, the same sound, one character off."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.candidates.naming import parse
from policywatch.flagging.candidates.vocabulary import PLAN_TAILS, TITLE_TAILS
from policywatch.flagging.characters.likeness import look_alikes, spellings
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import may_be_disguised

MAX_NEAR = 3
MIN_LIKENESS = 0.3
RARE = 4  # a character that more programmes share says little
MIN_SOUND_LETTERS = 5
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Near:
    """A known programme with a similar name: how (head, sound, shape), and how much (0-1)."""

    programme: str
    name: str
    how: str
    likeness: float


@dataclass(frozen=True, slots=True)
class _Known:
    programme: str
    name: str
    head: str
    sound: str


class KnownNames:
    """The heads of known names; built once per release of the watchlists.

    Those of universities' titles are left out: no programme is renamed to look like one.
    """

    def __init__(self, programmes: tuple[Programme, ...]) -> None:
        renamed = filter(may_be_disguised, programmes)
        self._known = [known for programme in renamed for known in _heads(programme)]
        owned = {(known.programme, char) for known in self._known for char in known.head}
        self._owners = Counter(char for _, char in owned)

    def near(self, head: str) -> tuple[Near, ...]:
        """Return the known programmes whose names are most like a head, one name each."""
        sound = _sound(head)
        best: dict[str, Near] = {}
        for known in self._known:
            found = self._compare(head, sound, known)
            if found and found.likeness > best.get(known.programme, _NOTHING).likeness:
                best[known.programme] = found
        ranked = sorted(best.values(), key=lambda near: (-near.likeness, near.programme))
        return tuple(ranked[:MAX_NEAR])

    def _compare(self, head: str, sound: str, known: _Known) -> Near | None:
        if head == known.head:
            return Near(known.programme, known.name, "head", 1.0)
        if head.translate(_DIGITS) == known.head.translate(_DIGITS):
            return Near(known.programme, known.name, "numerals", 0.9)
        if sound and sound == known.sound:
            return Near(known.programme, known.name, "sound", 0.9)
        likeness = self._shape(head, known.head)
        if likeness >= MIN_LIKENESS:
            return Near(known.programme, known.name, "shape", round(likeness, 2))
        long_enough = min(len(sound), len(known.sound)) >= MIN_SOUND_LETTERS
        if long_enough and Levenshtein.distance(sound, known.sound, score_cutoff=1) <= 1:
            return Near(known.programme, known.name, "sound", 0.6)
        return None

    def _shape(self, head: str, other: str) -> float:
        """Return the share of characters in the same place, for heads one edit apart."""
        if head.isascii() != other.isascii():
            return 0.0
        if head.isascii():
            if min(len(head), len(other)) < MIN_SOUND_LETTERS or head.isdigit():
                return 0.0
            return 0.6 if Levenshtein.distance(head, other, score_cutoff=1) <= 1 else 0.0
        if len(head) != len(other) or len(head) < 2:
            return 0.0
        same = [a for a, b in zip(head, other, strict=True) if a == b]
        if same and all(a == b or a in look_alikes(b) for a, b in zip(head, other, strict=True)):
            return 0.9
        owners = min((self._owners[char] for char in same), default=0)
        if len(same) != len(head) - 1 or owners > RARE:
            return 0.0
        beginning = 1.0 if head[0] == other[0] else 0.8
        return beginning * len(same) / len(head) / (1 + 0.1 * (owners - 1))


_NOTHING = Near("", "", "", 0.0)


def ending_of(name: str) -> str:
    """Return what a name has in common with names of its kind: its last four characters.

    That is its tail with the word before it (英才计划, 攻关计划); for an English name, its last two
    words.
    """
    if name.isascii():
        return " ".join(name.split()[-2:])
    return name[-4:]


def _heads(programme: Programme) -> Iterator[_Known]:
    for name in programme.zh:
        folded = fold_name(name)
        tail = next((t for t in (*PLAN_TAILS, *TITLE_TAILS) if folded.endswith(t)), "")
        parsed = parse(folded.removesuffix(tail), quoted=True) if tail else None
        if parsed and parsed.head:
            yield _Known(programme.id, name, parsed.head, _sound(parsed.head))
    for name in programme.stems:
        folded = fold_name(name)
        yield _Known(programme.id, name, folded, _sound(folded))
    for name in programme.en:
        words = fold_name(name).split()
        if len(words) > 1:
            yield _Known(programme.id, name, words[0], words[0])


def _sound(head: str) -> str:
    """Return a head in toneless pinyin without spaces; Latin letters as they are."""
    return head if head.isascii() else "".join(next(iter(spellings(head)), ()))
