"""Whether one name is meant as a programme's, by what stands around it and is said beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.alone import LONE_STEM
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import Entry, Strength, is_initials
from policywatch.flagging.names.forms import GUESSED, MISWRITTEN, name_form
from policywatch.flagging.senses.other_senses import is_firms, other_sense
from policywatch.flagging.senses.places import NAME_REACH, Place
from policywatch.flagging.senses.reported import told_in_reports
from policywatch.flagging.senses.spoken import said_besides
from policywatch.flagging.senses.surroundings import Surroundings, other_senses_near
from policywatch.flagging.senses.talked import is_loosely_talked_of, is_talked_of, scene
from policywatch.flagging.senses.titled import (
    MIN_INITIALS,
    SPEAKS_OF_TALENT,
    is_chosen,
    is_titled,
    of_other_schemes,
    says_itself,
    says_talent,
    tells_by_itself,
    told_of_persons,
)
from policywatch.flagging.senses.told_of_plans import told_of_plans

STEM_REACH = 40
LATIN_REACH = 200
SHOWN_WORDS = 3
NO_TALENT = "no word of talent in the whole text"
LONELY_CHARS = 400
LONELY_INITIALS = 80
"""After so many, initials before a word for a plan are a room-mate's or a car's: WR计划."""
HAN_WEIGHS = 2
TWO_WORDS = 4
ENOUGH = 2
LONG_INITIALS = 5
# Firms look for people for a programme: 上市公司缺HJ人选.
_OF_FIRMS = re.compile("上市|企业|公司|投资|创投|产值|独角兽|营业收入|基金管理|高新")
_ASKED_FOR = re.compile("人选|名额|人才|专家|项目")
LONG_NAME = 7
"""From so many characters on a certain name is no other's, whatever else the text is about."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_TITLES = re.compile(r"\b(?:scholars?|talents?|talented|elites?)\b", re.I)
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_SHORT_FORMS = frozenset(("stem", "short", "pinyin", "initials", "emoji"))
INITIALS_OF_A_PLAN = re.compile("[A-Z]{1,3}[计行项]")
_HIDDEN = frozenset(("emoji", "zero-width", "look-alike"))
# In Latin letters these are words of much else.
_NEEDS_CHINA = frozenset(("stem", "translated"))
_HIDES = MISWRITTEN | {"emoji", "numerals"}
_PLAN = "[计計][划劃畫画]|行[动動]|工程"
_PLAN_LAST = re.compile(f"(?:{_PLAN})$")
_PLAN_BEHIND = re.compile(f"(?:{_PLAN}|学者|學者)$")
# Qi@njiang, Q1ming, a Cyrillic letter among Latin ones: nobody writes so who means nothing by it.
_SIGN_FOR_LETTER = re.compile(
    r"[A-Za-z][!@$0134][A-Za-z]|[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]"
)
_MARKS_INSIDE = re.compile(r"\w[·•*._~|/\\-]\w")
_TAIL_IN_PINYIN = re.compile(
    r"(?:ren ?cai|yin ?cai|ying ?cai|xue ?zhe|ji ?hua|gong ?cheng|xing ?dong|zhuan ?xiang"
    r"|chi[ -]hua|hsing[ -]tung|kung[ -]ch.?eng|hs[uü]eh[ -]che|jen[ -]ts.?ai)$",
    re.I,
)


class Verdict(NamedTuple):
    """Whether a name is meant, and by what.

    It is open where too few words speak for it (`some`: at least one), and none against.
    """

    held: bool
    context: str
    is_open: bool = False
    some: bool = False


