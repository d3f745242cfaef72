"""Source files: checked at the door, and copied to the store without losing what happened."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models import Source, SourceState, read_session, write_session
from policywatch.catalogue.levels import Level
from policywatch.catalogue.sources import (
    Family,
    SourceDeclaration,
    declaration_of,
    format_duration,
    load_sources,
    refusal,
    sources_schema,
    sync_sources,
)
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.errors import CatalogueError
from policywatch.settings import ROOT

HEAD = """publisher: 某市科学技术局
publisher_en: A city's science bureau
level: city
place: 浙江
legal: public
sources:
"""
ENTRY = """  - id: town-notices
    name: 通知公告
    family: list
    url: https://kjj.example.org/col/index.html
"""


def load(folder: Path, text: str) -> list[SourceDeclaration]:
    (folder / "town.yaml").write_text(text, encoding="utf-8")
    return load_sources(folder, sample_site="http://127.0.0.1:8765")


def problem(folder: Path, text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(folder, text)
    return "\n".join(caught.value.problems)


def test_an_entry_takes_over_what_the_publisher_says(tmp_path: Path) -> None:
    (source,) = load(tmp_path, HEAD + ENTRY)

    assert (source.publisher, source.level, source.place) == ("某市科学技术局", "city", "浙江")
    assert (source.host, source.enabled, source.checked) == (
        "kjj.example.org",
        False,
        "not yet checked live",
    )


def test_an_entry_may_differ_from_its_publisher(tmp_path: Path) -> None:
    (source,) = load(tmp_path, HEAD + ENTRY + "    level: county\n    place: 诸暨\n")

    assert (source.level, source.place) == (Level.COUNTY, "诸暨")


def test_the_sample_site_is_put_in(tmp_path: Path) -> None:
    text = HEAD + ENTRY.replace("https://kjj.example.org", "${sample_site}")

    (source,) = load(tmp_path, text)

    assert source.url == "http://127.0.0.1:8765/col/index.html"
    assert source.host == "127.0.0.1:8765"


@pytest.mark.parametrize(
    ("written", "minutes"), [("30m", 30), ("6h", 360), ("1d", 1440), ("2w", 20160)]
)
def test_durations_are_read_and_written_alike(tmp_path: Path, written: str, minutes: int) -> None:
    (source,) = load(tmp_path, HEAD + ENTRY + f"    every: {written}\n")

    assert source.every == timedelta(minutes=minutes)
    assert format_duration(source.every) == written


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("    every: soon\n", "town.yaml:11: sources.0.every: ", id="duration"),
        pytest.param("    every: 1s\n", "at least 10s", id="too-often"),
        pytest.param("    items: 'li['\n", "town.yaml:11: sources.0.items: ", id="css"),
        pytest.param("    include: ['(']\n", "not a regular expression", id="pattern"),
        pytest.param("    colour: red\n", "town.yaml:11: sources.0.colour: ", id="unknown-key"),
        pytest.param("    timezone: Mars/North\n", "e.g. Asia/Shanghai", id="timezone"),
        pytest.param("    api: {items: a}\n", "belongs to family api-list", id="api"),
        pytest.param("    enabled: perhaps\n", "town.yaml:11: sources.0.enabled: ", id="bool"),
        pytest.param("    enabled: perhaps\n", "expected true or false, not 'perhaps'", id="word"),
        pytest.param(
            "    nextpage: none\n", "no such field here; did you mean next_page?", id="typo"
        ),
        pytest.param("    legal: x\n", "sources.0.legal: no such field here", id="misplaced-key"),
        pytest.param("    max_pages: many\n", "expected a whole number, not 'many'", id="number"),
        pytest.param("    include: /art/\n", "expected a list, not '/art/'", id="no-list"),
        pytest.param("    hosts: [www.zhihu.com]\n", "Zhihu", id="refused-host"),
    ],
)
def test_problems_name_file_line_and_what_was_expected(
    tmp_path: Path, line: str, expected: str
) -> None:
    assert expected in problem(tmp_path, HEAD + ENTRY + line)


@pytest.mark.parametrize(
    "host", ["www.linkedin.com", "zhuanlan.zhihu.com", "www.researchgate.net", "mp.weixin.qq.com"]
)
def test_hosts_whose_terms_forbid_crawling_are_refused(tmp_path: Path, host: str) -> None:
    told = problem(tmp_path, HEAD + ENTRY.replace("kjj.example.org", host))

    assert "town.yaml:10" in told
    assert "forbid crawling" in told
    assert "submission" in told


def test_a_host_that_only_looks_like_a_refused_one_is_not() -> None:
    assert refusal("notzhihu.com") is None
    assert refusal("zhihu.com.example.org") is None
    assert refusal("WWW.ZHIHU.COM.") is not None


def test_what_is_wrong_with_an_item_is_told_of_it_alone(tmp_path: Path) -> None:
    told = problem(tmp_path, HEAD + ENTRY.replace("town-notices", "Town Notices"))

    assert "small letters a to z, digits and single hyphens" in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("name", ["city.yml", "City.YAML", "city.yaml.txt", "city.YML.txt"])
def test_a_file_that_would_be_passed_over_is_a_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEAD + ENTRY, encoding="utf-8")

    assert f"{name}: only *.yaml files are read: rename it" in problem(tmp_path, HEAD + ENTRY)
    with pytest.raises(CatalogueError, match=rf"{re.escape(name)}: only"):
        load_watchlists(tmp_path)


def test_what_is_wrong_with_a_whole_source_is_told_without_all_that_it_says(
    tmp_path: Path,
) -> None:
    told = problem(tmp_path, HEAD + ENTRY + "    every: 1s\n")

    assert told.endswith(": sources.0: every and recheck are at least 10s")


def test_one_id_in_two_files_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + ENTRY, encoding="utf-8")

    assert "town-notices is declared in" in problem(tmp_path, HEAD + ENTRY)


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("publisher: x\n", encoding="utf-8")

    told = problem(tmp_path, HEAD + ENTRY + "    every: soon\n")

    assert "a.yaml:1" in told
    assert "town.yaml:11" in told


def test_shipped_sources_are_valid_disabled_and_honest() -> None:
    declared = load_sources(ROOT / "sources", sample_site="http://127.0.0.1:8765")
    real = [source for source in declared if not source.host.startswith("127.0.0.1")]

    assert {source.level for source in real} >= {
        *(Level.NATIONAL, Level.MINISTRY, Level.PROVINCE, Level.CITY, Level.COUNTY),
        *(Level.UNIVERSITY, Level.MEDIA, Level.JOB_BOARD),
    }
    assert {source.family for source in real} == set(Family)
    assert not [source.id for source in real if source.enabled]
    assert {source.checked for source in real} == {"not yet checked live"}


def test_the_schema_on_file_is_current() -> None:
    on_file = json.loads((ROOT / "sources" / "schema.json").read_text(encoding="utf-8"))

    assert on_file == sources_schema(), "run: policywatch sources check --schema"


def test_declarations_survive_the_store(tmp_path: Path) -> None:
    (source,) = load(tmp_path, HEAD + ENTRY + "    every: 6h\n    exclude: ['/en/']\n")

    assert SourceDeclaration.from_store(source.as_json()) == source


def test_an_unknown_id_is_told_with_what_looks_like_it(tmp_path: Path) -> None:
    declared = load(tmp_path, HEAD + ENTRY)

    with pytest.raises(CatalogueError, match="did you mean town-notices"):
        declaration_of(declared, "town")


def enabled(tmp_path: Path, extra: str = "") -> list[SourceDeclaration]:
    return load(tmp_path, HEAD + ENTRY + "    enabled: true\n" + extra)


def sync(store: Engine, declared: list[SourceDeclaration], now: datetime) -> Source:
    with write_session(store) as session:
        sync_sources(session, declared, now)
    with read_session(store) as session:
        return session.get_one(Source, "town-notices")


def test_new_sources_are_due_at_once(store: Engine, tmp_path: Path, now: datetime) -> None:
    source = sync(store, enabled(tmp_path), now)

    assert (source.enabled, source.state, source.due_at) == (True, SourceState.NEW, now)


def test_an_unchanged_declaration_changes_nothing(
    store: Engine, tmp_path: Path, now: datetime
) -> None:
    sync(store, enabled(tmp_path), now)

    source = sync(store, enabled(tmp_path), now + timedelta(hours=1))

    assert source.due_at == now


def test_a_source_declared_otherwise_is_due_at_once(
    store: Engine, tmp_path: Path, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    sync(store, enabled(tmp_path), now)

    source = sync(store, enabled(tmp_path, "    every: 6h\n"), later)

    assert source.due_at == later
    assert source.declaration["every"] == "6h"


def test_undeclared_sources_are_disabled_and_come_back(
    store: Engine, tmp_path: Path, now: datetime
) -> None:
    sync(store, enabled(tmp_path), now)

    gone = sync(store, [], now + timedelta(hours=1))
    back = sync(store, enabled(tmp_path), now + timedelta(hours=2))

    assert (gone.enabled, gone.state) == (False, SourceState.DISABLED)
    assert (back.enabled, back.state) == (True, SourceState.NEW)


def test_days_of_silence_that_a_file_sets_are_kept_though_they_are_those_set_by_none(
    tmp_path: Path,
) -> None:
    (source,) = load(tmp_path, HEAD + ENTRY + "    quiet_after: 30\n")
    (unset,) = load(tmp_path, HEAD + ENTRY)

    assert source.as_json()["quiet_after"] == 30
    assert "quiet_after" not in unset.as_json()
