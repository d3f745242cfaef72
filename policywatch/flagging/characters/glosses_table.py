"""Build the table of what characters mean.

`python -m policywatch.flagging.characters.glosses_table FILE`

Source: the definitions (kDefinition) of Unicode's Unihan database (Unicode licence v3), of which
FILE is Unihan_Readings.txt. Characters of GB 2312 are taken, each with the words of what its
simplified and its traditional form are said to mean.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from policywatch.flagging.characters.glosses import TABLE_FILE
from policywatch.flagging.characters.likeness_table import gb2312
from policywatch.flagging.folding import fold_name

MAX_WORDS = 16
# What the characters that names are made of are translated by beside that.
MORE = {
    "聚": "gather pool converge", "汇": "gather converge pool", "集": "gather",
    "晖": "sunlight glow", "辉": "glory radiance", "光": "glory",
    "英": "outstanding talent elite", "才": "talent genius", "杰": "elite",
    "学": "study learner scholar", "者": "person scholar", "士": "scholar", "鹏": "roc",
    "鲲": "leviathan", "凤": "phoenix", "凰": "phoenix", "燕": "swallow", "雁": "goose",
    "鸿": "goose swan", "归": "returnee homecoming", "引": "import introduce attract",
    "领": "leading", "军": "leader", "创": "innovation entrepreneurship startup",
    "新": "innovation innovative", "兴": "rejuvenate revitalize", "启": "enlighten start",
    "明": "dawn", "智": "wit smart brain", "慧": "smart wise", "博": "doctor doctoral rich",
    "优": "elite top", "青": "youth", "年": "youth", "友": "friendship", "谊": "friendship",
    "百": "centum", "人": "person", "万": "myriad", "江": "stream", "瓯": "ou", "蓉": "hibiscus",
    "芙": "lotus", "莲": "lotus", "荷": "lotus", "桂": "osmanthus laurel", "梅": "plum",
    "兰": "orchid", "珠": "bead", "玉": "jade", "星": "star", "飞": "flying", "天": "apsara",
    "龙": "loong", "漂": "floating drifter", "港": "port harbour", "湾": "bay", "蓝": "blue",
    "翔": "soar", "扬": "raise hoist", "帆": "sail", "航": "voyage sail", "雀": "bird",
    "鹤": "crane", "马": "horse", "楚": "chu", "桥": "bridge", "峰": "summit",
}  # fmt: skip
_LINE = re.compile(r"U\+([0-9A-F]{4,5})\tkDefinition\t(.+)")
_ASIDE = re.compile(r"\([^)]*\)|Kangxi radical \d+|surname|used in|name of|a kind of|variant of")
_WORD = re.compile(r"[a-z]{3,}")
_LITTLE = frozenset((
    "the", "and", "for", "with", "from", "into", "one", "who", "which", "that", "this", "its",
    "his", "her", "their", "non", "not", "also", "same", "etc", "radical", "character",
    "interrogative", "particle", "term", "used", "various", "kind", "type", "part",
))  # fmt: skip


def build(file: Path) -> dict[str, "np.ndarray[tuple[()], np.dtype[np.str_]]"]:
    """Return the arrays of the table file."""
    known = set(gb2312())
    words: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in file.read_text("utf-8").splitlines():
        if found := _LINE.match(line):
            char = fold_name(chr(int(found[1], 16)))
            said = _WORD.findall(_ASIDE.sub(" ", found[2]).lower())
            if char in known:
                words[char].update(dict.fromkeys(w for w in said if w not in _LITTLE))
    for char, more in MORE.items():
        words[char] = dict.fromkeys(more.split()) | words[char]
    lines = [" ".join((char, *[*said][:MAX_WORDS])) for char, said in sorted(words.items()) if said]
    return {"glosses": np.array("\n".join(lines))}


if __name__ == "__main__":
    np.savez_compressed(TABLE_FILE, **build(Path(sys.argv[1])))  # type: ignore[arg-type]
