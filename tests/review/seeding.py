"""A store with realistic rows for the pages of the review app."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import (
    Candidate,
    CandidateState,
    Change,
    ChangeKind,
    CopyGroup,
    CopyKind,
    CopyMember,
    CrawlRun,
    Document,
    Fact,
    Fetch,
    Finding,
    FindingState,
    Judgement,
    Match,
    MatchTarget,
    Message,
    MessageState,
    Outcome,
    Purpose,
    Release,
    Role,
    Sighting,
    Source,
    SourceState,
)
from policywatch.review.accounts import create_account
from tests.rows import make_document, make_reading, make_snapshot, make_source, make_version

PASSWORD = "correct horse battery"
TITLE = "关于做好2023年度启明计划申报工作的通知 <script>alert(1)</script>"
TEXT = (
    "各县区人才办、有关单位：\n"
    "现就启明计划申报工作通知如下。对入选者最高给予500万元资助，用人单位推荐的可获150万元引才奖励。\n"
    "申报人应具有博士学位，年龄不超过40周岁。<img src=x onerror=alert(1)>\n"
    "项目\t预算\n"
    "鲲鹏行动\t8500万元"
)


def seed(session: Session, now: datetime) -> int:
    """Fill a store; return the id of a document that has everything."""
    for name, role in (("analyst", Role.ANALYST), ("viewer", Role.VIEWER)):
        create_account(session, name, PASSWORD, role, now)
    release = Release(sha256="r" * 64, at=now, content={})
    states = (SourceState.WORKING, SourceState.QUIET, SourceState.FAILING)
    for number, state in enumerate(states):
        session.add(_source(f"source-{number}", state, now))
    session.add(release)
    session.flush()
    session.add(CrawlRun(source_id="source-0", started_at=now, finished_at=now, outcome=Outcome.OK))
    first = _document(session, release.id, 0, now)
    copy = _document(session, release.id, 1, now, state=FindingState.FOLDED, into=1)
    for number in range(2, 32):
        _document(session, release.id, number, now, score=40 + number)
    group = CopyGroup(original_id=first.id, created_at=now)
    session.add(group)
    session.flush()
    for document, kind in ((first, CopyKind.ORIGINAL), (copy, CopyKind.NEAR)):
        session.add(
            CopyMember(
                document_id=document.id,
                group_id=group.id,
                cluster_id=first.id,
                kind=kind,
                overlap=0.93,
                joined_at=now,
            )
        )
    session.add(
        Message(
            key="k",
            message_id="<m@policywatch>",
            recipient="analyst@localhost",
            subject="[policywatch] 启明计划 <b>",
            text="Why: names qiming\n启明计划 <script>",
            html="",
            state=MessageState.SENT,
            not_before=now,
            created_at=now,
            sent_at=now,
        )
    )
    _candidates(session, first, release.id, now)
    return first.id


def _candidates(session: Session, document: Document, release_id: int, now: datetime) -> None:
    """Add a candidate with a sighting in the document's first sentence, and one in the title."""
    version_id = document.version_id
    assert version_id is not None
    shared = {"version_id": version_id, "document_id": document.id, "at": now, "times": 1}
    named = Sighting(
        **shared, stem="瑶光", head="瑶光", name="瑶光计划", shown="瑶光<b>计划", quoted=True,
        strength=8.5,
        signs=[["applied", "申报"]], start=15, end=19, sentence_start=13, sentence_end=27,
    )  # fmt: skip
    titled = Sighting(
        **shared, stem="瑶光", head="瑶光", name="瑶光工程", shown="瑶光工程", quoted=False,
        strength=3.5,
        signs=[["title", ""]], start=None, end=None, sentence_start=None, sentence_end=None,
    )  # fmt: skip
    session.add_all([named, titled])
    session.flush()
    for number, head in enumerate(("瑶光", *(f"候选{n}" for n in range(30)))):
        session.add(
            Candidate(
                head=head, stem=head, ending="计划", name=f"{head}<i>计划", heads=[head],
                versions=2,
                names=[
                    {"name": f"{head}<i>计划", "folded": f"{head}计划", "documents": 1},
                    {"name": f"{head}工程", "folded": f"{head}工程", "documents": 1},
                ],
                documents=2, texts=1, sources=[{"source": "source-0", "documents": 2}],
                first_seen_at=now, last_seen_at=now,
                near=[{"programme": "qiming", "name": "启明计划", "how": "shape", "likeness": 0.5}],
                samples=[named.id, titled.id] if head == "瑶光" else [], worth=80.0 - number,
                score=80.0 - number, state=CandidateState.OPEN, release_id=release_id,
                parts=[
                    {"what": "applied", "points": 50.0, "words": ["申报"]},
                    {"what": "near-shape", "points": 30.0 - number, "words": ["启明计划"]},
                ],
            )
        )  # fmt: skip


