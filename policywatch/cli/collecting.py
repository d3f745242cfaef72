"""The command that collects: what is due, or named sources, with their health judged after it.

The crawls' own code is imported where it runs: a command's help must not wait for Scrapy.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

import click
from sqlalchemy import select

from models import Source, SourceState, read_session
from policywatch.cli.app import (
    WORDS,
    App,
    Command,
    json_option,
    pass_app,
    shown_progress,
    sync_catalogue,
    tell_counts,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.errors import CatalogueError, SourceFailedError
from policywatch.work import Progress, StageCounts

source_option = click.option(
    "--source",
    "sources",
    type=WORDS,
    multiple=True,
    metavar="ID",
    help="this source, due or not",
)


@click.command(
    "collect",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch collect                      all due sources\n"
        "  policywatch collect --source sample-zj   one source, due or not\n"
        "  policywatch collect --due-hosts --json   what would be crawled"
    ),
)
@source_option
@click.option("--host", "hosts", type=WORDS, multiple=True, help="the due sources of this host")
@click.option("--due-hosts", is_flag=True, help="only list the hosts that have due sources")
@json_option
@pass_app
def collect_command(
    app: App, sources: tuple[str, ...], hosts: tuple[str, ...], due_hosts: bool, as_json: bool
) -> None:
    """Fetch what is due: lists, new documents, known ones to be checked again."""
    if due_hosts:
        sync_catalogue(app)
        _tell_due_hosts(app, as_json)
        return
    get_ready(app, sources)
    with shown_progress("collect") as progress:
        counts, failing = run_collect(app, sources=sources, hosts=hosts, progress=progress)
    tell_counts(counts, as_json)
    check_sources(failing)
    counts.check()


def get_ready(app: App, sources: tuple[str, ...]) -> None:
    """Have what crawls need imported while the catalogue is brought in line.

    Raises:
        CatalogueError: a source that is asked for is not there, or disabled.
    """
    from policywatch.catalogue.sources import declaration_of
    from spiders.collect import prepare_to_crawl

    prepare_to_crawl()
    declared = sync_catalogue(app)
    disabled = [one for one in sources if not declaration_of(declared, one).enabled]
    if disabled:
        where = "in its file, or as a sample (POLICYWATCH_WATCH_SAMPLE)"
        raise CatalogueError([f"the source {one} is disabled: {where}" for one in disabled])


def run_collect(
    app: App,
    *,
    sources: tuple[str, ...] = (),
    hosts: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> tuple[StageCounts, list[Source]]:
    """Collect, judge the health of the sources, and return the counts and who of them fails."""
    from policywatch.health import assess
    from spiders.collect import collect

    started_at = utc_now()
    submitted, refused = _take_in_dropped(app, started_at)
    with _exiting_on_sigterm():
        counts = collect(
            app.engine,
            app.settings,
            hosts=hosts or None,
            source_ids=sources or None,
            even_if_not_due=bool(sources),
            progress=progress,
        )
    _seal(app)
    if submitted or refused:
        counts.add("submitted", submitted)
        counts.add("submissions_refused", refused)
    assess(app.engine, now=utc_now())
    crawled_and_failing = (
        Source.enabled, Source.state == SourceState.FAILING, Source.last_run_at >= started_at
    )  # fmt: skip
    with read_session(app.engine) as session:
        failing = session.scalars(select(Source).where(*crawled_and_failing).order_by(Source.id))
        return counts, list(failing)


def _take_in_dropped(app: App, now: datetime) -> tuple[int, int]:
    """Take in what people left in the drop folder; return how much was taken, and refused."""
    if not app.settings.drop_dir.is_dir():
        return 0, 0
    from spiders.drop_folder import take_in_dropped

    dropped = take_in_dropped(app.engine, app.archive, app.settings.drop_dir, now=now)
    return dropped.taken, dropped.refused


def _seal(app: App) -> None:
    """Seal what was fetched; that no time-stamp could be had is no reason to fail a crawl."""
    from policywatch.evidence import seal

    seal(app.engine, utc_now)
    if app.settings.tsa_url:
        from policywatch.evidence import TimestampError, stamp_head

        try:
            stamp_head(app.engine, app.settings.tsa_url)
        except TimestampError as error:
            click.echo(f"collect: not time-stamped, next time again: {error}", err=True)


@contextmanager
def _exiting_on_sigterm() -> Iterator[None]:
    """Let SIGTERM leave the block by SystemExit: its crawls end in order, its leases are freed."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + signal.SIGTERM)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def check_sources(failing: list[Source]) -> None:
    """Fail while sources that are crawled bring nothing: a good end means that data came."""
    if failing:
        raise SourceFailedError(
            "\n".join(f"source {source.id} is failing: {source.state_reason}" for source in failing)
        )


def _tell_due_hosts(app: App, as_json: bool) -> None:
    from spiders.collect import due_hosts

    with read_session(app.engine) as session:
        due = due_hosts(session, utc_now())
    if as_json:
        tell_json({"hosts": [{"host": d.host, "sources": list(d.source_ids)} for d in due]})
        return
    for host in due:
        click.echo(f"{host.host}: {', '.join(host.source_ids)}")
