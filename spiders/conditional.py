"""Conditional requests: what to ask again by, and what an answer gives for the next time."""

import logging
import re
from collections.abc import Callable
from typing import cast

from scrapy import Request
from scrapy.http import Response

from policywatch.archive import ArchivedResponse
from policywatch.errors import ArchiveError
from spiders.known_pages import KnownPage, Validators

logger = logging.getLogger(__name__)

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def make_conditional(request: Request, validators: Validators) -> None:
    """Ask for what may have changed since an earlier answer."""
    if validators.etag:
        request.headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        request.headers["If-Modified-Since"] = validators.last_modified


def is_conditional(request: Request) -> bool:
    """Return whether a request asks for what may have changed."""
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def header_of(response: Response | None, name: str) -> str:
    """Return an answer's header, in part where it is long; empty where there is none."""
    value = response.headers.get(name) if response is not None else None
    return storable(value.decode("latin-1")[:2000]) if value else ""


def storable(text: str) -> str:
    """Return a text without what no store takes, and no header may carry."""
    return _CONTROL.sub("", text)


def validator_of(request: Request, response: Response | None, name: str, sent: str) -> str | None:
    """Return a validator; a 304 that does not repeat it confirms the one that was sent.

    What a form brought is no other time had by its address alone.
    """
    if request.method != "GET":
        return None
    value = header_of(response, name)
    if not value and response is not None and response.status == 304:
        value = (request.headers.get(sent) or b"").decode("latin-1")
    return value or None


def as_it_was(
    response: Response, read_known: Callable[[KnownPage], ArchivedResponse]
) -> Response | None:
    """Return the page that a 304 says is still the same; None where the archive lost it."""
    try:
        was = read_known(response.meta["known"])
    except ArchiveError as error:
        logger.warning("a page is asked for again: url=%s %s", response.url, error)
        return None
    kind = next((v for k, v in was.headers if k.lower() == "content-type"), "")
    headers = {"Content-Type": kind} if kind else None
    return Response(was.url, headers=headers, body=was.body, request=response.request)


def ask_anew(request: Request) -> None:
    """Have a request answered by the server itself, whatever was known, or caches keep."""
    for name in ("If-None-Match", "If-Modified-Since"):
        request.headers.pop(name, None)
    request.headers["Cache-Control"] = "no-cache"


def asked_whole(response: Response) -> Request:
    """Return the request for a page once more, without a condition."""
    request = cast("Request", response.request).replace(url=response.meta["asked"])
    ask_anew(request)
    return request
