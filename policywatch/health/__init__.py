"""Whether data comes: the state of each source, and of the pipeline itself."""

from policywatch.health.audit import audit
from policywatch.health.overview import SourceHealth, source_health, status
from policywatch.health.states import assess

__all__ = ["SourceHealth", "assess", "audit", "source_health", "status"]
