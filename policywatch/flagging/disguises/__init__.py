"""Names that are not written as listed, in a folded text or as shown: a room for each kind.

What a name is recognised by is arranged once (`han`, `latin`) and asked of the folded text; what
folding would take away is read in the text as shown (`rewritings`, `shown`), by their means.
"""

from policywatch.flagging.disguises.han.anchors import Anchor
from policywatch.flagging.disguises.han.finding import Disguises
from policywatch.flagging.disguises.han.parted import PartedNames
from policywatch.flagging.disguises.latin.spelling import Spelling
from policywatch.flagging.disguises.rewritings.readings import Shown
from policywatch.flagging.disguises.shown.finding import ShownNames

__all__ = ["Anchor", "Disguises", "PartedNames", "Shown", "ShownNames", "Spelling"]
