"""Programmes that no watchlist knows yet: how a renamed one is first seen."""

from policywatch.flagging.candidates.finding import CandidateFinder
from policywatch.flagging.candidates.signs import Page
from policywatch.flagging.candidates.stage import settle_candidates, store_sightings
from policywatch.flagging.candidates.titles import Titles

__all__ = ["CandidateFinder", "Page", "Titles", "settle_candidates", "store_sightings"]
