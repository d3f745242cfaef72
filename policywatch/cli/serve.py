"""Commands that serve: the review app, the sample site, and everything at once."""

import click

from policywatch.cli.app import (
    App,
    Command,
    pass_app,
    shown_progress,
    utc_now,
    with_examples,
)


@click.command("migrate", cls=Command, epilog=with_examples("Example:\n  policywatch migrate"))
@pass_app
def migrate_command(app: App) -> None:
    """Bring the store up to the newest schema; what is there stays.

    What is not yet indexed for the review app's search is; where that is stopped, it goes on.
    """
    from policywatch.searching import index_findings

    with shown_progress("index") as progress:
        index_findings(app.engine, progress)
    click.echo(f"the store is up to date: {app.engine.url.render_as_string()}")


@click.command(
    "review", cls=Command, epilog=with_examples("Examples:\n  policywatch review --port 8000\n")
)
@click.option("--host", help="address to listen on (POLICYWATCH_REVIEW_HOST)")
@click.option("--port", type=click.IntRange(1, 65535), help="(POLICYWATCH_REVIEW_PORT)")
@pass_app
def review_command(app: App, host: str | None, port: int | None) -> None:
    """Serve the review app."""
    import uvicorn

    from models import write_session
    from policywatch.review import create_app
    from policywatch.review.accounts import ensure_admin

    with write_session(app.engine) as session:
        password = ensure_admin(session, app.settings, utc_now())
    if password:
        click.echo(f"first sign-in: admin, password {password}", err=True)
    uvicorn.run(
        create_app(app.engine, app.settings),
        host=host or app.settings.review_host,
        port=port or app.settings.review_port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )


@click.command(
    "sample-site",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch sample-site                     day by day, a new one every 5 minutes\n"
        "  policywatch sample-site --day 2             always the second day"
    ),
)
@click.option("--port", type=click.IntRange(1, 65535), help="(POLICYWATCH_SAMPLE_PORT)")
@click.option("--day", type=click.IntRange(1, 3), help="stay on this day")
@click.option(
    "--day-every",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="seconds a day lasts",
)
@pass_app
def sample_site_command(app: App, port: int | None, day: int | None, day_every: int) -> None:
    """Serve the made-up sample site on loopback."""
    from policywatch.samplesite import serve

    serve(
        port or app.settings.sample_port,
        state_file=app.settings.home / "sample-site.json",
        day=day,
        day_seconds=day_every,
    )


@click.command("up", cls=Command, epilog=with_examples("Example:\n  policywatch up"))
@click.pass_context
@pass_app
def up_command(app: App, ctx: click.Context) -> None:
    """Start everything on this machine: store, sample site, Airflow, review app."""
    from policywatch.launch import up

    if app.has_store:  # one that cannot be used is told before anything starts
        app.engine.dispose()
    ctx.exit(up(app.settings))
