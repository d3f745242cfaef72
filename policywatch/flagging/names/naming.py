"""Many names folded at once: as they are searched for in texts."""

from collections.abc import Sequence

from policywatch.flagging.folding import NAME_EDGES, fold, fold_name

BATCH = 2000


def fold_names(names: Sequence[str]) -> list[str]:
    """Return names as they are searched for in folded texts, each as `fold_name` returns it.

    A line is a barrier to folding, so names are folded together, one a line.
    """
    folded: list[str] = []
    for at in range(0, len(names), BATCH):
        batch = names[at : at + BATCH]
        lines = fold("\n".join(batch)).text.split("\n")
        if len(lines) == len(batch):
            folded += [line.strip(NAME_EDGES) for line in lines]
        else:  # a name holds what folds to a line's end
            folded += [fold_name(name) for name in batch]
    return folded
