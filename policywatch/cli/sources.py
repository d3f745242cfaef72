"""List, check and try what is watched."""

import json

import click
from rich.console import Console
from rich.table import Table

from models import read_session
from policywatch.catalogue.sources import (
    SourceDeclaration,
    declaration_of,
    load_sources,
    sources_schema,
)
from policywatch.cli.app import (
    WORDS,
    App,
    Group,
    json_option,
    pass_app,
    sync_catalogue,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.cli.new_source import new_command
from policywatch.errors import SourceFailedError
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
    declared = sync_catalogue(app)
    with read_session(app.engine) as session:
        health = {source.id: source for source in source_health(session, utc_now())}
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
    """Check the source files; each problem is told as file:line: what was expected.

    Also checked is that each recorded answer still yields what is recorded of it.
    """
    if schema:
        click.echo(json.dumps(sources_schema(), indent=2, ensure_ascii=False))
        return
    declared = load_sources(app.settings.sources_dir, sample_site=app.settings.sample_site)
    enabled = sum(source.enabled for source in declared)
    click.echo(f"{len(declared)} sources are well declared, {enabled} of them enabled")
    _check_recorded(app, declared)


def _check_recorded(app: App, declared: list[SourceDeclaration]) -> None:
    """Check the recorded answers.

    Raises:
        SourceFailedError: some no longer give their golden output.
    """
    from spiders.recorded import check_recorded, recorded_ids

    folder = app.settings.sources_dir
    broken = list(check_recorded(folder, declared, sample_site=app.settings.sample_site))
    if broken:
        raise SourceFailedError("\n".join(f"{one.source_id}: {one.problem}" for one in broken))
    if count := len(recorded_ids(folder)):
        click.echo(f"{count} recorded answers yield what is recorded of them")


sources_group.add_command(new_command)


@sources_group.command(
    "record", epilog=with_examples("Examples:\n  policywatch sources record sample-huzhou\n")
)
@click.argument("source_id", type=WORDS)
@pass_app
def record_command(app: App, source_id: str) -> None:
    """Record what a source's list answers now, and what that yields, as its fixture.

    Do this after the list was redesigned and the source mended: look at the difference first.
    """
    from spiders.apis import api_call
    from spiders.dates import local_today
    from spiders.once import fetch_once
    from spiders.readers import read_answer
    from spiders.recorded import record

    settings = app.settings
    declared = declaration_of(
        load_sources(settings.sources_dir, sample_site=settings.sample_site), source_id
    )
    call = api_call(declared, 0)
    answer = fetch_once(
        call.url, settings, method=call.method, body=call.body, content_type=call.content_type
    )
    today = local_today(utc_now(), declared.timezone)
    page = read_answer(declared, answer.body, answer.content_type, answer.url, today)
    place = record(
        settings.sources_dir, source_id, answer, page.items, today, sample_site=settings.sample_site
    )
    if place is None:
        raise SourceFailedError(f"{source_id}: its answer is too large to be kept beside it")
    click.echo(f"{len(page.items)} items recorded in {place}")


@sources_group.command(
    "try", epilog=with_examples("Examples:\n  policywatch sources try sample-miit --json\n")
)
@click.argument("source_id", type=WORDS)
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
