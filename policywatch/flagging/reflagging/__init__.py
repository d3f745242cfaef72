"""What an edit of the watchlists touches: only that is flagged again."""

from policywatch.flagging.reflagging.stage import reflag

__all__ = ["reflag"]
