"""Who may sign in to the review app."""

import click

from models import Account, Role, read_session, write_session
from policywatch.cli.app import WORDS, App, Group, pass_app, utc_now, with_examples
from policywatch.review.accounts import (
    create_account,
    remove_account,
    set_password,
    set_role,
)


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


@accounts_group.command(
    "role", epilog=with_examples("Example:\n  policywatch accounts role lin viewer")
)
@click.argument("name", type=WORDS)
@click.argument("role", type=click.Choice([role.value for role in Role]))
@pass_app
def role_command(app: App, name: str, role: str) -> None:
    """Give an account another role: viewers read, analysts and admins decide."""
    with write_session(app.engine) as session:
        set_role(session, name, Role(role))
    click.echo(f"{name} may sign in as {role}")


@accounts_group.command(
    "remove", epilog=with_examples("Example:\n  policywatch accounts remove lin")
)
@click.argument("name", type=WORDS)
@pass_app
def remove_command(app: App, name: str) -> None:
    """Remove an account and end its sessions; what it decided stays, with its name."""
    with write_session(app.engine) as session:
        remove_account(session, name)
    click.echo(f"{name} may not sign in any more")
