"""How a fetch or a crawl run ended: the one closed list of failure classes."""

from enum import StrEnum


class Outcome(StrEnum):
    """What came of a fetch. Everything but OK and NOT_MODIFIED is a failure, never "no hits"."""

    OK = "ok"
    NOT_MODIFIED = "not-modified"
    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    PROTOCOL = "protocol"
    BLOCKED_ROBOTS = "blocked-robots"
    BLOCKED_WAF = "blocked-waf"
    RATE_LIMITED = "rate-limited"
    HTTP_4XX = "http-4xx"
    HTTP_5XX = "http-5xx"
    SOFT_404 = "soft-404"
    EMPTY_LIST = "empty-list"
    LAYOUT_CHANGED = "layout-changed"
    TOO_LARGE = "too-large"
    UNDECODABLE = "undecodable"
    UNREADABLE_ATTACHMENT = "unreadable-attachment"
    REDIRECT_LOOP = "redirect-loop"
    REFUSED_ADDRESS = "refused-address"
    NO_BROWSER = "no-browser"

    @property
    def is_failure(self) -> bool:
        """Whether the class says that no data came."""
        return self not in GOOD_OUTCOMES


GOOD_OUTCOMES = (Outcome.OK, Outcome.NOT_MODIFIED)
"""Those by which data came, or none that is new."""
NOT_FOUND_STATUS = (404, 410)
"""Answers that a document is not there."""
