"""Contact details masked before text leaves the store in mails and exports.

We watch documents and programmes, never people: what is masked stays in the evidence.
"""

import re

MASK = "[…]"

_CONTACT = re.compile(
    r"""
      [\w.+-]{1,64}\s?(?:@|＠|\[at\]|\(at\))\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}   # e-mail
    | (?<![\d.])(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)               # mobile
    | (?<![\d.])0\d{2,3}[-－—\s]\d{7,8}(?:[-－转]\d{1,5})?(?!\d)                    # landline
    | (?<![\d.])\+\d{1,3}[-\s]\d{1,4}(?:[-\s]\d{2,5}){2,3}(?!\d)                   # abroad
    | (?<=[:：])\s{0,2}\d{7,8}(?:[-－转]\d{1,5})?(?![\d年万亿元.,])                 # local number
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(
    r"((?:微信|微信号|加微信|wechat|weixin|whatsapp|telegram|qq|line\s?id|vx)(?:号|群|id)?"
    r"\s{0,2}[:：]?\s{0,2})([A-Za-z0-9_+-]{5,30})",
    re.IGNORECASE,
)
_PERSON = re.compile(r"((?:联系人|联络人|经办人)\s{0,2}[:：]\s{0,2})([\u4e00-\u9fff·]{2,4})")


def mask_contacts(text: str) -> str:
    """Return a text with e-mail addresses, phone numbers, chat ids and contact names masked."""
    text = _CONTACT.sub(MASK, text)
    text = _NAMED.sub(lambda found: found.group(1) + MASK, text)
    return _PERSON.sub(lambda found: found.group(1) + MASK, text)
