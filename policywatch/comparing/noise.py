"""Counters, "today's date" and rotating links: changes of a page that are no edits.

They are learnt per document from how they behave: a line of which only figures change, or a place
where lines take turns, at most of the checks. What states money or a deadline is never noise,
however often it changes, and a line not seen before is always read, wherever it stands.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import Indel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import GOOD_OUTCOMES, Fetch, Noise, NoiseKind, Reading

# So many changes make a counter, fewer where it calls itself one; and so many a rotation.
COUNTER_TIMES = 3
NAMED_COUNTER_TIMES = 1
ROTATION_TIMES = 3
MIN_RATE = 0.5
MAX_LINES = 12
MAX_CHARS = 600
MAX_SEEN = 60
MAX_FRAGMENTS = 40
MAX_LINE_PAIRS = 100_000_000

_BREAK = re.compile(r"[\n\t]+")
_BREAK_IN_WORDS = re.compile(r"(?<=[0-9A-Za-z])[\n\t]+(?=[0-9A-Za-z])")
_FIGURES = re.compile(r"\d+|(?<=星期)[一二三四五六日天]|(?<=周)[一二三四五六日]")
_NUMBER = r"\d[\d,.]{0,12}\s?[万亿kw]?\+?"
_COUNTED = (
    "访问|浏览|点击|阅读|下载|查看|观看|人气|在线|热度|点赞|收藏|转发|评论|訪問|瀏覽|點擊|閱讀|下載"
)
_COUNTED_IN_ENGLISH = r"views?|visits?|visitors?|hits|reads?|downloads?"
_DAY = (
    r"\d{2,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}月\d{1,2}日|"
    r"[〇○零一二三四五六七八九十年月日]{7,12}"
)
_DATE = (
    rf"(?:{_DAY})?(?:\s{{0,3}}(?:星期|周)[一二三四五六日天])?(?:\s{{0,3}}\d{{1,2}}:\d\d(?::\d\d)?)?"
)
# No sentence is searched for counters, nor a line without one of these words.
_MAY_COUNT = re.compile(
    rf"{_COUNTED}|{_COUNTED_IN_ENGLISH}|看过|访客|您是第|今[天日]是|时间|today|time|前$|ago$",
    re.IGNORECASE,
)
MAX_COUNTER_CHARS = 120
# A figure that is said to count visits or to tell the time now, with what says so. What follows
# tells it from one that belongs to something else: 下载：2023年名单, 您是第5批入选者.
_NAMED_COUNTER = re.compile(
    rf"(?:(?:(?<!\S)|已被?)(?:{_COUNTED})|(?:{_COUNTED})(?:总?[次人]?[数量]|[人次率]|人[数次]|\s?[:：（(\[]){{1,3}})"
    rf"\s?{_NUMBER}(?=次|人|$|[\s)）\]】|｜,，;；/·])(?!\s?[年月日号届批期级项个])|"
    rf"{_NUMBER}\s?(?:人次|[次人条位])\s?(?:{_COUNTED}|看过|访客)(?=$|[\s)）\]】|｜,，;；/·])|"
    rf"您是第\s?{_NUMBER}\s?[位个名](?=[访訪来來游浏瀏读讀])|"
    rf"(?:{_COUNTED_IN_ENGLISH})\W{{0,3}}{_NUMBER}(?=$|\s{{2}}|\s?[|·,;/)])|"
    rf"{_NUMBER}\W{{0,2}}(?:{_COUNTED_IN_ENGLISH})\b|"
    rf"(?:今天是|今日是|(?:当前|现在|北京|系统)时间[是:：]?|today is|current time:?)\s?{_DATE}|"
    r"^(?:(?:发布|编辑|更新)于|posted|updated)?\s?\d{1,3}\s?"
    r"(?:(?:分钟|小时|天|周|个月|年)前|(?:minute|hour|day|week|month|year)s? ago)$",
    re.IGNORECASE,
)
_STATES_SOMETHING = re.compile(
    r"[元￥¥$€£]|[万亿]|million|yuan|截止|截至|期限|申报|报名|推荐|周岁|名额|deadline|apply|"
    r"closing|before|until|\bby\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A place where two texts of a document differ; `key` is None where it cannot be noise."""

    kind: NoiseKind
    key: str | None
    old: str
    new: str

    @property
    def is_named_counter(self) -> bool:
        """Whether nothing changed but what says itself that it counts visits or tells the date."""
        return _without_counters(self.old) == _without_counters(self.new)


def mask(line: str) -> str:
    """Return a line without its counters and figures."""
    return _FIGURES.sub("#", _without_counters(line))


def _without_counters(line: str) -> str:
    if len(line) > MAX_COUNTER_CHARS or "。" in line or not _MAY_COUNT.search(line):
        return line
    return _NAMED_COUNTER.sub("#", line)


def is_laid_out_anew(old: str, new: str) -> bool:
    """Return whether two texts differ in nothing but where their lines and cells end and how wide
    their signs are, as the pages of a site do that gets another look.

    Spaces within a line count: they are put into names that are not to be found.
    """
    return _in_one_line(old) == _in_one_line(new)


def _in_one_line(text: str) -> str:
    return _BREAK.sub("", _BREAK_IN_WORDS.sub(" ", unicodedata.normalize("NFKC", text)))


