"""Signing in and out, and the reader's language."""

import secrets
import time
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import delete

from models import SignIn, read_session, write_session
from policywatch.review.accounts import check_sign_in
from policywatch.review.desk import (
    COOKIE,
    LANGUAGE_COOKIE,
    FormSender,
    engine_of,
    go_to,
    hash_token,
    show,
    utc_now,
)
from policywatch.review.texts import LANGUAGES

router = APIRouter()

Tries = dict[tuple[str, str | None], list[float]]

STAYS_FOR = timedelta(days=14)
MAX_TRIES = 8
# From one address, whatever the names: a guesser tries one password on many of them.
MAX_TRIES_FROM_ONE_ADDRESS = 60
DEFAULT_LANGUAGE = "en"
TRIES_WINDOW_S = 900
MAX_REMEMBERED = 10_000


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:
    """Show the form."""
    return show(request, "sign_in.html", next=next, problem="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Open a session for a name and password that fit."""
    if _has_tried_too_often(request, name):
        return show(request, "sign_in.html", status=429, next=next, problem="too many")
    token = secrets.token_urlsafe(32)
    # The hash takes its time: never inside a transaction that keeps other writers waiting.
    with read_session(engine_of(request)) as session:
        account = check_sign_in(session, name, password)
    if account is not None:
        with write_session(engine_of(request)) as session:
            session.execute(delete(SignIn).where(SignIn.expires_at <= utc_now()))
            session.add(
                SignIn(
                    token_sha256=hash_token(token),
                    account=account.name,
                    csrf=secrets.token_urlsafe(24),
                    expires_at=utc_now() + STAYS_FOR,
                )
            )
    if account is None:
        _remember_failure(request, name)
        return show(request, "sign_in.html", status=401, next=next, problem="wrong")
    response = go_to(next)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(STAYS_FOR.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    if LANGUAGE_COOKIE not in request.cookies and account.language != DEFAULT_LANGUAGE:
        _keep_language(response, account.language)
    return response


@router.post("/sign-out")
def sign_out(request: Request, _viewer: FormSender) -> Response:
    """End the session."""
    with write_session(engine_of(request)) as session:
        token = hash_token(request.cookies.get(COOKIE, ""))
        session.execute(delete(SignIn).where(SignIn.token_sha256 == token))
    response = go_to("/sign-in")
    response.delete_cookie(COOKIE)
    return response


@router.post("/language")
def choose_language(
    language: Annotated[str, Form()] = "en", next: Annotated[str, Form()] = "/"
) -> Response:
    """Keep the reader's language."""
    response = go_to(next)
    _keep_language(response, language)
    return response


def _keep_language(response: Response, language: str) -> None:
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="lax")


def _keys(request: Request, name: str) -> dict[tuple[str, str | None], int]:
    """Return what tries are counted under, with how many each may have."""
    address = request.client.host if request.client else ""
    return {(address, name[:100]): MAX_TRIES, (address, None): MAX_TRIES_FROM_ONE_ADDRESS}


def _has_tried_too_often(request: Request, name: str) -> bool:
    since = time.monotonic() - TRIES_WINDOW_S
    tries: Tries = request.app.state.failed_sign_ins
    return any(
        sum(at > since for at in tries.get(key, ())) >= most
        for key, most in _keys(request, name).items()
    )


def _remember_failure(request: Request, name: str) -> None:
    tries: Tries = request.app.state.failed_sign_ins
    while len(tries) >= MAX_REMEMBERED:
        tries.pop(next(iter(tries)), None)
    for key, most in _keys(request, name).items():
        tries[key] = [*tries.pop(key, [])[-most:], time.monotonic()]