def _source(source_id: str, state: SourceState, now: datetime) -> Source:
    reasons = {
        SourceState.WORKING: "data comes",
        SourceState.QUIET: "fetched well, but nothing new for 40 days (remarkable after 30)",
        SourceState.FAILING: "blocked-waf in the last 2 runs: a challenge page",
    }
    return make_source(
        source_id,
        now,
        name="通知公告",
        publisher="湖州市科学技术局",
        place="浙江湖州",
        state=state,
        state_reason=reasons[state],
        last_new_at=now - timedelta(days=3),
    )


def _document(
    session: Session,
    release_id: int,
    number: int,
    now: datetime,
    *,
    state: FindingState = FindingState.OPEN,
    into: int | None = None,
    score: float = 83,
) -> Document:
    url = f"http://example.org/art/{number}.html"
    seen = now + timedelta(minutes=number)
    document = make_document("source-0", url, seen, listed_title=TITLE)
    session.add(document)
    session.flush()
    for version_number, text in ((1, TEXT.replace("500万", "300万")), (2, TEXT)):
        _version(session, document, version_number, text, release_id, now)
    finding = Finding(
        document_id=document.id,
        version_id=document.version_id,
        release_id=release_id,
        rule="programme-named",
        score=score,
        severity="high",
        reason="names qiming, kunpeng",
        parts=[
            {"what": "rule programme-named", "points": 55, "form": "", "text": "", "start": None,
             "end": None},
            {"what": "names qiming", "points": 0, "form": "exact", "text": "启明计划", "start": 15,
             "end": 19},
        ],
        programmes=["qiming"],
        evidence_key="e" * 64,
        state=state,
        folded_into_id=into,
        at=now,
    )  # fmt: skip
    session.add(finding)
    session.flush()
    return document


def _version(
    session: Session, document: Document, number: int, text: str, release_id: int, now: datetime
) -> None:
    sha = hashlib.sha256(f"{document.id}{number}".encode()).hexdigest()
    snapshot = make_snapshot(
        document,
        now,
        sha256=sha,
        size=1000,
        warc_file="2023/08/24.warc.gz",
        warc_offset=document.id * 100 + number,
    )
    session.add(snapshot)
    session.flush()
    session.add(
        Fetch(
            source_id="source-0",
            document_id=document.id,
            snapshot_id=snapshot.id,
            purpose=Purpose.DOCUMENT,
            url=document.url,
            at=now,
            status=200,
            outcome=Outcome.OK,
            warc_file=snapshot.warc_file,
            warc_offset=snapshot.warc_offset,
        )
    )
    reading = make_reading(
        snapshot,
        text,
        extractor="html/1",
        title=TITLE,
        text_sha256=sha,
        blocks=_blocks(text),
        details={"issuer": {"value": "湖州市科学技术局", "evidence": "header-table"}},
        published="2023-03-15",
        language="zh-cn",
        languages={"zh-cn": 1.0},
    )
    session.add(reading)
    session.flush()
    version = make_version(reading, number)
    session.add(version)
    session.flush()
    document.version_id, document.snapshot_id = version.id, snapshot.id
    session.add_all(
        [
            Match(
                version_id=version.id, release_id=release_id, target=MatchTarget.PROGRAMME,
                target_id="qiming", form="exact", text="启明计划", start=15, end=19,
                sentence_start=13, sentence_end=27, in_title=True, held=True,
            ),
            Fact(
                version_id=version.id, kind="amount", low=None, unit="CNY", basis="up-to",
                high="5000000" if "500万" in text else "3000000",
                text=text[32:41], start=32, end=41,
            ),
            Judgement(
                version_id=version.id, release_id=release_id, genre="notice", confidence=0.8,
                reasons=["notice in the title: 通知"],
            ),
            Change(
                document_id=document.id, version_id=version.id, at=now, detail={},
                kind=ChangeKind.NEW if number == 1 else ChangeKind.EDITED,
            ),
        ]
    )  # fmt: skip


def _blocks(text: str) -> list[dict[str, object]]:
    blocks, at = [], 0
    for line in text.split("\n"):
        kind = "row" if "\t" in line else "paragraph"
        blocks.append(
            {"kind": kind, "start": at, "end": at + len(line), "level": 0, "page": None,
             "table": 0 if kind == "row" else None, "header": line.startswith("项目")}
        )  # fmt: skip
        at += len(line) + 1
    return blocks
