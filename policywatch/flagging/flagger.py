"""Everything flagging says of a text, by one release of the watchlists."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from policywatch.catalogue.watchlists import Watchlists
from policywatch.documents import (
    Block,
    Flagging,
    FoundCandidate,
    FoundFact,
    FoundFinding,
    FoundMatch,
    Genre,
    ScorePart,
)
from policywatch.flagging.candidates import CandidateFinder, Page, Titles
from policywatch.flagging.conditions import Signals
from policywatch.flagging.disguises import Shown
from policywatch.flagging.facts import Subject, find_facts
from policywatch.flagging.folding import Folded, fold
from policywatch.flagging.genre import judge_genre
from policywatch.flagging.lexicon import Found, Lexicon, lexicon_of
from policywatch.flagging.rules import Rules
from policywatch.flagging.senses import resolve
from policywatch.flagging.sentences import cut_lines
from policywatch.flagging.texts import Prepared, Text, in_groups, prepare
from policywatch.flagging.wording import Weighed, Word, wording

SCRIPT_CHARS = 3000
SENTENCE_CHARS = 300
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(slots=True)
class _Look:
    """A text with what the steps taken so far say of it.

    `found` are all matches, `held` those that are meant, `programmes` those of these that are
    programmes' names; `told` are the ids of terms that only the title names.
    """

    text: Prepared
    genre: Genre = field(init=False)
    folded: Folded = field(init=False)
    names: Found = field(init=False)
    shown: list[Shown] = field(init=False)
    weigh: Callable[[], Weighed] = field(init=False)
    found: list[FoundMatch] = field(init=False)
    held: list[FoundMatch] = field(init=False)
    programmes: list[FoundMatch] = field(init=False)
    facts: list[FoundFact] = field(init=False)
    candidates: tuple[FoundCandidate, ...] = field(init=False)
    told: set[str] = field(init=False)
    signals: Signals = field(init=False)
    findings: tuple[FoundFinding, ...] = field(init=False)


class Flagger:
    """Finds names, facts and findings; built once per release by its first text, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self.watchlists = watchlists
        self.threshold = watchlists.threshold

    def build(self) -> None:
        """Build now what the first text would, so that what cannot be built is seen."""
        _ = self._lexicon, self._candidates, self._titles, self._rules, wording()

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon_of(self.watchlists)

    @cached_property
    def _candidates(self) -> CandidateFinder:
        return CandidateFinder(self.watchlists)

    @cached_property
    def _titles(self) -> Titles:
        return Titles(self.watchlists.terms)

    @cached_property
    def _rules(self) -> Rules:
        return Rules(self.watchlists)

    def flag(
        self,
        text: str,
        *,
        title: str = "",
        blocks: Sequence[Block] = (),
        level: str = "",
    ) -> Flagging:
        """Return matches, facts, genre and findings of a text; never raises on any text.

        Only the first MAX_TEXT_CHARS characters are looked at, and names only up to a number of
        hits: `unsearched` of what is returned says so where it was not the whole text.
        """
        return next(self.flag_all([Text(text, title, blocks, level)]))

    def flag_all(self, texts: Iterable[Text]) -> Iterator[Flagging]:
        """Yield what `flag` says of each of some texts, in their order.

        Texts go through each step in groups: what a step works with is then still in the
        processor's cache for the next text, which spares a fifth of the time of short ones.
        """
        steps = (
            _judge_genre,
            _fold,
            self._find_names,
            self._find_shown_names,
            _resolve,
            _read_facts,
            self._find_candidates,
            self._apply_rules,
        )
        for group in in_groups(texts):
            looks = [_Look(text) for text in map(prepare, group)]
            for step in steps:
                for look in looks:
                    step(look)
            yield from map(_flagging, looks)

    def _find_names(self, look: _Look) -> None:
        look.names = self._lexicon.find(look.folded.text)

    def _find_shown_names(self, look: _Look) -> None:
        look.shown = self._lexicon.find_shown(look.text.joined, look.folded)

    def _find_candidates(self, look: _Look) -> None:
        text = look.text
        meant = frozenset([(m.start + text.begin, m.end + text.begin) for m in look.held])
        page = Page(
            text.joined, text.begin, look.folded, look.names, look.facts, text.sentences, meant
        )
        look.candidates = self._candidates.find(page)
        unlisted, look.told = self._titles.find(look.candidates, look.held)
        if unlisted:
            look.found = sorted([*look.found, *unlisted], key=lambda m: (m.start, -m.end))

    def _apply_rules(self, look: _Look) -> None:
        look.signals = _signals(look)
        findings = self._rules.apply(look.signals)
        look.findings = tuple([
            finding._replace(parts=tuple([_placed_part(part, look.text) for part in finding.parts]))
            for finding in findings
        ])  # fmt: skip


def _judge_genre(look: _Look) -> None:
    look.genre = judge_genre(look.text.title, look.text.body)


def _fold(look: _Look) -> None:
    look.folded = fold(look.text.flowing)


