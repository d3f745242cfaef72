"""The mailbox: every mail as it was written, its state; and the way out of a subscription."""

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy import func, select

from models import Message, Subscription, write_session
from policywatch.review.desk import Key, Reader, SignedIn, engine_of, show, utc_now

router = APIRouter()

PAGE = 50


@router.get("/mail")
def mailbox(
    request: Request, session: Reader, viewer: SignedIn, page: int = Query(1, ge=1, le=10_000)
) -> Response:
    """Show the mails, newest first."""
    total = session.scalar(select(func.count()).select_from(Message)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    standing = select(Subscription).where(Subscription.ended_at.is_(None))
    query = select(Message).order_by(Message.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return show(
        request,
        "mail.html",
        viewer,
        rows=session.scalars(query).all(),
        subscriptions=session.scalars(standing.order_by(Subscription.name)).all(),
        page=page,
        pages=pages,
    )


@router.get("/mail/{message_id}")
def one_mail(request: Request, session: Reader, viewer: SignedIn, message_id: Key) -> Response:
    """Show a mail's plain text."""
    message = session.get(Message, message_id)
    if message is None:
        raise HTTPException(404)
    return show(request, "one_mail.html", viewer, message=message)


@router.get("/unsubscribe/{token}")
def ask_unsubscribe(request: Request, session: Reader, token: str) -> Response:
    """Ask before ending a subscription: mail programs follow links on their own."""
    subscription = session.scalar(
        select(Subscription).where(Subscription.unsubscribe_token == token)
    )
    if subscription is None:
        raise HTTPException(404)
    return show(request, "unsubscribe.html", name=subscription.name, token=token, ended=False)


@router.post("/unsubscribe/{token}")
def unsubscribe(request: Request, token: str) -> Response:
    """End a subscription: the one click of RFC 8058, or the button of the page above."""
    with write_session(engine_of(request)) as session:
        subscription = session.scalar(
            select(Subscription).where(Subscription.unsubscribe_token == token)
        )
        if subscription is None:
            raise HTTPException(404)
        if subscription.ended_at is None:
            subscription.ended_at = utc_now()
        name = subscription.name
    return show(request, "unsubscribe.html", name=name, token=token, ended=True)
