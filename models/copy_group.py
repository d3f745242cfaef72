"""Documents whose texts are exact or near copies."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class CopyGroup(Base):
    """A group; its original is the member that appeared first, as far as we know."""

    __tablename__ = "copy_group"

    id: Mapped[Identity]
    original_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True, index=True)
    created_at: Mapped[datetime]
