"""What every command shares: settings, the store, progress, and how a command ends.

The store and the settings are imported when they are asked for: `policywatch --help` must not
wait for SQLAlchemy.
"""

import errno
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from policywatch.errors import CatalogueError, PolicywatchError, SettingsError, StoreAwayError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from policywatch.archive import Archive
    from policywatch.catalogue.sources import SourceDeclaration
    from policywatch.settings import Settings
    from policywatch.work import Progress, Shard, StageCounts

FINE = 0
FAILED = 1
BAD_USE = 2
AWAY = 3  # store, archive or machine cannot be used now: the same command goes on later
STANDARD_INPUT = "standard input"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass
class App:
    """What the commands work with; each part is made when it is first asked for."""

    settings: "Settings"

    @cached_property
    def engine(self) -> "Engine":
        """The store, brought up to the newest schema if it is not."""
        from policywatch.cli.store import open_store

        return open_store(self.settings)

    @property
    def has_store(self) -> bool:
        """Whether there may be something in the store: it is not made by looking."""
        return bool(self.settings.database_url) or self.settings.sqlite_file.exists()

    @cached_property
    def archive(self) -> "Archive":
        """The archive of WARC files."""
        from policywatch.archive import Archive

        return Archive(self.settings.archive_root)


def utc_now() -> datetime:
    """Return the time, for everything below the command line that is passed it."""
    return datetime.now(UTC)


def sync_catalogue(app: App) -> "list[SourceDeclaration]":
    """Bring the store's sources in line with the files, and return what these declare.

    Those of the sample site are disabled where it is not watched: they would only ever fail.
    Raises:
        CatalogueError: a file is wrong; the store stays as it is.
    """
    from models import write_session
    from policywatch.catalogue.sources import load_sources, sync_sources, without_sample

    settings = app.settings
    declarations = load_sources(settings.sources_dir, sample_site=settings.sample_site)
    if not settings.watch_sample:
        declarations = [without_sample(one, settings.sample_site) for one in declarations]
    with write_session(app.engine) as session:
        sync_sources(session, declarations, utc_now())
    return declarations


logger = logging.getLogger(__name__)
# A full disk, one that is not to be written on, what belongs to others, what is not there.
LACKS = frozenset(
    getattr(errno, name)
    for name in (
        "ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "ENOENT", "ENOTDIR", "EISDIR",
        "EEXIST", "ENAMETOOLONG", "ELOOP", "EMFILE", "ENFILE",
    )
)  # fmt: skip
MAX_ID = 2**31 - 1  # of what a number is given for, in either database

pass_app = click.make_pass_decorator(App)


@contextmanager
def told_in_a_line(ctx: click.Context) -> Iterator[None]:
    """Tell an error that the user can mend in one line, not as a trace, by its exit code."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except (CatalogueError, SettingsError) as error:
        click.echo(str(error), err=True)
        ctx.exit(BAD_USE)
    except StoreAwayError as error:
        click.echo(str(error), err=True)
        ctx.exit(AWAY)
    except PolicywatchError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)
    except Exception as error:
        told = _what_the_machine_lacks(error)
        if told is None:
            raise
        logger.debug("the whole trace", exc_info=True)
        click.echo(told, err=True)
        ctx.exit(AWAY)


class Command(click.Command):
    """A command that tells an error that the user can mend in one line, not as a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, turning our errors into exit codes."""
        with told_in_a_line(ctx):
            return super().invoke(ctx)


def _what_the_machine_lacks(error: Exception) -> str | None:
    """Return in a line what kept a command from its work, if it is no fault of ours.

    What was begun is as if it had not been: the same command goes on where this one stopped.
    """
    if isinstance(error, OSError):
        return f"the machine does not let it be done: {error}" if error.errno in LACKS else None
    # Where the archive lies on S3; what is not loaded has raised nothing.
    remote = sys.modules.get("botocore.exceptions")
    if remote and isinstance(error, (remote.BotoCoreError, remote.ClientError)):
        return f"the archive cannot be used now: {error}"
    from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, PendingRollbackError

    # What is none of its kinds is what SQLite says of a file that is damaged, or no store.
    if isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError)
        and (error.connection_invalidated or type(error) is DatabaseError)
    ):
        return f"the store cannot be used now: {str(error.orig).strip()}"
    if isinstance(error, PendingRollbackError):
        return "the store cannot be used now: it broke off the connection"
    return None


class Words(click.ParamType[str]):
    """Words that are stored: what is no UTF-8 on the command line cannot be."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words as they are.

        Raises:
            click.BadParameter: some of its bytes are no UTF-8.
        """
        if SURROGATE.search(value):
            self.fail("some of its bytes are no UTF-8", param, ctx)
        return value


WORDS = Words()


def read_input() -> str:
    """Return the text that standard input holds.

    Raises:
        CatalogueError: it is not UTF-8.
    """
    body = sys.stdin.buffer.read()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"{STANDARD_INPUT}: not UTF-8 at byte {error.start}: save it so"
        raise CatalogueError([problem]) from error


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the group or its command, turning our errors into exit codes."""
        with told_in_a_line(ctx):
            return super().invoke(ctx)


