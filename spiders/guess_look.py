"""What an address was found to be, and the few fetches that finding it may take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from parsel import Selector
from pydantic import ValidationError

from policywatch.catalogue.sources import SourceDeclaration
from spiders.apis import NotAnAnswerError
from spiders.items import ListedItem, ListPage
from spiders.markup import TooMuchMarkupError, base_url
from spiders.once import Answer, FetchError
from spiders.readers import read_answer
from spiders.row_parts import find_parts
from spiders.row_places import node_at
from spiders.row_selectors import items_selector, parts_selectors
from spiders.rows import Rows

MAX_FETCHES = 6
MIN_ITEMS = 2

Fetch = Callable[[str, str, str, str], Answer]
Browse = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Guess:
    """What an address was found to be.

    `fields` are those of the source's declaration, `answer` is what its list answered, `items` are
    what that yields, `why` says what the guess stands on and what it could not find.
    """

    fields: dict[str, Any]
    answer: Answer
    items: tuple[ListedItem, ...]
    why: tuple[str, ...]


@dataclass(slots=True)
class AddressLook:
    """A look at one address, with the few fetches that it may make."""

    declare: Callable[[dict[str, Any]], SourceDeclaration]
    fetch: Fetch
    browse: Browse | None
    today: date
    fetches: int = 1
    why: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether no more may be asked."""
        return self.fetches >= MAX_FETCHES

    def read(self, fields: dict[str, Any], answer: Answer) -> ListPage | None:
        """Return what a declaration makes of an answer; None where it makes nothing of it."""
        try:
            declared = self.declare(fields)
            return read_answer(declared, answer.body, answer.content_type, answer.url, self.today)
        except (NotAnAnswerError, TooMuchMarkupError, ValidationError):
            return None

    def ask(self, url: str, method: str = "GET", body: str = "", kind: str = "") -> Answer | None:
        """Return what an address answers; None where nothing may or can be had any more."""
        if self.is_over:
            return None
        self.fetches += 1
        try:
            return self.fetch(url, method, body, kind)
        except FetchError:
            return None

    def found(self, fields: dict[str, Any], answer: Answer, page: ListPage, why: str) -> Guess:
        """Return the guess that a page of items comes to, with all that was noted on the way."""
        return Guess(fields, answer, page.items, (why, *self.why))


def with_selectors(
    look: AddressLook,
    fields: dict[str, Any],
    answer: Answer,
    selector: Selector,
    rows: Rows,
    plain: ListPage,
) -> dict[str, Any]:
    """Return the fields with CSS, as far as CSS yields the same items."""
    css = items_selector(selector, rows.elements)
    if css is None:
        return fields
    with_items = fields | {"items": css}
    page = look.read(with_items, answer)
    if page is None or page.items != plain.items:
        return fields
    parts = find_parts(rows.elements, base_url(selector.root, answer.url), look.today)
    for name, part in parts_selectors(rows.elements, parts, node_at).items():
        if part is None:
            continue
        more = with_items | {name: part}
        page = look.read(more, answer)
        if page is not None and page.items == plain.items:
            with_items = more
    return with_items
