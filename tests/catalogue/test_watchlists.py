"""Watchlists: what is shipped is whole, and a wrong file says where and what was expected."""

import itertools
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
from policywatch.flagging.folding import fold_name
from policywatch.settings import ROOT

SHIPPED = ROOT / "watchlists"
PROGRAMME = "programmes:\n  - {id: qiming, zh: [启明计划]}\n"
RULE = "rules:\n  - id: r\n    score: 50\n    when: %s\n    reason: because\n"
BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


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
            "a.yaml:3: programme a stands in",
            id="twice",
        ),
        pytest.param(
            PROGRAMME + RULE % "\n\t\tprogramme: any", "a.yaml:7: not YAML", id="tab in a rule"
        ),
        pytest.param(
            f"terms: {'[' * 10_000}{']' * 10_000}\n", "a.yaml: nested too deeply", id="brackets"
        ),
        pytest.param(
            PROGRAMME + RULE % f"{'{all: [' * 10_000}{{}}{']}' * 10_000}",
            "a.yaml: nested too deeply",
            id="nested rule",
        ),
        pytest.param(
            'programmes:\n  - {id: a, zh: ["甲\\ud800计划"]}\n',
            "a.yaml:2: not YAML",
            id="lone surrogate",
        ),
        pytest.param(
            f"programmes:\n  - {{id: a, zh: [{'甲' * 1_000_000}计划]}}\n",
            "at most 120 characters",
            id="long line",
        ),
        pytest.param("", "a.yaml:1: the file is empty", id="empty"),
        pytest.param(
            "programmes:\n  - {id: a, zh: [甲乙计划], unless: [甲乙计划]}\n",
            "a.yaml:2: '甲乙计划' is a name of programme:a itself",
            id="a name that rules itself out",
        ),
        pytest.param(BOMB, "a.yaml: its aliases repeat so much", id="aliases of aliases"),
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
        pytest.param(
            PROGRAMME + RULE % "{all: [{genre: [cv]}, {genre: [news]}, {programme: any}]}",
            "cannot match: no text is of one genre and of another one",
            id="two genres at once",
        ),
        pytest.param(
            PROGRAMME + RULE % "{all: [{programme: [qiming]}, {none: [{programme: any}]}]}",
            "cannot match: it asks for programme qiming and for none of it",
            id="asked for and refused",
        ),
        pytest.param(
            PROGRAMME + RULE % "{near: [{programme: any}, {genre: [news]}], within: 9}",
            "`near` asks for genre news, which stands nowhere",
            id="near something without a place",
        ),
        pytest.param(
            PROGRAMME + RULE % "{near: [{programme: any}, {fact: [age]}], within: -9}",
            "`within` is sentence, paragraph, or 1 to 100000",
            id="near in less than nothing",
        ),
        pytest.param(
            PROGRAMME + RULE % "{fact: [age], in_title: true}",
            "`in_title` goes with programme, category, term",
            id="fact in the title",
        ),
        pytest.param(
            PROGRAMME + RULE % "{all: [{programme: any}, {level: [village]}]}",
            "cannot match: no level is called village",
            id="unknown level",
        ),
        pytest.param(
            (PROGRAMME + RULE % "{programme: any}").replace("score: 50", "score: 0"),
            "cannot match: its score is below 1",
            id="no score",
        ),
        pytest.param(
            PROGRAMME + RULE.replace("id: r", "id: r\n    covers: [r]") % "{programme: any}",
            "a.yaml:5: r covers r: none of them would be seen",
            id="covers itself",
        ),
        pytest.param(
            PROGRAMME + "rules: [{}]\n",
            "a.yaml:3: rules.0.id: Field required",
            id="empty rule item",
        ),
        pytest.param(
            "terms:\n  - {id: a, category: field, gloss: a}\n",
            "needs a name",
            id="term without name",
        ),
        pytest.param(
            PROGRAMME + "  - {id: other, en: [Other Plan], short: [启明计划]}\n",
            "a.yaml:3: the name '启明计划' belongs to programme qiming (",
            id="one name of two programmes",
        ),
        pytest.param(
            PROGRAMME + "  - {id: other, zh: [别的计划], predecessor: qiming, successor: qiming}\n",
            "would come before itself",
            id="circle of successions",
        ),
        pytest.param(
            PROGRAMME.replace("]}", "], since: 2023, until: '2019'}"),
            "until 2019 lies before since 2023",
            id="ends before it begins",
        ),
        pytest.param(
            PROGRAMME.replace("]}", "], since: 2023-02-30}"),
            "a.yaml:2: programmes.0.since",
            id="no day",
        ),
        pytest.param(
            "threshold: 40\n" + PROGRAMME + "names:\n  - {programme: qimin, text: 启明新计划}\n",
            "a.yaml:5: no programme is called qimin",
            id="a name of nobody",
        ),
        pytest.param(
            PROGRAMME + "forms: {spaced: .nan}\n", "a.yaml:3: forms.spaced", id="no number"
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


def test_a_file_that_cannot_be_read_is_told_of_alone(tmp_path: Path) -> None:
    terms = "terms:\n  - {id: pay, category: incentive, gloss: pay, zh: [年薪], en: [null]}\n"

    found = problems_of(tmp_path, a=terms, b=PROGRAMME + RULE % "{term: [pay]}")

    assert [problem.partition(" ")[0] for problem in found] == ["a.yaml:2:"]


def test_names_are_checked_as_texts_are_searched_for_them(tmp_path: Path) -> None:
    text = "programmes:\n  - id: a\n    zh: [甲计划, ㅤㅤㅤ]\n  - {id: b, zh: [甲－计划]}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError) as caught:
        load_watchlists(tmp_path, lambda names: [fold_name(name) for name in names])

    invisible, twice = caught.value.problems
    assert "a.yaml:3: the name 'ㅤㅤㅤ' is ''" in invisible
    assert "a.yaml:4: the name '甲－计划' belongs to programme a" in twice


def test_a_release_is_what_is_looked_for_however_it_is_spread(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    other = "  - {id: a, zh: [甲计划]}\n"
    for folder, files in (
        (one, {"x": PROGRAMME + other + "context: {talent: [人才, 海外]}\n"}),
        (two, {"y": "programmes:\n" + other + "context: {talent: [海外]}\n",
               "z": PROGRAMME + "context: {talent: [人才, 海外]}\n"}),
    ):  # fmt: skip
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    assert load_watchlists(one).sha256 == load_watchlists(two).sha256


def test_a_programme_tells_of_its_names_and_of_what_came_before_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        """
programmes:
  - id: old
    names:
      - {text: 海外高层次人才引进计划, kind: official, since: 2008, until: 2018}
      - {text: 千人計劃, kind: press, writing: traditional}
      - {text: Qianren Jihua, writing: pinyin, weak: true}
      - {text: TTP, kind: abbreviation}
      - {text: QR计划, kind: code}
    successor: new
  - id: new
    zh: [启明计划]
    predecessor:
      - {id: old, date: 2019-03, note: reported on 24 August 2023}
names:
  - {programme: new, text: 启明新计划, since: 2024}
""",
        encoding="utf-8",
    )

    new, old = load_watchlists(tmp_path).programmes

    assert old.zh == ("海外高层次人才引进计划", "千人計劃", "QR计划")
    assert (old.en, old.short, old.weak) == (("Qianren Jihua",), ("TTP",), ("Qianren Jihua",))
    assert [s.id for s in old.successor] == ["new"]
    assert (new.predecessor[0].date, new.names[0].since) == ("2019-03", "2024")
    assert new.zh == ("启明计划", "启明新计划")


def test_an_id_in_two_files_names_both(tmp_path: Path) -> None:
    found = problems_of(tmp_path, a=PROGRAMME, b=PROGRAMME)

    assert "b.yaml:2" in found[0]
    assert "a.yaml:2" in found[0]


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    assert "no *.yaml file" in problems_of(tmp_path)[0]


def test_a_hundred_thousand_names_are_read(tmp_path: Path) -> None:
    chars = "".join(map(chr, range(0x5000, 0x5000 + 320)))
    stems = ["".join(pair) for pair in itertools.product(chars, repeat=2)][:100_000]
    programmes = [
        f"  - {{id: p{at}, zh: [{', '.join(f'{stem}英才计划' for stem in stems[at : at + 20])}]}}"
        for at in range(0, len(stems), 20)
    ]
    (tmp_path / "a.yaml").write_text("\n".join(["programmes:", *programmes]), encoding="utf-8")

    watchlists = load_watchlists(tmp_path)

    assert sum(len(programme.zh) for programme in watchlists.programmes) == 100_000


def test_a_release_is_written_once(store: Engine, shipped: Watchlists, now: datetime) -> None:
    with write_session(store) as session:
        first = current_release(session, shipped, now).id
    with write_session(store) as session:
        second = current_release(session, shipped, now).id
        count = session.scalar(select(func.count()).select_from(Release))

        assert (first, count) == (second, 1)
        assert session.get_one(Release, first).content["threshold"] == shipped.threshold
