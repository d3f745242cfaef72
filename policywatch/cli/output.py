"""Files that a command writes: whole under their names, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write; what stood under its name stays until all is written.

    What is no regular file (a device, a pipe) is written to as it is.

    Raises:
        click.UsageError: the folder to write to is not there.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    target = path.resolve()
    if not target.parent.is_dir():
        raise click.UsageError(f"{path}: there is no folder {target.parent}")
    partial = target.with_name(f".policywatch-{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
