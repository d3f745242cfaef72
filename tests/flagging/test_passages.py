"""The labelled passages: what is to be seen is seen, and hard negatives are not."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging import Flagger
from policywatch.settings import ROOT

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Passage:
    kind: str
    title: str
    text: str
    programmes: frozenset[str]
    relevant: bool
    form: str


def passages(name: str) -> list[Passage]:
    return [
        Passage(
            entry["kind"],
            entry.get("title", ""),
            entry["text"],
            frozenset((*entry["programmes"], *entry.get("extra", ()))),
            entry.get("relevant", entry["kind"] != "n"),
            entry.get("form", ""),
        )
        for entry in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    ]


def f1(right: int, too_many: int, missed: int) -> float:
    return 2 * right / (2 * right + too_many + missed)


@pytest.fixture(scope="module")
def flagger() -> Flagger:
    return Flagger(load_watchlists(ROOT / "watchlists"))


@pytest.mark.parametrize("name", ["passages.yaml", "passages_check.yaml"])
def test_documents_and_programmes_are_told_apart(flagger: Flagger, name: str) -> None:
    document, programme = [0, 0, 0], [0, 0, 0]
    for passage in passages(name):
        flagging = flagger.flag(passage.text, title=passage.title)
        flagged = flagging.score >= flagger.threshold
        found = set(flagging.programmes)
        document[0] += flagged and passage.relevant
        document[1] += flagged and not passage.relevant
        document[2] += passage.relevant and not flagged
        programme[0] += len(found & passage.programmes)
        programme[1] += len(found - passage.programmes)
        programme[2] += len(passage.programmes - found)

    assert f1(*document) >= 0.97
    assert f1(*programme) >= 0.97


@pytest.mark.parametrize("name", ["passages.yaml", "passages_check.yaml"])
def test_evasive_forms_are_found(flagger: Flagger, name: str) -> None:
    evasive = [passage for passage in passages(name) if passage.form]

    found = sum(
        passage.programmes <= set(flagger.flag(passage.text, title=passage.title).programmes)
        for passage in evasive
    )

    assert found >= 0.95 * len(evasive)


def test_mentions_in_passing_are_graded_lower(flagger: Flagger) -> None:
    def mean(kind: str) -> float:
        scores = [
            flagger.flag(p.text, title=p.title).score
            for p in passages("passages.yaml")
            if p.kind == kind
        ]
        return sum(scores) / len(scores)

    assert mean("c") < mean("b") < mean("a")
