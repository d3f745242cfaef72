"""What an answer that is no list says, in a line: whoever is told of it sees what stands there."""

from lxml import etree
from scrapy.http import Response

from models import Outcome
from policywatch.privacy import mask_contacts
from spiders.bounds import READ_PAGE_CPU_S, TookTooLongError, cpu_limit
from spiders.conditional import header_of, storable
from spiders.items import tidy
from spiders.markup import TooMuchMarkupError, decode_page, parse_page
from spiders.outcomes import Failed

# What a server says with these is worth a look; of the others the class says all.
TOLD = frozenset(
    {
        *(Outcome.HTTP_4XX, Outcome.HTTP_5XX, Outcome.BLOCKED_WAF, Outcome.SOFT_404),
        *(Outcome.EMPTY_LIST, Outcome.LAYOUT_CHANGED),
    }
)
MAX_CHARS = 120
# A page that says more than this has a title that tells it.
SHORT_PAGE_CHARS = 300
MAX_URL_CHARS = 200
_TEXTS = "//text()[not(parent::script or parent::style or parent::title)]"


def with_excerpt(failed: Failed, response: Response) -> Failed:
    """Return a failure with what its answer says, and where the address led."""
    if failed.outcome not in TOLD or response.status == 304:
        return failed
    told = [failed.detail]
    asked = response.meta.get("asked", response.url)
    if response.url != asked and response.url not in failed.detail:
        told.append(f"its address leads to {response.url[:MAX_URL_CHARS]}")
    told.append(excerpt_of(response.body, header_of(response, "Content-Type")))
    return Failed(failed.outcome, "; ".join(one for one in told if one))


def excerpt_of(body: bytes, content_type: str) -> str:
    """Return in words what an answer says first; nothing where that cannot be told."""
    if not body.strip():
        return "the answer is empty"
    if body.startswith(b"%PDF-") or b"\x00" in body[:1000]:
        return "the answer is a file, and no page"
    try:
        with cpu_limit(READ_PAGE_CPU_S):
            said = _said(body, content_type)
    except (TooMuchMarkupError, TookTooLongError, ValueError, LookupError):
        return ""
    return f"it says: {storable(mask_contacts(said))[:MAX_CHARS]}" if said else ""


def _said(body: bytes, content_type: str) -> str:
    if body.lstrip()[:1] in (b"{", b"["):
        return tidy(decode_page(body, content_type), MAX_CHARS)
    selector = parse_page(body, content_type)
    if selector is None or not isinstance(selector.root, etree._Element):
        return ""
    title = tidy(next((t.text for t in selector.root.iter("title") if t.text), ""), MAX_CHARS)
    text = tidy(" ".join(selector.xpath(_TEXTS).getall()), SHORT_PAGE_CHARS + 1)
    if title and len(text) > SHORT_PAGE_CHARS:
        return title
    return text if text.startswith(title) else f"{title} | {text}".rstrip(" |")
