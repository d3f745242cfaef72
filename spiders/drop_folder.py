"""The drop folder: files laid there are taken in, each moved aside with what came of it."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from models import Channel
from policywatch.archive import Archive
from spiders.saved_files import MAX_FILE_BYTES, SubmissionError
from spiders.submissions import Given, take_in

logger = logging.getLogger(__name__)

TAKEN, REFUSED = "taken", "refused"
QUIET_S = 2.0  # a file that changed later may still be being written
MAX_FILES = 1000
MAX_NAME_BYTES = 200  # of what a file is called aside: a time stands before it, an ending behind


@dataclass(slots=True)
class Dropped:
    """What came of a look into the drop folder."""

    taken: int = 0
    new: int = 0
    refused: int = 0


def take_in_dropped(
    engine: Engine, archive: Archive, folder: Path, *, now: datetime, owner: str = "unknown"
) -> Dropped:
    """Take in what lies in the drop folder: in a folder of who gives it, or beside those.

    A file goes to `taken/`, or to `refused/` with the reason beside it. A file of the same name
    with `.from` at its end says where it is from.
    """
    if not folder.is_dir():
        return Dropped()
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return Dropped()  # another collect is at it
        return _take_in_all(engine, archive, folder, now, owner)


def _take_in_all(
    engine: Engine, archive: Archive, folder: Path, now: datetime, owner: str
) -> Dropped:
    dropped = Dropped()
    for path, by in _waiting(folder, owner):
        try:
            given = Given(_read(path), path.name, by, _origin(path))
        except OSError as error:
            # It was taken away meanwhile, or may not be read: the others are taken in.
            logger.warning("a dropped file cannot be read: %s", error)
            dropped.refused += 1
            continue
        except SubmissionError as error:
            _refuse(folder, path, error)
            dropped.refused += 1
            continue
        try:
            taken = take_in(engine, archive, given, channel=Channel.DROP_FOLDER, now=now)
        except SubmissionError as error:
            _refuse(folder, path, error)
            dropped.refused += 1
        else:
            _put_aside(folder / TAKEN, path, None)
            dropped.taken += 1
            dropped.new += taken.new
    return dropped


def _waiting(folder: Path, owner: str) -> Iterator[tuple[Path, str]]:
    places = [(folder, owner)]
    places += [
        (place, place.name)
        for place in sorted(folder.iterdir())
        if place.is_dir() and not place.is_symlink() and place.name not in (TAKEN, REFUSED)
    ]
    count = 0
    for place, by in places:
        for path in sorted(place.iterdir()):
            hidden = path.name.startswith(".") or path.suffix == ".from"
            if hidden or path.is_symlink() or not path.is_file():
                continue
            if time.time() - path.stat().st_mtime < QUIET_S or count >= MAX_FILES:
                continue
            count += 1
            yield path, by


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        body = file.read(MAX_FILE_BYTES + 1)
    if len(body) > MAX_FILE_BYTES:
        raise SubmissionError(f"{path.name}: over {MAX_FILE_BYTES:,} bytes")
    return body


def _origin(path: Path) -> str:
    beside = _beside(path)
    if beside is None:
        return ""
    with beside.open("rb") as file:
        said = file.read(2000).decode("utf-8", "replace").strip()
    first = said.partition("\n")[0].strip()
    return first if first.startswith(("http://", "https://")) else said


def _beside(path: Path) -> Path | None:
    """Return the file that says where another is from; a name as long as can be has none."""
    beside = path.with_name(path.name + ".from")
    try:
        return beside if beside.is_file() and not beside.is_symlink() else None
    except OSError:
        return None


def _refuse(folder: Path, path: Path, error: SubmissionError) -> None:
    logger.warning("a dropped file was refused: %s", error)
    _put_aside(folder / REFUSED, path, str(error))


def _put_aside(place: Path, path: Path, reason: str | None) -> None:
    """Move a file away, if it can be; else the next look finds it known, or refuses it again."""
    try:
        place.mkdir(exist_ok=True)
        target = place / f"{time.time_ns()}-{_shortened(path)}"
        beside = _beside(path)
        path.replace(target)
        if beside:
            beside.replace(target.with_name(target.name + ".from"))
        if reason:
            told = target.with_name(target.name + ".reason.txt")
            told.write_text(reason + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        logger.warning("a dropped file cannot be put aside: %s", error)


def _shortened(path: Path) -> str:
    """Return a file's name, cut in its middle so that a longer one can be made of it."""
    name, ending = os.fsencode(path.name), os.fsencode(path.suffix)
    if len(name) <= MAX_NAME_BYTES:
        return path.name
    ending = ending if len(ending) <= MAX_NAME_BYTES // 2 else b""
    return name[: MAX_NAME_BYTES - len(ending)].decode("utf-8", "ignore") + os.fsdecode(ending)
