"""Who may sign in to the review app."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, value_enum


class Role(StrEnum):
    """VIEWER reads; ANALYST decides; ADMIN also manages accounts and subscriptions."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


class Account(Base):
    """An account; the password is kept as a salted scrypt hash."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[Role] = mapped_column(value_enum(Role, "role"))
    language: Mapped[str] = mapped_column(String(8), default="en")
    created_at: Mapped[datetime]
