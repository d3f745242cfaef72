"""Commands that run the pipeline: one stage each, or all of them over the due sources.

A room is imported by the command that runs it: `policywatch alert` must not wait for Scrapy.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import click

from models import Source, Stage, read_session, write_session
from policywatch.cli.app import (
    MAX_ID,
    WORDS,
    App,
    Command,
    json_option,
    parse_shard,
    pass_app,
    shown_progress,
    tell_counts,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.cli.collecting import check_sources, get_ready, run_collect, source_option
from policywatch.work import WHOLE, Progress, Shard, StageCounts, backlog

shard_option = click.option(
    "--shard",
    default="0/1",
    callback=parse_shard,
    metavar="I/N",
    help="do the I-th of N parts of the work (from 0)",
)
limit_option = click.option(
    "--limit", type=click.IntRange(1, MAX_ID), help="do at most so many pieces"
)


StageRunner = Callable[[App, Shard, int | None, Progress | None], StageCounts]


def _read(app: App, shard: Shard, limit: int | None, progress: Progress | None) -> StageCounts:
    from policywatch.health import assess
    from policywatch.reading import Extras, read_snapshots

    counts = read_snapshots(
        app.engine,
        app.archive,
        extras=Extras.found(ocr=app.settings.ocr),
        shard=shard,
        limit=limit,
        progress=progress,
    )
    if counts.done:
        # A source whose documents hold no text is told of as soon as that is known.
        assess(app.engine, now=utc_now())
    return counts


def _compare(app: App, shard: Shard, limit: int | None, progress: Progress | None) -> StageCounts:
    from policywatch.comparing import compare

    return compare(app.engine, shard=shard, limit=limit, progress=progress)


def _flag(app: App, shard: Shard, limit: int | None, progress: Progress | None) -> StageCounts:
    from policywatch.cli.looking import load_release
    from policywatch.flagging import Flagger, flag_versions, reflag
    from policywatch.flagging.candidates import settle_candidates
    from policywatch.searching import index_findings

    watchlists = load_release(app)
    looked = reflag(app.engine, watchlists, shard=shard, progress=progress, tell=_tell_flagging)
    flagger = Flagger(watchlists)
    counts = flag_versions(app.engine, flagger, shard=shard, limit=limit, progress=progress)
    settled = settle_candidates(app.engine, watchlists, shard=shard)
    counts.failed += looked.failed + settled.failed
    for name, number in looked.counts.items():
        counts.add(name, number)
    if counts.done and shard.number == 0 and (indexed := index_findings(app.engine, progress)):
        counts.add("indexed", indexed)
    return counts


def _tell_flagging(said: str) -> None:
    click.echo(f"flag: {said}", err=True)


def _alert(app: App, shard: Shard, limit: int | None, progress: Progress | None) -> StageCounts:
    from policywatch.alerting import alert, ensure_first_subscriptions
    from policywatch.health import assess_overdue

    assess_overdue(app.engine, now=utc_now())
    with write_session(app.engine) as session:
        ensure_first_subscriptions(session, app.settings, utc_now())
    return alert(app.engine, app.settings, shard=shard, limit=limit, progress=progress)


AFTER_COLLECT: dict[str, StageRunner] = {
    "read": _read,
    "compare": _compare,
    "flag": _flag,
    "alert": _alert,
}


def _stage_command(name: str, run: StageRunner, summary: str) -> click.Command:
    @click.command(
        name,
        cls=Command,
        help=summary,
        epilog=with_examples(
            f"Examples:\n  policywatch {name}\n  policywatch {name} --shard 0/2 --json"
        ),
    )
    @shard_option
    @limit_option
    @json_option
    @pass_app
    def command(app: App, shard: Shard, limit: int | None, as_json: bool) -> None:
        with shown_progress(name) as progress:
            counts = run(app, shard, limit, progress)
        tell_counts(counts, as_json)
        counts.check()

    return command


@click.command(
    "read",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch read\n"
        "  policywatch read --shard 0/2 --json\n"
        "  policywatch read --again                       all, from the archive\n"
        "  policywatch read --again --source sample-zj --since 2023-01-01\n\n"
        "What --again makes readable is told as such, never as a change of the source. If it is\n"
        "stopped, `policywatch read` goes on."
    ),
)
@click.option("--again", is_flag=True, help="read each document's newest snapshot again")
@click.option(
    "--source", type=WORDS, metavar="ID", help="with --again: only this source's documents"
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="with --again: only what was fetched on that day (UTC) or later",
)
@shard_option
@limit_option
@json_option
@pass_app
def read_command(
    app: App,
    again: bool,
    source: str | None,
    since: datetime | None,
    shard: Shard,
    limit: int | None,
    as_json: bool,
) -> None:
    """Read what was fetched: text, structure, metadata, language."""
    if again:
        _read_again(app, source, since)
    elif source or since:
        raise click.UsageError("--source and --since choose what --again reads: add --again")
    with shown_progress("read") as progress:
        counts = _read(app, shard, limit, progress)
    tell_counts(counts, as_json)
    counts.check()


def _read_again(app: App, source: str | None, since: datetime | None) -> None:
    from policywatch.reading.stage import queue_again

    with read_session(app.engine) as session:
        if source is not None and session.get(Source, source) is None:
            raise click.UsageError(
                f"there is no source {source}: `policywatch sources list` shows them"
            )
    after = since.replace(tzinfo=UTC) if since else None
    number = queue_again(app.engine, source_id=source, since=after, now=utc_now())
    click.echo(f"read: {number} snapshots are read again", err=True)


compare_command = _stage_command(
    "compare", _compare, "Find new versions, changes, copies and disappearances."
)
flag_command = _stage_command("flag", _flag, "Find names, facts and findings in new versions.")


@click.command(
    "alert",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch alert\n"
        "  policywatch alert --shard 0/2 --json\n"
        "  policywatch alert --again    what failed, too, and what may not have arrived"
    ),
)
@click.option(
    "--again",
    is_flag=True,
    help="send what failed once more, and what may not have arrived (it may come twice)",
)
@shard_option
@limit_option
@json_option
@pass_app
def alert_command(app: App, again: bool, shard: Shard, limit: int | None, as_json: bool) -> None:
    """Write the mails that findings cause, and send what is due."""
    if again:
        from policywatch.alerting import send_again

        click.echo(f"alert: {send_again(app.engine, utc_now())} mails are sent again", err=True)
    with shown_progress("alert") as progress:
        counts = _alert(app, shard, limit, progress)
    tell_counts(counts, as_json)
    counts.check()


@click.command(
    "run",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch run                     one pass over the due sources\n"
        "  policywatch run --source sample-zj  this source, due or not\n"
        "  policywatch run --json              one JSON object a stage"
    ),
)
@source_option
@json_option
@pass_app
def run_command(app: App, sources: tuple[str, ...], as_json: bool) -> None:
    """Do one pass: collect what is due, then read, compare, flag and alert."""
    get_ready(app, sources)
    with shown_progress("collect") as progress:
        counts, failing = run_collect(app, sources=sources, progress=progress)
    tell_counts(counts, as_json)
    done = [counts]
    for name, run in AFTER_COLLECT.items():
        with shown_progress(name) as progress:
            done.append(run(app, WHOLE, None, progress))
        tell_counts(done[-1], as_json)
    check_sources(failing)
    for counts in done:
        counts.check()


@click.command(
    "audit",
    cls=Command,
    epilog=with_examples("Example:\n  policywatch audit --json"),
)
@json_option
@pass_app
def audit_command(app: App, as_json: bool) -> None:
    """Queue what any stage lacks for the current version of its tool."""
    from policywatch.catalogue.watchlists import current_release
    from policywatch.cli.looking import load_release
    from policywatch.flagging.reflagging.staleness import queue_stale
    from policywatch.health.audit import audit
    from policywatch.reading import Extras, current_extractors

    watchlists = load_release(app)
    with write_session(app.engine) as session:
        release_id = current_release(session, watchlists, utc_now()).id
    queued = audit(
        app.engine,
        extractors=current_extractors(Extras.found(ocr=app.settings.ocr)),
        threshold=watchlists.threshold,
        now=utc_now(),
    )
    with write_session(app.engine) as session:
        stale = queue_stale(session, release_id, utc_now())
    queued[Stage.FLAG] += stale.versions
    queued[Stage.REFLAG] = stale.blocks
    if as_json:
        tell_json(queued)
        return
    for stage, number in queued.items():
        click.echo(f"{stage}: {number} queued")


@click.command(
    "backlog",
    cls=Command,
    epilog=with_examples("Example:\n  policywatch backlog --json"),
)
@json_option
@pass_app
def backlog_command(app: App, as_json: bool) -> None:
    """Show how much each stage could do now."""
    with read_session(app.engine) as session:
        waiting = {stage.value: backlog(session, stage, utc_now()) for stage in Stage}
    if as_json:
        tell_json(waiting)
        return
    for stage, number in waiting.items():
        click.echo(f"{stage}: {number}")