def load_settings() -> "Settings":
    """Return the settings from the process's environment.

    Raises:
        SettingsError: a variable has a value that cannot be used.
    """
    from policywatch.settings import Settings

    return Settings.from_environment(os.environ)


def set_up_logging() -> None:
    """Send warnings and worse to standard error.

    Raises:
        SettingsError: no level is called as POLICYWATCH_LOG_LEVEL says.
    """
    level = os.environ.get("POLICYWATCH_LOG_LEVEL") or "WARNING"
    if level.upper() not in LOG_LEVELS:
        raise SettingsError(f"POLICYWATCH_LOG_LEVEL: expected {', '.join(LOG_LEVELS)}")
    logging.basicConfig(
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )


def with_examples(text: str) -> str:
    """Return help text whose examples keep their lines."""
    return "\b\n" + text


@contextmanager
def shown_progress(label: str) -> Iterator["Progress"]:
    """Give a progress function: a bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _line_progress(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _line_progress(label: str) -> Callable[[int, int], None]:
    told = 0

    def show(done: int, total: int) -> None:
        nonlocal told
        tenth = done * 10 // total if total else 10
        told = min(told, tenth)
        if tenth > told or done == total:
            told = tenth
            click.echo(f"{label}: {done} of {total}", err=True)

    return show


def parse_shard(_ctx: click.Context, _param: click.Parameter, value: str) -> "Shard":
    """Return the shard that an option I/N names."""
    from policywatch.work import Shard

    try:
        number, of = (int(part) for part in value.split("/"))
    except ValueError:
        raise click.BadParameter("give it as I/N, e.g. 0/4") from None
    if not 0 <= number < of <= MAX_ID:
        raise click.BadParameter("I must be from 0 to N-1")
    return Shard(number, of)


def tell_counts(counts: "StageCounts", as_json: bool) -> None:
    """Print what a stage did: a sentence, or one JSON object on the last line."""
    told = {"stage": counts.stage, "done": counts.done, "failed": counts.failed, **counts.counts}
    if as_json:
        tell_json(told)
        return
    extra = ", ".join(f"{number} {name}" for name, number in counts.counts.items() if number)
    failed = f", {counts.failed} failed" if counts.failed else ""
    click.echo(f"{counts.stage}: {counts.done} done{failed}{': ' + extra if extra else ''}")


def tell_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on one line, Chinese as it is.

    The names of files that are no UTF-8 keep their bytes as surrogate escapes.
    """
    line = json.dumps(value, ensure_ascii=False, default=str)
    if SURROGATE.search(line):
        line = json.dumps(value, default=str)
    click.echo(line)


json_option = click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
