"""Signing in and out, and the reader's language."""

import secrets
import time
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import delete

from models import SignIn, write_session
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

STAYS_FOR = timedelta(days=14)
MAX_TRIES = 8
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
    with write_session(engine_of(request)) as session:
        account = check_sign_in(session, name, password)
        if account is not None:
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
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="lax")
    return response


def _key(request: Request, name: str) -> tuple[str, str]:
    return (request.client.host if request.client else "", name[:100])


def _has_tried_too_often(request: Request, name: str) -> bool:
    since = time.monotonic() - TRIES_WINDOW_S
    tries: dict[tuple[str, str], list[float]] = request.app.state.failed_sign_ins
    recent = [at for at in tries.get(_key(request, name), []) if at > since]
    return len(recent) >= MAX_TRIES


def _remember_failure(request: Request, name: str) -> None:
    tries: dict[tuple[str, str], list[float]] = request.app.state.failed_sign_ins
    if len(tries) >= MAX_REMEMBERED:
        tries.clear()
    key = _key(request, name)
    tries[key] = [*tries.get(key, [])[-MAX_TRIES:], time.monotonic()]
