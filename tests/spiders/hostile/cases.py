"""What a case is, and how the modules beside this one declare theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models import Outcome
from tests.spiders.hostile.server import Exchange, Handler
from tests.spiders.site import list_html, notice_html

PLAIN = "plain.web.test"


@dataclass(frozen=True)
class Case:
    """A way to misbehave, at `/NAME/` of its host, and how a fetch of it must end.

    `document` is how the fetch of a document ends that misbehaves so, where that is tried;
    `items` is how many items its list shows, `detail` what its run's detail says. What is `slow`
    is given little time.
    """

    name: str
    ends: Outcome
    serve: Handler
    document: Outcome | None = None
    family: str = "list"
    host: str = PLAIN
    scheme: str = "http"
    path: str = ""
    items: int | None = None
    detail: str = ""
    twice: bool = False
    slow: bool = False
    source: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_slow(self) -> bool:
        """Whether it takes its time."""
        return self.slow or self.ends is Outcome.TIMEOUT

    @property
    def url(self) -> str:
        """The address of its list."""
        return f"{self.scheme}://{self.host}{self.path or f'/{self.name}/'}"


CASES: dict[str, Case] = {}
SAME = object()


def add(name: str, ends: Outcome, serve: Handler, *, document: Any = None, **more: Any) -> None:
    """Register a case; `document=SAME` tries it on a document, too."""
    if name in CASES:
        raise ValueError(f"two cases are called {name}")
    as_document = ends if document is SAME else document
    CASES[name] = Case(name, ends, serve, as_document, **more)


def case(ends: Outcome, **more: Any) -> Callable[[Handler], Handler]:
    """Register a handler as the case of its name."""

    def register(serve: Handler) -> Handler:
        add(serve.__name__.replace("_", "-"), ends, serve, **more)
        return serve

    return register


def listing(name: str, count: int = 3, *, start: int = 1, after: str = "") -> str:
    """Return a proper list page whose documents are there."""
    items = [
        (f"/good/{name}-{n}.html", f"关于组织申报第{n}批人才项目的通知", f"2023-08-{n % 28 + 1:02}")
        for n in range(start, start + count)
    ]
    return list_html(items, after)


class Prepared:
    """Answers with one body, made before any server starts: it may take a while to make."""

    def __init__(
        self,
        make: Callable[[], bytes | str],
        *lines: str,
        kind: str = "text/html; charset=utf-8",
    ) -> None:
        self._make = make
        self._lines = lines
        self._kind = kind
        self._body = b""

    def prepare(self) -> None:
        """Make the body."""
        body = self._make()
        self._body = body.encode() if isinstance(body, str) else body

    async def __call__(self, x: Exchange) -> None:
        """Answer with it."""
        await x.answer(self._body, "200 OK", *self._lines, kind=self._kind)


def prepare(names: Iterable[str]) -> None:
    """Make the bodies that some cases answer with."""
    for name in names:
        serve = CASES[name].serve
        if isinstance(serve, Prepared):
            serve.prepare()


async def good(x: Exchange) -> None:
    """Serve a proper document."""
    await x.answer(notice_html(f"通知 {x.path}"))


async def proper(x: Exchange) -> None:
    """Serve a proper list of three, whatever the path."""
    await x.answer(listing(x.path.strip("/").split("/")[0]))
