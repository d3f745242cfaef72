"""What is likely behind a failure class, and what to try."""

from models import Outcome
from policywatch.documents import ProblemKind

# These may pass by themselves.
PASSING = {
    Outcome.DNS,
    Outcome.CONNECT,
    Outcome.TIMEOUT,
    Outcome.TLS,
    Outcome.PROTOCOL,
    Outcome.RATE_LIMITED,
    Outcome.HTTP_5XX,
}

LIKELY_CAUSE = {
    Outcome.DNS: "its name does not resolve: the host moved, or DNS is blocked from here",
    Outcome.CONNECT: "its server refuses connections: it is down, or blocks this address",
    Outcome.TIMEOUT: "its server does not answer in time: it is slow, or drops this address",
    Outcome.TLS: "its certificate or protocol is not accepted",
    Outcome.PROTOCOL: "its server answers with broken HTTP",
    Outcome.BLOCKED_ROBOTS: "its robots.txt forbids the list",
    Outcome.BLOCKED_WAF: "its firewall answers with a challenge page",
    Outcome.RATE_LIMITED: "it asks us to come less often: raise `every` or `delay`",
    Outcome.HTTP_4XX: "the list's address is gone, or kept from us: the site was rebuilt, wants a "
    "sign-in, or blocks us",
    Outcome.HTTP_5XX: "its server fails",
    Outcome.SOFT_404: "the list's address shows a not-found page: the site was rebuilt",
    Outcome.EMPTY_LIST: "the list shows no items: the site was rebuilt, or needs scripts",
    Outcome.LAYOUT_CHANGED: "the list is not what it was: its layout changed, or another page "
    "stands in its place",
    Outcome.TOO_LARGE: "the answer is over the size limit",
    Outcome.UNDECODABLE: "the answer cannot be decoded",
    Outcome.UNREADABLE_ATTACHMENT: "its files cannot be read: damaged, scanned or encrypted",
    Outcome.REDIRECT_LOOP: "it redirects in a circle",
    Outcome.REFUSED_ADDRESS: "its name leads to a private address, which is never fetched",
    Outcome.NO_BROWSER: "it needs a browser, and the machine that crawls has none",
}


WHAT_TO_TRY = {
    Outcome.DNS: "check the address in its file, then the resolver here",
    Outcome.CONNECT: "try from another network or vantage point",
    Outcome.TIMEOUT: "try from another network or vantage point",
    Outcome.TLS: "open the page in a browser and compare the certificate",
    Outcome.PROTOCOL: "look at the archived exchange",
    Outcome.BLOCKED_ROBOTS: "ask the publisher, or submit its documents by hand",
    Outcome.BLOCKED_WAF: "ask the publisher, or submit its documents by hand",
    Outcome.RATE_LIMITED: "raise `every` in its file",
    Outcome.HTTP_4XX: "open it in a browser: where the list is there, ask the publisher; else look "
    "for its new address",
    Outcome.HTTP_5XX: "wait; if it lasts, look for the list's new address",
    Outcome.SOFT_404: "look for the list's new address",
    Outcome.EMPTY_LIST: "run `policywatch sources try` and look at the page",
    Outcome.LAYOUT_CHANGED: "open it in a browser: where the list is there, mend its file with "
    "`policywatch sources try`; where that shows all of it, write the day into `checked`",
    Outcome.TOO_LARGE: "check that its address is the list",
    Outcome.UNDECODABLE: "look at the archived exchange",
    Outcome.UNREADABLE_ATTACHMENT: "see the unreadable list; `POLICYWATCH_OCR` reads scans",
    Outcome.REDIRECT_LOOP: "open the page in a browser",
    Outcome.REFUSED_ADDRESS: "check where its address leads",
    Outcome.NO_BROWSER: "on the machine that crawls: `pip install 'policywatch[browser]'` and "
    "`apt install chromium`; or, where its pages are read without, `browser: never` in its file",
}


# What to try where a source that is fetched well brings nothing new.
WHERE_QUIET = (
    "open it in a browser: where newer documents stand there, look at what "
    "`policywatch sources try` shows; where there are none, it may have a new address, or bring "
    "less now: `quiet_after` in its file says after how many days that is remarkable"
)
WHERE_QUIET_PAGE = (
    "open it in a browser: it may have a new address, or be edited less now: `quiet_after` in its "
    "file says after how many days that is remarkable"
)
_SEE_UNREADABLE = "see the unreadable list, and open a document in a browser"
# Why pages that came well hold no text, and what to try.
_NO_TEXT = {
    ProblemKind.EMPTY: (
        "its pages hold no text: scripts write it, or it is in pictures",
        "set `browser: if-empty` in its file, or give `selectors`",
    ),
    ProblemKind.BOILERPLATE_ONLY: (
        "its pages hold nothing but what stands around a text: that is in pictures, frames or "
        "scripts",
        "set `browser: if-empty` in its file, or give `selectors`",
    ),
    ProblemKind.ERROR_PAGE: (
        "it answers with an error, a sign-in, a consent, a check or a note that it is down",
        _SEE_UNREADABLE,
    ),
    ProblemKind.STAND_IN: (
        "one page stands in for all of them: a sign-in, a consent, a note that it is down",
        _SEE_UNREADABLE,
    ),
    ProblemKind.LOW_QUALITY: ("what it answers is no text", _SEE_UNREADABLE),
}


def no_text(reason: str) -> tuple[str, str]:
    """Return what is likely behind documents that brought no text, and what to try.

    `reason` is the failure class, or the kind of problem that reading had.
    """
    for outcome in LIKELY_CAUSE:
        if outcome == reason:
            return of_documents(LIKELY_CAUSE[outcome]), of_documents(hint(outcome))
    for kind, known in _NO_TEXT.items():
        if kind == reason:
            return known
    return "no text came", _SEE_UNREADABLE


def of_documents(said: str) -> str:
    """Return what is said of a list, said of its documents."""
    return said.replace("the list's address", "a document's address").replace(
        "the list", "a document"
    )


def of_page(said: str) -> str:
    """Return what is said of a list, said of a page that is watched alone."""
    return said.replace("the list", "the page")


def hint(outcome: Outcome | None) -> str:
    """Return what to try after a run that ended so; empty where nothing is wrong."""
    return WHAT_TO_TRY.get(outcome, "") if outcome else ""