def judge(text: str, place: Place, around: Surroundings) -> Verdict:
    """Decide whether the programme is meant, and say by what; leave open what nothing decides."""
    entry = place.entry
    other = other_sense(text, place, around.blocks.get(entry.target_id, ()))
    if other:
        return Verdict(False, f"part of {other}")
    shown = text[place.start : place.end]
    # Who draws a part of a stem hides it: it is no other sense's.
    if entry.form == "stem" and (hidden := name_form(shown, entry)) != "stem":
        entry = replace(entry, form=hidden)
        place = place._replace(entry=entry)
    is_latin = _is_latin(text, place)
    is_bare = entry.form == "stem" or (entry.form == "short" and is_initials(entry.name))
    is_lone = is_bare or is_miswritten_stem(entry, shown)
    reach = LATIN_REACH if is_latin else STEM_REACH if is_lone else NAME_REACH
    first, last = max(0, place.start - reach), place.end + reach
    against = _union(around.against.within(first, last), around.title_against)
    blocked = other_senses_near(text, around, place, first, last)
    chosen = bool(against or blocked) and is_chosen(text, place)
    against = _union(of_other_schemes(against) if chosen else against, blocked)
    favour = HAN_WEIGHS if chosen and not of_other_schemes(against) else 0
    if is_initials(entry.name) and _ASKED_FOR.match(text, place.end):
        against = [word for word in against if word in blocked or not _OF_FIRMS.search(word)]
    if _is_of_no_other_sense(entry, shown):
        against = blocked
    strength = _strength(text, place)
    talent, china = _for_talent(text, place, around, (first, last), strength, is_latin)
    if strength is Strength.CERTAIN:
        if is_titled(text, place):
            return Verdict(True, "")
        talent = talent or told_in_reports(text, place.start, place.end)
        return _judge_certain(text, place, around, (talent, against, blocked), favour)
    is_talked = False
    if (strength is Strength.WEAK or _is_short(entry, is_latin)) and _number(talent) < ENOUGH:
        is_talked = is_talked_of(text, place.start, place.end)
        if is_talked and strength is Strength.OWN:
            talent, china = _for_talent(text, place, around, (first, last), Strength.WEAK, is_latin)
        if not against:
            is_weak = strength is Strength.WEAK
            besides = said_besides(text, place, talent, is_talked=is_talked, is_reported=is_weak)
            talent, is_talked = _union(talent, besides), is_talked or bool(besides)
            if not talent and (own := tells_by_itself(text, place)):
                is_talked = is_talked or is_loosely_talked_of(text, place.start, place.end)
                talent = [own] if is_talked else talent
    if strength is Strength.WEAK and not (is_lone or against) and _number(talent) < ENOUGH:
        said = told_of_plans(text, place.start, place.end)
        talent = _union(talent, _union(said, china) if said else [])
    is_listed = strength is Strength.WEAK and entry.form not in GUESSED
    if is_listed and not (is_lone or is_latin or against or talent):
        told = told_of_persons(text, place)
        talent = [told] if told else talent
    in_pinyin = is_latin and _TAIL_IN_PINYIN.search(fold_name(shown))
    if in_pinyin and strength is not Strength.OWN:
        talent = _union(talent, [in_pinyin[0]])
    is_long = entry.form == "initials" and len(entry.name) >= LONG_INITIALS
    is_alone = entry.form == "stem" or (is_latin and not (in_pinyin or is_long))
    is_signed = _SIGN_FOR_LETTER.search(shown)
    is_starred = entry.form == "masked" and " " in entry.name
    is_sure = (
        not is_alone or is_talked or (talent and (is_signed or is_starred or _is_title(shown)))
    )
    if strength is Strength.WEAK and not talent:
        itself = says_talent(text, place, is_latin=is_latin)
        talent = _union([itself[0]], china) if itself else talent
        if not (talent or against or is_lone) and _is_hidden_plan(text, place):
            talent = scene(text, place.start, place.end)
    if is_latin and not against and strength is Strength.WEAK and _number(talent) < ENOUGH:
        talent = _union(talent, _scene_of_capitals(text, place))
    needed = 1 if is_sure else ENOUGH
    for_it = _weight(talent, around) + favour
    held = _number(talent) >= needed and for_it > _weight(against, around, blocked)
    return Verdict(held, _say(talent, against), not (held or against), bool(talent))


def is_miswritten_stem(entry: Entry, shown: str) -> bool:
    """Whether a name is but the two characters of a stem, in others: 签人."""
    return entry.form in MISWRITTEN and len(shown) == LONE_STEM


def _scene_of_capitals(text: str, place: Place) -> list[str]:
    """Return the words of universities and coming home around three capitals or more, in Chinese.

    Two stand for much else, unless people or places for them are asked for: 缺HJ人选.
    """
    name = text[place.start : place.end]
    if not (name.isupper() and name.isalpha() and is_initials(place.entry.name)):
        return []
    if len(name) < MIN_INITIALS and not _ASKED_FOR.match(text, place.end):
        return []
    return scene(text, place.start, place.end)


def _is_of_no_other_sense(entry: Entry, shown: str) -> bool:
    """Whether a name is miswritten or drawn as nobody would one of another sense: a 🔴雀计划.

    ⛰️学者 may be those who climb it.
    """
    tail = _PLAN_BEHIND if entry.form in MISWRITTEN else _PLAN_LAST
    return (entry.form in MISWRITTEN or entry.form == "emoji") and tail.search(shown) is not None


def _is_hidden_plan(text: str, place: Place) -> bool:
    """Whether a name is hidden, called a plan and no ordinary word: 启明皇计划, not 前人计划.

    Nor one that a firm is called by.
    """
    shown = text[place.start : place.end]
    is_hidden = place.entry.form in _HIDES and _PLAN_BEHIND.search(shown) is not None
    return is_hidden and not (is_ordinary(shown[:LONE_STEM]) or is_firms(text, place.end))


