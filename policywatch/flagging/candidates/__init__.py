"""Programmes that no watchlist knows yet: how a renamed one is first seen."""

from policywatch.flagging.candidates.finding import CandidateFinder
from policywatch.flagging.candidates.signs import Page
from policywatch.flagging.candidates.stage import settle_candidates, store_sightings

__all__ = ["CandidateFinder", "Page", "settle_candidates", "store_sightings"]