def find_fragments(old: str, new: str) -> list[Fragment] | None:
    """Return the places where two texts differ; None where they differ in too much."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) * len(after) > MAX_LINE_PAIRS:
        return None
    ids: dict[str, int] = {}
    masks = [[mask(line) for line in lines] for lines in (before, after)]
    numbers = [[ids.setdefault(line, len(ids)) for line in lines] for lines in masks]
    fragments: list[Fragment] = []
    taken, put = slice(0, 0), slice(0, 0)
    for code in [*Indel.opcodes(*numbers), None]:
        if code is not None and code.tag != "equal":
            taken = slice(taken.start, code.src_end)
            put = slice(put.start, code.dest_end)
            continue
        if taken.start < taken.stop or put.start < put.stop:
            fragments.append(_rotation(masks[0], before[taken], after[put], taken))
        if code is None:
            break
        taken, put = slice(code.src_end, code.src_end), slice(code.dest_end, code.dest_end)
        same = range(code.src_start, code.src_end)
        pairs = ((before[at], after[at - code.src_start + code.dest_start]) for at in same)
        fragments += [_counter(old, new) for old, new in pairs if old != new]
        if len(fragments) > MAX_FRAGMENTS:
            return None
    return fragments


def _counter(old: str, new: str) -> Fragment:
    # Of a line that also has other figures only the counter is noise: a date beside it is none.
    named = Fragment(NoiseKind.COUNTER, _hash(f"counter\n{_without_counters(new)}"), old, new)
    if named.is_named_counter:
        return named
    key = None if _STATES_SOMETHING.search(new) else _hash(f"figures\n{mask(new)}")
    return Fragment(NoiseKind.COUNTER, key, old, new)


def _rotation(
    masks: Sequence[str], taken: Sequence[str], put: Sequence[str], at: slice
) -> Fragment:
    old, new = "\n".join(taken), "\n".join(put)
    too_much = max(len(taken), len(put)) > MAX_LINES or max(len(old), len(new)) > MAX_CHARS
    if too_much or _STATES_SOMETHING.search(f"{old}\n{new}"):
        return Fragment(NoiseKind.ROTATION, None, old, new)
    around = (masks[at.start - 1] if at.start else "", "".join(masks[at.stop : at.stop + 1]))
    return Fragment(NoiseKind.ROTATION, _hash("\n".join(("rotation", *around))), old, new)


@dataclass(frozen=True, slots=True)
class Judged:
    """What noise makes of a reading: `same` as before but for it, or `only_noise` and yet new."""

    same: bool
    only_noise: bool


def judge_noise(
    session: Session, reading: Reading, fragments: Sequence[Fragment] | None, at: datetime
) -> Judged:
    """Learn from what changed in a reading, and return whether it is more than noise."""
    if not fragments:
        return Judged(same=False, only_noise=False)
    observed = [_observe(session, reading, fragment, at) for fragment in fragments]
    return Judged(
        same=all(learnt and known for learnt, known in observed),
        only_noise=all(learnt for learnt, _ in observed),
    )


def find_ignored(session: Session, document_id: int, old: str, new: str) -> frozenset[str]:
    """Return the lines of two texts of a document in which no more than learnt noise differs."""
    fragments = find_fragments(old, new) or []
    keys = [fragment.key for fragment in fragments if fragment.key]
    learnt = set(
        session.scalars(
            select(Noise.key).where(
                Noise.document_id == document_id, Noise.key.in_(keys), Noise.learnt
            )
        )
    )
    return frozenset(
        line
        for fragment in fragments
        if fragment.key in learnt
        for line in f"{fragment.old}\n{fragment.new}".split("\n")
    )


def _observe(
    session: Session, reading: Reading, fragment: Fragment, at: datetime
) -> tuple[bool, bool]:
    """Count a fragment's change; return whether it is learnt, and whether its text was known.

    A reading counts once, however often it is compared.
    """
    if fragment.key is None:
        return False, False
    row = session.get(Noise, (reading.document_id, fragment.key))
    if row is None:
        row = Noise(
            document_id=reading.document_id, key=fragment.key, kind=fragment.kind, shown="",
            times=0, returns=0, learnt=False, seen=[_hash(fragment.old)], first_at=at, last_at=at,
            last_reading_id=0,
        )  # fmt: skip
        session.add(row)
    text = _hash(fragment.new)
    known = fragment.kind is NoiseKind.COUNTER or text in row.seen
    if reading.id > row.last_reading_id:
        row.times += 1
        row.returns += text in row.seen
        row.seen = [*(other for other in row.seen if other != text), text][-MAX_SEEN:]
        row.shown, row.last_at, row.last_reading_id = fragment.new, at, reading.id
        row.learnt = row.learnt or _is_learnt(session, row, fragment)
        session.flush()
    return row.learnt, known


def _is_learnt(session: Session, row: Noise, fragment: Fragment) -> bool:
    if row.kind is NoiseKind.COUNTER:
        enough = NAMED_COUNTER_TIMES if fragment.is_named_counter else COUNTER_TIMES
    else:
        enough = ROTATION_TIMES
    if row.times < enough or (row.kind is NoiseKind.ROTATION and not row.returns):
        return False
    checks = session.scalar(
        select(func.count()).where(
            Fetch.document_id == row.document_id,
            Fetch.at >= row.first_at,
            Fetch.outcome.in_(GOOD_OUTCOMES),
        )
    )
    return row.times >= MIN_RATE * (checks or 0)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
