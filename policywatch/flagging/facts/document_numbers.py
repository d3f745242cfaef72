"""Document numbers (文号) in every bracket style: 国发〔2023〕12号."""

import re
from collections.abc import Iterator

from policywatch.documents import FoundFact
from policywatch.flagging.facts.reading import Reading

_NUMBER = re.compile(
    r"[〔\[【(〈<{「『﹝] ?(?P<year>(?:19|20)[0-9]{2}"
    r"|二[〇零][〇零一二三四五六七八九]{2}) ?年?[〕\]】)〉>}」』﹞]"
    r" ?(?:第|字第)? ?(?P<number>[0-9]{1,5}) ?号"
)
_IN_LATIN = re.compile(
    r"[\[(〔](?P<year>(?:19|20)[0-9]{2})[\])〕],? ?no\. ?(?P<number>[0-9]{1,5})(?![0-9])"
)
_LATIN_ISSUER = re.compile(r"(?:[A-Z][A-Za-z]*[ -]?){1,6}$")
"""The issuer of a number written in Latin letters, by its capitals: GuoKeBanZheng [2018] No. 53."""
_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[ ]?)$")
_LEAD = re.compile(
    r".*(?:根据|按照|依据|依照|参照|执行|落实|以及|转发|印发|贯彻|废止|文号|编号|通知|意见|办法"
    r"|文件|以下简称|"
    r"办公厅|办公室|委员会|人民政府|组织部|[和及与由见以按号为的厅局])(?=[\u4e00-\u9fff]{2})"
)


def read_document_numbers(reading: Reading) -> list[FoundFact]:
    """Return the document numbers; one in other brackets is noted in its canonical form."""
    facts: list[FoundFact] = []
    if reading.mentions("no."):
        facts += _in_latin(reading)
    if "号" not in reading.plain:
        return facts
    for found in _NUMBER.finditer(reading.plain):
        window = reading.plain[max(0, found.start() - 14) : found.start()]
        issuer = _ISSUER.search(window)
        if issuer is None:
            continue
        lead = _LEAD.match(issuer[0])
        start = found.start() - len(issuer[0]) + (lead.end() if lead else 0)
        written = reading.shown[start : found.end()]
        name = reading.shown[start : found.start()].strip()
        canonical = f"{name}〔{found['year']}〕{found['number']}号"
        note = "" if canonical == written else canonical
        facts.append(reading.fact("document-number", (start, found.end()), notes=[note]))
    return facts


def _in_latin(reading: Reading) -> Iterator[FoundFact]:
    for found in _IN_LATIN.finditer(reading.plain):
        if issuer := _LATIN_ISSUER.search(reading.shown, max(0, found.start() - 40), found.start()):
            canonical = f"{issuer[0].strip()}〔{found['year']}〕{found['number']}号"
            yield reading.fact("document-number", (issuer.start(), found.end()), notes=[canonical])
