"""Names of Han characters in disguise: by sound, look, parts, slip, mask, pinyin, initials.

A disguised name is looked for before the words that programmes' names end in (计划, 人才 and what
else the listed names end in), which the automaton finds in passing. From there a walk back over
text and names at once ends after a character or two where nothing is meant; so the cost grows with
those words, hardly with the number of names. False alarms are measured: docs/benchmarks.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.latin_letters import LETTERS, letters_before
from policywatch.flagging.characters.numerals import NUMERALS
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.alone import Alone
from policywatch.flagging.disguises.han.anchors import ALONE, PARTLY, Anchor, anchors_of
from policywatch.flagging.disguises.han.listed import Lists
from policywatch.flagging.disguises.han.meant_characters import LEAF
from policywatch.flagging.disguises.han.name_index import NameIndex
from policywatch.flagging.disguises.han.slips import slipped
from policywatch.flagging.disguises.han.stems import (
    MAX_CACHED,
    Guess,
    Stems,
    StemsBefore,
    Tail,
    as_form,
)
from policywatch.flagging.disguises.han.talk import ENDS_ASIDE, MIN_SPELLED, REACH, Talk
from policywatch.flagging.names.entries import INITIALS_TAILS, MAX_STEM, Entry, Strength

MAX_LISTED = 12
MIN_NUMERALS = 3
MIN_REVERSED = 6
TWOS = "双二两"
_INITIALS = re.compile(r"(?<![a-z0-9.])([a-z](?:\. ?| )?[a-z](?:\. ?)?(?:[a-z]\.?){0,2}) ?$")


class Disguises:
    """The names of a release as they are recognised in disguise; built once, then only read.

    `known` are the names as they are arranged for that.
    """

    def __init__(self, programmes: Iterable[Programme]) -> None:
        programmes = tuple(programmes)
        self.known = NameIndex(programmes)
        self._said_alone = Alone(programmes)
        self._before = StemsBefore(self.known.meant, self.known.doubtful, self.known.plain_words)
        self._talk = Talk(self.known, self._before)
        self._in_quotes: dict[str, tuple[Entry, ...]] = {}
        self._alone = Tail(Stems(), [self.known.taken_on])
        self._ways: dict[str, Callable[[Tail, str, int, int], Iterator[Guess]]] = {
            "reversed": _reversed,
            "taken part in": self._talk.begun,
            "spoken of": self._talk.spoken_of,
            "listed": Lists(self._talk).beside,
            "english": self._before_english,
            "initials": self._abbreviated,
            "pinyin": self._spelled,
            ALONE: lambda _tail, text, start, end: self._said_alone.find(text, start, end),
        }

    def anchors(self) -> Iterator[tuple[str, Anchor]]:
        """Yield the folded patterns that `find` wants to hear of."""
        return anchors_of(self.known, self._said_alone)

    def may_stand(self, anchor: Anchor, text: str, start: int, end: int) -> bool:
        """Whether a name may stand beside an anchor at `start:end`: most are denied by a look."""
        told_by = anchor.told_by
        if not told_by:
            return True
        beside = text[end : end + 1] if told_by > 0 else text[start - 1 : start]
        tail = anchor.tail
        may = tail.chances.get(beside)
        if may is None:
            may = self._may_stand_beside(anchor, beside)
            if len(tail.chances) < MAX_CACHED:
                tail.chances[beside] = may
        return may or (told_by < 0 and tail.slips.may_stand(text, start))

    def _may_stand_beside(self, anchor: Anchor, beside: str) -> bool:
        """Whether a name without a slip may stand beside a character that its anchor is told by."""
        if not beside:
            return False
        if anchor.told_by > 0:
            return beside in LETTERS or any(self.known.meant.children(self.known.forward, beside))
        return self._before.may_end(anchor.tail, beside) or beside.isascii() or beside in ENDS_ASIDE

    def find(self, text: str, start: int, end: int, anchor: Anchor) -> Sequence[Guess]:
        """Return the disguised names that end in an anchor (begin, if that is reversed)."""
        way = self._ways.get(anchor.form)
        if way is not None:
            return list(way(anchor.tail, text, start, end))
        form = "pinyin" if anchor.form == PARTLY else anchor.form
        return self._in_characters(anchor.tail, text, start, end, form)

    def _in_characters(
        self, tail: Tail, text: str, start: int, end: int, form: str
    ) -> Sequence[Guess]:
        """Return the names whose stem stands before a tail in characters, some of them others."""
        if not start:
            return ()
        guesses: list[Guess] = []
        if not LETTERS.isdisjoint(text[max(0, start - REACH) : start]):
            guesses += self._spelled(tail, text, start, end, is_latin=False)
        for entry, begin, stop in self._before.walk(tail, text, start, form):
            guesses.append((entry, begin, end if stop == start else stop))
        if tail.slips.longest and not form:
            guesses += [(entry, begin, end) for entry, begin in slipped(tail.slips, text, start)]
        return guesses

    def in_quotes(self, quoted: str) -> Sequence[Entry]:
        """Return the names whose stem is all that stands in quotes, in disguise: “启名”, “2创”.

        In so many numerals they may be as listed.
        """
        named = self._in_quotes.get(quoted)
        if named is None:
            named = tuple(self._named_in_quotes(quoted))
            if len(self._in_quotes) < MAX_CACHED:
                self._in_quotes[quoted] = named
        return named

    def _named_in_quotes(self, quoted: str) -> Iterator[Entry]:
        if len(quoted) >= MIN_NUMERALS and quoted[0] in NUMERALS:
            for word in filter(self.known.tails.__contains__, INITIALS_TAILS):
                listed = self.known.tails[word].listed
                for written in (quoted, f"{quoted}人"):
                    for entry in listed.get(written, ()):
                        yield as_form(entry, "numerals")
        for entry, _, end in self._talk.begun(self._alone, quoted, 0, 0):
            if end == len(quoted):
                yield entry
        turned = self.known.stems_as(quoted[::-1])
        if turned and not is_ordinary(quoted):
            yield from (as_form(entry, "reversed") for entry in turned)
        for two in TWOS if "2" in quoted else ():
            for entry in self.known.stems_as(quoted.replace("2", two)):
                yield as_form(entry, "numerals")

    def of_stem(self, written: str) -> Sequence[Entry]:
        """Return the names whose stem is written so, and counts as one: “孔雀” alone."""
        return [
            replace(entry, form="stem", strength=self.known.doubtful[entry.target_id])
            for entry in self.known.stems_as(written)
        ]

    def of_hidden_tail(self, written: str) -> Sequence[Entry]:
        """Return the names of a stem whose word for a plan is hidden: 孔雀**."""
        return [as_form(entry, "masked") for entry in self.known.stems_as(written)]

    def of_initials(self, letters: str) -> Sequence[Entry]:
        """Return the names that capitals in a list of capitals may stand for: QR、WR."""
        return self.known.of_lone_initials(letters)

    def _before_english(self, tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
        """Yield the names whose stem stands before an English word: 启明plan, QM Plan."""
        before = text[start - 1 : start]
        if before not in LETTERS and before not in " .":
            for entry, begin, _ in self._before.walk(tail, text, start, "variant", 0):
                yield entry, begin, end
        else:
            found = _INITIALS.search(text, max(0, start - REACH - 3), start)
            if found:
                letters = found[1].replace(".", "").replace(" ", "")
                for entry in self.known.of_lone_initials(letters):
                    yield entry, found.start(1), end

    def _abbreviated(self, tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
        """Yield the names before the initials of a tail, as initials, too, or not: QMJH, 千人JH."""
        if start and text[start - 1] not in LETTERS:
            for entry, begin, _ in self._before.walk(tail, text, start, "initials", 0):
                yield entry, begin, end
            for first in range(max(0, start - MAX_LISTED), start):
                yield from ((e, first, end) for e in tail.listed.get(text[first:start], ()))
        for letters, begin, han in letters_before(text, start):
            if han == len(letters):
                continue
            if han or len(letters) >= MIN_SPELLED:
                for stems in tail.stems:
                    yield from ((entry, begin, end) for entry in stems.spelled.get(letters, ()))
            elif begin + len(letters) == start:
                for entry in self.known.of_initials(letters):
                    yield entry, begin, end

    def _spelled(
        self, tail: Tail, text: str, start: int, end: int, is_latin: bool = True
    ) -> Iterator[Guess]:
        """Yield the names whose stem stands before in pinyin, whole or in part, or as initials.

        Before a tail of Han, some of it must be in Latin letters. Where that is half of a stem, and
        the tail says plan, nothing else can be meant: 海zhi计划 counts as the name itself does.
        """
        for letters, begin, han in letters_before(text, start):
            is_sure = tail.is_telling and not is_latin and 0 < han < len(letters)
            for stems in tail.stems if han < len(letters) or is_latin else ():
                for entry in stems.spelled.get(letters, ()):
                    sure = is_sure and self.known.is_sure(entry, letters)
                    yield (replace(entry, strength=Strength.CERTAIN) if sure else entry), begin, end
            if not han and len(letters) >= MIN_REVERSED:
                for stems in tail.stems:
                    turned = stems.spelled.get(letters[::-1], ())
                    yield from ((as_form(entry, "reversed"), begin, end) for entry in turned)
            if tail.initials and not han and 2 <= len(letters) <= 4:
                yield from ((entry, begin, end) for entry in self.known.of_initials(letters))


def _reversed(tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
    """Yield the names that are written back to front: 划计明启."""
    for stems in tail.stems:
        node = stems.trie
        for at in range(end, min(len(text), end + MAX_STEM)):
            node = node.get(text[at], {})
            for entry in node.get(LEAF, ()):
                yield as_form(entry, "reversed"), start, at + 1
