"""What every page is served with: the store, who is signed in, the language, the templates."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from fastapi import Depends, Form, HTTPException, Path, Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from models import Account, Role, SignIn, read_session
from policywatch.review.texts import LANGUAGES, say
from policywatch.settings import Settings

HERE = FilePath(__file__).resolve().parent
COOKIE = "policywatch"
LANGUAGE_COOKIE = "language"
VIEW_COOKIE = "view"
MAX_VIEW_CHARS = 2_000

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: name, role, the token that their forms carry."""

    name: str
    role: Role
    csrf: str

    @property
    def may_decide(self) -> bool:
        """Whether their word counts."""
        return self.role in (Role.ANALYST, Role.ADMIN)


class NotSignedInError(Exception):
    """Nobody is signed in: ask them to."""


def hash_token(token: str) -> str:
    """Return what the store keeps of a cookie's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def engine_of(request: Request) -> Engine:
    """Return the store that the app was made with."""
    engine: Engine = request.app.state.engine
    return engine


def settings_of(request: Request) -> Settings:
    """Return the settings that the app was made with."""
    settings: Settings = request.app.state.settings
    return settings


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def reading_session(request: Request) -> Iterator[Session]:
    """Give a page a session that only reads."""
    with read_session(engine_of(request)) as session:
        yield session


Reader = Annotated[Session, Depends(reading_session)]
# The key of a row in an address: no larger than a store holds.
Key = Annotated[int, Path(ge=1, le=2**31 - 1)]


def signed_in(request: Request, session: Reader) -> Viewer:
    """Return who is signed in.

    Raises:
        NotSignedInError: nobody is.
    """
    token = request.cookies.get(COOKIE, "")
    row = session.get(SignIn, hash_token(token)) if token else None
    if row is None or row.expires_at <= utc_now():
        raise NotSignedInError
    account = session.get_one(Account, row.account)
    return Viewer(account.name, account.role, row.csrf)


SignedIn = Annotated[Viewer, Depends(signed_in)]


def checked_form(viewer: SignedIn, csrf: Annotated[str, Form()] = "") -> Viewer:
    """Return who sent a form, after checking that it is a form of ours.

    Raises:
        HTTPException: 403, it is not.
    """
    if not hmac.compare_digest(csrf.encode("utf-8", "replace"), viewer.csrf.encode()):
        raise HTTPException(403)
    return viewer


FormSender = Annotated[Viewer, Depends(checked_form)]


def language_of(request: Request) -> str:
    """Return the language to show: the reader's choice, else what their browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    asked = request.headers.get("accept-language", "").lower()
    return "zh" if asked.startswith("zh") else "en"


def show(
    request: Request, template: str, viewer: Viewer | None = None, status: int = 200, **values: Any
) -> Response:
    """Return a page; everything in it is escaped by the template."""
    language = language_of(request)

    def link(path: str, **parameters: Any) -> str:
        kept = {k: v for k, v in parameters.items() if v not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path

    html = _templates.get_template(template).render(
        t=lambda key, **parts: say(language, key, **parts),
        language=language,
        languages=LANGUAGES,
        viewer=viewer,
        here=request.url.path,
        here_whole=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        instance=settings_of(request).instance,
        link=link,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def remember_view(request: Request, response: Response) -> None:
    """Keep which view of the queue was looked at: from a document one goes back to that."""
    view = request.url.query if len(request.url.query) <= MAX_VIEW_CHARS else ""
    response.set_cookie(VIEW_COOKIE, quote(view), httponly=True, samesite="lax")


def last_view(request: Request) -> str:
    """Return the address of the view of the queue that was looked at last."""
    view = unquote(request.cookies.get(VIEW_COOKIE, ""))
    return f"/?{view}" if view else "/"


def go_to(path: str) -> RedirectResponse:
    """Return a redirect to a page of ours; any other address becomes the queue."""
    parts = urlsplit(path)
    safe = path.startswith("/") and not path.startswith(("//", "/\\"))
    if not safe or parts.scheme or parts.netloc or "\n" in path or "\r" in path:
        path = "/"
    return RedirectResponse(path, status_code=303)
