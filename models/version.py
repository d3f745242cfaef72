"""One distinct text of a document."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identity, value_enum
from models.reading import Reading


class VersionKind(StrEnum):
    """TECHNICAL: our extractor changed, not the source; it alerts nobody of a change."""

    SOURCE = "source"
    TECHNICAL = "technical"


class Version(Base):
    """A version, numbered from 1 within its document; the text is its reading's."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), unique=True)
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(value_enum(VersionKind, "version_kind"))
    at: Mapped[datetime] = mapped_column(index=True)
    text_sha256: Mapped[str] = mapped_column(String(64), index=True)

    reading: Mapped[Reading] = relationship()
