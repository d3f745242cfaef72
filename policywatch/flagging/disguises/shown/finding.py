"""Names that only a text as shown tells: by pictures, quotes, capitals, glosses in brackets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.disguises.han.finding import Disguises
from policywatch.flagging.disguises.rewritings.encoded import ENCODED
from policywatch.flagging.disguises.rewritings.readings import FindNames, Reading, Shown, names_told
from policywatch.flagging.disguises.rewritings.reckoned import OPERATIONS, UNMASKED
from policywatch.flagging.disguises.rewritings.ways import (
    IN_DIGITS,
    IN_LETTERS,
    MAX_PLACES,
    ORNAMENTS,
    WAYS,
    Way,
)
from policywatch.flagging.disguises.shown.codes import Codes
from policywatch.flagging.disguises.shown.garbled import GarbledNames
from policywatch.flagging.disguises.shown.masks import Masks
from policywatch.flagging.disguises.shown.pictures import Pictures
from policywatch.flagging.disguises.shown.translated import Translations
from policywatch.flagging.folding import (
    ALL,
    CAPITAL,
    GARBLED,
    MASK,
    MASKS,
    ONE_ORNAMENT,
    PICTURE,
    QUOTE,
    QUOTES,
    fold_name,
    simplified,
)
from policywatch.flagging.names.entries import MAX_STEM, may_be_disguised
from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.seeking import matches_from

_QUOTED = re.compile(
    rf"[{QUOTES}]([\u4e00-\u9fff]{{2,4}}|[1-9①-⑨][\u4e00-\u9fff]{{1,2}}|\d[\d \-·./]{{1,6}}\d"
    r"|(?:[\d,]{3,6}|10?[kKwW])人)"
    r"[”’」』】》\"']"
)
# A stem whose word for a plan is hidden: 孔雀**, 启明XX.
_HIDDEN_TAIL = re.compile(
    rf"[{MASKS}xX](?<=[\u4e00-\u9fff].)(?:(?<=[xX])[xX]|(?<=[{MASKS}])[{MASKS}]{{1,3}})"
    rf"(?![A-Za-z{MASKS}])(?:(?![\u4e00-\u9fff])|(?=[的怎还能可申报入答函评]|公[示布开]))"
)
# Said beside a name in quotes, it is meant as it is: 对接“孔雀”.
_SPOKEN_OF = re.compile(
    "对接|代理|申报|申请|入选|答辩|评审|推荐|引才|奖励|资助|人选|获得者|辅导|[代帮]办|获批|评上|拿到"
)
# Behind the quotes, it says of whom a name in them is a title: “青城”领军人才.
_TITLE_BEHIND = re.compile(
    "(?:青年|领军|创新|创业|科技|高层次|拔尖|杰出|优秀|海外|特聘|引进|引才|领衔|系列){0,3}"
    "(?:人才|学者|专家|英才|教授|项目|专项)"
)
NEAR = 6
# What is written in such a form is doubted as that is, however it is written besides.
_DOUBTED = GUESSED | {"stem", "short"}
# Every pattern begins with a class of characters, which is sought fast.
# Alone in brackets or as a tag: （启铭）, #火聚.
_TAGGED = re.compile(
    r"[(（〔\[#＃]([\u4e00-\u9fff]{2,3})"
    r"(?:[)）〕\]]|(?![\u4e00-\u9fff])(?:(?<=[#＃]..)|(?<=[#＃]...)))"
)
_CAPITALS_BEGIN = re.compile(r"[A-Z](?<![A-Za-z].)[A-Z]")
_CAPITAL_WORD = re.compile(r"[A-Z]{2,4}")
_CAPITALS = re.compile(
    r"[A-Z](?<![A-Za-z].)[A-Z]{1,3}(?:[(（][^()（）\n]{1,16}[)）])?"
    r"(?:[、，,/＋+&和与及 ]{1,3}[A-Z]{2,4}(?![A-Za-z])(?:[(（][^()（）\n]{1,16}[)）])?){1,9}"
)
_ORNAMENTAL = re.compile(ONE_ORNAMENT)
_DIGITS_TOGETHER = re.compile(r"\d[\d,]{2}|[Tt]housand|[Hh]undred")


class ShownNames:
    """What the shown texts of a release's names may be; built once, then only read."""

    def __init__(
        self, programmes: Iterable[Programme], disguises: Disguises, find: FindNames
    ) -> None:
        self._programmes = tuple(programmes)
        # A person's name may stand in brackets, too: only what most disguises are meant for.
        self._well_known = {
            p.id for p in self._programmes if p.level == "national" or p.basis == "story"
        }
        names = [n for p in self._programmes for n in (*p.zh, *p.en, *p.short, *p.stems)]
        has_numbers = any(map(_DIGITS_TOGETHER.search, names))
        self._ways = [way for way in (*WAYS, *ENCODED) if has_numbers or way is not IN_DIGITS]
        self._reckoned = (OPERATIONS, UNMASKED) if has_numbers else ()
        self._codes = Codes(disguises.known)
        self._disguises = disguises
        self._find_names = find
        self._pictures = Pictures(self._programmes, find)
        self._garbled = GarbledNames(self._programmes)
        self._translations = Translations(filter(may_be_disguised, self._programmes))
        self._masks = Masks(filter(may_be_disguised, self._programmes))

    def find(self, text: str, seen: int) -> list[Shown]:
        """Return the names of a text as shown; `seen` is what folding has seen of it."""
        if not self._programmes:
            return []
        return [*chain.from_iterable(self._told_by_ways(text, seen)), *self._pictures.find(text)]

    def may_find(self, text: str) -> bool:
        """Whether `find` may tell a name of this release in a text, whatever else is looked for.

        Beside other names than today's, a picture or one code of a list may tell more.
        """
        if not self._programmes:
            return False
        lists = _lists_of_capitals(text)
        seen = ALL if _ORNAMENTAL.search(text) else ALL & ~PICTURE
        return (
            any(map(any, self._told_by_ways(text, seen)))
            or self._pictures.may_find(text)
            or any(any(self._abbreviated(listed)) for listed in lists)
        )

    def _told_by_ways(self, text: str, seen: int) -> Iterator[Iterable[Shown]]:
        """Yield what each way of writing tells; it is tried only where its signs were seen.

        All but pictures.
        """
        yield self._rewritten(text)
        yield self._translations.find(text)
        yield self._codes.find_pairs(text)
        if text.isascii():
            return
        yield self._read_by(self._reckoned, text)
        if seen & GARBLED:
            yield self._garbled.find(text)
        if seen & MASK:
            yield self._masks.find(text)
        if seen & PICTURE:
            yield self._read_by(ORNAMENTS, text)
        yield self._tagged(text)
        if seen & MASK or "x" in text or "X" in text:
            yield self._with_hidden_tail(text)
        if seen & QUOTE:
            yield self._quoted(text)
        has_capitals = bool(seen & CAPITAL and _CAPITALS_BEGIN.search(text))
        yield self._codes.find(text, has_capitals=has_capitals)
        if has_capitals:
            for listed in _lists_of_capitals(text):
                named = list(self._abbreviated(listed))
                # One alone may be anything.
                yield named if len({shown.start for shown in named}) > 1 else ()

    def _rewritten(self, text: str) -> list[Shown]:
        """Return the names that stand there in full but for how they are written."""
        masked = self._told(self._masks.readings(text), IN_LETTERS, "masked")
        return [*self._read_by(self._ways, text), *masked]

    def _read_by(self, ways: Iterable[Way], text: str) -> Iterator[Shown]:
        """Yield the names that some ways of writing hide."""
        for way in ways:
            yield from self._told(way.readings(text), way.read_as, way.form)

    def _told(
        self, readings: Sequence[Reading], read_as: frozenset[str], form: str
    ) -> Iterator[Shown]:
        """Yield the names that some readings tell where they stand there in one of these forms."""
        for told in names_told(readings, self._find_names):
            entry = told.shown.entry
            # 3.5.5.1 alone is some version.
            if entry.form in read_as and not entry.name.isdecimal():
                if entry.form not in _DOUBTED:
                    entry = replace(entry, form=form)
                yield told.shown._replace(entry=entry)

    def _quoted(self, text: str) -> Iterator[Shown]:
        if not any(map(text.__contains__, QUOTES)):
            return
        for quoted in islice(_QUOTED.finditer(text), MAX_PLACES):
            folded = fold_name(quoted[1])
            if not folded.isalnum():  # “33-15”: marks tell nothing.
                folded = "".join(filter(str.isalnum, folded))
            plain = self._disguises.of_stem(folded)
            if plain and not self._is_spoken_of(text, *quoted.span()):
                plain = []
            for entry in (*plain, *self._disguises.in_quotes(folded)):
                yield Shown(entry, *quoted.span(1))

    def _is_spoken_of(self, text: str, start: int, end: int) -> bool:
        """Whether something is said beside a place that is said of programmes."""
        around = simplified(text[max(0, start - NEAR) : end + NEAR])
        behind = around[min(start, NEAR) + end - start :]
        return bool(_SPOKEN_OF.search(around) or _TITLE_BEHIND.match(behind))

    def _tagged(self, text: str) -> Iterator[Shown]:
        tags = matches_from("(（〔[#＃", _TAGGED, text) if self._well_known else ()
        for tagged in islice(tags, MAX_PLACES):
            for entry in self._disguises.in_quotes(fold_name(tagged[1])):
                if entry.target_id in self._well_known:
                    yield Shown(entry, *tagged.span(1))

    def _with_hidden_tail(self, text: str) -> Iterator[Shown]:
        for hidden in islice(_HIDDEN_TAIL.finditer(text), MAX_PLACES):
            for start in range(max(0, hidden.start() - MAX_STEM), hidden.start() - 1):
                for entry in self._disguises.of_hidden_tail(
                    fold_name(text[start : hidden.start()])
                ):
                    yield Shown(entry, start, hidden.end())

    def _abbreviated(self, listed: re.Match[str]) -> Iterator[Shown]:
        """Yield the programmes that capitals of a list may stand for: QR、WR."""
        for one in _CAPITAL_WORD.finditer(listed[0]):
            for entry in self._disguises.of_initials(one[0].lower()):
                yield Shown(entry, listed.start() + one.start(), listed.start() + one.end())


def _lists_of_capitals(text: str) -> Iterator[re.Match[str]]:
    return islice(_CAPITALS.finditer(text), MAX_PLACES)
