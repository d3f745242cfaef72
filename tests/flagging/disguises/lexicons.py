"""Lexicons of a few programmes, what they tell of a text as it is shown, and in what time."""

from collections.abc import Callable

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging.folding import fold
from policywatch.flagging.lexicon import Lexicon
from tests.timing import growth

SHORT, LONG = 4_000, 40_000
TIMES_AT_MOST = 30


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


def check_time_in_proportion(look: Callable[[str], object], piece: str, before: str = "") -> None:
    """Fail where to look through a piece again and again takes more time than its length says.

    A text ten times as long may take TIMES_AT_MOST times as long: a hundred would be its square.
    """

    def look_through(chars: int) -> None:
        look(before + piece * (chars // len(piece)))

    look_through(LONG)  # What one look leaves to the next to remember is there from now on.
    times = growth(look_through, SHORT, LONG, TIMES_AT_MOST)
    assert times < TIMES_AT_MOST, f"a text ten times as long took {times:.0f} times as long"
