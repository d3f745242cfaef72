"""Every way to misbehave ends in its class within its bounds, and leaves the rest of a run whole.

The cases run in a network of their own: a bug here must not be able to send anything anywhere.
"""

import json
import os
from typing import Any

import pytest

from models import Outcome
from tests.spiders.hostile import inside
from tests.spiders.hostile.cases import CASES, Case
from tests.spiders.hostile.namespace import NoNamespaceError, run_inside, seal, why_not

WITHOUT = "POLICYWATCH_TEST_WITHOUT_NAMESPACE"
MOST_S = 90.0  # processor time and patience have bounds of their own; this is for a busy machine
MOST_MB = 500.0
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def web() -> dict[str, Any]:
    """What came of all cases, collected once."""
    if reason := why_not():
        told = f"REFUSED: hostile servers run only in a network namespace of their own: {reason}"
        if os.environ.get(WITHOUT):
            pytest.skip(told)
        pytest.fail(f"{told}. Set {WITHOUT}=1 to leave these tests out knowingly.")
    found: dict[str, Any] = json.loads(run_inside("tests.spiders.hostile.inside", seconds=800))
    return found


def fetches(web: dict[str, Any], source: str, purpose: str) -> list[dict[str, Any]]:
    return [f for f in web["sources"][source]["fetches"] if f["purpose"] == purpose]


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_list_ends_in_its_class(web: dict[str, Any], case: Case) -> None:
    source = web["sources"][case.name]

    for run in source["runs"]:
        assert run["outcome"] == case.ends, run["detail"]
        assert run["seconds"] < MOST_S
        assert case.detail in run["detail"]
        assert bool(run["detail"]) or not case.ends.is_failure
    if case.items is not None:
        files = [f for f in source["fetches"] if f["purpose"] == "attachment"]
        assert source["documents"] == case.items + len(files)


TRIED = [case for case in CASES.values() if case.document]


@pytest.mark.parametrize("case", TRIED, ids=[case.name for case in TRIED])
def test_a_document_ends_in_its_class(web: dict[str, Any], case: Case) -> None:
    source = f"documents-{case.host.partition('.')[0]}"
    path = f"/{case.name}/document.html"

    (fetch,) = [f for f in fetches(web, source, "document") if f["url"].endswith(path)]

    assert fetch["outcome"] == case.document, fetch["detail"]


def test_documents_between_the_faulty_ones_come_whole(web: dict[str, Any]) -> None:
    hosts = {case.host.partition(".")[0] for case in TRIED}
    for host in hosts:
        some = fetches(web, f"documents-{host}", "document")
        between = [f["outcome"] for f in some if "/good/" in f["url"]]

        assert set(between) == {Outcome.OK}
        assert len(between) == sum(case.host.startswith(f"{host}.") for case in TRIED)


def test_every_crawl_process_ends_well_and_within_its_memory(web: dict[str, Any]) -> None:
    assert set(web["codes"]) == {0}
    assert web["peak_mb"] < MOST_MB


def test_nothing_is_sent_to_forbidden_addresses(web: dict[str, Any]) -> None:
    assert web["touched"] == {}


def test_nothing_is_written_but_the_store_and_the_archive(web: dict[str, Any]) -> None:
    own = ("home/archive/", "home/policywatch.sqlite", "resolv.conf")
    others = [f for f in web["files"] if not f.startswith(own) and not f.endswith(".pem")]

    assert others == []


def test_a_name_that_changes_its_address_is_not_followed(web: dict[str, Any]) -> None:
    outcomes = {f["outcome"] for f in fetches(web, "rebound", "document")}

    assert outcomes == {Outcome.REFUSED_ADDRESS}


def test_a_host_that_stops_answering_is_left_alone(web: dict[str, Any]) -> None:
    outcomes = [f["outcome"] for f in fetches(web, "host-stops-answering", "document")]

    assert outcomes.count(Outcome.OK) == 3
    assert 5 <= outcomes.count(Outcome.TIMEOUT) < 13


def test_files_without_number_are_left_out_and_that_is_said(web: dict[str, Any]) -> None:
    (page,) = fetches(web, "files-without-number", "document")

    assert len(fetches(web, "files-without-number", "attachment")) == 200
    assert "4,800 of its linked files were left out" in page["detail"]


def test_every_fetch_names_its_class_and_vantage_point(web: dict[str, Any]) -> None:
    every = [f for source in web["sources"].values() for f in source["fetches"]]

    assert {f["vantage"] for f in every} == {"sealed"}
    assert {f["outcome"] for f in every} <= {outcome.value for outcome in Outcome}


def test_outside_of_a_network_of_its_own_nothing_hostile_runs(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoNamespaceError, match="REFUSED"):
        seal([], tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "unshare is missing" in (why_not() or "")
    with pytest.raises(NoNamespaceError):
        run_inside(inside.__name__, seconds=1)
