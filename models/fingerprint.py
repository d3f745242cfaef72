"""The index of the search for copies: what of a text is looked up to find texts like it."""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt


class Fingerprint(Base):
    """A key (the number of a MinHash band, or of the marks, above 32 bits of hash) and who has it.

    Clustered by key, and by nothing else: what is to be deleted is known from `Signature`.
    """

    __tablename__ = "fingerprint"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (SQLAlchemy's own idiom)

    key: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