def _resolve(look: _Look) -> None:
    text = look.text
    look.weigh = cache(lambda: wording().weigh(look.folded.text))
    look.found = resolve(
        text.joined, look.folded, look.names, text.sentences, look.shown, look.weigh
    )
    look.held = [match for match in look.found if match.held]
    look.programmes = [match for match in look.held if match.target == "programme"]


def _read_facts(look: _Look) -> None:
    text, blocks = look.text, look.text.blocks
    subjects = [Subject(m.start, m.end, m.target_id, m.text) for m in look.programmes]
    stated = find_facts(text.body, blocks, subjects, flowing=text.flowing[text.begin :])
    look.facts = [_placed(fact, blocks) for fact in stated]


def _signals(look: _Look) -> Signals:
    """Return what the rules ask for."""
    text = look.text
    titled = {(m.target, m.target_id) for m in look.held if m.start < 0}
    titled |= {("term", term) for term in look.told}
    return Signals(
        matches=_placed_matches(look.found, titled, text.blocks),
        facts=look.facts,
        genre=look.genre,
        level=text.level,
        language=_main_script(text.body),
        sentences=text.sentences,
        lines=cut_lines(text.body),
        title_programmes={m.target_id: m for m in reversed(look.programmes) if m.start < 0},
        title_terms=frozenset(i for target, i in titled if target == "term"),
        weigh=look.weigh,
        words_told=lambda weighed: _words_told(weighed, text.joined, look.folded, text.begin),
    )


def _flagging(look: _Look) -> Flagging:
    text, signals = look.text, look.signals
    return Flagging(
        look.genre,
        tuple(signals.matches),
        tuple(look.facts),
        look.findings,
        tuple(dict.fromkeys([m.target_id for m in look.programmes])),
        tuple(dict.fromkeys([*_terms_of(look.found), *sorted(look.told)])),
        signals.language,
        candidates=look.candidates,
        unsearched=_unsearched(
            text.given_chars, len(text.body), _searched(look.folded, look.names) - text.begin
        ),
    )


def _terms_of(found: Sequence[FoundMatch]) -> list[str]:
    return [match.target_id for match in found if match.target == "term"]


def _words_told(weighed: Weighed, joined: str, folded: Folded, begin: int) -> Iterator[Word]:
    """Yield the words that decided as they are shown, with offsets of the text.

    Those of the title stand before it.
    """
    for word in wording().told(weighed):
        start, end = folded.span(word.start, word.end)
        yield Word(joined[start:end], word.points, start - begin, end - begin)


def _searched(folded: Folded, found: Found) -> int:
    """Return how far the shown text was searched for names."""
    if found.searched == len(folded.text):
        return folded.end
    return folded.span(found.searched, found.searched + 1)[0]


def _unsearched(length: int, looked_at: int, searched: int) -> str:
    """Say what part of a text was not looked at; nothing if all was."""
    if looked_at < length:
        return (
            f"only the first {min(looked_at, searched):,} of {length:,} characters were looked at"
        )
    if searched < length:
        return f"names were looked for in the first {searched:,} of {length:,} characters only"
    return ""


def _main_script(text: str) -> str:
    """Return zh where Han characters outnumber half the Latin words of the beginning, else en.

    Characters of Han, and their punctuation, are three bytes long in UTF-8.
    """
    head = text[:SCRIPT_CHARS]
    if head.isascii():
        return "en"
    wide = (len(head.encode("utf-8", "surrogatepass")) - len(head)) // 2
    if wide * 2 >= (len(head) - wide) // 3:
        return "zh"
    return "zh" if wide * 2 >= len(_LATIN_WORD.findall(head)) else "en"


def _placed_matches(
    found: Sequence[FoundMatch], titled: set[tuple[str, str]], blocks: Sequence[Block]
) -> list[FoundMatch]:
    """Return the matches in the text; they know whether the title names them, too, and the page."""
    matches = [m for m in found if m.start >= 0]
    if titled:
        matches = [
            m._replace(in_title=True) if (m.target, m.target_id) in titled else m for m in matches
        ]
    if blocks and blocks[-1].page is not None:
        matches = [m._replace(page=_page(blocks, m.start)) for m in matches]
    return matches


def _page(blocks: Sequence[Block], at: int) -> int | None:
    """Return the page of an attachment that holds a character."""
    if not blocks or blocks[-1].page is None:
        return None
    number = bisect_right(blocks, at, key=lambda block: block.start) - 1
    return blocks[number].page if number >= 0 else None


def _placed_part(part: ScorePart, text: Prepared) -> ScorePart:
    """Return a part with the sentence and the page that its words stand in; or with the title."""
    if part.start is None or part.end is None:
        return part._replace(sentence=text.title[:SENTENCE_CHARS].strip()) if part.text else part
    first, last = text.sentences.span(part.start + text.begin)
    first = max(0, first - text.begin, part.start - SENTENCE_CHARS // 2)
    last = min(max(last - text.begin, part.end), first + SENTENCE_CHARS)
    return part._replace(
        sentence=text.body[first:last].strip(), page=_page(text.blocks, part.start)
    )


def _placed(fact: FoundFact, blocks: Sequence[Block]) -> FoundFact:
    page = _page(blocks, fact.start)
    return fact if page is None else fact._replace(page=page)
