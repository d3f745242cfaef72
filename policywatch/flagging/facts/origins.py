"""Where those who are sought must come from: notes on the other requirements of a sentence."""

import re

from policywatch.flagging.facts.reading import Reading

_ORIGIN = re.compile(
    r"(?P<foreign>外籍|外国(?:专家|人才|国籍|人)|非华裔|非中国籍|外国籍|foreign national"
    r"|foreign expert|foreign citizen|non-chinese)"
    r"|(?P<returnee>留学回国|归国留学|海归|留学人员|回国(?:工作|创业|服务)|returnee"
    r"|returned overseas)"
    r"|(?P<overseas>海外|国外|境外|国\(境\)外|留学|abroad|overseas|outside (?:mainland )?china"
    r"|foreign (?:universit|institut))"
)
_NAMES = {"foreign": "foreign nationals", "returnee": "returnees", "overseas": "overseas"}


def origins(reading: Reading, start: int, end: int) -> list[str]:
    """Return what the sentence around a place says of origin: overseas, returnees, …"""
    around = f"{reading.before(start, 30)}|{reading.after(end, 30)}"
    said = {found.lastgroup or "" for found in _ORIGIN.finditer(around)}
    return [name for group, name in _NAMES.items() if group in said]
