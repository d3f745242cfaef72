"""Which programme is meant where the same characters may stand for several."""

from collections.abc import Iterable, Sequence

from policywatch.catalogue.levels import Level
from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import cut_place

STORY = "story"
_LEVELS = (*Level, "")


class Precedence:
    """The order of a release's programmes: what a text's places speak for, then the best known.

    A disguise is often one of several names: 🌊学者 is 皖江学者 where the text speaks of Anhui, and
    长江学者 elsewhere. Of the best known are those of the whole country, and before them those that
    the reports are about which this watch began with.
    """

    def __init__(self, programmes: Iterable[Programme]) -> None:
        known = sorted(programmes, key=lambda p: (p.basis != STORY, _LEVELS.index(p.level), p.id))
        self._rank = {programme.id: at for at, programme in enumerate(known)}
        self._homes = {programme.id: _homes(programme) for programme in known}

    def order(self, target_ids: Iterable[str], folded: str) -> Sequence[str]:
        """Return programmes with the one first that a folded text means most likely."""
        return sorted(target_ids, key=lambda one: (-self._at_home(one, folded), self._rank[one]))

    def _at_home(self, target_id: str, folded: str) -> int:
        """Return how much of where a programme is at home the text names: its city counts more."""
        named = (any(word in folded for word in words) for words in self._homes[target_id])
        return max((at for at, is_named in enumerate(named, start=1) if is_named), default=0)


def _homes(programme: Programme) -> list[tuple[str, ...]]:
    """Return a programme's province and city, each as texts in Chinese and English name it."""
    places = map(fold_name, filter(None, cut_place(programme.place)))
    return [(place, *map("".join, spellings(place)[:1])) for place in places]
