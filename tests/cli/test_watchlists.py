"""The watchlists at the command line: files and store together, in every command that flags."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from policywatch.cli import policywatch

MINE = """
programmes:
  - {id: sample-qihang, zh: [启航人才计划], basis: analyst}
names:
  - {programme: qiming, text: 启明新计划}
"""
PAGE = (
    "<html><body><p>各县区：现组织申报启航人才计划，给予海外博士安家费300万元。</p></body></html>"
)


@pytest.fixture
def command(tmp_path: Path) -> CliRunner:
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return CliRunner(env={"POLICYWATCH_HOME": str(tmp_path / "home")})


def say(command: CliRunner, *arguments: str, stdin: str = "", code: int = 0) -> str:
    """Run a command and return what it says."""
    result = command.invoke(policywatch, arguments, input=stdin)
    assert result.exit_code == code, result.output
    return result.output


def objects(command: CliRunner, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in say(command, *arguments).splitlines()]


def test_what_is_added_to_the_store_is_looked_for(command: CliRunner, tmp_path: Path) -> None:
    page, mine = str(tmp_path / "page.html"), str(tmp_path / "mine.yaml")
    assert objects(command, "scan", "--json", page)[0]["programmes"] == []

    told = say(command, "watchlists", "add", mine, "--who", "ana", "--why", "seen in Huzhou")

    assert "programme:sample-qihang: put into the store" in told
    assert objects(command, "scan", "--json", page)[0]["programmes"] == ["sample-qihang"]
    log = objects(command, "watchlists", "log", "--json")
    assert [(e["ref"], e["who"], e["why"]) for e in log] == [
        ("programme:sample-qihang", "ana", "seen in Huzhou"),
        ("programme:qiming/启明新计划", "ana", "seen in Huzhou"),
    ]
    assert "all of it stands there so already" in say(command, "watchlists", "add", mine)


def test_what_is_shown_can_be_changed_and_put_back(command: CliRunner, tmp_path: Path) -> None:
    say(command, "watchlists", "add", str(tmp_path / "mine.yaml"))
    shown = say(command, "watchlists", "show", "programme:sample-qihang")
    changed = shown.replace("启航人才计划", "启航英才计划")

    refused = say(command, "watchlists", "add", "-", stdin=changed, code=2)
    say(command, "watchlists", "add", "--replace", "-", stdin=changed)

    assert "standard input:" in refused
    assert "programme:sample-qihang stands in the store" in refused
    assert "启航英才计划" in say(command, "watchlists", "show", "programme:sample-qihang")


def test_what_is_exported_is_taken_over_whole(command: CliRunner, tmp_path: Path) -> None:
    before = say(command, "watchlists", "check")
    say(command, "watchlists", "export", str(tmp_path / "out"))
    say(command, "watchlists", "add", str(tmp_path / "mine.yaml"))
    say(command, "watchlists", "remove", "programme:huoju", "启明工程", "--why", "too common")
    one_file = say(command, "watchlists", "export")

    refused = say(command, "watchlists", "import", str(tmp_path / "out"), code=2)
    plan = say(command, "watchlists", "import", str(tmp_path / "out"), "--dry-run")
    say(command, "watchlists", "import", str(tmp_path / "out"), "--yes")

    assert "programme:sample-qihang" in refused
    assert "remove programme:sample-qihang\nrestore programme:huoju\nrestore programme:qiming" in (
        plan
    )
    assert say(command, "watchlists", "check") == before
    say(command, "watchlists", "import", "-", "--yes", stdin=one_file)
    assert "programme:huoju" not in say(command, "watchlists", "list", "programme")


@pytest.mark.parametrize(
    ("arguments", "stdin", "expected"),
    [
        (["add", "-"], "programmes:\n\t- id: a\n", "standard input:2: not YAML"),
        (["add", "-"], "rules: [{}]\n", "standard input:1: rules.0.id: Field required"),
        (["add", "missing.yaml"], "", "missing.yaml: cannot be read: No such file"),
        (["remove", "programme:nobody"], "", "programme:nobody: there is no such part"),
        (["remove", "rule:x/y"], "", "rule:x/y: there is no such part"),
        (["show", "nobody"], "", "nobody: expected programme:ID"),
        (["restore", "programme:qiming"], "", "the store has no edit of it"),
        (["import", "missing"], "", "missing: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    command: CliRunner, arguments: list[str], stdin: str, expected: str
) -> None:
    assert expected in say(command, "watchlists", *arguments, stdin=stdin, code=2)


@pytest.mark.parametrize("given", [("watchlists", "add"), ("watchlists", "import"), ("backtest",)])
def test_input_that_is_no_text_is_told_as_such(command: CliRunner, given: tuple[str, ...]) -> None:
    result = command.invoke(policywatch, (*given, "-"), input=b"programmes:\xff\n")

    assert result.exit_code == 2
    assert "standard input: not UTF-8 at byte 11" in result.output


@pytest.mark.parametrize("option", ["--who", "--why"])
def test_words_that_cannot_be_stored_are_refused(
    command: CliRunner, tmp_path: Path, option: str
) -> None:
    told = say(command, "watchlists", "add", str(tmp_path / "mine.yaml"), option, "\udcff", code=2)

    assert "no UTF-8" in told
    assert objects(command, "watchlists", "log", "--json") == []
