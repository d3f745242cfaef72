"""Build the table of what pictures mean.

`python -m policywatch.flagging.disguises.shown.pictures_table FOLDER`

Source: the Chinese and English annotations of pictures in Unicode's CLDR (Unicode licence v3), as
published in the npm package cldr-annotations-full; FOLDER is its folder `annotations`.
"""

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from policywatch.flagging.disguises.shown.pictures import TABLE_FILE
from policywatch.flagging.folding import PICTURES, fold_name

MAX_HAN = 4
# What pictures are taken for beside what they are called: the parts of names that they hint at.
MORE = {
    "☀🌞🌅🌄🔆💡🌟⭐✨🌠": "明 启明",
    "🔦🗽🕯🎇🏮🪔": "火炬 torch",
    "🔟": "十",
    "👤👥🧑👨👩🧍🙍🚶": "人",
    "🧠🎓🤓": "人才 talent talents",
    "🦅🐦🕊": "鹏",
    "🐟🐠🐋🐳": "鲲",
    "🌊🏞💧": "江 海 河 水",
    "⛰🏔🗻🌋": "山 泰山",
    "🐉🐲": "龙 dragon",
    "💎🔮⚪": "珠 明珠 pearl",
    "🏮🔴🌺": "红",
    "🌳🌲": "木 林 松",
    "💯": "百 百人",
    "🟢💚🍏🌱🌿🍀": "青",
    "🔑🗝🔓🚀": "启",
    "🏆🥇👍": "优",
    "🌕🌙🌛": "明",
    "🎓": "学者 scholar scholars",
    "📋📝📄🗓": "计划 plan",
    "🛫✈🛩🪽🪁": "飞",
    "☁🌤⛅": "云 天",
    "🌾🌿🍃🍀☘": "草",
    "🪷🌺": "芙蓉 荷 莲",
    "🪿🦆": "鸿 雁",
    "🦅🐦🐓🦃": "凤",
    "🥇🪙🏅💰": "金",
    "🟣🔮🍇": "紫",
    "🟡💛🌕": "黄",
    "🔵💙🟦": "蓝",
    "🐎🐴🏇": "马 骏",
    "🏯🏰🧱": "城",
    "⛵🚤🛥": "帆 航",
    "🧒👦👧": "青",
    "💡🎨✍": "创",
    "🏫📚📖": "学",
    "🌸🌱🌷": "春",
    "🀄": "中 东",
    "👶🧒": "子 赤子",
    "🔴🟥": "朱 赤 丹",
    "🟡🟨": "金",
}
# Clocks, dice and hands that show a number, and tiles of that many ten thousands.
CLOCKS, DICE, TILES = "🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛", "⚀⚁⚂⚃⚄⚅", "🀇🀈🀉🀊🀋🀌🀍🀎🀏"
NUMBERS = {
    **{clock: str(number) for number, clock in enumerate(CLOCKS[:9], 1)},
    **{die: str(number) for number, die in enumerate(DICE, 1)},
    **{tile: f"{number}万" for tile, number in zip(TILES, "一二三四五六七八九", strict=True)},
    "☝": "1", "✌": "2", "🖐": "5", "✋": "5", "✊": "0", "👌": "0", "🕛": "0", "⭕": "0",
}  # fmt: skip


def meanings(folder: Path) -> dict[str, list[str]]:
    """Return the words of Han and the English words, in small letters, of each picture."""
    found: dict[str, list[str]] = {}
    for language in ("zh", "en"):
        path = folder / language / "annotations.json"
        annotations = json.loads(path.read_text("utf-8"))["annotations"]["annotations"]
        for picture, said in annotations.items():
            if len(picture) == 1 and _is_picture(picture):
                words = [*said.get("tts", ()), *said.get("default", ())]
                found.setdefault(picture, []).extend(filter(_is_word, map(fold_name, words)))
    for pictures, hints in MORE.items():
        for picture in pictures:
            found.setdefault(picture, []).extend(hints.split())
    for picture, number in NUMBERS.items():
        found.setdefault(picture, []).append(number)
    return {picture: list(dict.fromkeys(words)) for picture, words in found.items() if words}


def _is_picture(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in PICTURES)


def _is_word(word: str) -> bool:
    return word.isalpha() and (word.isascii() or len(word) <= MAX_HAN)


def build(folder: Path) -> dict[str, npt.NDArray[np.generic]]:
    """Return the arrays of the table file."""
    found = sorted(meanings(folder).items())
    return {
        "pictures": np.array([ord(picture) for picture, _ in found], np.uint32),
        "words": np.array("\n".join(" ".join(words) for _, words in found)),
    }


if __name__ == "__main__":
    np.savez_compressed(TABLE_FILE, **build(Path(sys.argv[1])))  # type: ignore[arg-type]
