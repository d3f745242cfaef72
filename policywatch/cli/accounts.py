"""Who may sign in to the review app."""

import click

from models import Account, Role, read_session, write_session
from policywatch.cli.app import WORDS, App, Group, pass_app, utc_now, with_examples
from policywatch.review.accounts import create_account, set_password


@click.group("accounts", cls=Group)
def accounts_group() -> None:
    """Who may sign in to the review app."""


@accounts_group.command("list", epilog=with_examples("Example:\n  policywatch accounts list"))
@pass_app
def list_command(app: App) -> None:
    """List the accounts and their roles."""
    with read_session(app.engine) as session:
        for account in session.query(Account).order_by(Account.name):
            click.echo(f"{account.name}\t{account.role.value}")


@accounts_group.command(
    "create",
    epilog=with_examples("Examples:\n  policywatch accounts create lin --role analyst\n"),
)
@click.argument("name", type=WORDS)
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.ANALYST.value
)
@click.password_option(type=WORDS, help="asked for when left out")
@pass_app
def create_command(app: App, name: str, role: str, password: str) -> None:
    """Create an account."""
    with write_session(app.engine) as session:
        create_account(session, name, password, Role(role), utc_now())
    click.echo(f"{name} may sign in as {role}")


@accounts_group.command(
    "password", epilog=with_examples("Example:\n  policywatch accounts password lin")
)
@click.argument("name", type=WORDS)
@click.password_option(type=WORDS, help="asked for when left out")
@pass_app
def password_command(app: App, name: str, password: str) -> None:
    """Give an account a new password and end its sessions."""
    with write_session(app.engine) as session:
        set_password(session, name, password)
    click.echo(f"{name} has a new password")
