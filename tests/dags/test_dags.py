"""The DAGs as Airflow parses them, in a process of its own with an empty Airflow home."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from policywatch.settings import ROOT


def describe(home: Path, **environment: str) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("describe.py")), str(ROOT / "dags")],
        env=dict(os.environ)
        | {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
        | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    described: dict[str, Any] = json.loads(told.splitlines()[-1])
    return described


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return describe(tmp_path_factory.mktemp("airflow"), POLICYWATCH_SHARDS="3")


@pytest.fixture(scope="module")
def dags(described: dict[str, Any]) -> dict[str, Any]:
    dags: dict[str, Any] = described["dags"]
    return dags


def test_every_file_imports_in_under_two_seconds(described: dict[str, Any]) -> None:
    assert described["errors"] == {}
    assert max(described["seconds"].values()) < 2


def test_there_is_a_dag_for_each_step(dags: dict[str, Any]) -> None:
    assert set(dags) == {"crawl", "read", "compare", "flag", "alert", "audit"}


def test_assets_pass_the_work_on(dags: dict[str, Any]) -> None:
    chain = ["crawl", "read", "compare", "flag", "alert"]
    steps = {name: dags[name]["tasks"] for name in chain}
    gives = {
        name: {uri for task in tasks.values() for uri in task["outlets"]}
        for name, tasks in steps.items()
    }

    for before, after in pairwise(chain):
        assert dags[after]["waits_for"] == list(gives[before])
    assert gives["alert"] == set()
    assert dags["audit"]["tasks"]["queue_what_is_lacking"]["outlets"] == dags["read"]["waits_for"]


@pytest.mark.parametrize("name", ["crawl", "read", "compare", "flag", "alert", "audit"])
def test_a_dag_says_what_it_does_and_what_to_do_when_it_fails(
    dags: dict[str, Any], name: str
) -> None:
    assert "###" in dags[name]["doc"]
    assert "fails" in dags[name]["doc"]


@pytest.mark.parametrize("name", ["crawl", "read", "compare", "flag", "alert", "audit"])
def test_a_dag_runs_once_at_a_time_and_makes_up_for_nothing(
    dags: dict[str, Any], name: str
) -> None:
    assert dags[name]["max_active_runs"] == 1
    assert dags[name]["catchup"] is False


def test_timed_dags_do_not_all_start_with_airflow(dags: dict[str, Any]) -> None:
    # A start date in the past would make each of them run at once, when the first crawl should.
    assert {dag["start_date"] for dag in dags.values()} == {None}


def test_tasks_are_tried_again_soon(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        for name, task in dag["tasks"].items():
            if name != "verdict":
                assert task["retries"] >= 2
                assert task["retry_delay"] <= 30


def test_what_runs_once_a_day_outlasts_a_store_that_is_away_for_hours(dags: dict[str, Any]) -> None:
    task = dags["audit"]["tasks"]["queue_what_is_lacking"]

    waits = [task["retry_delay"] * task["backoff"] ** n for n in range(task["retries"])]
    assert sum(min(wait, task["max_retry_delay"]) for wait in waits) > 4 * 3600


def test_hosts_are_labelled_and_bounded_by_the_pool(dags: dict[str, Any]) -> None:
    collect = dags["crawl"]["tasks"]["collect"]

    assert collect["label"] == "{{ host }}"
    assert collect["pool"] == "crawl"


@pytest.mark.parametrize("name", ["crawl", "read", "compare", "flag"])
def test_a_failed_task_fails_the_run_and_yet_passes_on_what_was_done(
    dags: dict[str, Any], name: str
) -> None:
    tasks = dags[name]["tasks"]
    work = "collect" if name == "crawl" else name

    assert tasks["verdict"]["after"] == tasks["pass_on"]["after"] == [work]
    assert tasks["verdict"]["rule"] == "none_failed"
    assert tasks["pass_on"]["rule"] == "one_failed"
    assert tasks["pass_on"]["outlets"] == tasks[work]["outlets"]


def test_dag_files_are_wiring_only() -> None:
    for path in (ROOT / "dags").glob("*.py"):
        if not path.name.startswith("pipeline_"):
            assert len(path.read_text().splitlines()) < 60, path.name
