"""In which sense a name is meant: by its context, other senses, and what laps over it."""

from policywatch.flagging.senses.context import resolve

__all__ = ["resolve"]
