"""A writer that is killed loses nothing that it had synced, and spoils no file for other tools."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from policywatch.archive import Archive

WRITES = """
import random, sys
from datetime import UTC, datetime
from policywatch.archive import Archive, Exchange
randomness = random.Random(sys.argv[2])
with Archive(sys.argv[1]).writer("host", rotate_bytes=400_000) as writer:
    for number in range(100_000):
        place = writer.write(Exchange(
            url=f"http://example.org/{number}", at=datetime.now(UTC), method="GET",
            request_headers=(), request_body=b"", status=200, reason="OK", headers=(),
            body=randomness.randbytes(randomness.randint(1, 60_000)),
        ))
        if number % 5 == 4:
            writer.sync()
            print(place.warc_file, place.offset, place.length, place.sha256, flush=True)
"""


def write_and_kill(folder: Path, seed: int) -> list[tuple[str, int, int, str]]:
    """Let a process write, kill it at some moment, and return what it had synced."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(folder), str(seed)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.15))
    process.send_signal(signal.SIGKILL)
    lines = [first, *process.stdout.readlines()]
    process.wait()
    told = [line.split() for line in lines if line.endswith("\n")]
    return [(file, int(offset), int(length), sha256) for file, offset, length, sha256 in told]


def records_of(path: Path) -> int:
    with path.open("rb") as file:
        return sum(
            1
            for record in ArchiveIterator(file, check_digests="raise")
            if record.raw_stream.read() or 1
        )


def test_what_was_synced_is_whole_and_a_torn_end_is_cut_off(tmp_path: Path) -> None:
    for seed in range(8):
        archive = Archive(tmp_path / str(seed))
        synced = write_and_kill(tmp_path / str(seed), seed)
        assert synced
        for place in synced:
            archive.exchange(*place)

        for path, size in list(archive.storage.files()):
            cut = archive.mend(path, 0)
            assert archive.storage.size(path) == size - cut
            records_of(tmp_path / str(seed) / path)
            assert archive.mend(path, 0) == 0
        for place in synced:
            archive.exchange(*place)


def test_an_end_torn_anywhere_is_cut_off_to_the_last_whole_record(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    write_and_kill(tmp_path, 99)
    # The newest may be empty yet.
    path, _ = max(archive.storage.files(), key=lambda found: found[1])
    archive.mend(path, 0)
    file = tmp_path / path
    whole = file.read_bytes()
    keeps = records_of(file)

    for lost in [*range(1, 40), 300, 2_000]:
        file.write_bytes(whole[:-lost])
        archive.mend(path, 0)
        assert file.stat().st_size < len(whole) - lost + 1
        assert records_of(file) < keeps


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    seed = subprocess.run(
        [sys.executable, "-c", WRITES.replace("100_000", "5"), str(tmp_path), "1"], check=True
    )
    assert seed.returncode == 0
    path, size = next(archive.storage.files())
    file = tmp_path / path
    file.write_bytes(file.read_bytes()[:-10])

    with file.open("rb") as writing:
        import fcntl

        fcntl.flock(writing, fcntl.LOCK_EX)
        assert archive.mend(path, 0) == 0
    assert archive.mend(path, 0) > 0
    assert file.stat().st_size < size


@pytest.mark.parametrize("outside", ["../x.warc.gz", "/etc/passwd", "a/../../x"])
def test_no_path_leads_out_of_the_archive(tmp_path: Path, outside: str) -> None:
    from policywatch.errors import ArchiveError

    for root in (tmp_path / "archive", "memory://archive"):
        with pytest.raises(ArchiveError, match="outside"):
            Archive(root).read(outside, 0)
