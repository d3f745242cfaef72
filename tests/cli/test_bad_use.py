"""Settings, stores and words that cannot be used: each is told in a line, by its exit code."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from policywatch.cli import policywatch
from policywatch.settings import Settings


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"POLICYWATCH_HOME": str(tmp_path / "home")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "nobody://x/y"),
        ("DATABASE_URL", "postgresql://x:port/y"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_by_its_name(
    runner: CliRunner, name: str, value: str
) -> None:
    for words in (["status"], ["up"]):
        result = runner.invoke(policywatch, words, env={f"POLICYWATCH_{name}": value})

        assert result.exit_code == 2
        assert result.stderr.startswith(f"POLICYWATCH_{name}: expected ")


def test_an_empty_setting_is_not_set() -> None:
    given = {"POLICYWATCH_HOME": "", "POLICYWATCH_REVIEW_PORT": "", "POLICYWATCH_OCR": ""}

    assert Settings.from_environment(given) == Settings()


@pytest.mark.parametrize("words", [["status"], ["candidates"]])
def test_a_home_that_is_no_folder_is_told_in_a_line(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "home").write_bytes(b"")

    result = CliRunner().invoke(policywatch, words, env={"POLICYWATCH_HOME": f"{tmp_path}/home"})

    assert result.exit_code == 3
    assert "does not let it be done" in result.stderr


@pytest.mark.parametrize("words", [["status"], ["candidates"], ["migrate"]])
def test_a_store_that_is_none_is_told_in_a_line(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "policywatch.sqlite").write_bytes(b"nothing that SQLite made" * 1000)

    result = CliRunner().invoke(policywatch, words, env={"POLICYWATCH_HOME": str(tmp_path)})

    assert result.exit_code == 3
    assert result.stderr == "the store cannot be used now: file is not a database\n"


def test_a_store_of_newer_code_or_of_others_stays_as_it_is(
    runner: CliRunner, tmp_path: Path
) -> None:
    runner.invoke(policywatch, ["migrate"])
    store = tmp_path / "home" / "policywatch.sqlite"
    with closing(sqlite3.connect(store)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")

    result = runner.invoke(policywatch, ["status"])

    assert result.exit_code == 1
    assert result.stderr.startswith("the store has schema 9999, this policywatch knows up to 0")

    for file in store.parent.glob("policywatch.sqlite*"):
        file.unlink()
    with closing(sqlite3.connect(store)) as others, others:
        others.execute("CREATE TABLE source (x)")

    result = runner.invoke(policywatch, ["status"])

    assert result.exit_code == 1
    assert "stays as it was: table source already exists" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["way", "http://a/\udcff"], "no UTF-8"),
        (["collect", "--source", "\udcff"], "no UTF-8"),
        (["backfill", "\udcff"], "no UTF-8"),
        (["accounts", "create", "li", "--password", "long enough \udcff"], "no UTF-8"),
        (["evidence", "bundle", "9" * 30], "not in the range"),
        (["candidates", "--limit", "9" * 30], "not in the range"),
        (["read", "--limit", "9" * 30], "not in the range"),
        (["flag", "--shard", "0/" + "9" * 30], "I must be from 0 to N-1"),
        (["collect", "--source", "nowhere"], "no source is called nowhere"),
        (["run", "--source", "zj-kjt-notices"], "zj-kjt-notices is disabled"),
        (["export", "-o", "nowhere/findings.csv"], "there is no folder"),
    ],
)
def test_what_cannot_be_meant_is_bad_usage(runner: CliRunner, words: list[str], told: str) -> None:
    result = runner.invoke(policywatch, words)

    assert (result.exit_code, told in result.stderr) == (2, True), result.output


@pytest.mark.parametrize("words", [["collect"], ["run"], ["sources", "list"], ["sources", "check"]])
def test_a_folder_without_source_files_gives_up_no_source(
    runner: CliRunner, tmp_path: Path, words: list[str]
) -> None:
    runner.invoke(policywatch, ["sources", "list"])
    before = runner.invoke(policywatch, ["status", "--json"]).stdout

    result = runner.invoke(policywatch, words, env={"POLICYWATCH_SOURCES_DIR": f"{tmp_path}/gone"})

    assert result.exit_code == 2
    assert "gone: no *.yaml file here" in result.stderr
    assert runner.invoke(policywatch, ["status", "--json"]).stdout == before


def test_an_archive_that_cannot_be_had_is_told_in_a_line(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>关于组织申报启明计划的通知</p>", encoding="utf-8")
    unknown = {
        "POLICYWATCH_ARCHIVE_URL": "s3://bucket/folder",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_ACCESS_KEY_ID": None,
        "AWS_SECRET_ACCESS_KEY": None,
    }

    result = runner.invoke(policywatch, ["submit", str(tmp_path / "page.html")], env=unknown)

    assert result.exit_code == 3
    assert result.stderr == "the archive cannot be used now: Unable to locate credentials\n"
