"""What a page says of itself: its name, its publisher, and whose voice that is."""

import re
from urllib.parse import unquote, urlsplit

from lxml import etree

from policywatch.catalogue.levels import Level
from spiders.items import tidy
from spiders.markup import TooMuchMarkupError, parse_page
from spiders.once import Answer
from spiders.urls import registered_domain

MAX_NAME_CHARS = 100
MAX_ID_CHARS = 60

_PARTS = re.compile(r"\s*(?:[-_|—–·>»:：]|--)\s*")
_WORDS = re.compile(r"[a-z0-9]+")
_PROVINCES = frozenset(
    {
        *("bj", "tj", "he", "sx", "nm", "ln", "jl", "hl", "sh", "js", "zj", "ah", "fj", "jx", "sd"),
        *("ha", "hb", "hn", "gd", "gx", "hi", "cq", "sc", "gz", "yn", "xz", "sn", "gs", "qh", "nx"),
        *(
            "xj",
            "beijing",
            "tianjin",
            "hebei",
            "shanxi",
            "nmg",
            "liaoning",
            "jilin",
            "hlj",
            "anhui",
        ),
        *("shanghai", "jiangsu", "zhejiang", "fujian", "jiangxi", "shandong", "henan", "hubei"),
        *("hunan", "guangdong", "gxzf", "hainan", "sichuan", "guizhou", "yunnan", "xizang"),
        *("shaanxi", "gansu", "qinghai", "xinjiang", "ningxia", "chongqing"),
    }
)
_MINISTRIES = frozenset(
    {
        *("miit", "most", "mohrss", "moe", "nsfc", "mof", "ndrc", "mofcom", "mps", "mnr", "mee"),
        *("mohurd", "mot", "mwr", "moa", "mct", "nhc", "safea", "stats", "customs", "samr"),
        *("chinatax", "sasac", "cas", "cae"),
    }
)


def name_of(answer: Answer) -> tuple[str, str]:
    """Return what a page calls itself and its publisher; its host where it does not say."""
    host = urlsplit(answer.url).hostname or ""
    try:
        selector = parse_page(answer.body, answer.content_type)
    except TooMuchMarkupError:
        selector = None
    if selector is None or not isinstance(selector.root, etree._Element):
        return host, host
    whole = tidy(selector.xpath("string(//title)").get() or "", 300)
    parts = [part for part in _PARTS.split(whole) if part]
    metas = {
        (meta.get("name") or "").lower(): tidy(meta.get("content"), MAX_NAME_CHARS)
        for meta in selector.root.iter("meta")
    }
    name = metas.get("columnname") or (parts[0] if parts else "") or host
    publisher = metas.get("sitename") or (parts[-1] if len(parts) > 1 else "") or host
    return name[:MAX_NAME_CHARS], publisher[:MAX_NAME_CHARS]


def id_of(url: str) -> str:
    """Return an id for a source at an address: words of its host and path."""
    parts = urlsplit(url)
    domain = registered_domain(parts.netloc)
    host = (parts.hostname or "").removeprefix("www.")
    words = _WORDS.findall(host.removesuffix(domain).lower()) + _WORDS.findall(
        domain.lower().partition(".")[0]
    )
    path = _WORDS.findall(unquote(parts.path).lower().rpartition(".")[0] or parts.path.lower())
    dull = {"index", "list", "html", "htm", "col", "default", "main"}
    words += [word for word in path if word not in dull]
    return "-".join(dict.fromkeys(words))[:MAX_ID_CHARS].strip("-") or "source"


def level_of(url: str) -> Level:
    """Return whose voice a host speaks with, as far as its name tells."""
    host = (urlsplit(url).hostname or "").lower()
    labels = host.removeprefix("www.").split(".")
    if host.endswith((".edu.cn", ".ac.cn", ".edu", ".ac.uk")):
        return Level.UNIVERSITY
    if host in ("www.gov.cn", "gov.cn", "sousuo.www.gov.cn"):
        return Level.NATIONAL
    if host.endswith(".gov.cn"):
        if labels[-3] in _MINISTRIES:
            return Level.MINISTRY
        return Level.PROVINCE if labels[-3] in _PROVINCES and len(labels) <= 4 else Level.CITY
    if re.search(r"job|career|recruit|zhaopin|rencai|talent|hr\b", host):
        return Level.JOB_BOARD
    return Level.MEDIA if re.search(r"news|daily|ribao|xinhua|people", host) else Level.COMPANY
