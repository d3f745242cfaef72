"""Edits in the store: with the files they make the release, and nothing of them is ever lost."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, delete, select

from models import WatchlistEdit, write_session
from policywatch.catalogue.watchlists import Watchlists, load_watchlists
from policywatch.catalogue.watchlists.files import read_text, to_yaml, write_files
from policywatch.catalogue.watchlists.located import Ref
from policywatch.catalogue.watchlists.store import Author, Editor
from policywatch.errors import CatalogueError
from tests.catalogue.generated import watchlists

FILE = """
programmes:
  - {id: qiming, zh: [启明计划, 启明工程], weak: [启明工程]}
terms:
  - {id: pay, category: incentive, gloss: pay, zh: [年薪, 薪酬]}
context: {talent: [人才]}
rules:
  - {id: named, score: 50, when: {programme: [qiming]}, reason: 'names {programmes}'}
"""
OTHER = "programmes:\n  - {id: qihang, zh: [启航计划], predecessor: qiming}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "watchlists"
    path.mkdir()
    (path / "a.yaml").write_text(FILE, encoding="utf-8")
    return path


@contextmanager
def editor(store: Engine, folder: Path) -> Iterator[Editor]:
    with write_session(store) as session:
        yield Editor(session, folder)


@pytest.fixture
def author(now: datetime) -> Author:
    return Author("ana", now, "seen in Huzhou")


def standing(store: Engine, folder: Path) -> Watchlists:
    with editor(store, folder) as one:
        return one.standing().watchlists


def add(
    store: Engine, folder: Path, text: str, author: Author, *, replace: bool = False
) -> list[str]:
    with editor(store, folder) as one:
        done = one.add(read_text(text, "given.yaml"), author, replace=replace)
        return [str(ref) for ref in done]


def remove(store: Engine, folder: Path, author: Author, *refs: str) -> None:
    with editor(store, folder) as one:
        one.remove([Ref.parse(ref) for ref in refs], author)


def programme(found: Watchlists, programme_id: str) -> tuple[str, ...]:
    return next(p.zh for p in found.programmes if p.id == programme_id)


def test_what_is_added_counts_with_the_files_and_tells_who_when_and_why(
    store: Engine, folder: Path, author: Author
) -> None:
    names = "names:\n  - {programme: qiming, text: 启明新计划}\n  - {term: pay, text: 高薪}\n"

    done = add(store, folder, OTHER + names + "context: {talent: [引才]}\n", author)

    found = standing(store, folder)
    assert done == [
        "programme:qihang", "programme:qiming/启明新计划", "term:pay/高薪", "word:talent/引才",
    ]  # fmt: skip
    assert programme(found, "qiming") == ("启明计划", "启明工程", "启明新计划")
    assert found.terms[0].zh == ("年薪", "薪酬", "高薪")
    assert found.context.talent == ("人才", "引才")
    assert found.sha256 != load_watchlists(folder).sha256
    with write_session(store) as session:
        edits = session.scalars(select(WatchlistEdit)).all()
        assert {(e.who, e.at, e.why) for e in edits} == {("ana", author.at, "seen in Huzhou")}


def test_adding_it_again_adds_nothing(store: Engine, folder: Path, author: Author) -> None:
    add(store, folder, OTHER, author)

    assert add(store, folder, OTHER, author) == []
    assert add(store, folder, FILE, author) == []


def test_an_id_that_is_taken_is_refused_with_both_places(
    sqlite_store: Engine, folder: Path, author: Author
) -> None:
    with pytest.raises(CatalogueError) as caught:
        add(sqlite_store, folder, "programmes: [{id: qiming, zh: [启明人才计划]}]\n", author)

    assert "given.yaml:1: programme:qiming stands in " in str(caught.value)
    assert "a.yaml:3, too" in str(caught.value)
    assert standing(sqlite_store, folder).sha256 == load_watchlists(folder).sha256


def test_an_id_that_the_files_take_later_is_a_conflict_with_the_way_out(
    store: Engine, folder: Path, author: Author
) -> None:
    add(store, folder, OTHER, author)
    (folder / "b.yaml").write_text(
        "programmes: [{id: qihang, zh: [启航英才计划]}]\n", encoding="utf-8"
    )

    with pytest.raises(CatalogueError) as caught:
        standing(store, folder)
    assert "b.yaml:1: programme qihang stands in the store (ana, 2023-08-24 09:00), too" in str(
        caught.value
    )
    assert "policywatch watchlists remove programme:qihang" in str(caught.value)

    (folder / "b.yaml").write_text(OTHER, encoding="utf-8")
    assert programme(standing(store, folder), "qihang") == ("启航计划",)


def test_what_was_replaced_in_the_store_is_noted_when_the_file_changes(
    sqlite_store: Engine, folder: Path, author: Author
) -> None:
    add(sqlite_store, folder, "terms: [{id: pay, category: incentive, gloss: pay, zh: [年薪]}]\n",
        author, replace=True)  # fmt: skip
    (folder / "a.yaml").write_text(FILE.replace("薪酬", "高薪"), encoding="utf-8")

    with editor(sqlite_store, folder) as one:
        assembled = one.standing()
        assert assembled.watchlists.terms[0].zh == ("年薪",)
        assert "term pay has changed since the store (ana" in assembled.notes[0]
        one.restore([Ref.parse("term:pay")], author)
        assert one.standing().watchlists.terms[0].zh == ("年薪", "高薪")


def test_what_is_removed_is_gone_wherever_it_stands_and_comes_back(
    store: Engine, folder: Path, author: Author
) -> None:
    add(store, folder, OTHER.replace(", predecessor: qiming", ""), author)
    before = standing(store, folder).sha256

    remove(store, folder, author, "programme:qihang", "term:pay", "programme:qiming/启明工程",
           "word:talent/人才")  # fmt: skip

    found = standing(store, folder)
    assert [p.id for p in found.programmes] == ["qiming"]
    assert (programme(found, "qiming"), found.programmes[0].weak) == (("启明计划",), ())
    assert (found.terms, found.context.talent) == ((), ())
    add(store, folder, OTHER.replace(", predecessor: qiming", ""), author)
    with editor(store, folder) as one:
        refs = ("term:pay", "programme:qiming/启明工程", "word:talent/人才")
        one.restore([Ref.parse(ref) for ref in refs], author)
    assert standing(store, folder).sha256 == before


def test_what_the_store_removed_of_its_own_does_not_hide_what_the_files_get_later(
    sqlite_store: Engine, folder: Path, author: Author
) -> None:
    add(sqlite_store, folder, OTHER, author)
    remove(sqlite_store, folder, author, "programme:qihang")
    (folder / "b.yaml").write_text(OTHER, encoding="utf-8")

    assert programme(standing(sqlite_store, folder), "qihang") == ("启航计划",)


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        (["programme:qiming"], "rule named: cannot match: no programme is called qiming"),
        (["programme:other"], "programme:other: there is no such part"),
        (["programme:qiming/启明计划", "programme:qiming/启明工程"], "a programme needs a name"),
    ],
)
def test_what_is_still_needed_cannot_be_removed(
    sqlite_store: Engine, folder: Path, author: Author, refs: list[str], expected: str
) -> None:
    with pytest.raises(CatalogueError, match=expected):
        remove(sqlite_store, folder, author, *refs)

    assert standing(sqlite_store, folder).sha256 == load_watchlists(folder).sha256


def test_a_bare_name_is_understood_where_one_has_it(
    sqlite_store: Engine, folder: Path, author: Author
) -> None:
    add(sqlite_store, folder, "names: [{term: pay, text: 启明计划}]\n", author)

    with editor(sqlite_store, folder) as one:
        assert str(one.resolve("启明工程")) == "programme:qiming/启明工程"
        with pytest.raises(CatalogueError, match="programme:qiming/启明计划, term:pay/启明计划"):
            one.resolve("启明计划")
        with pytest.raises(CatalogueError, match="there is no such part"):
            one.resolve("火炬计划")


def test_a_folder_without_files_is_fine_once_the_store_holds_what_is_looked_for(
    sqlite_store: Engine, folder: Path, tmp_path: Path, author: Author
) -> None:
    wanted, empty = load_watchlists(folder), tmp_path / "empty"
    empty.mkdir()

    with pytest.raises(CatalogueError, match="and no edit in the store"):
        standing(sqlite_store, empty)
    with write_session(sqlite_store) as session:
        edits = Editor(session, empty)
        edits.add(read_text(FILE, "f"), author)

    assert standing(sqlite_store, empty).sha256 == wanted.sha256


@given(first=watchlists(), second=watchlists())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_exported_and_taken_over_is_the_same_release(
    sqlite_store: Engine, tmp_path_factory: pytest.TempPathFactory, author: Author,
    first: Watchlists, second: Watchlists,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("w")
    with write_session(sqlite_store) as session:
        session.execute(delete(WatchlistEdit))
    one_file, files = folder / "one", folder / "files"
    one_file.mkdir()
    (one_file / "all.yaml").write_text(to_yaml(first), encoding="utf-8")
    write_files(second, files)

    assert load_watchlists(one_file).sha256 == first.sha256
    assert load_watchlists(files).sha256 == second.sha256
    for wanted in (second, first, second):
        with editor(sqlite_store, one_file) as edits:
            edits.take_over(wanted, author)
        assert standing(sqlite_store, one_file) == wanted
    with editor(sqlite_store, files) as edits:
        assert edits.take_over(second, author) is not None
    assert standing(sqlite_store, files) == second


ADD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from models import make_engine, write_session
from policywatch.catalogue.watchlists.files import read_text
from policywatch.catalogue.watchlists.store import Author, Editor
from policywatch.errors import CatalogueError
text = f"programmes: [{{id: same, zh: [第{sys.argv[3]}人才计划]}}]\\n"
try:
    with write_session(make_engine(sys.argv[1])) as session:
        editor = Editor(session, Path(sys.argv[2]))
        editor.add(read_text(text, "given"), Author("a", datetime.now(UTC)))
    print("added")
except CatalogueError:
    print("refused")
"""


def test_of_two_who_add_the_same_id_at_once_one_is_refused(store: Engine, folder: Path) -> None:
    url = store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", ADD, url, str(folder)]

    adding = [subprocess.Popen([*command, n], stdout=subprocess.PIPE, text=True) for n in "12"]
    said = sorted(one.communicate(timeout=120)[0].strip() for one in adding)

    assert said == ["added", "refused"]
