"""The command line as its users and their scripts meet it."""

import gzip
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from policywatch.cli import policywatch
from policywatch.cli import status as status_module
from tests.pipeline.command_line import CommandLine

NOTICE = (
    "<html><head><title>关于组织申报启·明计划的通知</title>"
    "<meta name='PubDate' content='2023-03-01'></head><body>"
    "<h1>关于组织申报启·明计划的通知</h1>"
    "<p>各有关单位：现组织申报启·明计划，面向海外高层次人才，"
    "给予300-500万元资助，年龄不超过40周岁，截止时间为2023年3月31日17:00。</p></body></html>"
)


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from all_commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(all_commands(policywatch)), ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(policywatch, [*path, "--help"])

    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"policywatch {' '.join(path)}" in result.output


@pytest.fixture
def command(tmp_path: Path) -> CommandLine:
    return CommandLine.at(tmp_path / "home")


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """Runs a command in this process: for what needs no process of its own."""
    return CliRunner(env={"POLICYWATCH_HOME": str(tmp_path / "home")})


def test_where_the_sample_site_is_not_served_none_of_its_sources_is_watched(
    tmp_path: Path,
) -> None:
    unserved = CommandLine.at(tmp_path / "home", watch_sample="false")

    listed = unserved.run("sources", "list", "--json", "--enabled")
    told = unserved.run("status")
    refused = unserved.run("collect", "--source", "sample-zj")

    assert (listed.returncode, listed.stdout) == (0, "")
    assert "no source is enabled: nothing is watched" in told.stdout
    assert refused.returncode == 2
    assert "POLICYWATCH_WATCH_SAMPLE" in refused.stderr


def test_scan_gives_one_object_a_document_with_the_documented_fields(
    runner: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "pages" / "b.html.gz").write_bytes(gzip.compress(NOTICE.encode()))

    result = runner.invoke(policywatch, ["scan", "--json", str(tmp_path / "pages")])

    one, other = (json.loads(line) for line in result.stdout.splitlines())

    assert list(one) == [
        "path", "title", "language", "published", "text", "relevant", "score", "genre",
        "genre_reasons", "programmes", "matches", "facts", "findings", "problem",
    ]  # fmt: skip
    assert one | {"path": ""} == other | {"path": ""}
    assert (one["relevant"], one["programmes"], one["published"]) == (
        True,
        ["qiming"],
        "2023-03-01",
    )
    assert one["problem"] is None
    for found in (*one["matches"], *one["facts"]):
        assert one["text"][found["start"] : found["end"]] == found["text"]
    amount = next(fact for fact in one["facts"] if fact["kind"] == "amount")
    assert (amount["low"], amount["high"], amount["unit"]) == (3_000_000, 5_000_000, "CNY")
    deadline = next(fact for fact in one["facts"] if fact["kind"] == "deadline")
    assert deadline["low"] == "2023-03-31T17:00"


def test_scan_reads_standard_input(command: CommandLine) -> None:
    result = command.run("scan", "--json", "-", stdin=NOTICE.encode())

    assert json.loads(result.stdout)["programmes"] == ["qiming"]


def test_scan_says_what_could_not_be_read_and_goes_on(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "bad.html.gz").write_bytes(b"\x1f\x8bnot gzip")
    paths = [
        str(tmp_path / name) for name in ("empty.pdf", "bad.html.gz", "gone.html", "good.html")
    ]

    result = runner.invoke(policywatch, ["scan", "--json", *paths])

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert result.stderr == "3 of the documents could not be read\n"
    assert [bool(one["problem"]) for one in found] == [True, True, True, False]
    assert found[3]["relevant"] is True


def test_scan_reads_all_of_a_gzip_file_or_says_that_it_is_cut_off(
    runner: CliRunner, tmp_path: Path
) -> None:
    half = len(NOTICE) // 2
    whole = gzip.compress(NOTICE[:half].encode()) + gzip.compress(NOTICE[half:].encode())
    (tmp_path / "whole.html.gz").write_bytes(whole)
    (tmp_path / "cut.html.gz").write_bytes(whole[:-100])

    result = runner.invoke(policywatch, ["scan", "--json", str(tmp_path)])

    cut, read = (json.loads(line) for line in result.stdout.splitlines())
    assert "截止时间为2023年3月31日" in read["text"]
    assert cut["problem"].startswith("damaged gzip")
    assert result.exit_code == 1


