"""Which of the links that a list shows are documents of its source, and how many are not."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from urllib.parse import urlsplit

from policywatch.catalogue.sources import SourceDeclaration
from spiders.items import ListedItem

MAX_TOLD_HOSTS = 3


class Choice:
    """What a source's declaration chooses of all links, counting what it leaves out."""

    def __init__(self, declared: SourceDeclaration, is_ours: Callable[[str], bool]) -> None:
        self._declared = declared
        self._is_ours = is_ours
        self._left_out = 0
        self._other_hosts: Counter[str] = Counter()

    def of(self, items: Iterable[ListedItem], pages: Collection[str]) -> list[ListedItem]:
        """Return the items that are documents of the source; `pages` are those of its list."""
        return [item for item in items if self._is_wanted(item.url, pages)]

    @property
    def left_out_as_declared(self) -> str:
        """How many links of the source's own hosts were left out, in words; "" for none."""
        return f"{self._left_out} links left out, as declared" if self._left_out else ""

    @property
    def left_out_elsewhere(self) -> str:
        """How many links to which other hosts were left out, in words; "" for none."""
        if not self._other_hosts:
            return ""
        hosts = ", ".join(host for host, _ in self._other_hosts.most_common(MAX_TOLD_HOSTS))
        return f"{self._other_hosts.total()} links to other hosts left out ({hosts})"

    def _is_wanted(self, url: str, pages: Collection[str]) -> bool:
        if not self._is_ours(url):
            self._other_hosts[urlsplit(url).netloc] += 1
            return False
        include, exclude = self._declared.include, self._declared.exclude
        wanted = (
            url not in pages
            and (not include or any(re.search(p, url) for p in include))
            and not any(re.search(p, url) for p in exclude)
        )
        self._left_out += not wanted
        return wanted
