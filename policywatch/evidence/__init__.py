"""Proof: what was fetched sealed into a chain, and a finding with all it rests on in one file."""

from policywatch.evidence.bundle import write_bundle
from policywatch.evidence.case import Case, NoFindingError, gather
from policywatch.evidence.checking import Checked, check, mend
from policywatch.evidence.container import BundleError
from policywatch.evidence.sealing import seal
from policywatch.evidence.timestamps import TimestampError, stamp_head
from policywatch.evidence.verifying import Verified, verify_bundle

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
