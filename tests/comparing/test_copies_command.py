"""`policywatch copies` and `policywatch way`, as their users run them."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from models import Source, make_engine, write_session
from models.migrate import migrate
from policywatch.cli import policywatch
from policywatch.comparing import compare
from policywatch.comparing.collection import Held, group_texts
from policywatch.comparing.likeness import Print
from tests.comparing import notices
from tests.comparing.test_copies import pages
from tests.comparing.world import publish

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, home: Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(policywatch, arguments, env={"POLICYWATCH_HOME": str(home)})
    return result.exit_code, result.stdout, result.stderr


def test_a_folders_files_are_grouped_across_formats(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "deep").mkdir(parents=True)
    texts = pages(3)
    html = "".join(f"<p>{line}</p>" for line in texts["c-exact"].split("\n"))
    files = {
        "a.txt": texts["a-original"],
        "b.txt": texts["b-near"],
        "deep/c.html": f"<html><body><article>{html}</article></body></html>",
        "e.txt": texts["e-excerpt"],
        "f.txt": texts["f-reused"],
        "g.txt": texts["g-stranger"],
    }
    for number, (name, text) in enumerate(files.items()):
        (folder / name).write_text(text, encoding="utf-8")
        os.utime(folder / name, (number + 1e9, number + 1e9))

    code, out, _ = run("copies", str(folder), "--json", home=tmp_path)

    (group,) = [json.loads(line) for line in out.splitlines()]
    names = ["a.txt", "b.txt", "deep/c.html", "e.txt"]
    assert code == 0
    assert group["paths"] == [str(folder / name) for name in names]
    assert group["original"] == str(folder / "a.txt")
    assert group["kind"] == "excerpt"
    assert [member["kind"] for member in group["members"]] == [
        "original", "near", "exact", "excerpt",
    ]  # fmt: skip
    assert group["overlap"] == min(member["overlap"] for member in group["members"])


def test_the_date_stated_says_what_came_first(tmp_path: Path) -> None:
    text = "\n".join(notices.notice(random.Random(2), 20))
    for name, date in (("a.html", "2023-05-01"), ("b.html", "2022-01-05")):
        (tmp_path / name).write_text(
            f"<html><head><meta name='PubDate' content='{date}'></head><body><p>{text}</p></body>"
        )

    _, out, _ = run("copies", str(tmp_path), "--json", home=tmp_path)

    assert json.loads(out)["original"] == str(tmp_path / "b.html")
    assert json.loads(out)["kind"] == "exact"


def test_what_cannot_be_read_is_said_and_the_rest_is_grouped(tmp_path: Path) -> None:
    text = "\n".join(notices.notice(random.Random(2), 20))
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(text)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4 broken")

    code, out, err = run("copies", str(tmp_path), "--json", home=tmp_path)

    assert code == 1
    assert len(out.splitlines()) == 1
    assert "c.pdf" in err


def test_a_folder_as_it_may_be_is_gone_through_without_loss(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "beside").mkdir()
    text = "\n".join(notices.notice(random.Random(2), 20)).encode()
    bad_name = b"\xff\xfe.txt"
    (folder / "a.txt").write_bytes(text)
    (folder / "deep" / os.fsdecode(bad_name)).write_bytes(text)
    (tmp_path / "beside" / "c.txt").write_bytes(text)
    os.mkfifo(folder / "pipe")
    for link, target in {
        "loop": ".", "self": "self", "again.txt": "a.txt", "nowhere": "gone",
        "other": "../beside",
    }.items():  # fmt: skip
        (folder / link).symlink_to(target)

    code, out, err = run("copies", str(folder), "--json", home=tmp_path)

    (group,) = [json.loads(line) for line in out.splitlines()]
    names = {"a.txt", f"deep/{os.fsdecode(bad_name)}", "other/c.txt"}
    assert code == 1
    assert group["kind"] == "exact"
    assert set(group["paths"]) == {str(folder / name) for name in names}
    assert "6 files: 3 read, 3 of them in 1 groups, 3 not read" in err
    assert all(f"{folder / name}: " in err for name in ("nowhere", "pipe", "self"))


def test_a_folder_without_files_is_no_folder_without_copies(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deep").mkdir(parents=True)

    code, out, err = run("copies", str(tmp_path / "empty"), "--json", home=tmp_path)

    assert (code, out) == (1, "")
    assert "there is no file below" in err


def test_neither_names_nor_dates_of_files_decide_who_is_a_copy_of_whom() -> None:
    prints = [Print(text) for seed in range(8) for text in pages(seed).values()]
    rand = random.Random(3)
    found = set()
    for _ in range(3):
        rand.shuffle(prints)
        texts = [
            Held(f"{number:03}", datetime.fromtimestamp(rand.random() * 1e9, UTC), print_)
            for number, print_ in enumerate(prints)
        ]
        keys = {text.name: text.print_.key for text in texts}
        groups = group_texts(texts)
        found.add(frozenset(frozenset(keys[m.name] for m in group.members) for group in groups))

    assert len(found) == 1
    assert len(found.pop()) >= 8


GROUPED = """
from datetime import UTC, datetime
from policywatch.comparing.collection import Held, group_texts
from policywatch.comparing.likeness import Print
from tests.comparing.test_copies import pages
day = datetime(2023, 8, 24, tzinfo=UTC)
texts = {f"{seed}-{name}": text for seed in range(3) for name, text in pages(seed).items()}
print(group_texts([Held(name, day, Print(text)) for name, text in texts.items()]))
"""


def test_every_process_groups_alike(capsys: pytest.CaptureFixture[str]) -> None:
    exec(GROUPED, {})  # the same lines here and there
    here = capsys.readouterr().out

    seed = "1" if os.environ.get("PYTHONHASHSEED") == "2" else "2"
    there = subprocess.run(
        [sys.executable, "-c", GROUPED], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert there.stdout == here
    assert here.count("TextGroup") >= 3


@pytest.fixture
def home(tmp_path: Path) -> Path:
    engine = make_engine(f"sqlite:///{tmp_path / 'policywatch.sqlite'}")
    migrate(engine)
    fill(engine)
    engine.dispose()
    return tmp_path


def fill(engine: Engine) -> None:
    rand = random.Random(1)
    original = notices.notice(rand, 30)
    levels = ["city", "county", "province", "national", "city"]
    for number, level in enumerate(levels):
        text = "\n".join(original if level == "national" else notices.edited(rand, original, 0.05))
        publish(engine, f"{number}-{level}", text, source=f"s{number}", seen=10 - number)
    with write_session(engine) as session:
        for number, level in enumerate(levels):
            session.get_one(Source, f"s{number}").level = level
    compare(engine)


def test_a_policys_way_goes_down_the_levels_by_who_had_it_first(home: Path) -> None:
    code, out, _ = run("way", "http://example.org/1-county", "--json", home=home)

    stops = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [stop["level"] for stop in stops] == ["national", "province", "city", "county"]
    assert stops[2]["url"].endswith("4-city")
    assert [stop["kind"] for stop in stops] == ["near", "near", "original", "near"]


def test_every_copy_can_be_shown_in_the_order_of_appearance(home: Path) -> None:
    _, out, _ = run("way", "1", "--all", "--json", home=home)

    urls = [json.loads(line)["url"][-6:] for line in out.splitlines()]
    assert [url[-4:] for url in urls] == ["city", "onal", "ince", "unty", "city"]


def test_an_unknown_document_is_told_in_one_line(home: Path) -> None:
    code, _, err = run("way", "http://nowhere.example/", home=home)

    assert code == 1
    assert "full address" in err
