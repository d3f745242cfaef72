"""Is a reading good enough to become a version? A score with its reasons."""

import re
from dataclasses import dataclass

from policywatch.documents import ProblemKind
from policywatch.reading.charset import LOST
from policywatch.reading.outages import DOWN_TEXT, NO_SITE, NOTE_CHARS, is_sign_in, names_outage

USABLE_FROM = 0.5
SHORT_CHARS = 600
ERROR_CHARS = 120
MAX_TITLE_CHARS = 40
JUDGED_CHARS = 5_000
FIRST_CHARS = 1_500
# More than any judgement below asks for.
ENOUGH_LETTERS = 1_000
# Of the letters of a text that says little else, in the sentences that say it.
SAID_SHARE = 0.35
# What such pages say besides.
WHAT_TO_DO = re.compile(
    r"返回|首页|联系|管理员|跳转|刷新|网址|输入|原因|重试|稍后|客服|反馈|"
    r"\b(?:sorry|home ?page|search|go back|contact|check|url|address|links?|try again)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^。！？!?\n]+|[。！？!?\n]")
CONTENT = re.compile(r"[^\W_]+")
PRIVATE = re.compile("[\ue000-\uf8ff]")
# What a program writes that cannot say a character.
ASKED = re.compile(r"\?{4,}")
CID = re.compile(r"\(cid:\d{1,6}\)")
_PAGE_ZH = (
    r"(?:页面|网页|網頁|頁面|内容|內容|文章|信息|資訊|文件|栏目|链接|地址|网址|稿件|新闻|公告|职位)"
)
_GONE_ZH = (
    r"(?:不存在|找不到|找不到了|无法找到|没有找到|未找到|未能找到|已?被?(?:作者|发布者)?(?:删除|刪除|移除|下架|撤销|撤回)|"
    r"已?(?:失效|下线|过期|丢失)|[走跑]丢了|飞走了|迷路了|不翼而飞|暂时无法访问|还未通过审批)"
)
# A page is a soft 404 when its title says so, or nearly all that its text says.
MISSING_TITLE = re.compile(
    rf"\b404\b|not found|page (?:missing|unavailable)|(?:找不到|无法找到|没有找到){_PAGE_ZH}|"
    rf"{_PAGE_ZH}(?:已|已经|可能已)?(?:被)?{_GONE_ZH}|查無資料|出错了|错误页",
    re.IGNORECASE,
)
# The title of a document about missing pages is no such page's title.
ABOUT = re.compile(r"关于|通知|公告|办法|意见|report|notice|how ", re.IGNORECASE)
MISSING_TEXT = re.compile(
    r"404 (?:error|not found)|(?:error|错误)[ :：]?404|"
    r"(?:page|file|article|document|link|url|job|position|vacancy|posting|content|resource)\b"
    r"[^.\n]{0,60}(?:not (?:be )?found|does(?: not|n['’]t) exist|no longer (?:exists?|available)|"
    r"(?:has|have|may have) been (?:re)?moved|(?:has|have) been (?:deleted|removed)|has expired|"
    r"(?:is|was) (?:missing|unavailable))|"
    r"(?:can(?:no|['’])t|could(?:n['’]t| not)|unable to) (?:find|locate)"
    r"[^.\n]{0,30}(?:page|article|document|file)|nothing (?:was )?found (?:here|at this)|"
    rf"(?:访问|查找|浏览|瀏覽|请求|請求|查看|寻找|打开|查詢)的?(?:该|此)?{_PAGE_ZH}[^。\n]{{0,20}}{_GONE_ZH}|"
    rf"(?:该|此|本){_PAGE_ZH}[^。\n]{{0,12}}{_GONE_ZH}|"
    rf"{_PAGE_ZH}(?:已经|已|可能已)?{_GONE_ZH}|"
    rf"(?:抱歉|对不起|對不起|很遗憾)[^。\n]{{0,24}}{_GONE_ZH}|"
    rf"(?:找不到|没有找到|未找到)[^。\n]{{0,14}}{_PAGE_ZH}|查無資料|没有您要查看的|"
    r"(?:此|该)(?:内容|文章|视频|帖子|帐号|账号)因(?:违规|违反|涉嫌)[^。\n]{0,20}(?:无法查看|查看|删除|屏蔽|停止|发送失败)|"
    r"(?:此|该)(?:帐号|账号|公众号)已?被?(?:自主|永久)?(?:注销|停用|封禁|屏蔽)|没有知识存在的荒原",
    re.IGNORECASE,
)
CHALLENGE_TEXT = re.compile(
    r"(?:开启|启用|打开|開啟|啟用)(?:浏览器的?|瀏覽器的?)?\s?java\s?script|"
    r"(?:enable|requires?) (?:cookies and )?java\s?script|checking (?:if the site|your browser)|"
    r"just a moment|attention required|access (?:to this page )?(?:has been |is )?denied|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|pardon our interruption|request unsuccessful|"
    r"ddos protection|unusual traffic|are you a robot|too many requests|"
    r"(?:complet|pass|perform|requir|please)[^.\n]{0,20} security (?:check|verification)|"
    r"security check to|\bcaptcha\b|"
    r"正在(?:进行)?(?:安全)?(?:验证|检测|检查)|安全验证|访问验证|人机验证|滑动验证|请[^。\n]{0,6}验证码|輸入[^。\n]{0,6}驗證碼|"
    r"访问(?:过于|太)频繁|网站防火墙|web防火墙|(?:请求|访问)[^。\n]{0,24}(?:被[^。\n]{0,10}(?:拦截|阻断|拒绝|禁止)|存在(?:安全)?风险)|"
    r"疑似(?:黑客)?攻击|异常(?:流量|访问|请求)|云防护|云防御|访问(?:频率|次数)(?:过|太)|限制(?:本次|您的?)访问|"
    r"(?:当前|您的?)[^。\n]{0,6}(?:环境|请求|访问|网络|操作|行为)(?:存在)?异常|"
    r"(?:开启|启用|支持)[^。\n]{0,8}cookie|enable cookies",
    re.IGNORECASE,
)
# What only a guard of a site says, whatever else stands on its page.
GUARD_TEXT = re.compile(
    r"\bray id\b|you have been blocked|incapsula incident|protect itself from online attacks|"
    r"知道创宇|创宇盾|加速乐|网站安全狗|安全狗|云锁|宝塔[^。\n]{0,6}防火墙|磐云|网站卫士|护卫神|"
    r"waf[^。\n]{0,6}拦截|事件ID|您的请求ID",
    re.IGNORECASE,
)
ERROR_TITLE = re.compile(
    r"^\W{0,4}(?:http status )?(?:401|403|50[0-4])\b|bad gateway|"
    r"service (?:temporarily )?unavailable|gateway time-?out|internal server error|"
    r"^\W{0,4}forbidden\W{0,4}$|unauthorized",
    re.IGNORECASE,
)
# An error, a sign-in, or a note that the site is down: no page, and no sign that it is gone.
ERROR_TEXT = re.compile(
    r"正在[^。\n]{0,10}(?:升级|维护|改版|建设)[^。\n]{0,4}中|(?:系统|网站|平台)[^。\n]{0,6}维护中|(?:系统|服务器|数据库)[^。\n]{0,6}(?:错误|异常|繁忙|出错|连接失败)|"
    r"请您?先登[录陆]|请您?登[录陆](?:后|再)(?:查看|访问|浏览|操作|继续|重?试|[！!。]|$)|"
    r"(?:网站|站点)已?(?:暂时)?(?:关闭|停用|迁移)|(?:内容|页面|网页)(?:暂时)?无法(?:显示|打开)|"
    r"(?:没有|无|无此|未获)权限?(?:访问|查看|浏览)|仅限(?:校内|内网|内部)[^。\n]{0,8}访问|"
    r"校外[^。\n]{0,6}(?:无法|不能|禁止)访问|under maintenance|internal server error|bad gateway|"
    r"(?:log|sign) in to (?:continue|view)|database (?:connection )?error|"
    r"establishing a database connection|java\.lang\.|ORA-\d{5}|SQLSTATE|fatal error\b|stack trace",
    re.IGNORECASE,
)
SIGN_IN = re.compile(r"登[录陆]|密码|sign in|log ?in|password", re.IGNORECASE)
# Lines that stand around a text and are none: where the reader is, what day it is, when it came
# out, who by, how often it was read.
LABEL = (
    r"(?:(?:发布|發布|發佈|更新|成文|公开|公開|张贴|張貼|信息|生成|上架)?(?:日期|时间|時間)|"
    r"(?:信息|文章|稿件|资料|資料)?(?:来源|來源)|作者|(?:责任|責任)?(?:编辑|編輯)|"
    r"审核|審核|撰稿|供稿|发布人|發布人|(?:发布|發布|發佈|公告)(?:单位|單位|机构|機構|部门|部門)|"
    r"(?:浏览|瀏覽|点击|點擊|點閱|阅读|閱讀|访问|訪問)(?:次数|次數|人数|人數|数|數|量|率)?|"
    r"索引号|字[号號体體])"
)
AROUND = re.compile(
    rf"^(?:(?:您?(?:当前|现在|目前|所在)(?:的)?(?:所在)?位置|位置)[ :：是].*|"
    rf"(?!.*[。；]).{{0,40}}(?:>|»|›|→).{{0,80}}|首[页頁]\s?[/／].{{0,80}}|"
    rf"今天是\s?[\d星周週].{{0,60}}|(?:您好.)?(?:欢迎|歡迎)(?:您|来到|來到|光临|光臨|访问|訪問|浏览).{{0,40}}|"
    rf":::|跳[到至過过].{{0,12}}|(?:返?回(?:上一?|首)[页頁]\s?){{1,3}}|"
    rf"[\s\[（(]*{LABEL}[^。]{{0,60}}|[\d\s年月日:：./-]{{4,30}}|"
    rf"[\d\s年月日:：./-]{{8,24}}[^。；]{{0,30}}{LABEL}[^。；]{{0,60}}|"
    rf"(?i:date|posted|published|source|author|views|hits)\s?[:：].{{0,60}})$"
)
FRAME = re.compile(
    # A picture in a paragraph is one of a text; those of a page's frame stand in none.
    r"<(?:(?:i?frame|embed|object)\b|p\b[^<>]{0,300}>\s{0,99}(?:<(?:span|strong|b|a)\b[^<>]{0,300}>){0,4}<img\b)",
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


def judge(
    text: str, *, title: str = "", markup: str = "", lost: int = 0, garbled: bool = False
) -> Judged:
    """Return how well a document was read.

    `title` is what the page itself says that it is, `markup` is the HTML that the text came from,
    `lost` counts the characters that could not be decoded, `garbled` says that the text looks like
    that of another charset.
    """
    letters = _letters(text)
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
    if markup and _is_error(text, title, letters, markup):
        return Judged(
            0.0,
            ("an error page",),
            ProblemKind.ERROR_PAGE,
            "the server answered with an error, a sign-in or a note that it is down instead of the "
            "page",
        )
    if markup and letters < SHORT_CHARS and _is_frame_only(text, title, markup):
        return Judged(
            0.0,
            ("nothing but what stands around a text",),
            ProblemKind.BOILERPLATE_ONLY,
            "there is nothing but what stands around a text: it may lie in a picture or a frame",
        )
    if not letters and not CONTENT.search(text, JUDGED_CHARS):
        return Judged(0.0, ("no text",), ProblemKind.EMPTY, "there is no text in it")
    score, reasons = _score(text, letters, lost)
    if garbled:
        score, reasons = min(score, 0.2), (*reasons, "text taken for that of another charset")
    if score < USABLE_FROM:
        return Judged(
            score,
            reasons,
            ProblemKind.LOW_QUALITY,
            "what could be read is not text: " + "; ".join(reasons),
        )
    return Judged(score, reasons)


def _is_frame_only(text: str, title: str, markup: str) -> bool:
    """Return whether a page's text is its title, its date and where it stands, and no more.

    A title alone may be all that a page has to say, unless it shows a frame or a picture.
    """
    lines = [line.strip() for line in text.split("\n")]
    if any(line and line != title.strip() and not AROUND.match(line) for line in lines):
        return False
    return any(AROUND.match(line) for line in lines) or bool(text and FRAME.search(markup))


def _letters(text: str) -> int:
    """Return how many letters and digits there are among a text's first characters; of a text that
    has plenty, how many there are at its beginning."""
    first = sum(map(len, CONTENT.findall(text, 0, FIRST_CHARS)))
    if first > ENOUGH_LETTERS:
        return first
    return first + sum(map(len, CONTENT.findall(text, FIRST_CHARS, JUDGED_CHARS)))


def _score(text: str, letters: int, lost: int) -> tuple[float, tuple[str, ...]]:
    score = 1.0
    reasons: list[str] = []
    size = max(1, len(text))
    private = 0 if text.isascii() else len(PRIVATE.findall(text))
    measured = (
        (text.count("\ufffd") if lost else 0, 8.0, "characters that could not be decoded"),
        (private, 4.0, "characters of a private font"),
        (
            6 * len(CID.findall(text)) if "(cid:" in text else 0,
            3.0,
            "glyphs without a character (cid:)",
        ),
        (
            sum(map(len, ASKED.findall(text))) if "????" in text else 0,
            4.0,
            "question marks for characters",
        ),
        (3 * text.count(LOST), 8.0, "text destroyed by a wrong conversion (锟斤拷)"),
    )
    for count, weight, what in measured:
        share = min(1.0, count / size)
        if share > 0:
            score -= min(1.0, weight * share)
            reasons.append(f"{share:.1%} {what}")
    judged = min(size, JUDGED_CHARS)
    if letters < 0.2 * judged and judged > 200:
        score -= 0.4
        reasons.append("mostly punctuation or symbols")
    return max(0.0, round(score, 3)), tuple(reasons)


def _is_challenge(text: str, title: str, markup: str, letters: int) -> bool:
    if letters > SHORT_CHARS:
        return False
    shown = f"{title}\n{text}"
    said = _says(CHALLENGE_TEXT, title, text)
    if not ABOUT.search(title) and (said or letters < NOTE_CHARS) and GUARD_TEXT.search(shown):
        return True
    if "<script" not in markup.lower():
        return said and letters < 120
    return (said and letters < 200) or (
        letters < 40 and any(mark in markup for mark in CHALLENGE_MARKS)
    )


def _is_error(text: str, title: str, letters: int, markup: str) -> bool:
    if letters > NOTE_CHARS or len(title) > MAX_TITLE_CHARS:
        return False
    if names_outage(title) and _says(DOWN_TEXT, "", text):
        return True
    if ABOUT.search(title):
        return False
    if is_sign_in(title, markup, letters) or _says(DOWN_TEXT, "", text):
        return True
    asks_who = letters < 60 and "password" in markup and bool(SIGN_IN.search(f"{title}\n{text}"))
    return (
        bool(ERROR_TITLE.search(title))
        or asks_who
        or (letters < ERROR_CHARS and _says(ERROR_TEXT, title, text))
        or (letters < ERROR_CHARS and _says(NO_SITE, title, text))
    )


def _is_soft_404(text: str, title: str, letters: int) -> bool:
    if letters > SHORT_CHARS:
        return False
    says = MISSING_TITLE.search(title) and len(title) <= MAX_TITLE_CHARS and not ABOUT.search(title)
    if says and (letters < NOTE_CHARS or MISSING_TEXT.search(text)):
        return True
    return letters < NOTE_CHARS and _says(MISSING_TEXT, "", text) and not ABOUT.search(title)


def _says(what: re.Pattern[str], title: str, text: str) -> bool:
    """Return whether a title says something, or a good part of what a short text says: not a text
    that only mentions it, as an answer to who asks what 页面不存在 means."""
    if what.search(title):
        return True
    sentences = SENTENCE.findall(text)
    said = [sentence for sentence in sentences if what.search(sentence)]
    others = [s for s in sentences if s not in said and not WHAT_TO_DO.search(s)]
    return bool(said) and _letters("".join(said)) >= SAID_SHARE * _letters("".join(said + others))
