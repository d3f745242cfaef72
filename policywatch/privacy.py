"""Contact details masked before text leaves the store in mails and exports.

We watch documents and programmes, never people: what is masked stays in the evidence.
"""

import re

MASK = "[…]"

_LOCAL = r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}"
_DASH = r"[-－—–\s]"
_CONTACT = re.compile(
    rf"""
    # e-mail; as it is written for people only: a#b.edu.cn, a AT b DOT cn
      {_LOCAL}\s?(?:@|＠|\[at\]|[（(]at[)）])\s?[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,4}}
    | {_LOCAL}(?:[#＃★]|\s(?-i:AT)\s)[\w-]{{1,63}}
      (?:(?:\.|\s(?-i:DOT)\s)[\w-]{{1,63}}){{0,3}}(?:\.|\s(?-i:DOT)\s)(?:cn|com|net|org|edu)\b
    # mobile, landline, service number, abroad, local number
    | (?<![\d.])(?:[+＋]?86{_DASH}?)?[1１][3-9３-９]\d{_DASH}?\d{{4}}{_DASH}?\d{{4}}(?!\d)
    | (?<![\d.])(?:[（(][0０]\d{{2,3}}[)）]{_DASH}?|[0０]\d{{2,3}}{_DASH})
      \d{{3,4}}{_DASH}?\d{{4}}(?:\s?[-－转]\s?\d{{1,5}})?(?!\d)
    | (?<![\d.])[4８8４]00{_DASH}\d{{3,4}}{_DASH}?\d{{3,4}}(?!\d)
    | (?<![\d.])\+\d{{1,3}}[-\s](?:\(\d{{1,4}}\)|\d{{1,4}})(?:[-\s]\d{{2,5}}){{2,3}}(?!\d)
    | (?<=[:：])\s{{0,2}}\d{{7,8}}(?:[-－转]\d{{1,5}})?(?![\d年万亿元.,])
    # identity number
    | (?<![\dA-Za-z])[1-9]\d{{5}}(?:19|20)\d{{9}}[\dXx](?![\dA-Za-z])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(
    r"((?:微信|微信号|加微信|wechat|weixin|whatsapp|telegram|qq|line\s?id|vx)(?:号|群|id)?"
    r"\s{0,2}[:：]?\s{0,2})([A-Za-z0-9_+-]{5,30})",
    re.IGNORECASE,
)
_HAN = r"[\u4e00-\u9fff]"
_NAME = rf"(?:[\u4e00-\u9fff·]{{2,4}}|{_HAN}[ \u3000]{_HAN})"
_LABEL = r"(?:联\s{0,2}系\s{0,2}人|联\s{0,2}络\s{0,2}人|经\s{0,2}办\s{0,2}人)(?:姓名)?"
_MASKED = r"\[…\]"
_OFFICE = r"[处科室部局办院心组厅委会司校系]"
_POLITE = rf"{_HAN}{{1,2}}(?:老师|女士|先生|同志|处长|科长|主任|秘书|经理)"
# A name behind its label, with those that follow it; one that only the contact beside it tells.
_PERSONS = (
    re.compile(
        rf"({_LABEL}\s{{0,2}}[:：]\s{{0,2}}){_NAME}(?:\s?[、/]\s?{_NAME}(?![\u4e00-\u9fff:：])){{0,9}}"
    ),
    re.compile(
        rf"({_LABEL}\s{{0,2}})(?!姓名){_NAME}(?=[\s,，、（(：:]{{0,3}}(?:电话|手机|{_MASKED}))"
    ),
    re.compile(
        rf"((?:联系方式|电话|手机|邮箱)\s{{0,2}}[:：]\s{{0,2}}){_HAN}{{2,4}}(?<!{_OFFICE})"
        rf"(?=[\s,，（(]{{0,3}}{_MASKED})"
    ),
    re.compile(
        r"((?i:contact)(?:\s(?i:person))?\s?[:：]\s?)(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s)?"
        r"[A-Z][a-z'’-]{1,20}(?:\s[A-Z][A-Za-z.'’-]{0,20}){1,2}"
    ),
    re.compile(rf"((?<!{_HAN})){_POLITE}(?=[\s,，：:（(]{{0,3}}{_MASKED})"),
    re.compile(rf"((?<={_MASKED})[（(]){_POLITE}"),
)


def mask_contacts(text: str) -> str:
    """Return a text with e-mail addresses, phone numbers, chat ids and contact names masked."""
    text = _CONTACT.sub(MASK, text)
    for pattern in (_NAMED, *_PERSONS):
        text = pattern.sub(lambda found: found.group(1) + MASK, text)
    return text
