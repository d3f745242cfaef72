"""Try a rule, programme or term on the stored corpus before it counts."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models import read_session
from policywatch.catalogue.watchlists.assembling import propose
from policywatch.catalogue.watchlists.files import read_file, read_text
from policywatch.catalogue.watchlists.located import RefKind
from policywatch.cli.app import (
    STANDARD_INPUT,
    App,
    Command,
    json_option,
    pass_app,
    read_input,
    shown_progress,
    tell_json,
    with_examples,
)
from policywatch.cli.looking import assemble_release
from policywatch.errors import CatalogueError
from policywatch.flagging.backtest import SAMPLE, Backtest, EmptyStoreError, Share, backtest
from policywatch.flagging.names.naming import fold_names

NOT_TRIED = (RefKind.THRESHOLD, RefKind.FORM)
SHOWN_SOURCES = 10


@click.command(
    "backtest",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch backtest rule.yaml\n"
        "  policywatch backtest mine.yaml --json --sample 50\n"
        "  policywatch watchlists show rule:talent-call | policywatch backtest -\n\n"
        "Exit codes: 0 tried; 1 the store holds nothing to try it on; 2 bad usage or files."
    ),
)
@click.argument("file", metavar="RULE.yaml|-")
@click.option("--sample", type=click.IntRange(0, 1000), default=SAMPLE, help="so many hits shown")
@json_option
@pass_app
def backtest_command(app: App, file: str, sample: int, as_json: bool) -> None:
    """Show what the rules, programmes and terms of a file would find in what is stored.

    The file is written like a watchlist file; - reads standard input. A part whose id is taken is
    tried in the place of what stands there. The newest version of each document is looked at, and
    nothing is written. Rules are tried for what they say themselves, whatever other rule covers
    them; without rules in the file, hits are the documents that its programmes and terms find.
    """
    given = read_text(read_input(), STANDARD_INPUT) if file == "-" else read_file(Path(file))
    tried = [one for one in given if one.ref.kind not in NOT_TRIED]
    if all(one.ref.kind is RefKind.WORD for one in tried):
        raise CatalogueError(
            [f"{file}: nothing to try: expected rules, programmes, terms or names"]
        )
    standing = assemble_release(app)
    proposed = propose(standing, given, fold_names)
    if not app.has_store:
        raise EmptyStoreError("nothing is stored yet: collect some first (policywatch run)")
    with read_session(app.engine) as session, shown_progress("backtest") as progress:
        refs = [one.ref for one in tried]
        result = backtest(
            session, standing.watchlists, proposed, refs, sample=sample, progress=progress
        )
    if as_json:
        share = result.dismissed_share
        tell_json({"tried": [str(ref) for ref in refs], **asdict(result), "dismissed_share": share})
        return
    _show(Console(), result, {ref.id for ref in refs if ref.kind is RefKind.RULE})


def _show(console: Console, result: Backtest, rules: set[str]) -> None:
    console.print(
        f"{result.hits:,} of {result.examined:,} documents are hit "
        f"({result.first_month} to {result.last_month}); {result.queued:,} would be queued, "
        f"{result.unseen:,} are found by no rule now"
    )
    if result.decided:
        console.print(
            f"analysts decided on {result.decided:,} of them and dismissed {result.dismissed:,} "
            f"({result.dismissed_share:.0%})"
        )
    else:
        console.print("analysts have decided on none of them")
    sources = list(result.by_source.items())[:SHOWN_SOURCES]
    _print_shares(console, "month", list(result.by_month.items()))
    _print_shares(console, "source", sources)
    if result.overlap:
        table = Table("existing rule", "hit, too", "not hit", box=None)
        for one in result.overlap:
            name = f"{one.rule} (as it stands)" if one.rule in rules else one.rule
            table.add_row(Text(name), f"{one.both:,}", f"{one.alone:,}")
        console.print(table)
    for hit in result.sample:
        console.rule(Text(f"{hit.month}  {hit.title or '(no title)'}"), align="left")
        console.print(Text(f"{hit.url}\n{hit.source}, score {hit.score:.0f}; {hit.reason}"))
        line = Text(f"  | {hit.context}")
        if hit.words:
            line.highlight_words([hit.words], "black on yellow")
        console.print(line, soft_wrap=True)


def _print_shares(console: Console, what: str, shares: list[tuple[str, Share]]) -> None:
    table = Table(what, "hits", "documents", box=None)
    for name, share in shares:
        table.add_row(Text(name), f"{share.hits:,}", f"{share.documents:,}")
    console.print(table)
