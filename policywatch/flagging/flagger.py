"""Everything flagging says of a text, by one release of the watchlists."""

from collections.abc import Sequence
from dataclasses import replace

from policywatch.catalogue.watchlists import Watchlists
from policywatch.documents import Block, Flagging, FoundFact, FoundMatch
from policywatch.flagging.context import resolve
from policywatch.flagging.facts import find_facts
from policywatch.flagging.folding import Folded, fold
from policywatch.flagging.genre import judge_genre
from policywatch.flagging.lexicon import Hit, Kind, Lexicon
from policywatch.flagging.rules import Signals, apply_rules
from policywatch.flagging.sentences import cut_lines, cut_sentences

MAX_TEXT_CHARS = 2_000_000
MAX_HITS = 50_000


class Flagger:
    """Finds names, facts and findings; built once per release, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self.watchlists = watchlists
        self.threshold = watchlists.threshold
        self._lexicon = Lexicon(watchlists)
        self._categories = {term.id: term.category for term in watchlists.terms}
        self._glosses = {term.id: term.gloss for term in watchlists.terms}

    def flag(
        self,
        text: str,
        *,
        title: str = "",
        blocks: Sequence[Block] = (),
        level: str = "",
    ) -> Flagging:
        """Return matches, facts, genre and findings of a text; never raises on any text.

        Only the first MAX_TEXT_CHARS characters and MAX_HITS hits are looked at.
        """
        text = text[:MAX_TEXT_CHARS]
        sentences = cut_sentences(text)
        folded = fold(text)
        title_matches, title_talent, title_against = self._read_title(title)
        matches = resolve(
            text,
            folded,
            self._find(folded),
            sentences,
            title_talent=title_talent,
            title_against=title_against,
        )
        titled = {(m.target, m.target_id) for m in title_matches if m.held}
        matches = [
            replace(m, in_title=(m.target, m.target_id) in titled, page=_page(blocks, m.start))
            for m in matches
        ]
        facts = [_placed(fact, blocks) for fact in find_facts(text, blocks)]
        genre = judge_genre(title, text)
        signals = Signals(
            matches=matches,
            facts=facts,
            genre=genre,
            level=level,
            categories=self._categories,
            glosses=self._glosses,
            sentences=sentences,
            lines=cut_lines(text),
            title_programmes=frozenset(i for target, i in titled if target == "programme"),
            title_terms=frozenset(i for target, i in titled if target == "term"),
        )
        held = [m.target_id for m in matches if m.target == "programme" and m.held]
        programmes = tuple(dict.fromkeys(held + sorted(signals.title_programmes)))
        findings = apply_rules(self.watchlists.rules, signals)
        return Flagging(genre, tuple(matches), tuple(facts), findings, programmes)

    def _find(self, folded: Folded) -> list[Hit]:
        hits: list[Hit] = []
        for hit in self._lexicon.hits(folded.text):
            hits.append(hit)
            if len(hits) >= MAX_HITS:
                return hits
        hits.extend(self._lexicon.homophones(folded.text))
        return hits

    def _read_title(self, title: str) -> tuple[list[FoundMatch], bool, bool]:
        """Return the title's matches and whether it speaks of talent or of something else."""
        if not title:
            return [], False, False
        folded = fold(title)
        hits = self._find(folded)
        kinds = {hit.entry.kind for hit in hits}
        matches = resolve(title, folded, hits, cut_sentences(title))
        return matches, Kind.TALENT in kinds, Kind.AGAINST in kinds


def _page(blocks: Sequence[Block], at: int) -> int | None:
    """Return the page of an attachment that holds a character."""
    if not blocks or blocks[-1].page is None:
        return None
    return next((block.page for block in blocks if block.start <= at <= block.end), None)


def _placed(fact: FoundFact, blocks: Sequence[Block]) -> FoundFact:
    page = _page(blocks, fact.start)
    return fact if page is None else replace(fact, page=page)
