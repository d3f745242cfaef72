"""Hosts that are not crawled, as their terms forbid it."""

REFUSED_HOSTS = {
    "linkedin.com": "LinkedIn's terms forbid crawling",
    "zhihu.com": "Zhihu's terms forbid crawling",
    "researchgate.net": "ResearchGate's terms forbid crawling",
    "xiaohongshu.com": "Xiaohongshu's terms forbid crawling",
    "xhslink.com": "Xiaohongshu's terms forbid crawling",
    "weixin.qq.com": "WeChat's terms forbid crawling",
    "weibo.com": "Weibo's terms forbid crawling",
    "weibo.cn": "Weibo's terms forbid crawling",
    "douyin.com": "Douyin's terms forbid crawling",
    "facebook.com": "Facebook's terms forbid crawling",
    "instagram.com": "Instagram's terms forbid crawling",
    "x.com": "X's terms forbid crawling",
    "twitter.com": "X's terms forbid crawling",
    "glassdoor.com": "Glassdoor's terms forbid crawling",
    "indeed.com": "Indeed's terms forbid crawling",
}


def refusal(host: str) -> str | None:
    """Return why a host is not crawled, with what to do instead; None where it may be."""
    name = host.lower().rstrip(".").partition(":")[0]
    for refused, reason in REFUSED_HOSTS.items():
        if name == refused or name.endswith("." + refused):
            return f"{reason}: save the page and give it as a submission: policywatch submit FILE"
    return None
