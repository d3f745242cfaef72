"""A source that brings nothing is never quiet: by hand, in scripts and in status."""

import json
import socket
from pathlib import Path

from tests.pipeline.command_line import CommandLine

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


def test_a_dead_source_fails_each_run_and_status_says_why(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "dead.yaml").write_text(SOURCES.format(port=port), encoding="utf-8")
    command = CommandLine.at(
        tmp_path / "home", sources_dir=tmp_path / "sources", allow_loopback="true"
    )

    codes = [command.run("run", "--source", "dead").returncode for _ in range(2)]
    last = command.run("collect", "--source", "dead")
    status = command.run("status", "--json")

    assert codes == [0, 1]  # the first failure of a new source may be chance
    assert last.returncode == 1
    assert "source dead is failing: connect" in last.stderr
    assert status.returncode == 1
    assert json.loads(status.stdout)["sources"] == {"failing": 1}
