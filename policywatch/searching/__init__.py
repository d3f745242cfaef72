"""The search through what findings say: an index of pairs of characters, the same on any store."""

from policywatch.searching.indexing import index_findings
from policywatch.searching.lookup import among, find_findings
from policywatch.searching.words import MAX_CHARS

__all__ = ["MAX_CHARS", "among", "find_findings", "index_findings"]
