"""Whether a name is spoken of in English as people speak of a programme they may join: got Qiming.

Much else is got, joined and applied for, too; so a word of recruiting has to stand near by.
"""

import re

REACH = 45
SCENE_REACH = 120
_OTHERS = "HYQ|QM|HJ|YTT|TTP|Thousand Talents|Changjiang|Qiming|Huoju|Kunpeng|Jieqing|Youqing"
_BEHIND = re.compile(
    r"(?:['’]s)?,? (?:\d{4} )?(?:results?|interviews?|applica(?:tion|nt)s?|award(?:s|ees?)?|"
    r"deadlines?|recipients?|candidates?|nominations?|holders?|scholars?|rounds?|titles?|offers?|"
    r"packages?|(?:this|last|next) year|in 20\d\d|(?:vs\.?|versus|or|and) "
    rf"(?:{_OTHERS})|(?:is|was) (?:basically |just |really )?(?:the|a) "
    r"(?:new|old|former|successor))",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:got|gets?|won|took|tak(?:e|ing)|accept(?:ed|ing)?|declin(?:e|ed|ing)|turn(?:ed)? down|"
    r"offer(?:s|ed)?(?: me| him| her| us)?|appl(?:y|ied|ying) (?:for|to)|nominated (?:for|to)|"
    r"selected (?:for|by|into|as)|heard (?:back )?(?:from|about)|waiting (?:for|on)|"
    r"join(?:ed|ing)?|awarded|mention(?:ed|ing)?|list(?:ed|ing)?|for|under|via|about|called|named|"
    r"of|vs\.?|or)(?: the| a)? [\"'“‘(]*$",
    re.I,
)
_CITIES = "China|Tsinghua|Peking|Fudan|Zhejiang|Beijing|Shanghai|Hangzhou|Shenzhen|Wuhan|Nanjing"
_SCENE = re.compile(
    r"\b(?:recruit(?:s|ers?|ed|ing|ment)?|head-?hunters?|talents?|overseas|scientists?|experts?|"
    r"nominees?|awardees?|returnees?|NIH|DOE|FBI|green card|signing bonus|age limit|HYQ|secret|"
    r"confidential|disclos(?:e|ed|ing)|"
    rf"(?:mov|return|go|went|com)(?:ed|ing|es|e)? (?:back )?to (?:{_CITIES}))\b",
    re.I,
)


def is_talked_of_in_english(text: str, start: int, end: int) -> bool:
    """Whether a name is said to be got, joined, waited for and the like."""
    if _BEHIND.match(text, end, end + REACH):
        return True
    return _BEFORE.search(text[max(0, start - REACH) : start]) is not None


def scene_in_english(text: str, start: int, end: int) -> list[str]:
    """Return the words of recruiting around such a name: those of universities say too little."""
    words = _SCENE.findall(text, max(0, start - SCENE_REACH), end + SCENE_REACH)
    return list(dict.fromkeys(words))
