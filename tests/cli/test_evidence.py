"""Evidence by command: a bundle written, verified, tampered with; the chain checked."""

import json
from pathlib import Path

import pytest

from models import make_engine
from models.migrate import migrate
from policywatch.archive import Archive
from tests.evidence.world import World, fill
from tests.pipeline.command_line import CommandLine


@pytest.fixture
def command(tmp_path: Path) -> CommandLine:
    home = tmp_path / "home"
    home.mkdir()
    engine = make_engine(f"sqlite:///{home}/policywatch.sqlite")
    migrate(engine)
    fill(World(engine, Archive(home / "archive"), tmp_path))
    engine.dispose()
    return CommandLine.at(home)


def test_a_bundle_is_written_verified_and_its_tampered_part_named(
    command: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "case.wacz"
    written = command.run("evidence", "bundle", "2", "-o", str(path))
    assert written.returncode == 0, written.stderr
    assert "not masked" in written.stdout

    whole = command.run("evidence", "verify", str(path))
    data = path.read_bytes()
    at = data.index("启明计划".encode())
    path.write_bytes(data[:at] + b"X" + data[at + 1 :])
    altered = command.run("evidence", "verify", str(path), "--json")
    none = command.run("evidence", "verify", str(tmp_path / "none.wacz"))

    assert (whole.returncode, "all of it holds" in whole.stdout) == (0, True)
    assert altered.returncode == 1
    told = json.loads(altered.stdout)
    assert not told["holds"]
    assert any(problem.startswith("finding.json") for problem in told["tampered"])
    assert none.returncode == 1
    assert "cannot be read" in none.stderr


def test_check_tells_what_is_not_as_it_was_sealed(command: CommandLine, tmp_path: Path) -> None:
    fine = command.run("evidence", "check")
    file = next((tmp_path / "home" / "archive").rglob("*.warc.gz"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    broken = command.run("evidence", "check", "--json")

    assert fine.returncode == 0, fine.stdout
    assert "3 manifests" in fine.stdout
    assert broken.returncode == 1
    assert file.name in json.loads(broken.stdout.splitlines()[-1])["problems"][0]
    assert command.run("evidence", "bundle", "99").returncode == 1
