"""Findings written out for other tools."""

import csv
import errno
import io
from datetime import datetime
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner

from models import Reading, make_engine, write_session
from models.migrate import migrate
from policywatch.cli import export, policywatch
from tests.pipeline.command_line import CommandLine
from tests.review.seeding import seed


def holding(folder: Path, now: datetime, title: str) -> CommandLine:
    """Return a command line whose store holds findings in documents of a title."""
    home = folder / "home"
    home.mkdir()
    engine = make_engine(f"sqlite:///{home / 'policywatch.sqlite'}")
    migrate(engine)
    with write_session(engine) as session:
        seed(session, now)
        session.query(Reading).update({"title": title})
    engine.dispose()
    return CommandLine.at(home)


@pytest.mark.parametrize("start", ["=", "＝", "＠"])
def test_an_export_masks_contacts_and_defuses_formulas(
    tmp_path: Path, now: datetime, start: str
) -> None:
    command = holding(tmp_path, now, f"{start}HYPERLINK(1) 联系 a@huzhou.example.cn")

    rows = list(csv.DictReader(io.StringIO(command.run("export").stdout)))
    lines = command.json_lines("export", "--format", "jsonl")

    assert len(rows) == len(lines) == 31
    assert rows[0]["title"] == f"'{start}HYPERLINK(1) 联系 […]"
    assert lines[0]["url"] == "http://example.org/art/0.html"


def test_an_export_is_utf_8_wherever_it_goes(tmp_path: Path, now: datetime) -> None:
    command = holding(tmp_path, now, "启明计划")
    elsewhere = CommandLine({**command.environment, "PYTHONIOENCODING": "ascii"})

    elsewhere.run("export", "-o", str(tmp_path / "findings.csv"))

    written = (tmp_path / "findings.csv").read_text("utf-8")
    assert "启明计划" in written
    assert elsewhere.run("export").stdout.splitlines() == written.splitlines()


def test_an_export_for_excel_says_that_it_is_utf_8(tmp_path: Path, now: datetime) -> None:
    command = holding(tmp_path, now, "启明计划")

    command.run("export", "--format", "excel", "-o", str(tmp_path / "findings.csv"))

    written = (tmp_path / "findings.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbffinding,state,")
    assert written[3:].decode() == command.run("export").stdout.replace("\n", "\r\n")


def test_an_export_that_fails_leaves_the_last_one_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "findings.csv"
    file.write_text("the last one", encoding="utf-8")

    def write_half(rows: object, form: str, file: IO[str]) -> None:
        file.write("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export, "_write", write_half)
    runner = CliRunner(env={"POLICYWATCH_HOME": str(tmp_path / "home")})

    result = runner.invoke(policywatch, ["export", "-o", str(file)])

    assert result.exit_code == 3
    assert file.read_text("utf-8") == "the last one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["findings.csv", "home"]
