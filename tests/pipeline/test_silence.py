"""A source that brings nothing is never quiet: by hand, in scripts and in status."""

import email.policy
import json
import shutil
import socket
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from pathlib import Path

import pytest
from sqlalchemy import update

from models import CrawlRun, Source, make_engine, write_session
from policywatch.settings import ROOT
from tests.pipeline.command_line import CommandLine
from tests.spiders.site import list_html, notices, running_site

SOURCES = """
publisher: p
publisher_en: p
level: city
legal: none known
sources:
  - id: dead
    name: dead
    family: list
    url: http://127.0.0.1:{port}/
    enabled: true
    every: 10s
    delay: 0
"""


def watch(folder: Path, port: int) -> CommandLine:
    (folder / "sources").mkdir()
    (folder / "sources" / "dead.yaml").write_text(SOURCES.format(port=port), encoding="utf-8")
    return CommandLine.at(folder / "home", sources_dir=folder / "sources", allow_loopback="true")


def test_a_dead_source_fails_each_run_and_status_says_why(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = watch(tmp_path, port)

    codes = [command.run("run", "--source", "dead").returncode for _ in range(2)]
    last = command.run("collect", "--source", "dead")
    status = command.run("status", "--json")

    assert codes == [0, 1]  # the first failure of a new source may be chance
    assert last.returncode == 1
    assert "source dead is failing: connect" in last.stderr
    assert status.returncode == 1
    assert json.loads(status.stdout)["sources"] == {"failing": 1}


@pytest.mark.parametrize("what", ["sources", "watchlists"])
def test_a_wrong_file_that_stops_all_is_told_by_status_at_once(tmp_path: Path, what: str) -> None:
    with running_site() as site:
        watch(tmp_path, site.port)
        shutil.copytree(ROOT / "watchlists", tmp_path / "watchlists")
        command = CommandLine.at(
            tmp_path / "home",
            sources_dir=tmp_path / "sources",
            watchlists_dir=tmp_path / "watchlists",
            allow_loopback="true",
        )
        site.put("/", list_html(notices(site, 6)))
        command.run("run", "--source", "dead")
    well = command.run("status")

    # As an editor leaves it that is saving it, or somebody who has not tried it.
    (tmp_path / what / "half.yaml").write_text("publisher: p\nsources: [", encoding="utf-8")
    status = command.run("status")

    assert (well.returncode, status.returncode) == (0, 1)
    assert "a file is wrong, and stops what reads it: " in status.stdout
    assert "half.yaml" in status.stdout


def test_crawls_that_come_to_an_end_are_told_by_status_and_by_mail(tmp_path: Path) -> None:
    with running_site() as site:
        command = watch(tmp_path, site.port)
        site.put("/", list_html(notices(site, 6)))
        good = command.run("run", "--source", "dead")
    engine = make_engine(f"sqlite:///{tmp_path / 'home' / 'policywatch.sqlite'}")
    long_ago = datetime.now(UTC) - timedelta(days=2)
    with write_session(engine) as session:
        session.execute(update(CrawlRun).values(started_at=long_ago, finished_at=long_ago))
        session.execute(update(Source).values(last_run_at=long_ago, due_at=long_ago))

    status = command.run("status")
    alert = command.run("alert")

    assert (good.returncode, alert.returncode) == (0, 0)
    assert status.returncode == 1
    assert "dead: not crawled since" in status.stdout
    assert "[policywatch] Source dead: working → failing" in subjects(tmp_path)


@pytest.mark.parametrize("how", ["its file went", "disabled in it"])
def test_a_source_that_is_watched_no_more_is_told_by_mail(tmp_path: Path, how: str) -> None:
    with running_site() as site:
        command = watch(tmp_path, site.port)
        file = tmp_path / "sources" / "dead.yaml"
        other = file.read_text(encoding="utf-8").replace("dead", "other")
        (tmp_path / "sources" / "other.yaml").write_text(other, encoding="utf-8")
        site.put("/", list_html(notices(site, 6)))
        command.run("run", "--source", "dead")
        if how == "its file went":
            file.unlink()
        else:
            disabled = file.read_text(encoding="utf-8").replace("enabled: true", "enabled: false")
            file.write_text(disabled, encoding="utf-8")

        runs = [command.run("run").returncode for _ in range(2)]

    assert runs == [0, 0]
    assert subjects(tmp_path).count("[policywatch] Source dead: working → disabled") == 1


def subjects(folder: Path) -> list[str]:
    """Return the subjects of the mails that were sent."""
    mails = (folder / "home" / "mail" / "new").iterdir()
    parse = BytesParser(policy=email.policy.default).parsebytes
    return [str(parse(mail.read_bytes())["Subject"]) for mail in mails]
