"""The end of a head that several spellings of a candidate share."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class CandidateStem(Base):
    """A stem: the subject of the work that settles which candidates its sightings make."""

    __tablename__ = "candidate_stem"

    id: Mapped[Identity]
    stem: Mapped[str] = mapped_column(String(200), unique=True)
