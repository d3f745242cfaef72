"""Show what the store holds and what is still to be done."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from models import read_session
from policywatch.cli.app import (
    App,
    Command,
    json_option,
    pass_app,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.errors import CatalogueError
from policywatch.health import SourceHealth, source_health, status

MAX_ERRORS = 10
MAX_ERROR_CHARS = 300
BAD = (
    "parked",
    "still",
    "failed_mails",
    "unknown_mails",
    "waiting_mails",
    "disk_nearly_full",
    "wrong_files",
)
# With less, a crawl or a busy day may fill the disk.
MIN_FREE_BYTES = 200_000_000


@click.command(
    "status",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch status\n"
        "  policywatch status --json | python3 -m json.tool\n\n"
        "Exit codes: 0 all well; 1 a source is failing, work is parked or stands still, mail\n"
        "failed, waits or may not have arrived, a file is wrong, or the disk is nearly full;\n"
        "2 bad settings."
    ),
)
@json_option
@click.pass_context
@pass_app
def status_command(app: App, ctx: click.Context, as_json: bool) -> None:
    """Show sources by state, documents, versions, findings, mails and each stage's backlog."""
    now = utc_now()
    with read_session(app.engine) as session:
        counts = status(session, now)
        sources = source_health(session, now)
    counts["disk_nearly_full"] = _room_left(app)
    counts["wrong_files"] = _wrong_files(app)
    if as_json:
        tell_json({**counts, "source_states": [_told(source) for source in sources]})
    else:
        _show(counts, sources)
    if counts["sources"].get("failing") or any(counts[name] for name in BAD):
        ctx.exit(1)


def _room_left(app: App) -> str:
    """Return where there is hardly room left for store and archive; empty where there is."""
    home = app.settings.home
    free = shutil.disk_usage(home).free if home.exists() else MIN_FREE_BYTES
    if free >= MIN_FREE_BYTES:
        return ""
    return f"{free // 1_000_000} MB free for {home}"


def _wrong_files(app: App) -> list[str]:
    """Return what is wrong with the files of sources and watchlists: nothing is done until then."""
    from policywatch.catalogue.sources import load_sources
    from policywatch.cli.looking import load_release

    settings = app.settings
    problems: list[str] = []
    for load in (
        lambda: load_sources(settings.sources_dir, sample_site=settings.sample_site),
        lambda: load_release(app),
    ):
        try:
            load()
        except CatalogueError as error:
            problems += error.problems
    return problems


def _show(counts: dict[str, Any], sources: list[SourceHealth]) -> None:
    console = Console()
    overview = Table(show_header=False, box=None)
    for name, value in counts.items():
        overview.add_row(name.replace("_", " "), _say(value))
    console.print(overview)
    table = Table(
        Column("source", overflow="fold", min_width=12),
        "state",
        "since",
        "documents",
        "last new",
    )
    for source in sources:
        if source.state == "disabled":
            continue
        table.add_row(
            source.id,
            source.state,
            f"{source.since:%Y-%m-%d %H:%M}",
            str(source.documents),
            f"{source.last_new_at:%Y-%m-%d %H:%M}" if source.last_new_at else "never",
        )
    console.print(table)
    if all(source.state == "disabled" for source in sources):
        console.print("no source is enabled: nothing is watched")
    for source in sources:
        # Below the table, whole: a column of it would be a few characters wide where cron mails it.
        if source.state != "disabled" and (source.hint or source.reason != "data comes"):
            tried = f"; to try: {source.hint} ({source.url})" if source.hint else ""
            console.print(f"{source.id}: {source.reason}{tried}", soft_wrap=True, markup=False)
        if source.gap:
            console.print(
                f"possible gap in {source.id}: {source.gap}; fill it by: "
                f"policywatch backfill {source.id}",
                soft_wrap=True,
            )
    for line in _say_stuck(counts):
        console.print(line, soft_wrap=True, markup=False)


def _say_stuck(counts: dict[str, Any]) -> Iterator[str]:
    """Yield what stands still of our own, with what to try."""
    for one in [*counts["parked"], *counts["retried"]][:MAX_ERRORS]:
        how = "is parked" if one in counts["parked"] else "is tried again later"
        said = " ".join(one["error"].split())[:MAX_ERROR_CHARS]
        yield f"{one['stage']} of {one['subject']} {how}: {said}"
    for one in counts["still"]:
        yield (
            f"{one['stage']} stands still: {one['pieces']} pieces of work wait since "
            f"{one['since'][:16]} UTC; run it by hand, what it says is what stops it: "
            f"policywatch {one['stage']}"
        )
    for what, number in counts["mailed_to"].items():
        if not number and counts["mails"]:
            yield f"nobody is mailed {what}: policywatch subscriptions add, or resume"
    if waiting := counts["waiting_mails"]:
        yield (
            f"{waiting['number']} mails wait since {waiting['since'][:16]} UTC: "
            f"{waiting['error'] or 'nobody sends them: policywatch alert'}"
        )
    for problem in counts["wrong_files"][:MAX_ERRORS]:
        yield f"a file is wrong, and stops what reads it: {problem}"
    if room := counts["disk_nearly_full"]:
        yield f"the disk is nearly full: {room}; what cannot be written is done once there is room"
    if counts["unknown_mails"]:
        yield (
            f"{counts['unknown_mails']} mails of this week may not have arrived, as the server "
            "broke off; send them once more by: policywatch alert --again"
        )
    if counts["failed_mails"]:
        yield (
            f"{counts['failed_mails']} mails were refused; mend the cause, and send them by: "
            "policywatch alert --again"
        )


def _told(source: SourceHealth) -> dict[str, Any]:
    names = ("id", "state", "reason", "since", "hint", "last_outcome", "last_ok_at", "last_new_at")
    told = {name: getattr(source, name) for name in names}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in told.items()}


def _say(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict) and "source" in value[0]:
        return ", ".join(f"{one['source']} {one['from']} to {one['to']}" for one in value)
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, dict):
        return ", ".join(f"{number} {name}" for name, number in value.items()) or "none"
    return str(value) or "no"
