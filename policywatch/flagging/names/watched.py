"""All that a release looks for in a text: watchlists to entries."""

from collections.abc import Iterator

from policywatch.catalogue.watchlists import Watchlists
from policywatch.flagging.names.entries import Entry, Kind
from policywatch.flagging.names.inflections import plural, singular
from policywatch.flagging.names.variants import programme_entries


def entries_of(watchlists: Watchlists) -> Iterator[Entry]:
    """Yield what is searched for: names of programmes and terms, and the words beside them."""
    for programme in watchlists.programmes:
        yield from programme_entries(programme)
    for term in watchlists.terms:
        for name in (*term.zh, *term.en, *map(plural, term.en), *map(_last_singular, term.en)):
            yield Entry(Kind.TERM, term.id, name)
        for phrase in term.unless:
            yield Entry(Kind.TERM_BLOCK, term.id, phrase)
    for kind, words in (
        (Kind.TALENT, watchlists.context.talent),
        (Kind.AGAINST, watchlists.context.against),
        (Kind.PLACE, watchlists.context.place),
    ):
        for word in words:
            yield Entry(kind, "", word)


def _last_singular(name: str) -> str:
    """Return an English phrase of several words with its last one in the singular."""
    *before, last = name.split(" ")
    if not before or last.endswith("ies"):
        return name
    return " ".join((*before, singular(last)))
