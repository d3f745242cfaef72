"""Policywatch: watches public policy documents and recruitment ads, and says why."""

__version__ = "0.1.0"