@pytest.mark.parametrize("given", ["", "{folder}/empty"])
def test_scan_says_that_there_is_nothing_to_read(
    runner: CliRunner, tmp_path: Path, given: str
) -> None:
    (tmp_path / "empty").mkdir()

    result = runner.invoke(policywatch, ["scan", given.format(folder=tmp_path)])

    assert result.exit_code == 1
    assert "1 of the documents could not be read" in result.stderr


def test_scan_stores_nothing(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(NOTICE, encoding="utf-8")

    result = runner.invoke(policywatch, ["scan", str(tmp_path / "a.html")])

    assert "启·明计划" in result.stdout
    assert not (tmp_path / "home").exists()


def test_a_wrong_source_file_is_told_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "city.yaml").write_text(
        "publisher: p\npublisher_en: p\nlevel: village\nlegal: x\nsources: []\n", encoding="utf-8"
    )

    result = CommandLine.at(tmp_path, sources_dir=tmp_path).run("sources", "check")

    assert result.returncode == 2
    assert "city.yaml:3: level" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_is_told_by_its_name(tmp_path: Path) -> None:
    result = CommandLine.at(tmp_path, review_port="eighty").run("status")

    assert result.returncode == 2
    assert result.stderr.startswith("POLICYWATCH_REVIEW_PORT: ")


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CommandLine.at(tmp_path).run("sample-site", "--port", str(taken.getsockname()[1]))

    assert result.returncode == 1
    assert "choose another port" in result.stderr
    assert "Traceback" not in result.stderr


def test_status_fails_while_there_is_hardly_room_left(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.run("status")
    environment = {k: v for k, v in command.environment.items() if k.startswith("POLICYWATCH_")}
    monkeypatch.setattr(status_module, "MIN_FREE_BYTES", 1 << 80)

    result = CliRunner().invoke(policywatch, ["status"], env=environment)

    assert result.exit_code == 1
    assert "the disk is nearly full: " in result.stdout


def test_a_store_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = CommandLine.at(
        tmp_path / "home", database_url=f"postgresql+psycopg://x:y@127.0.0.1:{port}/z"
    )

    result = command.run("status")

    assert result.returncode == 3
    assert result.stderr.startswith("the store cannot be used now: connection failed")
    assert "Traceback" not in result.stderr


def test_what_the_machine_does_not_let_be_done_is_told_in_a_line(command: CommandLine) -> None:
    result = command.run("export", "-o", "/dev/full")

    assert (result.returncode, "Traceback" in result.stderr) == (3, False)
    assert "No space left on device" in result.stderr


@pytest.mark.parametrize(
    ("what", "told"),
    [
        pytest.param("https://www.linkedin.com/jobs/view/1", "LinkedIn's terms", id="forbidden"),
        pytest.param("http://", "expected a full http:// or https:// address", id="no host"),
        pytest.param("http://a.example:99999/", "Port out of range", id="no port"),
        pytest.param("http://[::1", "Invalid IPv6 URL", id="half an address"),
        pytest.param("{folder}/pipe.html", "it is no file", id="a pipe"),
    ],
)
def test_what_cannot_be_given_is_told_in_a_line(tmp_path: Path, what: str, told: str) -> None:
    os.mkfifo(tmp_path / "pipe.html")

    result = CommandLine.at(tmp_path / "home").run("submit", what.format(folder=tmp_path))

    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_given_keeps_nothing_else_from_being_given(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "drop").mkdir(parents=True)
    (home / "drop" / "empty.html").write_bytes(b"")
    os.utime(home / "drop" / "empty.html", (0, 0))
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(NOTICE + name, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("a.html", "gone.html", "b.html")]

    result = CommandLine.at(home).run("submit", "--dropped", "--json", *files)

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert told[0] == {"taken": 0, "new": 0, "refused": 1}
    assert [one["given"] for one in told[1:]] == [files[0], files[2]]
    assert result.returncode == 1
    assert "gone.html: cannot be read" in result.stderr
