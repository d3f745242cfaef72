"""The back-test at the command line."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from models import make_engine, write_session
from models.migrate import migrate
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.cli import policywatch
from policywatch.settings import ROOT
from tests.comparing.world import add_document
from tests.flagging.reflagging.test_stage import QIHANG, QIMING, flag_all
from tests.flagging.test_stage import add_version

PROGRAMME = "programmes: [{id: qihang, zh: [启航英才计划]}]\n"


@pytest.fixture
def command(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"POLICYWATCH_HOME": str(tmp_path / "home")})


@pytest.fixture
def stored(tmp_path: Path) -> Engine:
    (tmp_path / "home").mkdir()
    engine = make_engine(f"sqlite:///{tmp_path / 'home' / 'policywatch.sqlite'}")
    migrate(engine)
    with write_session(engine) as session:
        for number, text in enumerate((QIMING, QIHANG)):
            add_version(session, add_document(session, f"page-{number}"), text, title="通知")
    flag_all(engine, load_watchlists(ROOT / "watchlists"))
    return engine


def test_it_tells_what_would_be_found(command: CliRunner, stored: Engine, now: datetime) -> None:
    shown = command.invoke(policywatch, ["backtest", "-"], input=PROGRAMME)
    told = command.invoke(policywatch, ["backtest", "-", "--json"], input=PROGRAMME)

    assert shown.exit_code == told.exit_code == 0, shown.output + told.output
    assert "1 of 2 documents are hit" in shown.stdout
    assert "analysts have decided on none of them" in shown.stdout
    report = json.loads(told.stdout)
    assert (report["tried"], report["hits"], report["examined"]) == (["programme:qihang"], 1, 2)
    assert report["by_source"] == {"s": {"hits": 1, "documents": 2}}
    assert report["dismissed_share"] is None
    assert "英才計劃" in report["sample"][0]["context"]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("rules: [{}]\n", 2, "standard input:1: rules.0.id: Field required"),
        ("threshold: 3\n", 2, "nothing to try"),
        ("context: {talent: [大学]}\n", 2, "nothing to try"),
        ("names: [{programme: nobody, text: 启航计划}]\n", 2, "no programme is called nobody"),
        (PROGRAMME, 1, "nothing is stored yet"),
    ],
)
def test_what_cannot_be_tried_is_told_in_a_line(
    command: CliRunner, text: str, code: int, expected: str
) -> None:
    result = command.invoke(policywatch, ["backtest", "-"], input=text)

    assert result.exit_code == code
    assert expected in result.output
    assert "Traceback" not in result.output
