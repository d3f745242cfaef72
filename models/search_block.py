"""The index of the review queue's search: which pairs of characters stand where in which findings.

Blocks of some thousand findings are written once and then only read. A finding that is in none
(`Finding.block_id` is null: it is new, or what it says was changed) is searched by its texts.
"""

from sqlalchemy import ColumnElement, LargeBinary, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigInt, Identity
from models.finding import Finding


class SearchBlock(Base):
    """Findings whose texts were indexed together, one after the other.

    `findings` are their ids (64 bits, little endian; 0 once a later block has one), `starts` the
    places where their texts begin, and where the last one ends (32 bits).
    """

    __tablename__ = "search_block"

    id: Mapped[Identity]
    findings: Mapped[bytes] = mapped_column(LargeBinary)
    starts: Mapped[bytes] = mapped_column(LargeBinary)


class Posting(Base):
    """Where the pairs of characters of a bucket stand in the texts of a block, packed."""

    __tablename__ = "posting"

    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    block_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)


def index_anew(session: Session, *which: ColumnElement[bool]) -> None:
    """Have findings indexed anew, in the transaction that changes what is searched of them.

    Each is written to, indexed or not: who is about to index it waits, or leaves it out.
    """
    anew = update(Finding).where(*which).values(block_id=None)
    session.execute(anew, execution_options={"synchronize_session": False})
