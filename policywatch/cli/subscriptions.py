"""Who is mailed what, and how often."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Cadence, Subscription, write_session
from policywatch.alerting import ensure_first_subscriptions
from policywatch.alerting.subscriptions import (
    NARROWING,
    change,
    end,
    find_subscription,
    resume,
    subscribe,
)
from policywatch.catalogue.levels import Level
from policywatch.catalogue.sources import load_sources
from policywatch.cli.app import (
    WORDS,
    App,
    Group,
    json_option,
    pass_app,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.cli.looking import load_release
from policywatch.flagging.writing import MENTION_REMOVED

F = TypeVar("F", bound=Callable[..., Any])

MAX_NAME_CHARS = 100
LANGUAGES = ("en", "zh")


@click.group("subscriptions", cls=Group)
def subscriptions_group() -> None:
    """Who is mailed what, and how often.

    The first two, of findings and of sources' health, go to POLICYWATCH_ALERT_TO.
    """


@contextmanager
def _subscribers(app: App) -> Iterator[Session]:
    """Give a session in which the first subscriptions are there: adding one must not be in lieu."""
    with write_session(app.engine) as session:
        ensure_first_subscriptions(session, app.settings, utc_now())
        session.flush()
        yield session


@subscriptions_group.command(
    "list", epilog=with_examples("Example:\n  policywatch subscriptions list")
)
@json_option
@pass_app
def list_command(app: App, as_json: bool) -> None:
    """List the subscriptions, ended ones included."""
    with _subscribers(app) as session:
        rows = session.scalars(select(Subscription).order_by(Subscription.name)).all()
        told = [_told(row) for row in rows]
    for one in told:
        if as_json:
            tell_json(one)
        else:
            click.echo(_in_words(one))


def _options(*, new: bool) -> Callable[[F], F]:
    """Add what a subscription is made of; what is left out of a change stays as it is."""
    default: dict[str, Any] = {"default": None}
    options = [
        click.option("--to", "recipient", type=WORDS, required=new, help="address of the mails"),
        click.option(
            "--cadence",
            type=click.Choice([one.value for one in Cadence]),
            default=Cadence.INSTANT.value if new else None,
            show_default=new,
            help="each finding at once, or a digest a day or a week",
        ),
        click.option(
            "--language",
            type=click.Choice(LANGUAGES),
            default=LANGUAGES[0] if new else None,
            show_default=new,
        ),
        click.option("--min-score", type=click.FloatRange(0, 100), **default, help="least score"),
        click.option("--rule", "rules", multiple=True, type=WORDS, help="findings of this rule"),
        click.option("--programme", "programmes", multiple=True, type=WORDS, help="that name it"),
        click.option("--source", "sources", multiple=True, type=WORDS, help="of this source"),
        click.option(
            "--level",
            "levels",
            multiple=True,
            type=click.Choice([one.value for one in Level]),
            help="of sources of this level",
        ),
        click.option("--place", "places", multiple=True, type=WORDS, help="of sources there"),
    ]

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@subscriptions_group.command(
    "add",
    epilog=with_examples(
        "Examples:\n"
        "  policywatch subscriptions add lin --to lin@example.org --cadence daily --language zh\n"
        "  policywatch subscriptions add budgets --to li@example.org --programme qiming \\\n"
        "      --programme huoju --place 浙江 --min-score 60\n"
        "  policywatch subscriptions add ops-2 --to ops@example.org --ops"
    ),
)
@click.argument("name", type=WORDS)
@click.option("--ops", is_flag=True, help="sources that begin or cease to bring data instead")
@_options(new=True)
@pass_app
def add_command(app: App, /, name: str, ops: bool, **asked: Any) -> None:
    """Mail somebody what is found from now on; options that are repeated widen, others narrow."""
    if not name.strip() or len(name) > MAX_NAME_CHARS:
        raise click.BadParameter(f"a name of 1 to {MAX_NAME_CHARS} characters", param_hint="NAME")
    wanted = _wanted(app, asked)
    if ops and wanted:
        raise click.UsageError("--ops is of all sources: leave out what narrows it")
    with _subscribers(app) as session:
        row = subscribe(session, name, utc_now(), ops=ops, **_given(asked) | {"wanted": wanted})
        click.echo(_in_words(_told(row)))


@subscriptions_group.command(
    "change",
    epilog=with_examples(
        "Examples:\n"
        "  policywatch subscriptions change analyst --to desk@example.org\n"
        "  policywatch subscriptions change analyst --cadence weekly --min-score 60\n"
        "  policywatch subscriptions change analyst --everything"
    ),
)
@click.argument("name", type=WORDS)
@click.option("--everything", is_flag=True, help="narrow it by nothing any more")
@_options(new=False)
@pass_app
def change_command(app: App, /, name: str, everything: bool, **asked: Any) -> None:
    """Change a subscription: what is left out stays as it is."""
    wanted = _wanted(app, asked)
    with _subscribers(app) as session:
        row = find_subscription(session, name)
        if row.ops and wanted:
            raise click.UsageError(f"{name} is of all sources: it cannot be narrowed")
        kept = {} if everything else row.wanted
        change(session, name, **_given(asked) | {"wanted": {**kept, **wanted}})
        click.echo(_in_words(_told(row)))


@subscriptions_group.command(
    "end", epilog=with_examples("Example:\n  policywatch subscriptions end lin")
)
@click.argument("name", type=WORDS)
@pass_app
def end_command(app: App, name: str) -> None:
    """End a subscription, as the link in its mails does."""
    with _subscribers(app) as session:
        click.echo(_in_words(_told(end(session, name, utc_now()))))


@subscriptions_group.command(
    "resume", epilog=with_examples("Example:\n  policywatch subscriptions resume lin")
)
@click.argument("name", type=WORDS)
@pass_app
def resume_command(app: App, name: str) -> None:
    """Begin an ended subscription again: it is mailed what is found from now on."""
    with _subscribers(app) as session:
        click.echo(_in_words(_told(resume(session, name, utc_now()))))


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that are asked for."""
    given = {k: v for k, v in asked.items() if k not in NARROWING and v is not None}
    return given | ({"cadence": Cadence(given["cadence"])} if "cadence" in given else {})


