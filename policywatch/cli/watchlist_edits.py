"""Change what is looked for in the store: add, remove, restore, take over; the files stay."""

import getpass
from collections.abc import Sequence
from pathlib import Path

import click

from models import EditAction
from policywatch.catalogue.watchlists import current_release
from policywatch.catalogue.watchlists.assembling import Assembled, assemble
from policywatch.catalogue.watchlists.files import assemble_folder, read_file, read_text
from policywatch.catalogue.watchlists.located import Located, Ref
from policywatch.catalogue.watchlists.store import Author, Editor
from policywatch.cli.app import (
    STANDARD_INPUT,
    WORDS,
    App,
    Command,
    pass_app,
    read_input,
    utc_now,
    with_examples,
)
from policywatch.cli.looking import editing, parse_ref
from policywatch.errors import CatalogueError
from policywatch.flagging.names.naming import fold_names
from policywatch.flagging.reflagging.staleness import queue_stale

FROM_INPUT = "-"


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "operator"


who_option = click.option(
    "--who",
    type=WORDS,
    default=_login_name,
    show_default="your login name",
    help="who makes the edit",
)
why_option = click.option("--why", type=WORDS, default="", help="the reason, kept with the edit")


@click.command(
    "add",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch watchlists add mine.yaml --why 'seen in a notice of Huzhou'\n"
        "  policywatch watchlists show rule:talent-call | policywatch watchlists add --replace -"
    ),
)
@click.argument("file", metavar="FILE|-")
@click.option("--replace", is_flag=True, help="put it in the place of what has the same id")
@who_option
@why_option
@pass_app
def add_command(app: App, file: str, replace: bool, who: str, why: str) -> None:
    """Add the programmes, terms, names, rules and context words of a file to the store.

    The file is written like those in the folder of watchlists; - reads standard input.
    """
    given = _read(file)
    with editing(app) as editor:
        done = editor.add(given, Author(who, utc_now(), why), replace=replace)
        _tell(editor, "put into the store", done)


@click.command(
    "remove",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch watchlists remove programme:sample-qihang --why 'a firm of that name'\n"
        "  policywatch watchlists remove programme:qiming/启明工程\n"
        "  policywatch watchlists remove word:talent/申报"
    ),
)
@click.argument("names", nargs=-1, required=True, metavar="REF...")
@who_option
@why_option
@pass_app
def remove_command(app: App, names: tuple[str, ...], who: str, why: str) -> None:
    """Take parts off the watchlists, wherever they stand: the files stay as they are.

    REF is programme:ID, term:ID, rule:ID, a name (programme:ID/NAME, or NAME alone where one
    programme or term has it), word:talent/WORD, word:against/WORD, word:place/WORD or form:FORM.
    """
    with editing(app) as editor:
        refs = [editor.resolve(name) for name in names]
        _tell(editor, "taken off", editor.remove(refs, Author(who, utc_now(), why)))


@click.command(
    "restore",
    cls=Command,
    epilog=with_examples("Example:\n  policywatch watchlists restore programme:qiming"),
)
@click.argument("names", nargs=-1, required=True, metavar="REF...")
@who_option
@why_option
@pass_app
def restore_command(app: App, names: tuple[str, ...], who: str, why: str) -> None:
    """Take what the files hold again, in place of what the store put or removed."""
    with editing(app) as editor:
        refs = [parse_ref(name) for name in names]
        _tell(editor, "as in the files", editor.restore(refs, Author(who, utc_now(), why)))


@click.command(
    "import",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch watchlists import exported/ --dry-run\n"
        "  policywatch watchlists import all.yaml --yes --why 'as agreed on Monday'"
    ),
)
@click.argument("source", metavar="FILE|DIR|-")
@click.option("--dry-run", is_flag=True, help="only tell what would change")
@click.option("--yes", is_flag=True, help="also remove what does not stand there")
@who_option
@why_option
@pass_app
def import_command(app: App, source: str, dry_run: bool, yes: bool, who: str, why: str) -> None:
    """Let files and store together make exactly the watchlists of a file or folder.

    What the files hold and SOURCE does not is taken off in the store. To add to what is there,
    use `policywatch watchlists add`.
    """
    wanted = _read_whole(source).watchlists
    author = Author(who, utc_now(), why)
    with editing(app) as editor:
        plan = editor.plan_takeover(wanted, author)
        removed = [str(edit.ref) for edit in plan if edit.action is EditAction.REMOVE]
        if dry_run:
            for edit in plan:
                click.echo(f"{edit.action} {edit.ref}")
            if not plan:
                click.echo("all of it stands there so already")
            return
        if removed and not yes:
            shown = ", ".join(removed[:5]) + (" …" if len(removed) > 5 else "")
            raise CatalogueError(
                [f"{source}: lacks {len(removed)} of the parts that stand now ({shown}): "
                 "say --yes to take them off, or use `policywatch watchlists add`"]
            )  # fmt: skip
        _tell(editor, "taken over", editor.take_over(wanted, author))


def _read(file: str) -> list[Located]:
    if file == FROM_INPUT:
        return read_text(read_input(), STANDARD_INPUT)
    return read_file(Path(file))


def _read_whole(source: str) -> Assembled:
    if source != FROM_INPUT and Path(source).is_dir():
        return assemble_folder(Path(source), fold_names)
    return assemble(_read(source), fold=fold_names)


def _tell(editor: Editor, done: str, refs: Sequence[Ref]) -> None:
    """Say what was done, and queue what it causes: versions to look through for what it touches."""
    for ref in refs:
        click.echo(f"{ref}: {done}")
    if not refs:
        click.echo("all of it stands there so already")
        return
    watchlists = editor.standing().watchlists
    release = current_release(editor.session, watchlists, utc_now())
    queued = queue_stale(editor.session, release.id, utc_now())
    click.echo(f"release {watchlists.sha256[:12]}")
    if queued.blocks or queued.versions:
        click.echo("what is stored already will be flagged by it with the next: policywatch flag")
