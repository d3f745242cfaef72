"""A candidate as the watchlists would have it: the programme to add, in YAML or in the store."""

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Candidate, CandidateVerdict, Source
from policywatch.catalogue.watchlists.files import read_text
from policywatch.catalogue.watchlists.store import Author, Editor
from policywatch.flagging.candidates.lessons import decide
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.names.naming import fold_names

_NOT_OF_IDS = re.compile(r"[^a-z0-9]+")
_LEVELS = frozenset(("national", "ministry", "province", "city", "county", "university"))
_HAN = re.compile(r"[\u3400-\u9fff]")


def as_programme(session: Session, candidate: Candidate, taken: Collection[str]) -> dict[str, Any]:
    """Return a candidate as an entry of a watchlist's `programmes`, under an id not `taken`.

    Level and place are those of the sources that name it, where they agree.
    """
    names = list(dict.fromkeys(named["name"] for named in candidate.names))
    sources = [row["source"] for row in candidate.sources]
    rows = session.execute(select(Source.level, Source.place).where(Source.id.in_(sources))).all()
    chinese = [name for name in names if _HAN.search(name)]
    fields = {
        "id": _id(candidate.head, taken),
        "zh": chinese,
        "en": [name for name in names if name not in chinese],
        "level": _agreed(level for level, _ in rows if level in _LEVELS),
        "place": _agreed(place for _, place in rows),
        "basis": "analyst",
    }
    return {name: value for name, value in fields.items() if value}


def accept(
    session: Session, candidate: Candidate, folder: Path, *, who: str, why: str, now: datetime
) -> str:
    """Put a candidate on the watchlists, in the store; return the entry as a watchlist file.

    `folder` is that of the watchlist files. What stored versions say of it changes when they are
    flagged again.

    Raises:
        CatalogueError: the watchlists are wrong, or would be with it.
    """
    editor = Editor(session, folder, fold_names)
    taken = {p.id for p in editor.standing().watchlists.programmes}
    entry = as_yaml(as_programme(session, candidate, taken))
    author = Author(who, now, why or f"the candidate {candidate.name}")
    editor.add(read_text(entry, f"the candidate {candidate.name}"), author)
    decide(session, candidate, CandidateVerdict.ACCEPTED, why=why, who=who, now=now)
    return entry


def as_yaml(programme: dict[str, Any]) -> str:
    """Return the entry as a watchlist file that can be saved as it is."""
    return str(yaml.safe_dump({"programmes": [programme]}, allow_unicode=True, sort_keys=False))


def _id(head: str, taken: Collection[str]) -> str:
    spelled = head if head.isascii() else " ".join(next(iter(spellings(head)), ()))
    slug = _NOT_OF_IDS.sub("-", spelled.lower()).strip("-")[:80] or "candidate"
    numbered = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in numbered if name not in taken)


def _agreed(values: Any) -> str:
    counted = Counter(value for value in values if value)
    return next(iter(counted)) if len(counted) == 1 else ""
