"""Whatever a hostile file makes a parser do, its reading ends with a reason and work goes on."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from policywatch.reading.attachments.sandbox import Bounds, OutOfBoundsError, Sandbox

TIGHT = Bounds(seconds=2, memory=300_000_000, output=1_000_000)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox("tests.reading.misbehaving:read")
    yield made
    made.close()


def count(sandbox: Sandbox, body: bytes = b"12345") -> int:
    result = sandbox.call(body, {"what": "count"}, Bounds())
    return int(result["bytes"])


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("crash", "crash"),
        ("exit", "crash"),
        ("raise", "error"),
        ("sleep", "time"),
        ("spin", "time"),
        ("hoard", "memory"),
        ("talk", "output"),
        ("kill its parent", "crash"),
    ],
)
@pytest.mark.timeout(30)
def test_a_reader_that_breaks_its_bounds_is_told_as_such_and_the_next_goes_on(
    sandbox: Sandbox, what: str, how: str
) -> None:
    with pytest.raises(OutOfBoundsError) as caught:
        sandbox.call(b"", {"what": what}, TIGHT)

    assert caught.value.how == how
    assert count(sandbox) == 5


@pytest.mark.timeout(40)
def test_a_process_that_no_longer_answers_is_replaced(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policywatch.reading.attachments.sandbox.GRACE_SECONDS", 1)

    with pytest.raises(OutOfBoundsError):
        sandbox.call(b"", {"what": "stop its parent"}, TIGHT)

    assert count(sandbox) == 5


def test_a_reader_writes_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(OutOfBoundsError):
        sandbox.call(b"", {"what": "write", "where": str(tmp_path / "file")}, TIGHT)

    assert (tmp_path / "file").stat().st_size == 0


def test_what_a_reader_starts_does_not_outlive_it(sandbox: Sandbox, tmp_path: Path) -> None:
    bounds = Bounds(seconds=20, programs=True)

    result = sandbox.call(b"", {"what": "leave children", "where": str(tmp_path)}, bounds)

    assert result == {"left": 3}
    for path in tmp_path.iterdir():
        assert not psutil.pid_exists(int(path.name))


def test_a_large_body_passes_whole(sandbox: Sandbox) -> None:
    assert count(sandbox, b"x" * 50_000_000) == 50_000_000


def test_threads_wait_for_each_other(sandbox: Sandbox) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(count(sandbox, b"x" * n)))
        for n in range(1, 9)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == list(range(1, 9))


def test_a_fork_of_a_process_reads_by_itself(sandbox: Sandbox) -> None:
    assert count(sandbox) == 5

    child = os.fork()
    if child == 0:
        os._exit(0 if count(sandbox, b"1234567") == 7 else 1)

    assert os.waitpid(child, 0)[1] == 0
    assert count(sandbox) == 5


def test_nothing_is_left_when_its_owner_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = (
        "from policywatch.reading.attachments.sandbox import Bounds, Sandbox\n"
        "Sandbox('tests.reading.misbehaving:read').call("
        f"b'', {{'what': 'tell', 'where': {str(told)!r}}}, Bounds(files=1000))"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    while not (told.exists() and told.read_text()):
        time.sleep(0.02)
        assert owner.poll() is None
    reader, worker = map(int, told.read_text().split())

    owner.kill()
    owner.wait()

    until = time.monotonic() + 5
    while psutil.pid_exists(reader) or psutil.pid_exists(worker):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_file_in_the_current_folder_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "lxml.py").write_text("raise SystemExit('imported')")
    code = (
        "import sys; sys.path.remove('')\n"
        "from policywatch.reading import read_document\n"
        "print(read_document(b'PK\\x05\\x06' + bytes(18), url='file:///a.zip').problem)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.stdout == "a zip-based file: there is no file in it\n"
