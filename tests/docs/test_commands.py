"""Every command of the docs runs as written, in order, page by page."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policywatch.samplesite import SampleSite, running_sample_site
from tests.pipeline.command_line import CommandLine

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
YAML_FILE = {"add-a-source.md": "sources/my-city.yaml", "add-a-term.md": "watchlists/mine.yaml"}
# Whole-system commands have tests of their own (tests/launch, .ci/run).
ELSEWHERE = ("make run", "make test")
MAY_FAIL = ("policywatch status", "policywatch sources list", "policywatch run")


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with running_sample_site(day=1) as running:
        yield running


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_run(page: Path, site: SampleSite, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "watchlists", tmp_path / "watchlists")
    (tmp_path / "sources").mkdir()
    shutil.copy(ROOT / "sources" / "sample.yaml", tmp_path / "sources")
    (tmp_path / "saved-pages").mkdir()
    saved = (
        "<html><head><title>启明计划申报通知</title></head><body><p>各有关单位：现组织申报启明计划，"
        "面向海外高层次人才，给予300-500万元资助。</p></body></html>"
    )
    for name in ("saved-page.html", "saved-pages/one.html"):
        (tmp_path / name).write_text(saved, encoding="utf-8")
    environment = CommandLine.at(
        tmp_path / "home",
        sample_port=site.server_address[1],
        allow_loopback="true",
        sources_dir=tmp_path / "sources",
        watchlists_dir=tmp_path / "watchlists",
    ).environment
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"

    failures = []
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "yaml":
            (tmp_path / YAML_FILE[page.name]).write_text(block, encoding="utf-8")
        elif kind == "sh":
            failures += [
                failure
                for line in block.splitlines()
                if (failure := run(line, environment, tmp_path))
            ]

    assert failures == []


def run(line: str, environment: dict[str, str], folder: Path) -> str | None:
    """Run a line of a page; return what went wrong with it."""
    if not line.strip() or line.startswith(ELSEWHERE):
        return None
    result = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    fine = (0, 1) if line.startswith(MAY_FAIL) else (0,)
    return None if result.returncode in fine else f"{line}: {result.returncode}: {result.stderr}"
