"""Whether data comes: the state of each source, and of the pipeline itself."""

from policywatch.health.audit import audit
from policywatch.health.overview import (
    SourceHealth,
    source_health,
    source_states,
    state_by_source,
    status,
)
from policywatch.health.states import assess, assess_overdue

__all__ = [
    "SourceHealth",
    "assess",
    "assess_overdue",
    "audit",
    "source_health",
    "source_states",
    "state_by_source",
    "status",
]
