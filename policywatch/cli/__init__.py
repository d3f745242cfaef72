"""The command line: the same pipeline by hand."""

import atexit
import gc
import importlib
import sys

import click

from policywatch import __version__
from policywatch.cli.app import BAD_USE, App, Group, load_settings, set_up_logging
from policywatch.errors import SettingsError

# What a command needs is imported when it is run: `policywatch --help` must not wait for Scrapy,
# nor a DAG's `policywatch alert` for the extractors. So the summaries stand here.
COMMANDS = {
    "run": ("stages:run_command", "Do one pass: collect, read, compare, flag and alert."),
    "collect": ("collecting:collect_command", "Fetch what is due."),
    "backfill": ("backfill:backfill_command", "Fill what may be missing of a list."),
    "submit": ("submit:submit_command", "Give saved pages, files or addresses to be read."),
    "read": ("stages:read_command", "Read what was fetched."),
    "compare": ("stages:compare_command", "Find versions, changes, copies, disappearances."),
    "flag": ("stages:flag_command", "Find names, facts and findings in new versions."),
    "alert": ("stages:alert_command", "Write and send the mails that findings cause."),
    "audit": ("stages:audit_command", "Queue what any stage lacks."),
    "backlog": ("stages:backlog_command", "Show how much each stage could do now."),
    "backtest": ("backtest:backtest_command", "Try a rule on what is stored; store nothing."),
    "scan": ("scan:scan_command", "Show what would be flagged in files; store nothing."),
    "copies": ("copies:copies_command", "Group the files of a folder that are copies."),
    "way": ("copies:way_command", "Show the way that a policy took, level by level."),
    "status": ("status:status_command", "Show what the store holds, and which sources fail."),
    "export": ("export:export_command", "Write findings out for other tools."),
    "evidence": ("evidence:evidence_group", "Prove what was found; check such proof."),
    "sources": ("sources:sources_group", "List, check and try what is watched."),
    "watchlists": ("watchlists:watchlists_group", "See, check and change what is looked for."),
    "candidates": ("candidates:candidates_group", "Names that may be unknown programmes'."),
    "subscriptions": ("subscriptions:subscriptions_group", "Say who is mailed what."),
    "accounts": ("accounts:accounts_group", "Say who may sign in to the review app."),
    "migrate": ("serve:migrate_command", "Bring the store up to the newest schema."),
    "review": ("serve:review_command", "Serve the review app."),
    "sample-site": ("serve:sample_site_command", "Serve the made-up sample site."),
    "up": ("serve:up_command", "Start everything on this machine."),
}


class LazyGroup(Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the flow."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        target, _summary = COMMANDS[cmd_name]
        module_name, attribute = target.split(":")
        module = importlib.import_module(f"policywatch.cli.{module_name}")
        command: click.Command = getattr(module, attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the summaries without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policywatch")
@click.pass_context
def policywatch(ctx: click.Context) -> None:
    """Watch public policy documents and recruitment ads, and say why a page matters.

    One pass by hand is `policywatch run`; settings come from POLICYWATCH_ variables.
    Exit codes: 0 fine; 1 something failed; 2 bad usage, settings or files; 3 the store, the archive
    or the machine cannot be used now: the same command goes on later.
    """
    try:
        set_up_logging()
        ctx.obj = App(load_settings())
    except SettingsError as error:
        click.echo(str(error), err=True)
        ctx.exit(BAD_USE)


def main() -> None:
    """Run the command line."""
    # To look through all that goes anyway, at the end of the process, takes a quarter second.
    atexit.register(gc.freeze)
    sys.exit(policywatch(prog_name="policywatch"))
