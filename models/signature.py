"""What the search for near copies keeps of a document's current text."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Signature(Base):
    """The MinHash of a document's text; `text_key` is the hash of its normalised form."""

    __tablename__ = "signature"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    text_key: Mapped[str] = mapped_column(String(64), index=True)
    shingles: Mapped[int]
    minhash: Mapped[bytes] = mapped_column(LargeBinary)
