"""The index of the search for near copies: one row a band of a signature."""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt


class Band(Base):
    """A band's hash (32 bits) and a document that has it; clustered by band and hash."""

    __tablename__ = "band"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (SQLAlchemy's own idiom)

    number: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    hash: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(
        BigInt, primary_key=True, autoincrement=False, index=True
    )
