"""Pages that stand in for all that a site has: a note that it is down, a sign-in, a server without
a site, an address for sale."""

import re

NOTE_CHARS = 300
SITE = r"(?:网站|站点|本站|我站|系统|平台|门户|服务器|机房|网络)"
WORK = r"(?:升级|维护|维修|改版|检修|迁移|割接|停机)"
STOPS = r"(?:暂停|停止|中断|关闭|无法|不能)[^。\n]{0,8}(?:服务|访问|使用|办理|开放|浏览)"
DOWN_TEXT = re.compile(
    rf"{SITE}[^。\n]{{0,40}}{WORK}[^。\n]{{0,40}}{STOPS}|"
    rf"{WORK}[^。\n]{{0,40}}{SITE}[^。\n]{{0,20}}{STOPS}|"
    rf"{SITE}[^。\n]{{0,40}}{STOPS}[^。\n]{{0,40}}{WORK}|"
    r"(?:down|unavailable)[^.\n]{0,40}\bmaintenance\b|\bmaintenance\b[^.\n]{0,60}(?:unavailable|down)\b",
    re.IGNORECASE,
)
# A title that is of such a note and nothing else; what is maintained is no system of its own name.
DOWN_TITLE = re.compile(
    rf"(?:关于)?(?:本|我)?(?:{SITE}|官网|业务|服务){{0,3}}(?:临时|例行|紧急|暂停|的)?"
    rf"{WORK}{{1,3}}(?:期间)?(?:暂停服务|停机|工作)?(?:的)?(?:公告|通知|通告|提示|说明|中)?"
)
# What servers show that have no site, or whose address is for sale.
NO_SITE = re.compile(
    r"(?:\bdomain(?: name)?|\w\.[a-z]{2,6}) (?:is|may be|has|has been)(?: \w{1,12})? "
    r"(?:for sale|expired|parked)|"
    r"buy this domain|\bwelcome to (?:nginx|openresty|tengine|centos)|"
    r"(?:apache2?|nginx|http server|ubuntu|debian)[^.\n]{0,30}(?:default|test) page|"
    r"\biis windows server|(?:no|default) web ?site[^.\n]{0,20}(?:configured|at this address)|"
    r"域名[^。\n]{0,10}(?:出售|转让|待售|已?过期|到期|停放)|(?:购买|出售|转让)[^。\n]{0,4}域名|"
    r"(?:网站|站点)暂时无法(?:进行)?访问|站点创建成功|(?:没有|未)找到站点|"
    r"(?:网站|域名)[^。\n]{0,16}(?:未(?:进行|完成)?|没有|取消|注销)[^。\n]{0,4}备案",
    re.IGNORECASE,
)
SIGN_IN_TITLE = re.compile(
    r"(?:用户|账号|帐号|会员|统一|系统|后台|欢迎|请)?(?:登[录陆]|身份认证)(?:页面?|界面|入口|系统|平台|中心)?|"
    r"(?:sign|log) ?in(?: (?:page|to .{1,40}))?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[_|｜—–-]+\s*")


def names_outage(title: str) -> bool:
    """Return whether a title is that of a note that a site is down, and of nothing else."""
    return any(DOWN_TITLE.fullmatch(part.strip()) for part in _PARTS.split(title))


def is_sign_in(title: str, markup: str, letters: int) -> bool:
    """Return whether a page with so many letters is named after signing in, and asks for it."""
    if letters > NOTE_CHARS or "password" not in markup:
        return False
    return any(SIGN_IN_TITLE.fullmatch(part.strip()) for part in _PARTS.split(title))
