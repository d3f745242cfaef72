"""Keeps spiders off addresses that are not the public web: checked on what a name resolves to."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer

from models import Outcome
from policywatch.catalogue.sources import refusal
from spiders.bounds import MAX_HOSTS_REMEMBERED
from spiders.outcomes import MAX_REMEMBERED, RefusedError, refused_names
from spiders.urls import canonical_url

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

# Carrier-grade NAT is not "private" to the standard library; NAT64 and 6to4 hide an IPv4 address.
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ports of other protocols, which could take a request for one of their own: the "bad ports" of
# the WHATWG's Fetch standard, which no browser asks either.
BAD_PORTS = frozenset(
    {
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161),
        *(179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563),
        *(587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060),
        *(5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    }
)


def address_refusal(address: str, *, allow_loopback: bool) -> str | None:
    """Return why an IP address must not be fetched from; None where it may be.

    Refused: loopback (unless allowed), private, link-local (cloud metadata), multicast, reserved
    and shared ranges, also inside IPv6 forms of IPv4 addresses.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no IP address"
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return address_refusal(str(inner), allow_loopback=allow_loopback)
    if ip.is_loopback:
        return None if allow_loopback else f"{ip} is this machine itself"
    if not ip.is_global or ip.is_multicast or (ip.version == 4 and ip in _SHARED):
        return f"{ip} is not a public address"
    return None


def url_refusal(url: str, *, allow_loopback: bool) -> str | None:
    """Return why a URL must not be fetched, as far as its text tells."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return _host_refusal(host, _port(parts), allow_loopback)


@lru_cache(MAX_HOSTS_REMEMBERED)
def _host_refusal(host: str, port: int | None, allow_loopback: bool) -> str | None:
    if reason := refusal(host):
        return reason
    if port in BAD_PORTS:
        return f"port {port} is not one that web pages are served at"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None
    return address_refusal(host, allow_loopback=allow_loopback)


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        return None


class GuardMiddleware:
    """Refuses requests, redirected ones too, whose URL names a forbidden host or address."""

    def __init__(self, crawler: "Crawler") -> None:
        self._allow_loopback = crawler.settings.getbool("POLICYWATCH_ALLOW_LOOPBACK")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "GuardMiddleware":
        """Make one for a crawl."""
        return cls(crawler)

    def process_request(self, request: "Request") -> None:
        """Raise where the request must not be made."""
        reason = url_refusal(request.url, allow_loopback=self._allow_loopback)
        if reason:
            raise RefusedError(Outcome.REFUSED_ADDRESS, reason)
        if request.url == request.meta.get("asked") and "document" in request.meta:
            return  # a document's address is canonical
        if canonical_url(request.url) is None:
            raise RefusedError(Outcome.PROTOCOL, f"no usable address: {request.url[:200]}")


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names and hands on only addresses that may be fetched from.

    The connection is made to what is handed on here: a name that resolves elsewhere the next
    time gains nothing by it.
    """

    def __init__(self, resolver: Any, *, allow_loopback: bool) -> None:
        self._resolver = resolver
        self._allow_loopback = allow_loopback

    def resolveHostName(  # noqa: N802 (Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name as Twisted's interface says."""
        receiver = _GuardedReceiver(resolutionReceiver, hostName, self._allow_loopback)
        return self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    def __init__(self, receiver: Any, name: str, allow_loopback: bool) -> None:
        self._receiver = receiver
        self._name = name.lower()
        self._allow_loopback = allow_loopback

    def resolutionBegan(self, resolution: "IHostResolution") -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: "IAddress") -> None:  # noqa: N802
        reason = address_refusal(address.host, allow_loopback=self._allow_loopback)
        if reason is None:
            refused_names.pop(self._name, None)
            self._receiver.addressResolved(address)
        elif len(refused_names) < MAX_REMEMBERED:
            refused_names[self._name] = f"{self._name} resolves to {reason}"

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
