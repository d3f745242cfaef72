"""What a source file's fields may hold, each checked at the door."""

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from policywatch.catalogue.cadence import QuietHours
from policywatch.catalogue.sources.refusals import refusal

SAMPLE_SITE = "${sample_site}"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"^([0-9]{1,6})([smhdw])$")


def parse_duration(value: str) -> timedelta:
    """Return a duration that is written as source files write it: 30m, 6h, 1d, 2w.

    Raises:
        ValueError: it is written otherwise.
    """
    parts = _DURATION.match(value)
    if not parts:
        raise ValueError("expected a number and a unit, e.g. 30m, 6h, 1d, 2w")
    return timedelta(**{_UNITS[parts[2]]: int(parts[1])})


def _parse_written(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def format_duration(value: timedelta) -> str:
    """Return a duration as source files write it: 30m, 6h, 1d."""
    seconds = int(value.total_seconds())
    for unit, size in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0 and not (unit == "w" and seconds < 2 * size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def check_css(value: str) -> str:
    """Return a CSS selector.

    Raises:
        ValueError: it is none.
    """
    from parsel.csstranslator import HTMLTranslator  # a catalogue of sitemaps does not need lxml

    try:
        HTMLTranslator().css_to_xpath(value)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {error}") from error
    return value


def _check_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _check_timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("not a time zone; expected e.g. Asia/Shanghai") from error
    return value


def _check_quiet_hours(value: str) -> str:
    QuietHours.parse(value)
    return value


def address_problem(value: str) -> str | None:
    """Return why an address may not be fetched; None where it may."""
    try:
        _check_url(value)
    except ValueError as error:
        return str(error)
    return None


def _check_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected a full http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("an address must not hold a user name or password")
    if parts.port == 0:  # one out of range is told by asking for it
        raise ValueError("expected a port from 1 to 65535")
    reason = refusal(parts.hostname)
    if reason:
        raise ValueError(reason)
    return value


def _check_source_url(value: str) -> str:
    if value.startswith(SAMPLE_SITE):
        return value
    return _check_url(value)


Duration = Annotated[
    timedelta,
    BeforeValidator(_parse_written),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": _DURATION.pattern, "examples": ["30m", "1d"]}),
]
Css = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(check_css)]
Pattern = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_check_pattern)]
Timezone = Annotated[str, AfterValidator(_check_timezone)]
SourceUrl = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_check_source_url)]
QuietText = Annotated[str, AfterValidator(_check_quiet_hours)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
