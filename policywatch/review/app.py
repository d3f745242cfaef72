"""The review app: its pages, and what guards each answer."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy import Engine, text
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles

from models import read_session
from policywatch.review import (
    candidates,
    document,
    evidence,
    mail,
    queue,
    sign_in,
    sources,
    submissions,
)
from policywatch.review.desk import HERE, NotSignedInError, show
from policywatch.settings import Settings

logger = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
UNGUARDED = "/unsubscribe/"


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Return the app for a store; it needs no scripts and loads nothing from elsewhere."""
    app = FastAPI(title="Policywatch review", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.engine = engine
    app.state.settings = settings
    app.state.failed_sign_ins = {}
    for page in (sign_in, queue, document, evidence, candidates, sources, submissions, mail):
        app.include_router(page.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.middleware("http")(_guard)
    app.add_exception_handler(NotSignedInError, _ask_to_sign_in)
    app.add_exception_handler(StarletteHTTPException, _say_error)
    app.add_exception_handler(RequestValidationError, _say_misread)
    app.add_exception_handler(DataError, _say_misread)
    app.add_exception_handler(OperationalError, _say_busy)

    @app.get("/healthz")
    def healthz() -> PlainTextResponse:
        with read_session(engine) as session:
            session.execute(text("SELECT 1"))
        return PlainTextResponse("ok")

    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse forms sent from other sites, and add the headers that keep a page to itself."""
    from_elsewhere = request.headers.get("sec-fetch-site") == "cross-site"
    if request.method == "POST" and from_elsewhere and not _is_unguarded(request):
        return PlainTextResponse("refused: sent from another site", status_code=403)
    if submissions.is_too_large(request):
        return PlainTextResponse("refused: larger than any file that is taken", status_code=413)
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _is_unguarded(request: Request) -> bool:
    """A mail program sends the one-click form of RFC 8058 from wherever it is."""
    return request.url.path.startswith(UNGUARDED)


def _ask_to_sign_in(request: Request, _error: Exception) -> Response:
    if request.method != "GET":
        return RedirectResponse("/sign-in", status_code=303)
    whole = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(whole)}", status_code=303)


def _say_misread(request: Request, error: Exception) -> Response:
    """An address or a form that says what none of ours can, or no store can hold."""
    of_address = isinstance(error, RequestValidationError) and any(
        one["loc"][0] == "path" for one in error.errors()
    )
    if of_address:
        return show(request, "error.html", status=404, key="not found")
    return show(request, "error.html", status=400, key="not understood")


def _say_busy(request: Request, error: Exception) -> Response:
    """The store is down, locked or full: nothing is lost that was not said to be kept."""
    logger.error("the store cannot be used now: %s", error)
    return show(request, "error.html", status=503, key="store away")


def _say_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException | StarletteHTTPException) else 500
    return show(
        request, "error.html", status=status, key="not found" if status == 404 else "refused"
    )
