"""List, check and try what is watched."""

import json

import click
from rich.console import Console
from rich.table import Table

from models import read_session
from policywatch.catalogue.sources import declaration_of, load_sources, sources_schema
from policywatch.cli.app import (
    App,
    Group,
    json_option,
    pass_app,
    sync_catalogue,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.health import source_health


@click.group("sources", cls=Group)
def sources_group() -> None:
    """What is watched: list, check and try the source files."""


@sources_group.command(
    "list",
    epilog=with_examples("Examples:\n  policywatch sources list --enabled\n"),
)
@click.option("--enabled", is_flag=True, help="leave out the disabled ones")
@json_option
@pass_app
def list_command(app: App, enabled: bool, as_json: bool) -> None:
    """List the sources with their state."""
    sync_catalogue(app)
    with read_session(app.engine) as session:
        health = {source.id: source for source in source_health(session, utc_now())}
    declared = load_sources(app.settings.sources_dir, sample_site=app.settings.sample_site)
    table = Table("id", "family", "level", "place", "publisher", "state", "checked")
    for source in declared:
        if enabled and not source.enabled:
            continue
        state = health[source.id].state if source.id in health else "new"
        row = (source.id, source.family, source.level, source.place, source.publisher, state)
        if as_json:
            names = ("id", "family", "level", "place", "publisher", "state")
            tell_json(dict(zip(names, row, strict=True)) | {"url": source.url})
        else:
            table.add_row(*row, source.checked)
    if not as_json:
        Console().print(table)


@sources_group.command("check", epilog=with_examples("Examples:\n  policywatch sources check\n"))
@click.option("--schema", is_flag=True, help="print the JSON Schema of a source file instead")
@pass_app
def check_command(app: App, schema: bool) -> None:
    """Check the source files; each problem is told as file:line: what was expected."""
    if schema:
        click.echo(json.dumps(sources_schema(), indent=2, ensure_ascii=False))
        return
    declared = load_sources(app.settings.sources_dir, sample_site=app.settings.sample_site)
    enabled = sum(source.enabled for source in declared)
    click.echo(f"{len(declared)} sources are well declared, {enabled} of them enabled")


@sources_group.command(
    "try", epilog=with_examples("Examples:\n  policywatch sources try sample-miit --json\n")
)
@click.argument("source_id")
@json_option
@click.pass_context
@pass_app
def try_command(app: App, ctx: click.Context, source_id: str, as_json: bool) -> None:
    """Show what a source's list yields now; nothing is stored."""
    from spiders.collect import try_source

    declared = load_sources(app.settings.sources_dir, sample_site=app.settings.sample_site)
    items = try_source(declaration_of(declared, source_id), app.settings)
    for item in items:
        if as_json:
            tell_json({"url": item.url, "title": item.title, "date": item.date})
        else:
            click.echo(
                f"{item.date or '(no date)':10}  {item.title or '(no title)'}\n{'':12}{item.url}"
            )
    if not as_json:
        click.echo(f"{len(items)} items")
    if not items:
        ctx.exit(1)
