"""What money is called, and how those names are sought in a text."""

import re

CURRENCIES = {
    "人民币": "CNY", "元": "CNY", "块钱": "CNY", "yuan": "CNY",
    "renminbi": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY",
    "美元": "USD", "美金": "USD", "us dollars": "USD", "u.s. dollars": "USD", "dollars": "USD",
    "dollar": "USD", "usd": "USD", "us$": "USD", "us $": "USD", "$": "USD",
    "欧元": "EUR", "euros": "EUR", "euro": "EUR", "eur": "EUR", "€": "EUR",
    "英镑": "GBP", "pounds": "GBP", "gbp": "GBP", "£": "GBP",
    "日元": "JPY", "日圆": "JPY", "yen": "JPY", "jpy": "JPY",
    "港元": "HKD", "港币": "HKD", "hk dollars": "HKD", "hkd": "HKD",
    "hk$": "HKD", "hk $": "HKD",
    "澳门元": "MOP", "澳门币": "MOP", "葡币": "MOP", "mop": "MOP", "mop$": "MOP",
    "新台币": "TWD", "台币": "TWD", "twd": "TWD", "ntd": "TWD", "nt$": "TWD",
    "新加坡元": "SGD", "新元": "SGD", "新币": "SGD", "sgd": "SGD", "s$": "SGD",
    "加元": "CAD", "加币": "CAD", "cad": "CAD", "c$": "CAD",
    "澳元": "AUD", "澳币": "AUD", "aud": "AUD", "a$": "AUD",
    "韩元": "KRW", "韩币": "KRW", "krw": "KRW", "瑞士法郎": "CHF", "瑞郎": "CHF", "chf": "CHF",
    "卢布": "RUB", "roubles": "RUB", "rubles": "RUB", "rub": "RUB",
    "泰铢": "THB", "baht": "THB", "thb": "THB", "林吉特": "MYR", "马币": "MYR", "myr": "MYR",
    "新西兰元": "NZD", "纽币": "NZD", "nz$": "NZD", "nzd": "NZD",
    "印度卢比": "INR", "inr": "INR", "瑞典克朗": "SEK", "sek": "SEK",
}  # fmt: skip
"""What money is called, before or after the number, and its ISO 4217 code."""
_NAMES_IN_HAN = [name for name in CURRENCIES if name[0] >= "\u2e80" and name not in ("元", "块钱")]
CURRENCIES |= {f"元{name}": CURRENCIES[name] for name in _NAMES_IN_HAN}
"""An 元 may stand before the name: 五万元美金, 10万元人民币."""

LATIN_END = r"(?![a-z])"
"""What ends a name in Latin letters."""


def _names(names: list[str]) -> str:
    """Join names to an alternation, longest first, Latin ones whole words."""
    return "|".join(
        re.escape(name) + (LATIN_END if name[-1].isascii() and name[-1].isalpha() else "")
        for name in sorted(names, key=len, reverse=True)
    )


_NAMED_BEFORE = (
    "人民币", "港币", "新台币", "台币", "美元", "美金", "加币", "澳币", "澳门元", "澳门币",
)  # fmt: skip
NAMED_BEFORE = [n for n in CURRENCIES if n[0] < "\u2e80" or n in _NAMED_BEFORE]
"""Those that may stand before a number."""
MONEY = f"元(?:{_names(_NAMES_IN_HAN)})?|" + _names(
    [name for name in CURRENCIES if name[0] != "元"]
)
"""The alternation of all names of currencies."""
