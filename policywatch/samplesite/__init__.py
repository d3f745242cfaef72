"""A made-up web site to watch: publishers of each kind, three days, and the truth about them."""

from policywatch.samplesite.manifest import (
    Event,
    ExpectedFact,
    Manifest,
    ManifestPage,
    Problem,
    load_manifest,
)
from policywatch.samplesite.server import SampleSite, running_sample_site, serve

__all__ = [
    "Event",
    "ExpectedFact",
    "Manifest",
    "ManifestPage",
    "Problem",
    "SampleSite",
    "load_manifest",
    "running_sample_site",
    "serve",
]
