"""What going from one release to another can change, and what it leaves as it is."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from policywatch.catalogue.watchlists import Context, Watchlists
from policywatch.catalogue.watchlists.differences import Difference, differences
from policywatch.flagging.folding import fold
from policywatch.flagging.lexicon import Lexicon, lexicon_of
from policywatch.flagging.pieces import Pieces, holding
from policywatch.flagging.reflagging.changed_names import ChangedNames, categories_of, changed_names
from policywatch.flagging.wrapping import BREAK

CHARS_AT_ONCE = 100_000
_BETWEEN = "\n\n"  # no line is wrapped there


class Effect:
    """What an edit, from one release to the next, can bear on; made once, then only read.

    A version that neither `touches_pieces` nor `touches_texts` speaks for is flagged alike by both.
    So that only what changed is searched for, each release's part of it has a lexicon of its own.
    """

    def __init__(self, old: Watchlists, new: Watchlists) -> None:
        self.old, self.new = old, new
        self.differences: tuple[Difference, ...] = differences(old, new)
        changed = [changed_names(mine, other) for mine, other in ((old, new), (new, old))]
        self._names = [Lexicon(part) for one in changed if (part := _names_of(one)) is not None]
        words = {word for one in changed for word in one.context}
        self._context = Lexicon(_only(words)) if words else None
        before, after = ({rule.id: rule for rule in w.rules} for w in (old, new))
        self._rules = [
            (rule, categories_of(mine))
            for mine, others in ((old, after), (new, before))
            for rule in mine.rules
            if others.get(rule.id) != rule
        ]
        self._forms_differ = old.forms != new.forms

    @property
    def needs_texts(self) -> bool:
        """Whether texts have to be searched."""
        return bool(self._names) or self._context is not None

    @property
    def needs_pieces(self) -> bool:
        """Whether what stands in a version has to be looked at."""
        return bool(self._rules) or self._forms_differ

    def touches_pieces(self, pieces: Pieces) -> bool:
        """Whether a rule that changed may hold, or have held, for what stands in a version."""
        if self._forms_differ and pieces.programmes:
            return True
        return any(holding(rule.when, pieces, categories).may for rule, categories in self._rules)

    def touches_texts(self, texts: Sequence[str]) -> set[int]:
        """Return the places of those texts in which something stands that only one release sees.

        Each text is one as `texts.join_title` makes it.
        """
        touched: set[int] = set()
        doubtful: set[int] = set()
        for first, some in _batches(texts):
            touched |= {first + at for at in _places(self._names, some)}
            touched |= {first + at for at, text in enumerate(some) if self._may_show_a_name(text)}
            if self._context is not None:
                doubtful |= {first + at for at in _places([self._context], some)}
        return touched | {at for at in doubtful - touched if self._names_a_programme(texts[at])}

    @cached_property
    def _whole(self) -> tuple[Lexicon, Lexicon]:
        return lexicon_of(self.old), lexicon_of(self.new)

    def _may_show_a_name(self, text: str) -> bool:
        """Whether a text as shown may tell a name that changed, by pictures, quotes or capitals."""
        return any(lexicon.may_show(text) for lexicon in self._names)

    def _names_a_programme(self, text: str) -> bool:
        """Whether context words can matter in a text: they decide of programmes' names alone."""
        folded = fold(text).text
        return any(lex.find(folded).names or lex.may_show(text) for lex in self._whole)


def _names_of(changed: ChangedNames) -> Watchlists | None:
    """Return the watchlists of what counts by itself; None where nothing does."""
    names = changed.names
    if not (names.programmes or names.terms or changed.phrases):
        return None
    return names.model_copy(update={"context": Context(talent=changed.phrases)})


def _only(words: set[str]) -> Watchlists:
    context = Context(talent=tuple(words))
    return Watchlists(programmes=(), terms=(), context=context, rules=(), threshold=0)


def _places(lexicons: Sequence[Lexicon], texts: Sequence[str]) -> set[int]:
    """Return the places of the texts in which any of the lexicons finds something.

    The texts are folded together, with a barrier between two of them. Every newline that may only
    wrap a line is taken to do so: what is found too much is flagged as it was before.
    """
    if not lexicons or not texts:
        return set()
    together = BREAK.sub(" ", _BETWEEN.join(texts))
    folded = fold(together)
    starts = list(accumulate((len(text) + len(_BETWEEN) for text in texts[:-1]), initial=0))
    found: set[int] = set()
    looked_at = folded.end
    for lexicon in lexicons:
        told = lexicon.find(folded.text)
        found.update(bisect_right(starts, folded.span(h.start, h.end)[0]) - 1 for h in told.hits)
        if told.searched < len(folded.text):
            looked_at = min(looked_at, folded.span(told.searched, told.searched + 1)[0])
    if looked_at < len(together):  # so much was found that the rest was not looked at
        found.update(range(bisect_right(starts, looked_at) - 1, len(texts)))
    return found


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield texts so many at once as are folded fastest, each time with the place of the first."""
    first, chars = 0, 0
    for at, text in enumerate(texts):
        chars += len(text)
        if chars >= CHARS_AT_ONCE:
            yield first, texts[first : at + 1]
            first, chars = at + 1, 0
    if first < len(texts):
        yield first, texts[first:]