def _judge_certain(
    text: str,
    place: Place,
    around: Surroundings,
    words: tuple[list[str], list[str], list[str]],
    favour: int,
) -> Verdict:
    """Judge a name that counts by itself, by the words for it, against it, and of other senses."""
    entry = place.entry
    talent, against, blocked = words
    if len(entry.name) >= LONG_NAME and entry.form not in GUESSED and _HAN.match(entry.name):
        against = blocked
    if not (talent or against or around.talent.words) and _should_speak_of_talent(text, place):
        return Verdict(False, NO_TALENT, is_open=True)
    its_own = HAN_WEIGHS if against and says_itself(text, place) else 0
    telling = [*blocked, *of_other_schemes(against)]
    held = _weight(talent, around) + its_own + favour >= _weight(against, around, telling)
    return Verdict(held, _say(talent, against) if against else "")


def _for_talent(
    text: str,
    place: Place,
    around: Surroundings,
    reach: tuple[int, int],
    strength: Strength,
    is_latin: bool,
) -> tuple[list[str], list[str]]:
    """Return the words near a name that speak of talent, and of them those of China."""
    entry = place.entry
    words = around.own.get(entry.target_id)
    own = words.within(*reach) if words else []
    talent = _union(around.talent.within(*reach), around.title_talent)
    talent = own if strength is Strength.OWN else _union(own, talent)
    if not is_latin:
        return talent, []
    china = around.place.within(*reach)
    if entry.form in _NEEDS_CHINA and not (china or own):
        in_chinese = _HAN.search(text, max(0, place.start - STEM_REACH), place.end + STEM_REACH)
        talent = talent if in_chinese else []
    return (_union(talent, china) if talent else talent), china


def _is_title(shown: str) -> bool:
    """Whether a name of several words is written as a title of people: Great Wall Scholars."""
    words = _LATIN_WORD.findall(shown)
    if len(words) < ENOUGH or not _TITLES.search(shown):
        return False
    return all(word[0].isupper() for word in words if len(word) > 3)


def _is_latin(text: str, place: Place) -> bool:
    """Whether a name is written in Latin letters, be they full width or with marks among them.

    QM人才 is not, though it may stand for a name in English.
    """
    shown = text[place.start : place.end]
    if shown.isascii() or (place.entry.form == "pinyin" and fold_name(shown).isascii()):
        return True
    return place.entry.name.isascii() and not _HAN.search(shown)


def _is_short(entry: Entry, is_latin: bool) -> bool:
    return entry.form in _SHORT_FORMS or (is_latin and " " not in entry.name)


def _strength(text: str, place: Place) -> Strength:
    """Return what a name counts: 火·炬计划 is hidden, so none of its other senses is meant."""
    entry = place.entry
    if entry.strength is not Strength.OWN:
        return entry.strength
    shown = text[place.start : place.end]
    form = name_form(shown, entry)
    is_hidden = form in _HIDDEN or (form == "spaced" and _MARKS_INSIDE.search(shown) is not None)
    return Strength.WEAK if is_hidden else Strength.OWN


def _number(words: list[str]) -> int:
    """Return how many words speak: one of four characters of Han is two of them, 海外博士."""
    return sum(2 if len(word) >= TWO_WORDS and _HAN.match(word) else 1 for word in words)


def _weight(words: list[str], around: Surroundings, telling: Sequence[str] = ()) -> int:
    """Return what words weigh: double if they are telling, or of the title, which holds for all."""
    heavy = (*around.title_talent, *around.title_against, *telling)
    return sum(2 if word in heavy else 1 for word in words)


def _should_speak_of_talent(text: str, place: Place) -> bool:
    """Whether a text is so long that it would speak of talent if the programme were meant.

    Not asked of names that speak of it themselves (长江学者), or that stand behind their place. Of
    initials it is asked sooner, if nothing beside them is said of programmes.
    """
    entry = place.entry
    length = len(text) + HAN_WEIGHS * len(_HAN.findall(text[:LONELY_CHARS]))
    if INITIALS_OF_A_PLAN.match(entry.name) and length > LONELY_INITIALS:
        # Of a car, too, it is told what it costs.
        return all(word[0].isdigit() for word in scene(text, place.start, place.end))
    named = entry.form == "placed" or SPEAKS_OF_TALENT.search(entry.name)
    return length > LONELY_CHARS and not named


def _union(some: list[str], more: list[str]) -> list[str]:
    return list(dict.fromkeys([*some, *more])) if some and more else some or more


def _say(talent: list[str], against: list[str]) -> str:
    """Say which words decided, the first few of each side."""
    said = f"near {_list(talent)}" if talent else "no word of talent near it"
    return f"{said}; of another sense: {_list(against)}" if against else said


def _list(words: list[str]) -> str:
    return "、".join(words[:SHOWN_WORDS]) + ("…" if len(words) > SHOWN_WORDS else "")
