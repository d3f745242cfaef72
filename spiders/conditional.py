"""Conditional requests: what to ask again by, and what an answer gives for the next time."""

import re

from scrapy import Request
from scrapy.http import Response

from spiders.known_pages import Validators

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def make_conditional(request: Request, validators: Validators) -> None:
    """Ask for what may have changed since an earlier answer."""
    if validators.etag:
        request.headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        request.headers["If-Modified-Since"] = validators.last_modified


def header_of(response: Response | None, name: str) -> str:
    """Return an answer's header, in part where it is long; empty where there is none."""
    value = response.headers.get(name) if response is not None else None
    return storable(value.decode("latin-1")[:2000]) if value else ""


def storable(text: str) -> str:
    """Return a text without what no store takes, and no header may carry."""
    return _CONTROL.sub("", text)


def validator_of(request: Request, response: Response | None, name: str, sent: str) -> str | None:
    """Return a validator; a 304 that does not repeat it confirms the one that was sent."""
    value = header_of(response, name)
    if not value and response is not None and response.status == 304:
        value = (request.headers.get(sent) or b"").decode("latin-1")
    return value or None
