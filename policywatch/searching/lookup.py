"""A query to the findings that say it: by the index, and of what is not indexed by its texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

import numpy as np
from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, func, literal, select
from sqlalchemy.orm import Session

from models import Finding, Posting, SearchBlock
from policywatch.searching.indexing import Ids, ids_of, select_searched, unindexed
from policywatch.searching.pairs import (
    ALONE,
    CLOSE,
    FAR,
    SPACED,
    Places,
    bucket_of,
    chars_of,
    kinds,
    places_of,
)
from policywatch.searching.words import forms_of, says, words_of

READ_AT_ONCE = 500


def find_findings(session: Session, query: str) -> Ids | None:
    """Return the ids of the findings that say each word of a query; None where it has no words.

    A word is said by a finding's titles, reason, publisher, address or text; see `words.says`.
    """
    words = words_of(query)
    if not words:
        return None
    # First those in no block: what is indexed meanwhile is found twice, and not missed.
    waiting: list[int] = []
    said: list[int] = []
    for finding_id, *places in unindexed(session):
        waiting.append(finding_id)
        if all(says(word, places) for word in words):
            said.append(finding_id)
    indexed = np.setdiff1d(_find_indexed(session, words), np.array(waiting, np.int64))
    return np.union1d(indexed, np.array(said, np.int64))


def among(session: Session, ids: Ids) -> ColumnElement[bool]:
    """Return the condition that a finding is one of many: more than a statement has parameters."""
    those = ids.tolist()
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(json.dumps(those)).table_valued("value")
        return Finding.id.in_(select(each.c.value))
    return Finding.id == any_(literal(those, ARRAY(BigInteger)))


def _find_indexed(session: Session, words: Sequence[str]) -> Ids:
    index = _Index.read(session)
    asked = [_asked(word) for word in words]
    found = index.findings
    for word in asked:
        if not len(found):
            return found
        found = np.intersect1d(found, index.find(session, word))
    found = found[found > 0]
    unsure = [word.word for word in asked if not word.is_exact]
    return _reread(session, found, unsure) if unsure else found


def _reread(session: Session, ids: Ids, words: Sequence[str]) -> Ids:
    """Return those of some findings whose texts say words of which the index is not sure."""
    said: list[int] = []
    for first in range(0, len(ids), READ_AT_ONCE):
        some = ids[first : first + READ_AT_ONCE].tolist()
        for finding_id, *places in session.execute(select_searched().where(Finding.id.in_(some))):
            if all(says(word, places) for word in words):
                said.append(finding_id)
    return np.array(sorted(said), np.int64)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word as it is looked up: the kinds of each of its characters, and what is between them.

    It is not `exact` where characters are of a kind that does not stand for the word's own.
    """

    word: str
    chars: tuple[tuple[int, ...], ...]
    gaps: tuple[tuple[int, int], ...]
    is_exact: bool


@lru_cache(maxsize=256)
def _asked(word: str) -> _Asked:
    chars: list[tuple[int, ...]] = []
    gaps: list[tuple[int, int]] = []
    is_exact = True
    for before, char in pairwise(" " + word):
        if char == " ":
            continue
        forms = forms_of(char)
        of_char = {int(kinds()[ord(form)]) for form in forms}
        is_exact &= all(chars_of(kind) <= forms for kind in of_char)
        chars.append(tuple(sorted(of_char)))
        gaps.append((SPACED, FAR) if before == " " else (CLOSE, SPACED))
    return _Asked(word, tuple(chars), tuple(gaps[1:]), is_exact)


@dataclass(slots=True)
class _Index:
    """All blocks, one behind the other: `starts` are the places where the texts begin.

    `findings` are the ids of the texts, 0 where a text is that of none any more.
    """

    offsets: dict[int, int]
    starts: Places
    findings: Ids

    @classmethod
    def read(cls, session: Session) -> "_Index":
        offsets: dict[int, int] = {}
        starts = [np.empty(0, np.int64)]
        findings = [np.empty(0, np.int64)]
        end = 0
        for block in session.scalars(select(SearchBlock).order_by(SearchBlock.id)):
            of_block = end + np.frombuffer(block.starts, "<u4").astype(np.int64)
            offsets[block.id], end = end, int(of_block[-1])
            starts.append(of_block[:-1])
            findings.append(ids_of(block))
        return cls(offsets, np.concatenate(starts), np.concatenate(findings))

    def find(self, session: Session, word: _Asked) -> Ids:
        """Return the findings that say a word, each once."""
        if len(word.chars) == 1:
            begins = self._places(session, word.chars[0], (ALONE,), (CLOSE, FAR))
        else:
            begins = self._places(session, word.chars[0], word.chars[1], word.gaps[0])
            following = zip(pairwise(word.chars[1:]), word.gaps[1:], strict=True)
            for after, ((first, second), gaps) in enumerate(following, 1):
                if not len(begins):
                    break
                begins = _followed(begins, self._places(session, first, second, gaps), after)
        texts = self.starts.searchsorted(begins, "right") - 1
        found: Ids = np.unique(self.findings[texts])
        return found

    def _places(
        self,
        session: Session,
        firsts: Sequence[int],
        seconds: Sequence[int],
        gaps: tuple[int, int],
    ) -> Places:
        """Return where a pair begins, each of its characters of one of some kinds; sorted."""
        found = [np.empty(0, np.int64)]
        for pair in product(firsts, seconds):
            found += self._pair(session, *pair, *gaps)
        return np.sort(np.concatenate(found), kind="stable")

    def _pair(self, session: Session, first: int, second: int, *gaps: int) -> list[Places]:
        held = select(Posting.block_id, Posting.pairs)
        rows = session.execute(held.where(Posting.bucket == bucket_of(first, second)))
        return [
            self.offsets[block_id] + places_of(packed, first, second, *gaps)
            for block_id, packed in rows
            if block_id in self.offsets
        ]


def _followed(begins: Places, others: Places, after: int) -> Places:
    """Return those of some places for which another one is so many characters after them."""
    if not len(others):
        return others
    wanted = begins + after
    at = np.minimum(others.searchsorted(wanted), len(others) - 1)
    followed: Places = begins[others[at] == wanted]
    return followed
