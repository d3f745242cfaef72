"""Addresses: one spelling for each, which ones belong to a publisher, which are attachments."""

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL_CHARS = 2000
ATTACHMENT_SUFFIXES = frozenset(
    {
        *(".pdf", ".doc", ".docx", ".docm", ".wps", ".wpt", ".xls", ".xlsx", ".xlsm", ".et"),
        *(".ett", ".csv", ".ofd", ".rtf", ".odt", ".ods", ".ppt", ".pptx", ".dps"),
        *(".zip", ".rar", ".7z"),
    }
)
# Parameters that name a visit, not a page.
SESSION_PARAMETERS = frozenset(
    {
        *("jsessionid", "phpsessid", "aspsessionid", "asp.net_sessionid", "sessionid"),
        *("session_id", "sid", "cfid", "cftoken", "spm", "from_wecom"),
        *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
    }
)
# Parameters that scripts set to the moment, past caches; elsewhere they may name an article.
MOMENT_PARAMETERS = frozenset(
    {
        *("_", "_t", "t", "ts", "tm", "time", "timestamp", "stamp", "_dc", "cb", "v", "ver"),
        *("r", "rnd", "rand", "random", "nocache", "cache"),
    }
)
_MOMENT = re.compile(r"1[5-9]\d{8}(?:\d{3})?")  # seconds or milliseconds of 2017 to 2033
_RANDOM = re.compile(r"0\.\d{6,20}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]{0,200}", re.IGNORECASE)
# What is spelled in the one way already: nearly every link of a list is, once it is absolute.
_PLAIN = re.compile(
    r"https?://(?=[^/]{1,253}/)(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}"
    r"(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)+"
)
_FRONT_PAGE = re.compile(r"^/?(?:(?:index|default|main)\.\w{2,5})?$")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str, base: str = "") -> str | None:
    """Return the one spelling of an address, absolute; None for what is no usable web address.

    Scheme and host in lower case, no default port, no fragment, no session id nor what scripts add
    to get past caches; path and query percent-encoded as UTF-8 where they were not yet encoded. The
    query's order is kept: servers may give it a meaning.
    """
    url = url.strip()
    if not url or len(url) > MAX_URL_CHARS:
        return None
    if "\\" in url:
        path, mark, query = url.partition("?")
        url = path.replace("\\", "/") + mark + query  # as browsers do, and old editors wrote
    if _PLAIN.fullmatch(url):
        return url
    try:
        absolute = urljoin(base, url) if base else url
        if len(absolute) <= MAX_URL_CHARS and _PLAIN.fullmatch(absolute):
            return absolute
        parts = urlsplit(safe_url_string(absolute))
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not _is_host(host) or parts.username or parts.password:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    path = _PATH_SESSION.sub("", parts.path) or "/"
    if "/." in path and not path.startswith("//"):
        path = urlsplit(urljoin("http://x/", path)).path
    whole = urlunsplit((scheme, host, path, _without_session(parts.query), ""))
    return whole if len(whole) <= MAX_URL_CHARS else None


def _is_host(host: str) -> bool:
    """Return whether a host could be one: lengths as RFC 1035 limits them."""
    return 0 < len(host) <= 253 and all(len(label) <= 63 for label in host.split("."))


def _without_session(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _names_a_visit(pair))


def _names_a_visit(pair: str) -> bool:
    """Return whether a parameter is another one at each visit: else all is new at each."""
    name, _, value = pair.partition("=")
    name = name.lower()
    is_moment = name in MOMENT_PARAMETERS and _MOMENT.fullmatch(value) is not None
    return name in SESSION_PARAMETERS or is_moment or _RANDOM.fullmatch(value) is not None


@cache
def registered_domain(host: str) -> str:
    """Return the part of a host that somebody registered (zj.gov.cn), or the host itself."""
    name = host.rpartition(":")[0] or host if host.count(":") == 1 else host
    found = _suffixes()(name)
    return found.top_domain_under_public_suffix or host


@cache
def _suffixes() -> "TLDExtract":
    """Return the list of public suffixes that came with the library: nothing is fetched for it."""
    import tldextract  # brings an HTTP client along: not for who stays on one host

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def belongs(url: str, *, publisher_host: str, hosts: tuple[str, ...] = ()) -> bool:
    """Return whether an address is on the publisher's domain or on one of the given hosts."""
    host = urlsplit(url).netloc
    if host == publisher_host or registered_domain(host) == registered_domain(publisher_host):
        return True
    return any(host == other or host.endswith("." + other) for other in hosts)


def is_attachment(url: str) -> bool:
    """Return whether an address ends like a file that hangs on a page."""
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    return _suffix(path) in ATTACHMENT_SUFFIXES or any(
        _suffix(pair.partition("=")[2].lower()) in ATTACHMENT_SUFFIXES
        for pair in unquote(parts.query).split("&")[:20]
    )


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def is_front_page_of(asked: str, final: str) -> bool:
    """Return whether an address led to a front page above it, as for what was taken away.

    That of the site, or of the part of the site that it lay in, two levels up or more.
    """
    before, after = urlsplit(asked), urlsplit(final)
    if before.path == after.path or _FRONT_PAGE.match(before.path) or after.query:
        return False
    folder = after.path[: after.path.rfind("/") + 1]
    page = after.path[len(folder) :]
    if not _FRONT_PAGE.match(f"/{page}"):
        return False
    inside = before.path.removeprefix(folder)
    return folder == "/" or (inside != before.path and "/" in inside)
