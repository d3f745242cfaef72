"""What kind of document a text is: a stored, explained judgement.

A log-linear model (multinomial logistic regression) over signs that a person can read: each sign
found adds its weights, the genre with the most wins. Signs and weights are in `genres.yaml`.
"""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from policywatch.catalogue.watchlists import GENRES
from policywatch.documents import Genre
from policywatch.flagging.automaton import (
    Automaton,
    alternatives,
    required_literals,
    spelled_out,
)
from policywatch.flagging.folding import simplified
from policywatch.flagging.genre_signs import GenreSigns, Shape, Sign, load_genre_signs

HEAD_CHARS = 3000
BEGINNING_CHARS = 200
TITLE_CHARS = 50
SHORT_CHARS = 160
MAX_REASONS = 5
MAX_SHOWN_CHARS = 30
TRADITIONAL = "國學會與為來對發這時"
"""Some of these stand in nearly every text in Traditional characters."""

_HAN = re.compile("[\u3400-\u9fff]+")
_NUMBERED = re.compile("\n[1-3]")
_SENTENCE_ENDS = ("。", ".", "!", "！", "?", "？", "”", "」", '"', "…")
_WORTH = (0.0, 1.0, 2**0.5, 3**0.5, 2.0)
"""What a sign is worth by how many of its wordings stand: the first says most."""

Values = dict[int, tuple[float, list[str]]]
"""By the number of a sign: how much of it stands (0-2), and in which words."""


class _Wording(NamedTuple):
    """An alternative of a sign's expression that is tried where a word of it stands."""

    early: bool
    pattern: re.Pattern[str]


class _Place:
    """The signs that are looked for in one place, a title or a text with its beginning."""

    def __init__(self, signs: list[tuple[int, Sign]]) -> None:
        plain: dict[str, list[int]] = {}
        early: dict[str, list[int]] = {}
        tried: dict[str, list[int]] = {}
        self._sign_of: list[int] = []
        self._wordings: dict[int, _Wording] = {}
        for number, sign in signs:
            for alternative in alternatives(sign.says.lower()):
                at, is_early = len(self._sign_of), sign.where == "beginning"
                self._sign_of.append(number)
                words = spelled_out(alternative)
                for word in words or ():
                    (early if is_early else plain).setdefault(word, []).append(at)
                if not words:
                    self._wordings[at] = _Wording(is_early, re.compile(alternative, re.M))
                    for word in required_literals(alternative):
                        tried.setdefault(word, []).append(at)
        self._words = tuple(dict.fromkeys((*plain, *early, *tried)))
        self._plain = [plain.get(word, ()) for word in self._words]
        self._early = {at: early[word] for at, word in enumerate(self._words) if word in early}
        self._tried = {at: tried[word] for at, word in enumerate(self._words) if word in tried}
        self._automaton = Automaton(self._words)

    def find(self, place: str) -> Values:
        """Return which signs stand in a place."""
        first = {at: start for at, start, _ in reversed(self._automaton.find(place))}
        words, plain, early, tried = self._words, self._plain, self._early, self._tried
        shown: dict[int, str] = {}
        asked: set[int] = set()
        for at, start in first.items():
            for alternative in plain[at]:
                shown[alternative] = words[at]
            if at in early and start < BEGINNING_CHARS:
                for alternative in early[at]:
                    shown[alternative] = words[at]
            if at in tried:
                asked.update(tried[at])
        beginning = place[:BEGINNING_CHARS]
        for alternative in asked:
            is_early, pattern = self._wordings[alternative]
            if match := pattern.search(beginning if is_early else place):
                shown[alternative] = match[0]
        found: dict[int, list[str]] = {}
        for alternative, word in shown.items():
            number = self._sign_of[alternative]
            if number in found:
                found[number].append(word)
            else:
                found[number] = [word]
        return {number: (_WORTH[min(len(said), 4)], said) for number, said in found.items()}


