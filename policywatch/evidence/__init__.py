"""Proof: what was fetched sealed into a chain, and a finding with all it rests on in one file.

Each part is imported when it is asked for: who seals must not wait for what time-stamps and
bundles are made with.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policywatch.evidence.bundle import write_bundle
    from policywatch.evidence.case import Case, NoFindingError, gather
    from policywatch.evidence.checking import Checked, check, mend
    from policywatch.evidence.container import BundleError
    from policywatch.evidence.sealing import seal
    from policywatch.evidence.timestamps import TimestampError, stamp_head
    from policywatch.evidence.verifying import Verified, verify_bundle

_PARTS = {
    "bundle": ("write_bundle",),
    "case": ("Case", "NoFindingError", "gather"),
    "checking": ("Checked", "check", "mend"),
    "container": ("BundleError",),
    "sealing": ("seal",),
    "timestamps": ("TimestampError", "stamp_head"),
    "verifying": ("Verified", "verify_bundle"),
}
_PART_OF = {name: part for part, names in _PARTS.items() for name in names}

__all__ = [
    "BundleError",
    "Case",
    "Checked",
    "NoFindingError",
    "TimestampError",
    "Verified",
    "check",
    "gather",
    "mend",
    "seal",
    "stamp_head",
    "verify_bundle",
    "write_bundle",
]


def __getattr__(name: str) -> Any:
    """Return what a part of the package gives."""
    if name not in _PART_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PART_OF[name]}"), name)
