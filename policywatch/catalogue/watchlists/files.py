"""Watchlist files: read from a folder, and written to one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from policywatch.catalogue.watchlists.assembling import Assembled, assemble
from policywatch.catalogue.watchlists.checks import FoldNames
from policywatch.catalogue.watchlists.content import WatchlistFile, Watchlists
from policywatch.catalogue.watchlists.located import Located, locate
from policywatch.catalogue.yaml_file import (
    load_yaml_with_lines,
    parse_yaml_with_lines,
    yaml_files,
)
from policywatch.errors import CatalogueError

LINE_CHARS = 110
FILES = {
    "programmes.yaml": ("programmes",),
    "terms.yaml": ("terms",),
    "rules.yaml": ("threshold", "forms", "context", "rules"),
}


def load_watchlists(folder: Path, fold: FoldNames | None = None) -> Watchlists:
    """Return the watchlists of a folder's *.yaml files together, without the store's edits.

    Raises:
        CatalogueError: lists the problems of all files as `file:line: what was expected`; those of
            what refers to what only once every file can be read.
    """
    return assemble_folder(folder, fold).watchlists


def assemble_folder(folder: Path, fold: FoldNames | None = None) -> Assembled:
    """Return what a folder's files make, with the place of each part.

    Raises:
        CatalogueError: as `load_watchlists`.
    """
    located, problems = read_folder(folder)
    if not located and not problems:
        problems = [f"{folder}: no *.yaml file here: expected programmes, terms and rules"]
    if problems:
        # What the other files lack of a file that cannot be read is no problem of theirs.
        raise CatalogueError(problems)
    return assemble(located, fold=fold)


def read_folder(folder: Path) -> tuple[list[Located], list[str]]:
    """Return the parts of a folder's files, and what is wrong with those that cannot be read."""
    located: list[Located] = []
    problems: list[str] = []
    try:
        paths = yaml_files(folder)
    except CatalogueError as error:
        return [], error.problems
    for path in paths:
        try:
            located += read_file(path)
        except CatalogueError as error:
            problems += error.problems
    return located, problems


def read_file(path: Path) -> list[Located]:
    """Return the parts of one file.

    Raises:
        CatalogueError: it cannot be read or is not well written.
    """
    file, line = load_yaml_with_lines(path, WatchlistFile)
    return list(locate(file, str(path), line))


def read_text(text: str, name: str) -> list[Located]:
    """Return the parts of a file's text; `name` is what problems call it.

    Raises:
        CatalogueError: it is not well written.
    """
    file, line = parse_yaml_with_lines(text, name, WatchlistFile)
    return list(locate(file, name, line))


def to_yaml(watchlists: Watchlists, fields: Iterable[str] = tuple(Watchlists.model_fields)) -> str:
    """Return watchlists, or some of their fields, as a watchlist file that reads back the same."""
    content = watchlists.model_dump(mode="json", exclude_defaults=True)
    return dump_yaml(
        {field: content[field] for field in fields if content.get(field) not in (None, [], {})}
    )


def dump_yaml(content: dict[str, Any]) -> str:
    """Return content as YAML, Chinese as it is, in the order given."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LINE_CHARS)


class _Dumper(yaml.SafeDumper):
    """Writes lists of words on a line, and loses no line's end inside a text."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Return a text's node: with escapes where a plain one would read back otherwise."""
        over_lines = len((text + ".").splitlines()) > 1
        return self.represent_scalar("tag:yaml.org,2002:str", text, '"' if over_lines else None)

    def represent_sequence(
        self, tag: str, sequence: Iterable[Any], flow_style: bool | None = None
    ) -> yaml.SequenceNode:
        """Return a list's node."""
        values = list(sequence)
        is_flat = all(isinstance(value, str | int | float) for value in values)
        return super().represent_sequence(tag, values, flow_style=is_flat)


_Dumper.add_representer(str, _Dumper.represent_text)


def write_files(watchlists: Watchlists, folder: Path) -> list[Path]:
    """Write watchlists as files to a folder that holds none yet, and return the files.

    Raises:
        CatalogueError: the folder holds watchlists already, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = sorted(folder.glob("*.yaml"))
        if there:
            raise CatalogueError([f"{there[0]}: stands here already: export to an empty folder"])
        written = []
        for name, fields in FILES.items():
            text = to_yaml(watchlists, fields)
            if text.strip() != "{}":
                head = f"# Release {watchlists.sha256}, written by policywatch watchlists export.\n"
                (folder / name).write_text(head + text, encoding="utf-8")
                written.append(folder / name)
        return written
    except OSError as error:
        raise CatalogueError([f"{folder}: cannot be written to: {error.strerror}"]) from error
