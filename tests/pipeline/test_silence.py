"""A source that brings nothing is never quiet: by hand, in scripts and in status."""

import email.policy
import json
import socket
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from pathlib import Path

from sqlalchemy import update

from models import CrawlRun, Source, make_engine, write_session
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
    mails = (tmp_path / "home" / "mail" / "new").iterdir()
    parse = BytesParser(policy=email.policy.default).parsebytes
    subjects = [str(parse(mail.read_bytes())["Subject"]) for mail in mails]
    assert "[policywatch] Source dead: working → failing" in subjects
