"""Accounts: salted scrypt hashes, and the first one that a new installation gets."""

import hashlib
import hmac
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import Account, Role, SignIn
from policywatch.errors import PolicywatchError
from policywatch.settings import Settings

SCRYPT = {"n": 2**14, "r": 8, "p": 1}
MIN_PASSWORD_CHARS = 10
ADMIN = "admin"
PASSWORD_FILE = "admin-password"  # noqa: S105 (the file's name)


class AccountError(PolicywatchError):
    """An account cannot be made or changed as asked."""


def hash_password(password: str) -> str:
    """Return a salted scrypt hash (RFC 7914) with its parameters."""
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, **SCRYPT)
    return f"scrypt${salt.hex()}${digest.hex()}"


def is_password(password: str, stored: str) -> bool:
    """Whether a password is the one that was hashed; takes the same time either way."""
    _, salt, digest = stored.split("$")
    given = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **SCRYPT)
    return hmac.compare_digest(given, bytes.fromhex(digest))


# Checked when the name is unknown, so that an unknown name takes as long as a wrong password.
NOBODY = hash_password(secrets.token_hex(16))


def check_sign_in(session: Session, name: str, password: str) -> Account | None:
    """Return the account that a name and password open, or None."""
    account = session.get(Account, name[:100])
    fits = is_password(password[:1000], account.password_hash if account else NOBODY)
    return account if account is not None and fits else None


def create_account(
    session: Session, name: str, password: str, role: Role, now: datetime, language: str = "en"
) -> Account:
    """Add an account.

    Raises:
        AccountError: the name is taken or unusable, or the password is too short.
    """
    if not name.isprintable() or not name.strip() or len(name) > 100:
        raise AccountError("an account's name has 1 to 100 printable characters")
    if session.get(Account, name) is not None:
        raise AccountError(f"there is an account called {name} already")
    account = Account(
        name=name,
        password_hash=_checked_hash(password),
        role=role,
        language=language,
        created_at=now,
    )
    session.add(account)
    return account


def set_password(session: Session, name: str, password: str) -> None:
    """Give an account a new password and end its sessions.

    Raises:
        AccountError: there is no such account, or the password is too short.
    """
    _account(session, name).password_hash = _checked_hash(password)
    session.execute(delete(SignIn).where(SignIn.account == name))


def set_role(session: Session, name: str, role: Role) -> None:
    """Let an account do what a role may, at once.

    Raises:
        AccountError: there is no such account.
    """
    _account(session, name).role = role


def remove_account(session: Session, name: str) -> None:
    """Remove an account and end its sessions; what it decided keeps its name.

    Raises:
        AccountError: there is no such account.
    """
    account = _account(session, name)
    session.execute(delete(SignIn).where(SignIn.account == name))
    session.delete(account)


def ensure_admin(session: Session, settings: Settings, now: datetime) -> str | None:
    """Create the first account where there is none, and return its password.

    A password that we made up is kept in the home folder, readable by its owner only, so that
    whoever starts policywatch again can still look it up.
    """
    if session.scalar(select(func.count()).select_from(Account)):
        return None
    password = settings.admin_password or secrets.token_urlsafe(12)
    create_account(session, ADMIN, password, Role.ADMIN, now)
    if not settings.admin_password:
        _keep(settings.home / PASSWORD_FILE, password)
    return password


def _account(session: Session, name: str) -> Account:
    account = session.get(Account, name)
    if account is None:
        raise AccountError(f"there is no account called {name}")
    return account


def _checked_hash(password: str) -> str:
    if len(password) < MIN_PASSWORD_CHARS:
        raise AccountError(f"a password has at least {MIN_PASSWORD_CHARS} characters")
    return hash_password(password)


def _keep(path: Path, password: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password + "\n", encoding="utf-8")
