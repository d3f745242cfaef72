"""Candidates by command, from pages to a watchlist entry."""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from models import Stage, make_engine, queue, write_session
from policywatch.cli import policywatch
from policywatch.settings import ROOT
from tests.comparing.world import add_document
from tests.flagging.test_stage import add_version

NOTICE = "关于申报瑶光计划的通知：入选的海外专家给予500万元资助。联系人：张三，电话 13812345678。"
NEWS = "记者获悉，“瑶光人才计划”今年引进海外博士12名。"
OTHER = "登峰育苗计划开始了，请海外专家、博士报名，安家费从优。"


@dataclass(frozen=True, slots=True)
class Commands:
    """Runs commands on a store, in this process."""

    home: Path

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        variables = {
            "POLICYWATCH_HOME": str(self.home),
            "POLICYWATCH_WATCHLISTS_DIR": str(ROOT / "watchlists"),
        }
        return CliRunner().invoke(policywatch, arguments, input=stdin, env=variables)

    def json_lines(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines()]


@pytest.fixture(scope="module")
def flagged(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose pages have been flagged."""
    home = tmp_path_factory.mktemp("flagged")
    path = home / "policywatch.sqlite"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with write_session(engine) as session:
        versions = [
            add_version(session, add_document(session, f"{number}"), text)
            for number, text in enumerate((NOTICE, NEWS, OTHER))
        ]
        queue(session, Stage.FLAG, [version.id for version in versions], datetime.now(UTC))
    assert Commands(home).run("flag").exit_code == 0
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def command(flagged: Path, tmp_path: Path) -> Commands:
    shutil.copy(flagged, tmp_path / flagged.name)
    return Commands(tmp_path)


def test_candidates_are_listed_with_reason_and_sentence(command: Commands) -> None:
    listed = command.json_lines("candidates")
    shown = command.run("candidates").stdout

    assert [one["name"] for one in listed] == ["瑶光计划", "登峰育苗计划"]
    assert {named["name"] for named in listed[0]["names"]} == {"瑶光计划", "瑶光人才计划"}
    assert listed[0]["score"] > listed[1]["score"]
    assert "申报" in listed[0]["reason"]
    assert "瑶光计划 (瑶光人才计划)" in shown
    assert "2 documents, 2 texts" in shown


def test_contact_details_are_masked(command: Commands) -> None:
    for told in (
        command.run("candidates", "--json").stdout,
        command.run("candidates", "show", "瑶光").stdout,
        command.run("candidates", "show", "瑶光", "--json").stdout,
    ):
        assert "13812345678" not in told


def test_a_rejected_name_is_gone_and_its_history_stays(command: Commands) -> None:
    command.run("candidates", "reject", "登峰育苗计划", "--why", "for pupils", "--who", "ana")

    open_ones = command.json_lines("candidates")
    rejected = command.json_lines("candidates", "--state", "rejected")
    shown = command.json_lines("candidates", "show", "登峰育苗")[0]
    assert [one["name"] for one in open_ones] == ["瑶光计划"]
    assert [one["name"] for one in rejected] == ["登峰育苗计划"]
    assert [(d["who"], d["verdict"], d["why"]) for d in shown["decisions"]] == [
        ("ana", "rejected", "for pupils")
    ]
    assert command.run("candidates", "reopen", "登峰育苗计划").exit_code == 0
    assert len(command.json_lines("candidates")) == 2


def test_an_accepted_name_is_on_the_watchlists_and_no_candidate_any_more(
    command: Commands,
) -> None:
    accepted = command.run("candidates", "accept", "瑶光人才计划", "--why", "seen", "--who", "ana")

    entry = yaml.safe_load(accepted.stdout)["programmes"][0]
    assert entry["id"] == "yao-guang"
    assert set(entry["zh"]) == {"瑶光计划", "瑶光人才计划"}
    assert entry["basis"] == "analyst"
    assert command.run("watchlists", "check").exit_code == 0
    assert command.run("flag").exit_code == 0
    shown = command.json_lines("candidates", "show", "瑶光")[0]
    assert (shown["state"], shown["documents"]) == ("accepted", 0)
    found = json.loads(command.run("scan", "--json", "-", stdin=NOTICE).stdout)
    assert found["programmes"] == ["yao-guang"]


def test_rejecting_what_was_accepted_says_that_it_stays_on_the_watchlists(
    command: Commands,
) -> None:
    command.run("candidates", "accept", "瑶光计划")

    told = command.run("candidates", "reject", "瑶光计划", "--why", "a firm's").stdout

    assert "stays there: `policywatch watchlists remove`" in told
    assert "stays there" not in command.run("candidates", "reject", "登峰", "--why", "no").stdout


@pytest.mark.parametrize("verb", ["show", "accept", "reopen"])
def test_a_name_that_is_no_candidate_is_told_so(command: Commands, verb: str) -> None:
    result = command.run("candidates", verb, "无此计划")

    assert result.exit_code == 1
    assert "`policywatch candidates` lists them" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_rejection_needs_a_reason(command: Commands) -> None:
    assert command.run("candidates", "reject", "瑶光计划").exit_code == 2
    assert command.run("candidates", "reject", "瑶光计划", "--why", " ").exit_code == 1
