"""What is told of talent programmes themselves, with no word of talent: secrecy, money, trials.

It speaks for a doubtful name in full (Kun Peng programme); a stem of other senses needs more.
"""

import re

REACH = 120
REACH_IN_ENGLISH = 200
_TOLD = re.compile(
    "中共|[间間][谍諜]|起[诉訴]|[认認]罪|定罪|判刑|虚[报報]|[隐隱][瞒瞞密秘]|[窃竊]取|"
    "技[术術](?:[转轉]移|外流|外[泄洩])|美[国國]政府|司法部|[国國]安|低[调調]|不再?公[开開]|"
    "停止宣[传傳]|避[谈談]|前身|在美|赴美|[挖延]角|入[选選]|[转轉]入地下|[资資]助|[补補][贴貼]|[税稅][后後]|"
    r"年薪|安家|[引举舉][荐薦]|帽子|本子|名额|每[人位]\d+[万萬]"
)
_TOLD_IN_ENGLISH = re.compile(
    r"\b(?:signing bonus(?:es)?|home[- ]purchas\w+|housing (?:subsid\w+|allowances?)|"
    r"secre(?:t|cy|tive)|discreet(?:ly)?|sensitiv(?:e|ity)|low[- ]profile|not publicly|"
    r"conceal(?:s|ed|ing)?|participat(?:ion|ed|ing) in|undeclared|predecessor|successor|"
    r"Thousand Talents|espionage|spying|indict\w*|prosecut\w+|FBI|"
    r"Justice Department|DOJ|NIH|U\.?S\.? (?:government|officials|agencies|authorities)|"
    r"security (?:agencies|officials|concerns?)|technology transfer|"
    r"research (?:ethics|security|integrity)|Chinese (?:universit\w+|institutions?)|undisclosed|"
    r"disclos\w+|misappropriat\w+|million (?:yuan|RMB)|professors?)\b",
    re.I,
)


_FUNDED = re.compile(
    r"(?:supported|funded|sponsored|financed) (?:in part )?(?:by|from|through)|"
    "(?:研究|工作|成果|[论論]文)(?:得到|受到?|[获獲]得?)"
)
"""What stands before those who paid for a paper."""
_GRANT_BEHIND = re.compile(
    r"[\"”’]? ?[(（\[]"
    "(?:(?:grants?|awards?|projects?|contracts?|nos?|code|编号|批准号|项目号)[.:：]? ?){0,3}"
    r"[A-Z]{0,6}-?\d[\dA-Z-]{4,}",
    re.I,
)
"""The number of a grant: 111 Project (B13042)."""


def told_of_plans(text: str, start: int, end: int) -> list[str]:
    """Return the words around a name that are told of talent programmes, in either language."""
    is_latin = text[start:end].isascii()
    reach, told = (REACH_IN_ENGLISH, _TOLD_IN_ENGLISH) if is_latin else (REACH, _TOLD)
    first = max(0, start - reach)
    words = [*told.findall(text, first, end + reach), *_FUNDED.findall(text, first, start)]
    if grant := _GRANT_BEHIND.match(text, end):
        words.append(grant[0].strip('"”’ (（['))
    return list(dict.fromkeys(words))
