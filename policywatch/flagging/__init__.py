"""Text to matches, facts, genre and findings."""

from policywatch.flagging.flagger import Flagger
from policywatch.flagging.reflagging import reflag
from policywatch.flagging.stage import flag_versions

__all__ = ["Flagger", "flag_versions", "reflag"]
