"""Lexicons of a few programmes, and what they tell of a text as it is shown."""

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging.folding import fold
from policywatch.flagging.lexicon import Lexicon


def lexicon_of(*programmes: Programme) -> Lexicon:
    """Return the lexicon of these programmes and nothing else."""
    return Lexicon(
        Watchlists(programmes=programmes, terms=(), context=Context(), rules=(), threshold=40)
    )


def shown_by(lexicon: Lexicon, text: str) -> list[tuple[str, str, str]]:
    """Return the names that only the text as shown tells: programme, form, words."""
    return [
        (one.entry.target_id, one.entry.form, text[one.start : one.end])
        for one in lexicon.find_shown(text, fold(text))
    ]
