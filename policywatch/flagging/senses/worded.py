"""What the learnt words around a name say where the words beside it settle little.

A recruiter's post says what it is about without one word of talent, and a novel has heroes called
as programmes are. The words are those that the rules weigh (`wording`), here of the stretch that a
name stands in.
"""

from collections.abc import Callable
from itertools import islice

from policywatch.flagging.folding import fold
from policywatch.flagging.senses.other_senses import is_firms
from policywatch.flagging.wording import Weighed, wording

REACH = 200
STEP = 100
SHORT = 500
"""A text of so many characters is weighed as a whole."""
ENOUGH_POINTS = 10.0
"""What the words must add for a name to be meant by them alone."""
ENOUGH_BY_FORM = (
    dict.fromkeys(("emoji", "numerals", "pinyin"), 5.0)
    | dict.fromkeys(("short", "initials"), 11.0)
    | {"look-alike": 3.5, "zero-width": 4.0, "stem": 15.0, "translated": 20.0}
)
"""Less where nobody writes so by chance, more for a stem or a few capitals."""
UNDISGUISED = frozenset(("exact", "stem", "short", "case", "traditional"))
CLEARLY_AGAINST = -13.0
MAX_WORDS = 3


class WordsAround:
    """Weighs the words around places of a text; `whole` weighs all of it."""

    def __init__(self, text: str, whole: Callable[[], Weighed]) -> None:
        self._text = text
        self._whole = whole if len(text) <= SHORT else None
        self._stretches: dict[int, Weighed] = {}

    def speak_for(self, start: int, end: int, form: str) -> str:
        """Return the words that say a name at a place is a programme's; nothing if they do not.

        None where it is a firm's. What else is written for a name is no word of the text: 人才 of
        it counts only where the name stands as it is.
        """
        text = self._text
        if is_firms(text, end):
            return ""
        before, behind = text[max(0, start - REACH) : start], text[end : end + REACH]
        name = text[start:end] if form in UNDISGUISED else "\n"
        weighed = wording().weigh(fold(f"{before}{name}{behind}").text)
        enough = ENOUGH_BY_FORM.get(form, ENOUGH_POINTS)
        return _told(weighed, 1) if weighed.points >= enough else ""

    def speak_against(self, start: int) -> str:
        """Return the words that say clearly that a text is about something else there."""
        weighed = self._around(start)
        return _told(weighed, -1) if weighed.points <= CLEARLY_AGAINST else ""

    def _around(self, start: int) -> Weighed:
        """Return what is said around a place; stretches that hold several are weighed once."""
        if self._whole is not None:
            return self._whole()
        number = start // STEP
        if (weighed := self._stretches.get(number)) is None:
            first = max(0, number * STEP - REACH)
            around = fold(self._text[first : (number + 1) * STEP + REACH]).text
            weighed = self._stretches[number] = wording().weigh(around)
        return weighed


def _told(weighed: Weighed, sign: int) -> str:
    told = (one.word for one in wording().told(weighed) if one.points * sign > 0)
    return "、".join(islice(told, MAX_WORDS))
