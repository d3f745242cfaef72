"""What stands where a watched page was: a consent, a sign-in, a check, a note that it is away.

Of a list's documents it is told by several saying the same. A page that is watched alone has
nothing to be told by but its words: here they are held against one that says nothing any more of
what it said. What reading takes for no page at all, whatever was there before, never comes so far.
"""

import re
from collections.abc import Iterator

# What says more is a text of its own.
MAX_CHARS = 2_500
# Of the letters of a text that says little else, in the sentences that say it.
SAID_SHARE = 0.4
MAX_BEFORE_CHARS = 100_000

_SENTENCE = re.compile(r"(?:[^。！？!?\n.]|\.(?!\s|$))+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]+")
_LETTER = re.compile(r"[^\W_]+")
# What such pages say besides.
_ASIDE = re.compile(
    r"温馨提示|尊敬的|您好|首页|返回|联系|咨询|客服|感谢|谢谢|稍后|浏览器|隐私政策|谅解|不便|版权所有|备案|地址：|"
    r"\b(?:sorry|contact|help|privacy policy|more (?:options|information)|learn more|try again|"
    r"home ?page|preferences|browser|thank|apologi[sz]e|inconvenience)\b",
    re.IGNORECASE,
)
_SITE = r"(?:(?:本|我[局院校厅会]?|该)?(?:门户)?网站|本站|站点|门户|网页|页面)"
_KINDS = {
    "a consent": re.compile(
        r"\b(?:choose|select)\b[^\n]{0,20}\bcookies\b|\bcookies help us\b|"
        r"\bwe (?:and our partners )?(?:may )?(?:also )?(?:use|store)\b[^\n]{0,120}\bcookies?\b|"
        r"\buse\b[^\n]{0,20}\bcookies\b[^\n]{0,40}\b(?:understand|improve|how you)\b|"
        r"\bverwenden\b[^\n]{0,12}\bcookies\b|"
        r"\b(?:web)?site (?:uses|requires|needs)\b[^\n]{0,40}\bcookies?\b|"
        r"\bcookies? (?:settings|preferences|notice|consent)\b|"
        r"\bbefore you (?:continue|proceed)\b|\b(?:accept|reject|allow) (?:all|cookies)\b|"
        r"\bwe value your privacy\b|"
        r"\bby (?:clicking|entering|continuing|using|accessing)\b[^\n]{0,80}\b(?:agree|accept|"
        r"consent)|"
        r"\b(?:click|choose|agree) to (?:accept|consent|agree)\b|"
        r"\bconsent to (?:our|the use|this)\b|\byour consent\b|"
        r"\b(?:change|withdraw)\b[^\n]{0,20}\bconsent\b|"
        r"\bcookies?\b[^\n]{0,60}\bon your device\b|\bcookies? (?:are small|declaration)\b|"
        r"\bwe need your permission\b|"
        r"\b(?:not|n['’]t) (?:agree|accept)\b[^\n]{0,40}\b(?:leave|exit)\b|"
        r"\bpersonali[sz]ed (?:ads|content)\b|"
        rf"{_SITE}[^\n]{{0,12}}(?:使用|采用|利用)[^\n]{{0,4}}cookie|"
        r"cookies?\s?(?:使用)?(?:提示|设置|声明)|"
        r"(?:点击|选择|继续(?:浏览|使用|访问))[^\n，]{0,20}(?:同意|接受)|"
        r"同意[^\n]{0,40}(?:之?后|方可|才能|再|并)?(?:继续|进入)(?:浏览|访问|使用|本)?|"
        r"(?:阅读|同意|接受)[^\n]{0,16}(?:以下|上述|本|全部)(?:条款|协议|须知|声明)|"
        r"阅读并(?:同意|接受)[^\n]{0,16}(?:条款|协议|须知|声明|政策)|"
        r"不同意[^\n]{0,30}(?:无法|不能|离开|退出|停止)",
        re.IGNORECASE,
    ),
    "a sign-in": re.compile(
        r"\bpassword to (?:continue|log|sign|view)\b|\bsingle sign[ -]?on\b|扫码登[录陆]|"
        r"(?:访问|查看|浏览)本?(?:页面?|站|网站)[^\n]{0,6}需要?[^\n]{0,6}(?:认证|登[录陆])|"
        r"\b(?:to|before)\b[^\n]{1,40}\b(?:page|content|resource|site|continue|document)"
        r"\b[^\n]{0,30}\b(?:log|sign)[ -]?(?:in|on)\b|"
        r"\byou (?:must|need to|have to) (?:be )?(?:log(?:ged)?|sign(?:ed)?)[ -]?(?:in|on)\b|"
        r"\bchoose your institution\b|"
        r"\b(?:log|sign) ?(?:in|on) to (?:your account|continue|view|read|access|reach)\b|"
        r"\b(?:web )?log ?in (?:service|page|required)\b|\bauthentication re(?:quest|quired)\b|"
        r"\b(?:available|accessible|restricted|limited) (?:only )?to\b[^\n]{0,60}\b(?:members|"
        r"subscribers|staff)\b[^\n]{0,40}\bonly\b|"
        r"\b(?:members|subscribers|staff)(?: of [^\n]{1,40})? only\b|"
        r"\bif you are not a (?:member|subscriber)\b|"
        r"\bsubscribe\b[^\n]{0,20}\b(?:now|to (?:continue|read))\b|\blast free article\b|"
        r"\bsession has (?:expired|timed out)\b|\b(?:log|sign) in again\b|正在跳转|"
        r"(?:会话|登录)已?(?:过期|超时|失效)|校外[^\n]{0,30}(?:登[录陆]|访问)|忘记密码|"
        r"(?:登[录陆]|注册)(?:之?后|方可|才能|才可)[^\n]{0,6}(?:查看|浏览|访问|阅读)|"
        r"(?:还没有?|没有|尚未|未|请先?|需要?先?)登[录陆][^\n]{0,12}(?:查看|浏览|访问|阅读|$)|"
        r"重新登[录陆]|(?:仅|只)[对限向供][^\n]{0,20}(?:会员|用户|校内|内部|内网)|"
        r"(?:注册)?成为会员|请使用[^\n]{0,12}账[号户]登[录陆]",
        re.IGNORECASE,
    ),
    "a check": re.compile(
        r"\bto show that you are\b|非法请求|IP[^\n]{0,6}被|"
        r"\bcaptcha\b|\bare (?:a )?human\b|\bnot a (?:ro)?bot\b|"
        r"\bsecurity (?:check|verification)\b|"
        r"\b(?:unusual|automated) (?:traffic|access|requests)\b|\banti-?virus scan\b|"
        r"\binfected (?:with|devices)\b|(?:滑动|拖动)[^\n]{0,8}(?:滑块|拼图)|"
        r"(?:输入|填写|获取)[^\n]{0,6}验证码|(?:人机|安全|访问)验证",
        re.IGNORECASE,
    ),
    "a note that it is away": re.compile(
        r"\b(?:web ?site|site|service) is (?:down|offline)\b|\bwill be available again\b|"
        r"停止对外服务|(?:页面|数据|内容)加载中|"
        r"\b(?:web ?sites?|web services|servers?)\b[^\n]{0,24}\b(?:being|be) (?:upgraded|moved|"
        r"maintained)\b|"
        r"\bback (?:soon|shortly|online)\b|"
        r"\b(?:performing|undergoing|scheduled|under)\b[^\n]{0,24}\bmaintenance\b|"
        r"\b(?:web ?site|site|page|service|content)\b[^\n]{0,60}\b(?:temporarily |"
        r"currently )?(?:unavailable|offline|suspended)\b|"
        r"\b(?:not|un)available in your (?:country|region)\b|"
        rf"{_SITE}[^\n]{{0,30}}(?:升级|改版|维护|迁移|停止更新|停止服务|停止运行|暂停|关闭|无法|"
        rf"停用)|"
        r"(?:暂时|无法|不能)[^\n]{0,6}(?:访问|浏览|打开|显示)|[网站]已?停止(?:运行|服务|更新)|"
        r"(?:域名|网址)[^\n]{0,6}(?:变更|更换|迁移)|原网址|"
        r"请在?[^\n]{0,6}(?:微信|客户端)[^\n]{0,6}(?:打开|访问)|(?:升级|更换)[^\n]{0,4}浏览器|"
        r"浏览器版本过低|(?:升级|改版|维护)(?:改版|升级|维护)?(?:期间|工作)",
        re.IGNORECASE,
    ),
    "an error": re.compile(
        r"\b(?:connect(?:ion)?|request processing) (?:failed|refused|timed out)\b|\bmysqli?_|"
        r"\bHTTP status \d|\b(?:java|javax|org|com)\.\w{1,40}\.\w|\bexception\b|\bstack ?trace\b|"
        r"\btraceback\b|\bon line \d|\b(?:critical|fatal|unexpected) error\b|\btroubleshooting\b|"
        r"\.(?:php|java|cs|py)\b[^\n]{0,4}(?::|line|on)|\bsqlstate\b|"
        r"\binternal (?:server )?error\b|\bweb\.config\b|customErrors|\berror (?:code|id)\b|"
        r"应用程序[^\n]{0,6}错误|"
        r"(?:运行时|服务器|系统|数据库)[^\n]{0,12}(?:错误|异常|出错|繁忙|小问题)|"
        r"错误(?:代码|编号|位置|信息)",
        re.IGNORECASE,
    ),
}


