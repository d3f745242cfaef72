"""What we look for: programmes, terms and rules, in files and in the store; their releases."""

from policywatch.catalogue.watchlists.content import (
    DEFAULT_THRESHOLD,
    WatchlistFile,
    Watchlists,
    watchlists_schema,
)
from policywatch.catalogue.watchlists.files import load_watchlists
from policywatch.catalogue.watchlists.programmes import (
    Category,
    Context,
    KnownName,
    MoreName,
    NameKind,
    Programme,
    Succession,
    Term,
    Writing,
)
from policywatch.catalogue.watchlists.releases import current_release
from policywatch.catalogue.watchlists.rules import FACT_KINDS, GENRES, Condition, Rule, Weight

__all__ = [
    "DEFAULT_THRESHOLD",
    "FACT_KINDS",
    "GENRES",
    "Category",
    "Condition",
    "Context",
    "KnownName",
    "MoreName",
    "NameKind",
    "Programme",
    "Rule",
    "Succession",
    "Term",
    "WatchlistFile",
    "Watchlists",
    "Weight",
    "Writing",
    "current_release",
    "load_watchlists",
    "watchlists_schema",
]
