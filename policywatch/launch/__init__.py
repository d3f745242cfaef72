"""Everything on one machine: what `make run` starts, watches and ends."""

from policywatch.launch.up import up

__all__ = ["up"]
