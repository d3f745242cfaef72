"""Watchlists: what is shipped is whole, and a wrong file says where and what was expected."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, func, select

from models import Release, write_session
from policywatch.catalogue.watchlists import (
    Watchlists,
    current_release,
    load_watchlists,
    watchlists_schema,
)
from policywatch.errors import CatalogueError
from policywatch.settings import ROOT

SHIPPED = ROOT / "watchlists"
PROGRAMME = "programmes:\n  - {id: qiming, zh: [启明计划]}\n"
RULE = "rules:\n  - id: r\n    score: 50\n    when: %s\n    reason: because\n"


def problems_of(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_watchlists(folder)
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


@pytest.fixture(scope="module")
def shipped() -> Watchlists:
    return load_watchlists(SHIPPED)


def test_the_shipped_watchlists_are_whole(shipped: Watchlists) -> None:
    assert len(shipped.programmes) >= 79
    assert len(shipped.terms) >= 48
    assert all(p.basis in ("story", "general knowledge") for p in shipped.programmes)
    assert {p.id for p in shipped.programmes if p.basis == "story"} >= {
        "thousand-talents",
        "qiming",
        "huoju",
        "kunpeng",
    }


def test_a_watchlist_written_out_and_read_again_is_the_same_release(
    shipped: Watchlists, tmp_path: Path
) -> None:
    text = yaml.safe_dump(shipped.model_dump(mode="json", exclude_none=True), allow_unicode=True)
    (tmp_path / "all.yaml").write_text(text, encoding="utf-8")

    assert load_watchlists(tmp_path).sha256 == shipped.sha256


def test_the_schema_file_is_up_to_date() -> None:
    stored = json.loads((SHIPPED / "schema.json").read_text(encoding="utf-8"))

    assert stored == watchlists_schema()


def test_a_change_of_one_name_is_another_release(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(PROGRAMME, encoding="utf-8")
    before = load_watchlists(tmp_path).sha256
    (tmp_path / "a.yaml").write_text(PROGRAMME.replace("计划", "工程"), encoding="utf-8")

    assert load_watchlists(tmp_path).sha256 != before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("programmes:\n  - {id: Qi Ming, zh: [启明计划]}\n", "a.yaml:2: ", id="bad id"),
        pytest.param(
            "programmes:\n  - id: a\n    zh: ['“”']\n",
            "a.yaml:3: the name '“”' has 0",
            id="only marks",
        ),
        pytest.param(
            "programmes:\n  - id: a\n    zh: [启]\n",
            "a.yaml:3: the name '启' has 1",
            id="one character",
        ),
        pytest.param(
            "programmes:\n  - id: a\n    zh: [启明计划]\n    weak: [启明]\n",
            "weak names must stand",
            id="weak stranger",
        ),
        pytest.param("programmes:\n  - id: a\n    level: city\n", "needs a name", id="no name"),
        pytest.param(
            "programmes:\n  - id: a\n    zh: [甲计划]\n    successor: b\n",
            "a.yaml:4: successor: no programme is called b",
            id="unknown successor",
        ),
        pytest.param("programmes:\n\t- id: a\n", "a.yaml:2: not YAML", id="tab"),
        pytest.param(
            "programmes:\n  - {id: a, zh: [甲计划]}\n  - {id: a, zh: [乙计划]}\n",
            "a.yaml:3: programmes a stands in",
            id="twice",
        ),
        pytest.param("", "a.yaml:1: the file is empty", id="empty"),
        pytest.param("programs: []\n", "a.yaml:1: programs", id="unknown key"),
        pytest.param(PROGRAMME + RULE % "{}", "expected exactly one of", id="empty rule"),
        pytest.param(
            PROGRAMME + RULE % "{all: []}", "would match everything or nothing", id="empty all"
        ),
        pytest.param(
            PROGRAMME + RULE % "{none: [{programme: any}]}",
            "a.yaml:6: rule r: would match everything",
            id="only negation",
        ),
        pytest.param(
            PROGRAMME + RULE % "{genre: [news]}", "would match everything", id="only a genre"
        ),
        pytest.param(
            PROGRAMME + RULE % "{programme: [qimin]}",
            "a.yaml:6: rule r: cannot match: no programme is called qimin",
            id="unknown programme",
        ),
        pytest.param(
            PROGRAMME + RULE % "{term: [x]}", "cannot match: no term is called x", id="unknown term"
        ),
        pytest.param(
            PROGRAMME + RULE % "{fact: [money]}",
            "cannot match: no fact is called money",
            id="unknown fact",
        ),
        pytest.param(
            PROGRAMME + RULE % "{programme: [qiming], at_least: 2}",
            "cannot match: at least 2 of 1",
            id="more than there is",
        ),
        pytest.param(
            PROGRAMME + RULE % "{near: [{programme: any}], within: 9}",
            "`near` needs at least two",
            id="near alone",
        ),
        pytest.param(
            PROGRAMME + RULE % "{near: [{programme: any}, {fact: [age]}]}",
            "`near` and `within` go together",
            id="near without within",
        ),
        pytest.param(
            (PROGRAMME + RULE % "{programme: any}").replace("because", "'{who}'"),
            "{who} is unknown",
            id="unknown field of the reason",
        ),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, text: str, expected: str) -> None:
    assert any(expected in problem for problem in problems_of(tmp_path, a=text))


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path, a="programmes:\n  - {id: a, zh: [启]}\n", b=PROGRAMME + RULE % "{fact: [x]}"
    )

    assert len(found) == 2


def test_an_id_in_two_files_names_both(tmp_path: Path) -> None:
    found = problems_of(tmp_path, a=PROGRAMME, b=PROGRAMME)

    assert "b.yaml:2" in found[0]
    assert "a.yaml:2" in found[0]


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    assert "no *.yaml file" in problems_of(tmp_path)[0]


def test_a_release_is_written_once(store: Engine, shipped: Watchlists, now: datetime) -> None:
    with write_session(store) as session:
        first = current_release(session, shipped, now).id
    with write_session(store) as session:
        second = current_release(session, shipped, now).id
        count = session.scalar(select(func.count()).select_from(Release))

        assert (first, count) == (second, 1)
        assert session.get_one(Release, first).content["threshold"] == shipped.threshold