def _wanted(app: App, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what narrows a subscription, checked: one of a misspelt name would never be mailed.

    Raises:
        click.BadParameter: there is no such rule, programme or source.
    """
    wanted = {k: asked[k] for k in NARROWING if asked[k] not in (None, ())}
    if "rules" in wanted or "programmes" in wanted:
        watchlists = load_release(app)
        rules = [*(rule.id for rule in watchlists.rules), MENTION_REMOVED]
        _check("--rule", wanted.get("rules", ()), rules)
        programmes = [programme.id for programme in watchlists.programmes]
        _check("--programme", wanted.get("programmes", ()), programmes)
    if "sources" in wanted:
        settings = app.settings
        declared = load_sources(settings.sources_dir, sample_site=settings.sample_site)
        _check("--source", wanted["sources"], [source.id for source in declared])
    return {k: list(v) if isinstance(v, tuple) else v for k, v in wanted.items()}


def _check(option: str, given: Sequence[str], known: Sequence[str]) -> None:
    for one in given:
        if one not in known:
            raise click.BadParameter(f"there is none called {one}", param_hint=option)


def _told(row: Subscription) -> dict[str, Any]:
    return {
        "name": row.name,
        "to": row.recipient,
        "of": "sources' health" if row.ops else "findings",
        "cadence": row.cadence.value,
        "language": row.language,
        "wanted": row.wanted,
        "ended": row.ended_at.isoformat() if row.ended_at else None,
    }


def _in_words(one: dict[str, Any]) -> str:
    wanted = "; ".join(
        f"{name.replace('_', ' ')} {', '.join(map(str, v)) if isinstance(v, list) else f'{v:g}'}"
        for name, v in one["wanted"].items()
    )
    ended = f"\tended {one['ended'][:16]} UTC" if one["ended"] else ""
    narrowed = f"\t{wanted}" if wanted else ""
    return (
        f"{one['name']}\t{one['to']}\t{one['of']}, {one['cadence']}, {one['language']}"
        f"{narrowed}{ended}"
    )