def find_wall(before: str, title: str, text: str) -> str | None:
    """Return what a text is that stands in the place of a page; None where it may be the page's.

    It is one where it says so in a good part of its words, and not of what the page said `before`:
    a text that only mentions cookies, or tells how to sign in for what it is about, is none.
    """
    if len(text) > MAX_CHARS:
        return None
    known = set(_shingles(before[:MAX_BEFORE_CHARS]))
    sentences = [s for s in _SENTENCE.findall(f"{title}\n{text}") if s.strip()]
    said = dict.fromkeys(_KINDS, 0)
    all_said = others = 0
    for sentence in sentences:
        letters = sum(map(len, _LETTER.findall(sentence)))
        kinds = [kind for kind, is_it in _KINDS.items() if is_it.search(sentence)]
        if kinds and known.isdisjoint(_shingles(sentence)):
            all_said += letters
            for kind in kinds:
                said[kind] += letters
        elif not _ASIDE.search(sentence):
            others += letters
    if not all_said or all_said < SAID_SHARE * (all_said + others):
        return None
    return max(said, key=lambda kind: said[kind])


def _shingles(text: str) -> Iterator[str]:
    """Yield the runs of four Han and of three words of a text."""
    for run in _HAN.findall(text):
        yield from (run[n : n + 4] for n in range(len(run) - 3))
    words = _WORD.findall(text.lower())
    yield from (" ".join(words[n : n + 3]) for n in range(len(words) - 2))
