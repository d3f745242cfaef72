"""What is said beside a name, in talk and in reports, where few words of talent stand near it."""

import re

from policywatch.flagging.senses.held_in_english import held_in_english
from policywatch.flagging.senses.places import OPENING, Place
from policywatch.flagging.senses.reported import told_in_reports
from policywatch.flagging.senses.talked import is_said_of_titles, scene
from policywatch.flagging.senses.talked_in_english import is_talked_of_in_english, scene_in_english

_NUMBER_OF_PEOPLE = re.compile(r"[百千万]人")


def said_besides(
    text: str, place: Place, talent: list[str], *, is_talked: bool, is_reported: bool
) -> list[str]:
    """Return what else speaks for a name that is talked of or reported on; nothing if it is not.

    `talent` are the words of talent near it. In reports it may stand for those it titles
    (`is_reported`). Words of English are names of much else: there no word of talent is enough.
    """
    span = (text, place.start, place.end)
    is_number = _NUMBER_OF_PEOPLE.fullmatch(place.entry.name) and not (
        text[place.start - 1 : place.start] in tuple(OPENING) or is_said_of_titles(text, place.end)
    )
    if is_talked and (talent or is_number):
        return []
    if is_talked and (around := scene(*span)):
        return around
    if is_reported and not is_number and (reported := told_in_reports(*span)):
        return reported
    if not text[place.start : place.end].isascii():
        return []
    if held := held_in_english(text, place):
        return held
    if not is_talked_of_in_english(*span):
        return []
    return scene_in_english(*span) or (talent if place.entry.form == "exact" else [])
