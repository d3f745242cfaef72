"""Commands that ask who copied whom: among files, and on a policy's way down the levels."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models import read_session
from policywatch.cli.app import (
    WORDS,
    App,
    Command,
    json_option,
    pass_app,
    shown_progress,
    tell_json,
    with_examples,
)
from policywatch.cli.files import Given, list_files, open_file
from policywatch.errors import PolicywatchError
from policywatch.reading import read_document

SHOWN_TITLE_CHARS = 40


@click.command(
    "copies",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch copies saved-pages/\n"
        "  policywatch copies saved-pages/ --json > groups.jsonl\n\n"
        "Exit codes: 0 all was read; 1 some files could not be read, or there is none;\n"
        "2 bad usage."
    ),
)
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@json_option
def copies_command(folder: Path, as_json: bool) -> None:
    """Group the files of a folder that are copies, near copies or excerpts of each other.

    All files below the folder are read as `policywatch scan` reads them; nothing is stored.
    The original is what appeared first: by the date that the document states, else that of the
    file. The fields of --json are described in docs/copies.md.
    """
    from policywatch.comparing.collection import Held, group_texts

    texts: list[Held] = []
    unread: list[Given] = []
    files = list_files(folder)
    with shown_progress("read") as progress:
        for number, found in enumerate(files, start=1):
            held = _hold(open_file(found) if isinstance(found, Path) else found)
            if isinstance(held, Given):
                unread.append(held)
            else:
                texts.append(held)
            progress(number, len(files))
    with shown_progress("compared") as progress:
        groups = group_texts(texts, progress)
    for group in groups:
        if as_json:
            tell_json(
                {
                    "paths": [member.name for member in group.members],
                    "original": group.members[0].name,
                    "kind": group.kind.value,
                    "overlap": round(group.overlap, 3),
                    "members": [
                        {"path": m.name, "kind": m.kind.value, "overlap": round(m.overlap, 3)}
                        for m in group.members
                    ],
                }
            )
            continue
        click.echo(f"{group.kind.value}, overlap {group.overlap:.2f}")
        for member in group.members:
            click.echo(f"  {member.kind.value:<8} {member.overlap:4.2f}  {member.name}")
    for given in unread:
        click.echo(f"{given.path}: {given.problem}", err=True)
    copies = sum(len(group.members) for group in groups)
    click.echo(
        f"{len(files)} files: {len(texts)} read, {copies} of them in {len(groups)} groups,"
        f" {len(unread)} not read",
        err=True,
    )
    if not files:
        raise NothingGivenError(f"there is no file below {folder}")
    if unread:
        sys.exit(1)


class NothingGivenError(PolicywatchError):
    """There is no file in the folder that was given."""


def _hold(given: Given) -> Any:
    """Return a file's text to hold against the others, or the file with what is wrong with it."""
    from policywatch.comparing.appearance import appeared_at
    from policywatch.comparing.collection import Held
    from policywatch.comparing.likeness import Print

    if given.problem is not None:
        return given
    path = Path(given.path)
    read = read_document(given.body, url=path.absolute().as_uri())
    if not read.usable:
        return Given(given.path, problem=read.problem or "could not be read")
    print_ = Print(read.text, read.title)
    return Held(given.path, appeared_at(read.published, _saved_at(path)), print_)


def _saved_at(path: Path) -> datetime:
    """Return when a file was last written; the end of time where it states no time there is."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.max.replace(tzinfo=UTC)


@click.command(
    "way",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch way https://www.example.gov.cn/2023/t20230224_1.html\n"
        "  policywatch way 1234 --all\n"
        "  policywatch way 1234 --json"
    ),
)
@click.argument("document", type=WORDS, metavar="ID_OR_ADDRESS")
@click.option(
    "--all", "show_all", is_flag=True, help="every copy, not the first of each level only"
)
@json_option
@pass_app
def way_command(app: App, document: str, show_all: bool, as_json: bool) -> None:
    """Show the way that a policy took: nation, province, city, county; where it was first in each.

    The way is that of the document's copies, near copies and excerpts, in the order in which
    they appeared.
    """
    from policywatch.comparing.way import find_document, first_of_each_level, follow

    with read_session(app.engine) as session:
        stops = follow(session, find_document(session, document))
    shown = stops if show_all else first_of_each_level(stops)
    if as_json:
        for stop in shown:
            tell_json(asdict(stop))
        return
    if not shown:
        click.echo("no copy of it is known")
        return
    table = Table("level", "place", "appeared", "first seen", "copy", "title and address")
    for stop in shown:
        table.add_row(
            stop.level,
            stop.place or stop.publisher,
            f"{stop.appeared_at:%Y-%m-%d}",
            f"{stop.first_seen_at:%Y-%m-%d}",
            f"{stop.kind.value} {stop.overlap:.2f}",
            Text(f"{stop.title[:SHOWN_TITLE_CHARS]}\n{stop.url}"),
        )
    Console().print(table)
