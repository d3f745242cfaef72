"""What the store tells while everything runs: counts, the first finding, the first mail."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import (
    Document,
    Finding,
    FindingState,
    Message,
    MessageState,
    Version,
    read_session,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    documents: int = 0
    versions: int = 0
    findings: int = 0
    mails: int = 0

    def __str__(self) -> str:
        return (
            f"{self.documents} documents, {self.versions} versions, "
            f"{self.findings} open findings, {self.mails} mails sent"
        )


class News:
    """Looks into the store now and then, and says what is new since the last look."""

    def __init__(self, engine: Engine, review_address: str) -> None:
        self._engine = engine
        self._review = review_address
        self._found = False
        self._mailed = False
        self.counts = Counts()

    def look(self) -> list[str]:
        """Return a sentence for each thing worth telling; `counts` are up to date then."""
        with read_session(self._engine) as session:
            before, self.counts = self.counts, _count(session)
            said = [*self._first_finding(session), *self._first_mail(session)]
        return said if said or self.counts == before else [str(self.counts)]

    def _first_finding(self, session: Session) -> list[str]:
        if self._found or not self.counts.findings:
            return []
        self._found = True
        finding = session.scalars(
            select(Finding).where(Finding.state == FindingState.OPEN).order_by(Finding.at).limit(1)
        ).one_or_none()
        if finding is None:
            return []
        return [
            f"findings are on the review page: {self._review}/ "
            f"(the first: {self._review}/documents/{finding.document_id})"
        ]

    def _first_mail(self, session: Session) -> list[str]:
        if self._mailed or not self.counts.mails:
            return []
        self._mailed = True
        sent = select(Message).where(Message.state == MessageState.SENT)
        mail = session.scalars(sent.order_by(Message.id).limit(1)).one_or_none()
        if mail is None:
            return []
        return [f"mail is in the mailbox: {self._review}/mail/{mail.id} ({mail.subject})"]


def _count(session: Session) -> Counts:
    is_open = Finding.state == FindingState.OPEN
    is_sent = Message.state == MessageState.SENT
    return Counts(
        documents=session.scalar(select(func.count()).select_from(Document)) or 0,
        versions=session.scalar(select(func.count()).select_from(Version)) or 0,
        findings=session.scalar(select(func.count()).select_from(Finding).where(is_open)) or 0,
        mails=session.scalar(select(func.count()).select_from(Message).where(is_sent)) or 0,
    )
