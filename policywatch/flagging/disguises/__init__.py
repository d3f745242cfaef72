"""Names that are not written as listed: seen through from the words that they stand beside."""

from policywatch.flagging.disguises.anchors import Anchor
from policywatch.flagging.disguises.finding import Disguises

__all__ = ["Anchor", "Disguises"]
