"""How fast a host may be asked, whatever processes ask it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class HostPace(Base):
    """A host (with its port, where that is not the scheme's own).

    `next_at` is the earliest time of the next request; `turns` are the requests under way, each a
    holder and when it is given up for dead (seconds since 1970); until `rest_until` the host asked
    to be left alone.
    """

    __tablename__ = "host_pace"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    next_at: Mapped[datetime]
    turns: Mapped[list[Any]]
    rest_until: Mapped[datetime | None]
