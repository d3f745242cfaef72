"""How many of a source's documents hold a line: lines that repeat are its boilerplate."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt


class LineCount(Base):
    """A line (64-bit hash of its folded text) and the number of documents that hold it."""

    __tablename__ = "line_count"

    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), primary_key=True)
    line: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    documents: Mapped[int]
