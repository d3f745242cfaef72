"""Fill what may be missing of a source's list."""

from dataclasses import asdict
from datetime import datetime

import click

from policywatch.cli.app import (
    WORDS,
    App,
    Command,
    json_option,
    pass_app,
    shown_progress,
    sync_catalogue,
    tell_json,
    with_examples,
)
from policywatch.errors import SourceFailedError


@click.command(
    "backfill",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch backfill zj-kjt                     from its first possible gap on\n"
        "  policywatch backfill zj-kjt --since 2023-01-01  back to that day\n\n"
        "It is as slow as the source's delay wants it. If it is stopped, the same command goes\n"
        "on at the page that was read last. `policywatch read` then reads what came."
    ),
)
@click.argument("source_id", type=WORDS)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="day to go back to; without it the first open gap's, or the end of the list",
)
@json_option
@pass_app
def backfill_command(app: App, source_id: str, since: datetime | None, as_json: bool) -> None:
    """Page through a source's list as far back as asked, and fetch what is new."""
    from spiders.backfill import backfill

    sync_catalogue(app)
    day = f"{since:%Y-%m-%d}" if since else None
    with shown_progress("backfill") as progress:
        came = backfill(app.engine, app.settings, source_id, day, progress=progress)
    if as_json:
        tell_json(asdict(came))
    else:
        click.echo(
            f"backfill: {came.pages} pages, {came.listed} items, {came.new} of them new, "
            f"{came.fetched} fetched; {came.gaps_closed} gaps closed, {came.gaps_open} open"
        )
    if not came.done:
        raise SourceFailedError(
            f"{source_id} was not read back to {came.since or 'its end'}: {came.outcome}"
            + (f": {came.detail}" if came.detail else "")
        )
