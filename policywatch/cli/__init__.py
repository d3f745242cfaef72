"""The command line: the same pipeline by hand."""

import importlib
import sys

import click

from policywatch import __version__
from policywatch.cli.app import BAD_USE, App, Group, load_settings, set_up_logging
from policywatch.errors import SettingsError

# What a command needs is imported when it is asked for: `policywatch scan --help` must not wait
# for Scrapy, nor a DAG's `policywatch alert` for the extractors.
COMMANDS = {
    "run": "policywatch.cli.stages:run_command",
    "collect": "policywatch.cli.stages:collect_command",
    "read": "policywatch.cli.stages:read_command",
    "compare": "policywatch.cli.stages:compare_command",
    "flag": "policywatch.cli.stages:flag_command",
    "alert": "policywatch.cli.stages:alert_command",
    "audit": "policywatch.cli.stages:audit_command",
    "backlog": "policywatch.cli.stages:backlog_command",
    "scan": "policywatch.cli.scan:scan_command",
    "status": "policywatch.cli.status:status_command",
    "export": "policywatch.cli.export:export_command",
    "sources": "policywatch.cli.sources:sources_group",
    "watchlists": "policywatch.cli.watchlists:watchlists_group",
    "accounts": "policywatch.cli.accounts:accounts_group",
    "migrate": "policywatch.cli.serve:migrate_command",
    "review": "policywatch.cli.serve:review_command",
    "sample-site": "policywatch.cli.serve:sample_site_command",
    "up": "policywatch.cli.serve:up_command",
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
        module_name, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module_name), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is no command")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policywatch")
@click.pass_context
def policywatch(ctx: click.Context) -> None:
    """Watch public policy documents and recruitment ads, and say why a page matters.

    One pass by hand is `policywatch run`; settings come from POLICYWATCH_ variables.
    Exit codes: 0 fine; 1 something failed; 2 bad usage, settings or files.
    """
    set_up_logging()
    try:
        ctx.obj = App(load_settings())
    except SettingsError as error:
        click.echo(str(error), err=True)
        ctx.exit(BAD_USE)


def main() -> None:
    """Run the command line."""
    sys.exit(policywatch(prog_name="policywatch"))
