"""What the class and id of an element say of it: that it is frame, or that it holds the text."""

import re
from functools import lru_cache

# Class and id words of what stands around a page's text. Bounded by non-letters, so that
# "download" is no ad and "shareholder" no share button. They are looked for in small letters:
# to search without regard to case takes thrice as long, and each site has names of its own.
FRAME_WORDS = re.compile(
    r"(?<![^\W_\d])(?:ads?|adsense|advert\w{0,12}|banner|bottom-?nav|bread-?crumbs?|byline|"
    r"captcha|comment-?(?:list|form|s|area|box|section)?|contact-?us|cookies?|copyright|crumbs?|"
    r"disqus\w{0,10}|foot(?:er)?\w{0,8}|gdpr|hidden|hot-?(?:news|list|words?)|leftnav|login|"
    r"mailing|masthead|menus?|meta|modal|more-?\w{0,10}|most-?\w{0,10}|nav\w{0,8}|newsletter\w{0,8}|"
    r"outbrain\w{0,12}|pager|pagination|paywall|pop-?up|popular|position|promo\w{0,8}|"
    r"qr-?code|rank(?:ing)?|read-?(?:more|next)|recirc\w{0,8}|recommend\w{0,8}|"
    r"related?(?:-?\w{1,12})?|respond|search\w{0,8}|share\w{0,3}|sharing|share-?\w{1,10}|"
    r"side-?(?:bar|nav)?\w{0,8}|sign-?(?:up|in)|site-?(?:map|nav|header|footer)|skip-?\w{0,8}|"
    r"social\w{0,10}|sponsor\w{0,8}|subscri\w{0,6}|taboola\w{0,12}|tag-?s|tag-?list|tips|"
    r"tool-?(?:bar|box|s)|top-?(?:bar|nav)|trending|widget|erweima|dibu|daohang|fenxiang)"
    r"(?=$|[\W_\d])"
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
