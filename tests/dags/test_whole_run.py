"""The main job, as `make run` starts it: Airflow runs our DAGs over the sample site."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from models import (
    Change,
    Document,
    Fact,
    Finding,
    Judgement,
    Match,
    Message,
    Version,
    Work,
    make_engine,
    read_session,
)
from tests.dags.running import READY_WITHIN_S, Running, free_settings, running
from tests.pipeline.command_line import CommandLine

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(600)]

FOUND_WITHIN_S = 180.0
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = free_settings(tmp_path_factory.mktemp("run") / "home")
    with running(settings) as run:
        run.wait_until(lambda: "sign in as" in run.said(), READY_WITHIN_S, "the addresses")
        yield run


def count(run: Running, table: type) -> int:
    engine = make_engine(run.settings.store_url)
    with read_session(engine) as session:
        number = session.scalar(select(func.count()).select_from(table)) or 0
    engine.dispose()
    return number


def backlog(url: str) -> dict[str, int]:
    engine = make_engine(url)
    with read_session(engine) as session:
        rows = session.execute(select(Work.stage, func.count()).group_by(Work.stage)).all()
    engine.dispose()
    return {stage.value: number for stage, number in rows}


def natural_rows(url: str) -> dict[str, list[str]]:
    """Return what a store holds, by what it is about: without the store's own numbers and times."""
    engine = make_engine(url)
    of_document = (Document.url, Version.number)
    queries = {
        "documents": select(Document.url, Document.kind, Document.state, Document.listed_title),
        "versions": select(*of_document, Version.kind, Version.text_sha256),
        "matches": select(*of_document, Match.target_id, Match.form, Match.start, Match.held),
        "facts": select(*of_document, Fact.kind, Fact.low, Fact.high, Fact.start),
        "genres": select(*of_document, Judgement.genre),
        "findings": select(*of_document, Finding.rule, Finding.score, Finding.state),
        "changes": select(Document.url, Change.kind),
        "mails": select(Message.subject, Message.state),
    }
    of_version = {
        "matches": Match, "facts": Fact, "genres": Judgement, "findings": Finding, "versions": None
    }  # fmt: skip
    for name, query in queries.items():
        query = query.select_from(Message if name == "mails" else Document)
        if name in of_version:
            query = query.join(Version, Version.document_id == Document.id)
        if table := of_version.get(name):
            query = query.join(table, table.version_id == Version.id)
        if name == "changes":
            query = query.join(Change, Change.document_id == Document.id)
        queries[name] = query
    with read_session(engine) as session:
        rows = {
            name: sorted(str(row) for row in session.execute(query))
            for name, query in queries.items()
        }
    engine.dispose()
    return rows


def test_findings_and_a_mail_come_within_three_minutes(run: Running) -> None:
    run.wait_until(lambda: "mail is in the mailbox" in run.said(), FOUND_WITHIN_S, "a mail")

    assert "findings are on the review page" in run.said()
    assert min(count(run, table) for table in (Document, Finding, Message)) > 0


def test_a_pass_by_hand_leaves_the_same_rows(run: Running, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "sample.yaml").write_bytes((ROOT / "sources" / "sample.yaml").read_bytes())
    run.wait_until(lambda: not any(backlog(run.settings.store_url).values()), 60, "all work")
    by_hand = CommandLine.at(
        tmp_path / "home",
        sample_port=run.settings.sample_port,
        allow_loopback="true",
        sources_dir=sources,
    )

    assert by_hand.run("run").returncode in (0, 1)

    store = f"sqlite:///{tmp_path / 'home' / 'policywatch.sqlite'}"
    for name, rows in natural_rows(store).items():
        assert natural_rows(run.settings.store_url)[name] == rows, name


def test_each_dag_ran_well_and_the_host_is_the_label(run: Running) -> None:
    run.wait_until(
        lambda: [r["state"] for r in run.dag_runs("alert")][:1] == ["success"], 120, "alert's end"
    )

    for dag in ("crawl", "read", "compare", "flag"):
        assert run.dag_runs(dag)[0]["state"] == "success", dag
    crawl = run.dag_runs("crawl")[0]["dag_run_id"]
    tasks = run.airflow.ask("GET", f"/api/v2/dags/crawl/dagRuns/{crawl}/taskInstances")
    labels = [t["rendered_map_index"] for t in tasks["task_instances"] if t["map_index"] >= 0]
    assert labels == [f"127.0.0.1:{run.settings.sample_port}"]


def test_the_pool_is_there_and_the_plugin_links_to_the_review_app(run: Running) -> None:
    pools = run.airflow.ask("GET", "/api/v2/pools")["pools"]
    plugins = run.airflow.ask("GET", "/api/v2/plugins")["plugins"]

    assert {"crawl": 2}.items() <= {pool["name"]: pool["slots"] for pool in pools}.items()
    links = [view["href"] for plugin in plugins for view in plugin["external_views"]]
    assert run.settings.review_address in links


def test_secrets_are_readable_by_their_owner_alone(run: Running) -> None:
    for path in (run.settings.home / "airflow").glob("*.json"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_killed_scheduler_is_recovered_from_within_a_minute(run: Running) -> None:
    run_id = run.airflow.ask("POST", "/api/v2/dags/crawl/dagRuns", {"logical_date": None})[
        "dag_run_id"
    ]
    path = f"/api/v2/dags/crawl/dagRuns/{run_id}"
    tasks = f"{path}/taskInstances/find_due_hosts"
    run.wait_until(
        lambda: run.airflow.ask("GET", tasks)["state"] == "running", 60, "a running task"
    )
    began = time.monotonic()
    kill_scheduler(run)

    def is_over() -> bool:
        # In between Airflow may be too busy to answer in time.
        with suppress(OSError):
            return bool(run.airflow.ask("GET", path)["state"] == "success")
        return False

    run.wait_until(is_over, 120, "the run's end")

    assert time.monotonic() - began < 60
    assert run.airflow.ask("GET", tasks)["try_number"] == 2
    assert "Airflow scheduler ended by itself (signal 9): starting it again" in run.said()


def kill_scheduler(run: Running) -> None:
    """Kill it with its workers and the task that runs, as a machine that dies would."""
    [scheduler] = [
        child
        for child in psutil.Process(run.process.pid).children()
        if "scheduler" in child.cmdline()
    ]
    for process in [scheduler, *scheduler.children(recursive=True)]:
        process.kill()


def test_a_second_run_on_the_same_home_is_refused(run: Running) -> None:
    settings = free_settings(run.settings.home)
    with running(settings.model_copy(update={"home": run.settings.home})) as second:
        assert second.process.wait(timeout=60) == 2
