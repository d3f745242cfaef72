"""Is a reading good enough to become a version? A score with its reasons."""

import re
from dataclasses import dataclass

from policywatch.documents import ProblemKind
from policywatch.reading.charset import LOST

USABLE_FROM = 0.5
SHORT_CHARS = 600
CONTENT = re.compile(r"[^\W_]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
CID = re.compile(r"\(cid:\d{1,6}\)")
# A page is a soft 404 when its title says so, or nearly all that its text says.
MISSING_TITLE = re.compile(
    r"404|not found|page (?:missing|unavailable)|找不到(?:页面|网页|網頁|頁面)|无法找到|"
    r"頁面不存在|页面(?:不存在|找不到|丢失|未找到)|"
    r"(?:页面|网页|文章|信息|内容)(?:已|已经|可能已)?(?:被)?(?:删除|移除|下线|不存在)",
    re.IGNORECASE,
)
MISSING_TEXT = re.compile(
    r"404 (?:error|not found)|no longer (?:exists|available)|"
    r"(?:page|file|article)[^.\n]{0,40}(?:not (?:be )?found|does(?: not|n't) exist)|"
    r"(?:访问|查找|浏览|请求|查看)的?该?(?:页面|网页|内容|文章|信息|文件)[^。\n]{0,20}"
    r"(?:不存在|找不到|无法找到|删除|未找到|移除|失效|下线|丢失)|"
    r"(?:页面|网页|文章|信息|内容)(?:已经|已|可能已)?(?:不存在|被删除|找不到|被移除|删除|失效)|"
    r"抱歉[^。\n]{0,20}(?:不存在|找不到|没有找到|未找到|删除)|頁面不存在|"
    r"找不到[^。\n]{0,14}(?:網頁|頁面|页面|网页)",
    re.IGNORECASE,
)
CHALLENGE_TEXT = re.compile(
    r"(?:开启|启用|打开|開啟|啟用)(?:浏览器的?|瀏覽器的?)?\s?java\s?script|"
    r"enable java\s?script|checking your browser|just a moment|attention required|access denied|"
    r"verify (?:that )?you are (?:a )?human|正在(?:进行)?(?:安全)?(?:验证|检测|检查)|安全验证|"
    r"人机验证|滑动验证|访问(?:过于|太)频繁|网站防火墙|web防火墙",
    re.IGNORECASE,
)
CHALLENGE_MARKS = (
    "cf-browser-verification",
    "_cf_chl_opt",
    "$_ts=window",
    "$_ts.cd",
    "__jsl_clearance",
    "acw_sc__v2",
    "window.location.reload()",
    "document.cookie",
    "aliyunwaf",
    "arg1=",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A quality of 0-1, why it is not 1, and the problem that makes it unusable, if one does."""

    score: float
    reasons: tuple[str, ...] = ()
    kind: ProblemKind | None = None
    problem: str | None = None


def judge(text: str, *, title: str = "", markup: str = "", lost: int = 0) -> Judged:
    """Return how well a document was read; `markup` is the HTML that the text came from."""
    letters = len(CONTENT.findall(text[:200_000]))
    if markup and _is_challenge(text, title, markup, letters):
        return Judged(
            0.0,
            ("a challenge page",),
            ProblemKind.CHALLENGE_PAGE,
            "the server answered with a script or a check for humans instead of the page",
        )
    if markup and _is_soft_404(text, title, letters):
        return Judged(
            0.0,
            ("says that the page is not there",),
            ProblemKind.SOFT_404,
            "the server answered as if it had the page, but the page says that it is not there",
        )
    if not letters:
        return Judged(0.0, ("no text",), ProblemKind.EMPTY, "there is no text in it")
    score, reasons = _score(text, letters, lost)
    if score < USABLE_FROM:
        return Judged(
            score,
            reasons,
            ProblemKind.LOW_QUALITY,
            "what could be read is not text: " + "; ".join(reasons),
        )
    return Judged(score, reasons)


def _score(text: str, letters: int, lost: int) -> tuple[float, tuple[str, ...]]:
    score = 1.0
    reasons: list[str] = []
    size = max(1, len(text))
    measured = (
        (max(lost, 0) and text.count("\ufffd"), 8.0, "characters that could not be decoded"),
        (len(PRIVATE.findall(text)), 4.0, "characters of a private font"),
        (6 * len(CID.findall(text)), 3.0, "glyphs without a character (cid:)"),
        (3 * text.count(LOST), 8.0, "text destroyed by a wrong conversion (锟斤拷)"),
    )
    for count, weight, what in measured:
        share = min(1.0, count / size)
        if share > 0:
            score -= min(1.0, weight * share)
            reasons.append(f"{share:.1%} {what}")
    if letters < 0.2 * size and size > 200:
        score -= 0.4
        reasons.append("mostly punctuation or symbols")
    return max(0.0, round(score, 3)), tuple(reasons)


def _is_challenge(text: str, title: str, markup: str, letters: int) -> bool:
    if letters > SHORT_CHARS:
        return False
    said = bool(CHALLENGE_TEXT.search(f"{title}\n{text}"))
    scripted = sum(1 for mark in CHALLENGE_MARKS if mark in markup)
    if "<script" not in markup.lower():
        return said and letters < 120
    return (said and letters < 200) or (letters < 40 and scripted > 0)


def _is_soft_404(text: str, title: str, letters: int) -> bool:
    if letters > SHORT_CHARS:
        return False
    if MISSING_TITLE.search(title) and (letters < 300 or MISSING_TEXT.search(text)):
        return True
    return letters < 300 and bool(MISSING_TEXT.search(text))
