"""Pagers of ASP.NET, whose next page comes when the form of the page is sent back."""

import re
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode, urlsplit

from lxml import etree, html
from scrapy.http import Response

from spiders.urls import canonical_url

CONTENT_TYPE = "application/x-www-form-urlencoded"
MAX_FORM_BYTES = 2_000_000
MAX_COOKIES = 20
TARGET, ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"
_CALL = re.compile(
    r"__doPostBack\(\s{0,5}['\"]([^'\"]{1,300})['\"]\s{0,5},\s{0,5}['\"]([^'\"]{0,300})['\"]\s{0,5}\)"
)


_NEXT_PICTURE = re.compile(r"(?:^|/)next\w{0,8}\.(?:gif|png|jpe?g)(?:\?|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NextForm:
    """A form to be sent for the next page of a list: where to, and its fields, encoded."""

    url: str
    body: bytes


def sends_back(link: etree._Element) -> bool:
    """Return whether a link sends its page's form back."""
    return _CALL.search((link.get("href") or "")[:1000]) is not None


def is_sent(response: Response) -> bool:
    """Return whether an answer is to a form that was sent back."""
    return response.request is not None and TARGET.encode() in response.request.body


def shows_next(link: etree._Element) -> bool:
    """Return whether a link sends the form back and shows a picture called next: nextn.gif."""
    return sends_back(link) and any(
        _NEXT_PICTURE.search(image.get("src") or "") for image in link.iter("img")
    )


def cookies_of(response: Response) -> dict[str, str]:
    """Return the cookies that came with a page: its form may be taken with them alone."""
    found: dict[str, str] = {}
    for line in response.headers.getlist("Set-Cookie")[:MAX_COOKIES]:
        try:
            morsels = SimpleCookie(line.decode("latin-1")).values()
        except CookieError:
            continue
        found |= {morsel.key: morsel.coded_value for morsel in morsels}
    return found


def form_sent_by(link: etree._Element, base: str, url: str, charset: str) -> NextForm | None:
    """Return the form that a link sends back: all that it holds, and which link it was.

    None where it is no form that is posted to its own host, or holds more than is sent.
    """
    call = _CALL.search((link.get("href") or "")[:1000])
    form = next(link.iterancestors("form"), None)
    if call is None or not isinstance(form, html.FormElement):
        return None
    address = canonical_url(form.get("action") or url, base)
    is_posted = (form.get("method") or "").strip().lower() == "post"
    if not is_posted or address is None or urlsplit(address).netloc != urlsplit(url).netloc:
        return None
    kept = [(name, value) for name, value in form.form_values() if name not in (TARGET, ARGUMENT)]
    fields = [(TARGET, call[1]), (ARGUMENT, call[2]), *kept]
    body = urlencode(fields, encoding=charset, errors="xmlcharrefreplace").encode()
    return NextForm(address, body) if len(body) <= MAX_FORM_BYTES else None
