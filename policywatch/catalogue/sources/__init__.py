"""What we watch: source files, checked at the door, and their copy in the store.

One YAML file per publisher lies in `sources/`; `sources/schema.json` is made from the models here.
"""

from policywatch.catalogue.sources.declaring import (
    ApiMap,
    BrowserUse,
    Family,
    SourceDeclaration,
    SourceFile,
    Tls,
    host_of,
)
from policywatch.catalogue.sources.fields import (
    SAMPLE_SITE,
    address_problem,
    format_duration,
    parse_duration,
)
from policywatch.catalogue.sources.loading import (
    declaration_of,
    load_sources,
    sources_schema,
    without_sample,
)
from policywatch.catalogue.sources.refusals import refusal
from policywatch.catalogue.sources.syncing import sync_sources

__all__ = [
    "SAMPLE_SITE",
    "ApiMap",
    "BrowserUse",
    "Family",
    "SourceDeclaration",
    "SourceFile",
    "Tls",
    "address_problem",
    "declaration_of",
    "format_duration",
    "host_of",
    "load_sources",
    "parse_duration",
    "refusal",
    "sources_schema",
    "sync_sources",
    "without_sample",
]
