"""Two documents that were compared and found to be copies."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, value_enum
from models.copy_member import CopyKind


class CopyLink(Base):
    """A verified pair, written both ways; `overlap` is the share of text in common (0-1).

    Not every pair of a group: enough of them to hold it together.
    """

    __tablename__ = "copy_link"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (SQLAlchemy's own idiom)

    document_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("document.id"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("document.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[CopyKind] = mapped_column(value_enum(CopyKind, "copy_kind"))
    overlap: Mapped[float]