class GenreJudge:
    """Judges the genre of texts by signs; built once, then only read."""

    def __init__(self, signs: GenreSigns) -> None:
        self.signs: tuple[Sign | Shape, ...] = (*signs.signs, *signs.shapes)
        numbered = list(enumerate(signs.signs))
        self._title = _Place([one for one in numbered if one[1].where == "title"])
        self._text = _Place([one for one in numbered if one[1].where != "title"])
        self._shapes = {shape.id: len(numbered) + n for n, shape in enumerate(signs.shapes)}
        self._before = [signs.before.get(genre, 0.0) for genre in GENRES]
        self._weights = [
            tuple((GENRES.index(genre), weight) for genre, weight in sign.weights.items())
            for sign in self.signs
        ]
        self._for = [
            {n: weight for n, sign in enumerate(self.signs)
             if (weight := sign.weights.get(genre, 0.0)) > 0}
            for genre in GENRES
        ]  # fmt: skip

    def judge(self, title: str, text: str) -> Genre:
        """Return the kind of document that a title and text speak for, with the reasons."""
        values = self.values(title, text) if title.strip() or text.strip() else {}
        if not values:
            return Genre("other", 0.0, ())
        scores = self._before.copy()
        for number, (worth, _) in values.items():
            for genre, weight in self._weights[number]:
                scores[genre] += worth * weight
        most = max(scores)
        best = scores.index(most)
        sure = 1 / sum([math.exp(score - most) for score in scores])
        for_it = self._for[best]
        speaking = sorted([
            (-worth * for_it[number], number)
            for number, (worth, _) in values.items()
            if number in for_it
        ])[:MAX_REASONS]  # fmt: skip
        reasons = [self._reason(number, values[number][1]) for _, number in speaking]
        return Genre(GENRES[best], round(sure, 2), tuple(reasons) or ("no sign of another genre",))

    def values(self, title: str, text: str) -> Values:
        """Return which signs stand in a title and a text, by their numbers in `signs`."""
        head, title = text[:HEAD_CHARS], title[:HEAD_CHARS]
        if any(map(head.__contains__, TRADITIONAL)) or any(map(title.__contains__, TRADITIONAL)):
            head, title = simplified(head), simplified(title)
        head = head.lower()
        title = title.lower() or _first_line(head)
        values = self._title.find(title) if title else {}
        values.update(self._text.find(head))
        for shape, value in _shapes(title, head):
            if value and shape in self._shapes:
                values[self._shapes[shape]] = value, []
        return values

    def _reason(self, number: int, words: list[str]) -> str:
        """Return what a sign says to a reader, with the words that it rests on."""
        shown = "、".join([word.strip()[:MAX_SHOWN_CHARS] for word in sorted(words)[:3]])
        why = self.signs[number].why
        return f"{why}: {shown}" if shown else why


def judge_genre(title: str, text: str) -> Genre:
    """Return the kind of document that a title and text speak for, with the reasons."""
    return _judge().judge(title, text)


@lru_cache(maxsize=1)
def _judge() -> GenreJudge:
    return GenreJudge(load_genre_signs())


def _first_line(head: str) -> str:
    """Return the first line where it is short as a title is, and something follows."""
    line, _, rest = head.partition("\n")
    return line if rest and len(line) <= TITLE_CHARS else ""


def _shapes(title: str, head: str) -> tuple[tuple[str, float], ...]:
    """Return how a text is laid out: each shape with how much of it there is (0-1)."""
    count = head.count
    chars = len(head)
    return (
        ("no-title", float(not title)),
        ("chinese", float(len("".join(_HAN.findall(head[:100]))) > min(20, chars * 0.2))),
        ("short", float(chars < SHORT_CHARS)),
        ("points-numbered", min(1.0, len(_NUMBERED.findall(head)) / 3)),
        ("quotes", min(1.0, (count("“") + count("「") + count('"') / 2) / 4)),
        ("question-marks", min(1.0, (count("？") + count("?")) / 2)),
        ("unfinished", float(not head[-20:].rstrip().endswith(_SENTENCE_ENDS))),
    )
