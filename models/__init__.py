"""The store: tables, engine and sessions. Imports nothing of ours."""

from models.account import Account, Role
from models.base import CLOCKS_DIFFER, Base
from models.candidate import Candidate, CandidateState
from models.candidate_decision import CandidateDecision, CandidateVerdict
from models.candidate_stem import CandidateStem
from models.change import Change, ChangeKind
from models.copy_group import CopyGroup
from models.copy_link import CopyLink
from models.copy_member import CopyKind, CopyMember
from models.crawl_run import BROUGHT_NEWS, CrawlRun, list_last_read
from models.decision import Decision, Verdict
from models.digest_item import DigestItem
from models.document import Document, DocumentKind, DocumentState
from models.engine import make_engine, read_session, write_session
from models.fact import Fact
from models.failure import GOOD_OUTCOMES, NOT_FOUND_STATUS, Outcome
from models.fetch import Fetch, Purpose
from models.finding import Finding, FindingState
from models.fingerprint import Fingerprint
from models.gap import Gap
from models.host_lease import HostLease
from models.host_pace import HostPace
from models.judgement import Judgement
from models.manifest import Manifest
from models.match import Match, MatchTarget
from models.message import Message, MessageFinding, MessageState, MessageTransition
from models.noise import Noise, NoiseKind
from models.reading import Reading
from models.release import Release
from models.robots_file import RobotsFile
from models.search_block import Posting, SearchBlock, index_anew
from models.sighting import Sighting
from models.sign_in import SignIn
from models.signature import Signature
from models.snapshot import Snapshot
from models.source import Source, SourceState
from models.stage_run import StageRun
from models.submission import Channel, Submission
from models.subscription import Cadence, Subscription
from models.transition import Transition
from models.version import Version, VersionKind
from models.watchlist_edit import EditAction, WatchlistEdit
from models.work import Stage, Work, queue, queue_selected

__all__ = [
    "BROUGHT_NEWS",
    "CLOCKS_DIFFER",
    "GOOD_OUTCOMES",
    "NOT_FOUND_STATUS",
    "Account",
    "Base",
    "Cadence",
    "Candidate",
    "CandidateDecision",
    "CandidateState",
    "CandidateStem",
    "CandidateVerdict",
    "Change",
    "ChangeKind",
    "Channel",
    "CopyGroup",
    "CopyKind",
    "CopyLink",
    "CopyMember",
    "CrawlRun",
    "Decision",
    "DigestItem",
    "Document",
    "DocumentKind",
    "DocumentState",
    "EditAction",
    "Fact",
    "Fetch",
    "Finding",
    "FindingState",
    "Fingerprint",
    "Gap",
    "HostLease",
    "HostPace",
    "Judgement",
    "Manifest",
    "Match",
    "MatchTarget",
    "Message",
    "MessageFinding",
    "MessageState",
    "MessageTransition",
    "Noise",
    "NoiseKind",
    "Outcome",
    "Posting",
    "Purpose",
    "Reading",
    "Release",
    "RobotsFile",
    "Role",
    "SearchBlock",
    "Sighting",
    "SignIn",
    "Signature",
    "Snapshot",
    "Source",
    "SourceState",
    "Stage",
    "StageRun",
    "Submission",
    "Subscription",
    "Transition",
    "Verdict",
    "Version",
    "VersionKind",
    "WatchlistEdit",
    "Work",
    "index_anew",
    "list_last_read",
    "make_engine",
    "queue",
    "queue_selected",
    "read_session",
    "write_session",
]
