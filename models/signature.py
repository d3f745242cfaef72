"""What the search for copies keeps of a document's current text."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Signature(Base):
    """The MinHash and the marks of a document's text, as 32-bit numbers, little endian.

    `text_key` is the hash of its normalised form; of documents with equal ones the first to
    appear is `indexed`, and stands for all. `scheme` names the hash functions. `appeared_at` is
    the day that the page states, if that is before it was first seen.
    """

    __tablename__ = "signature"
    # What an earlier scheme signed is looked for at each run, and signed again.
    __table_args__ = (Index("ix_signature_scheme", "scheme", "document_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    scheme: Mapped[int]
    text_key: Mapped[str] = mapped_column(String(64), index=True)
    indexed: Mapped[bool]
    appeared_at: Mapped[datetime]
    shingles: Mapped[int]
    minhash: Mapped[bytes] = mapped_column(LargeBinary)
    marks: Mapped[bytes] = mapped_column(LargeBinary)
