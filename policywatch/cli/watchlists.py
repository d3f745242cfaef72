"""Check what is looked for."""

import json

import click

from policywatch.catalogue.watchlists import load_watchlists, watchlists_schema
from policywatch.cli.app import App, Group, pass_app, with_examples
from policywatch.flagging import Flagger


@click.group("watchlists", cls=Group)
def watchlists_group() -> None:
    """What is looked for: programmes, terms and rules."""


@watchlists_group.command(
    "check", epilog=with_examples("Examples:\n  policywatch watchlists check\n")
)
@click.option("--schema", is_flag=True, help="print the JSON Schema of a watchlist file instead")
@pass_app
def check_command(app: App, schema: bool) -> None:
    """Check the watchlist files; each problem is told as file:line: what was expected."""
    if schema:
        click.echo(json.dumps(watchlists_schema(), indent=2, ensure_ascii=False))
        return
    watchlists = load_watchlists(app.settings.watchlists_dir)
    Flagger(watchlists)
    click.echo(
        f"{len(watchlists.programmes)} programmes, {len(watchlists.terms)} terms and "
        f"{len(watchlists.rules)} rules are well written; release {watchlists.sha256[:12]}"
    )
