"""Everything flagging says of a text, by one release of the watchlists."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from policywatch.catalogue.watchlists import Watchlists
from policywatch.documents import Block, Flagging, FoundFact, FoundFinding, FoundMatch, ScorePart
from policywatch.flagging.candidates import CandidateFinder, Page, Titles
from policywatch.flagging.conditions import Signals
from policywatch.flagging.facts import Subject, find_facts
from policywatch.flagging.folding import Folded, fold
from policywatch.flagging.genre import judge_genre
from policywatch.flagging.lexicon import Found, Lexicon, lexicon_of
from policywatch.flagging.rules import Rules
from policywatch.flagging.senses import resolve
from policywatch.flagging.sentences import Stretches, cut_lines, cut_sentences
from policywatch.flagging.wording import Weighed, Word, wording
from policywatch.flagging.wrapping import unwrap

MAX_TEXT_CHARS = 4_000_000
MAX_TITLE_CHARS = 500
SCRIPT_CHARS = 3000
SENTENCE_CHARS = 300
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


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
        length = len(text)
        joined, begin = join_title(title, text)
        title, text = joined[: max(0, begin - 1)], joined[begin:]
        body = unwrap(text, blocks)
        flowing = joined[:begin] + body
        folded = fold(flowing)
        sentences = cut_sentences(flowing, begin)
        names = self._lexicon.find(folded.text)
        shown = self._lexicon.find_shown(joined, folded)
        found = resolve(joined, folded, names, sentences, shown)
        held = [m for m in found if m.held]
        programmes = [m for m in held if m.target == "programme"]
        subjects = [Subject(m.start, m.end, m.target_id, m.text) for m in programmes]
        stated = find_facts(text, blocks, subjects, flowing=body)
        facts = [_placed(fact, blocks) for fact in stated]
        meant = frozenset([(m.start + begin, m.end + begin) for m in held])
        page = Page(joined, begin, folded, names, facts, sentences, meant)
        candidates = self._candidates.find(page)
        unlisted, told = self._titles.find(candidates, held)
        titled = {(m.target, m.target_id) for m in held if m.start < 0}
        titled |= {("term", term) for term in told}
        if unlisted:
            found = sorted([*found, *unlisted], key=lambda m: (m.start, -m.end))
        matches = _placed_matches(found, titled, blocks)
        genre = judge_genre(title, text)
        signals = Signals(
            matches=matches,
            facts=facts,
            genre=genre,
            level=level,
            language=_main_script(text),
            sentences=sentences,
            lines=cut_lines(text),
            title_programmes={m.target_id: m for m in reversed(programmes) if m.start < 0},
            title_terms=frozenset(i for target, i in titled if target == "term"),
            weigh=lambda: wording().weigh(folded.text),
            words_told=lambda weighed: _words_told(weighed, joined, folded, begin),
        )
        return Flagging(
            genre,
            tuple(matches),
            tuple(facts),
            tuple(self._findings(signals, title, text, blocks)),
            tuple(dict.fromkeys([m.target_id for m in programmes])),
            tuple(dict.fromkeys([*_terms_of(found), *sorted(told)])),
            signals.language,
            candidates=candidates,
            unsearched=_unsearched(length, len(text), _searched(folded, names) - begin),
        )

    def _findings(
        self, signals: Signals, title: str, text: str, blocks: Sequence[Block]
    ) -> Iterator[FoundFinding]:
        """Yield the findings that the signals of a text make, each part with its place."""
        sentences = signals.sentences
        for finding in self._rules.apply(signals):
            parts = [_placed_part(part, title, text, sentences, blocks) for part in finding.parts]
            yield finding._replace(parts=tuple(parts))


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


def join_title(title: str, text: str) -> tuple[str, int]:
    """Return a text after its title, as it is looked at, and where the text begins in it."""
    title = " ".join(title[:MAX_TITLE_CHARS].split())
    joined = f"{title}\n{text[:MAX_TEXT_CHARS]}" if title else text[:MAX_TEXT_CHARS]
    return joined, len(title) + 1 if title else 0


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


def _placed_part(
    part: ScorePart, title: str, text: str, sentences: Stretches, blocks: Sequence[Block]
) -> ScorePart:
    """Return a part with the sentence and the page that its words stand in; or with the title."""
    if part.start is None or part.end is None:
        return part._replace(sentence=title[:SENTENCE_CHARS].strip()) if part.text else part
    first, last = sentences.span(part.start + sentences.begin)
    first = max(0, first - sentences.begin, part.start - SENTENCE_CHARS // 2)
    last = min(max(last - sentences.begin, part.end), first + SENTENCE_CHARS)
    return part._replace(sentence=text[first:last].strip(), page=_page(blocks, part.start))


def _placed(fact: FoundFact, blocks: Sequence[Block]) -> FoundFact:
    page = _page(blocks, fact.start)
    return fact if page is None else fact._replace(page=page)
