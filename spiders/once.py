"""One address fetched by hand, with all manners and guards; nothing is stored."""

import base64
from dataclasses import dataclass

from policywatch.catalogue.sources import address_problem
from policywatch.errors import PolicywatchError
from policywatch.settings import Settings
from spiders.collect import ask_process


class FetchError(PolicywatchError):
    """An address could not be fetched; the message says what came of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; `url` is where redirects led."""

    url: str
    content_type: str
    body: bytes


def fetch_once(
    url: str,
    settings: Settings,
    *,
    method: str = "GET",
    body: str = "",
    content_type: str = "",
    in_browser: bool = False,
) -> Answer:
    """Return what an address answers, or what a browser shows of it.

    Raises:
        FetchError: it could not be had; says why.
    """
    if problem := address_problem(url):
        raise FetchError(f"{url}: {problem}")
    asked = {"url": url, "method": method, "body": body, "content_type": content_type}
    if in_browser:
        asked["browser"] = "always"
    answer = ask_process(settings, asked)
    if answer["problem"]:
        raise FetchError(f"{url}: {answer['problem']}")
    return Answer(answer["url"], answer["content_type"], base64.b64decode(answer["body"]))
