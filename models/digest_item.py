"""A finding that waits for a subscription's next digest."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class DigestItem(Base):
    """Written with the end of the finding's alert work, deleted with the digest that tells it."""

    __tablename__ = "digest_item"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)
    at: Mapped[datetime]
