"""What the class and id of an element say of it: that it is frame, or that it holds the text."""

import re
from functools import lru_cache

# Class and id words of what stands around a page's text. Bounded by non-letters, so that
# "download" is no ad and "shareholder" no share button. They are looked for in small letters:
# to search without regard to case takes thrice as long, and each site has names of its own.
FRAME_WORDS = re.compile(
    r"(?<![^\W_\d])(?:"
    r"a(?:ds?|dsense|dvert\w{0,12})|"
    r"b(?:anner|ottom-?nav|read-?crumbs?|yline)|"
    r"c(?:aptcha|omment-?(?:list|form|s|area|box|section)?|ontact-?us|ookies?|opyright|rumbs?)|"
    r"d(?:aohang|ibu|isqus\w{0,10})|erweima|"
    r"f(?:enxiang|oot(?:er)?\w{0,8})|gdpr|"
    r"h(?:idden|ot-?(?:news|list|words?))|"
    r"l(?:eftnav|ogin)|"
    r"m(?:ailing|asthead|enus?|eta|odal|ore-?\w{0,10}|ost-?\w{0,10})|"
    r"n(?:av\w{0,8}|ewsletter\w{0,8})|outbrain\w{0,12}|"
    r"p(?:ager|agination|aywall|op-?up|opular|osition|romo\w{0,8})|qr-?code|"
    r"r(?:ank(?:ing)?|ead-?(?:more|next)|ecirc\w{0,8}|ecommend\w{0,8}|elated?(?:-?\w{1,12})?|"
    r"espond)|"
    r"s(?:earch\w{0,8}|hare\w{0,3}|haring|hare-?\w{1,10}|ide-?(?:bar|nav)?\w{0,8}|ign-?(?:up|in)|"
    r"ite-?(?:map|nav|header|footer)|kip-?\w{0,8}|ocial\w{0,10}|ponsor\w{0,8}|ubscri\w{0,6})|"
    r"t(?:aboola\w{0,12}|ag-?s|ag-?list|ips|ool-?(?:bar|box|s)|op-?(?:bar|nav)|rending)|widget"
    r")(?=$|[\W_\d])"
)
SURE_WORDS = re.compile(r"comment|copyright|foot(?:er)?(?=$|[\W_\d])|disqus|cookie")
TEXT_WORDS = re.compile(
    r"(?:article|story|post|entry|news|content|main|page|body)[-_]{0,2}"
    r"(?:content|body|text|main|detail|con|article|area|wrap\w{0,4})|trs_editor|ucapcontent|"
    r"v_news_content|wp_articlecontent|rich_media_content|articlebody"
)
ZOOM = re.compile(r"\bzoom\b")
# What is quoted from elsewhere into a text (a post, say) is part of the text.
EMBEDDED = re.compile(r"embed|twitter-tweet|instagram-media")
MAX_NAME_CHARS = 200


@lru_cache(maxsize=16_384)
def judge_names(names: str) -> tuple[bool, bool, bool]:
    """Return whether class and id (in one string) name a frame, one beyond doubt, the text."""
    names = names[:MAX_NAME_CHARS].lower()
    text = bool(TEXT_WORDS.search(names) or ("zoom" in names and ZOOM.search(names)))
    frame = bool(FRAME_WORDS.search(names)) and not EMBEDDED.search(names)
    return frame, frame and bool(SURE_WORDS.search(names)), text
