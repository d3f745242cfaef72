"""Prove what was found: bundles of evidence, and the chain that everything fetched is sealed in."""

from pathlib import Path

import click

from models import read_session
from policywatch.cli.app import (
    FAILED,
    MAX_ID,
    App,
    Command,
    Group,
    json_option,
    pass_app,
    shown_progress,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.cli.output import whole_file


@click.group("evidence", cls=Group)
def evidence_group() -> None:
    """Write and check proof of what was found."""


@evidence_group.command(
    "bundle",
    cls=Command,
    epilog=with_examples(
        "Examples:\n  policywatch evidence bundle 1\n  policywatch evidence bundle 1 -o case.wacz"
    ),
)
@click.argument("finding", type=click.IntRange(1, MAX_ID))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="the file to write (default: finding-NUMBER.wacz)",
)  # fmt: skip
@pass_app
def bundle_command(app: App, finding: int, output: Path | None) -> None:
    """Write a finding with all it rests on into one file, a WACZ.

    It holds the exchanges as archived (contact details in them are not masked), texts and JSON
    with contact details masked, the manifests they are sealed in, and a page to read.
    """
    from policywatch.evidence import gather, seal, write_bundle

    seal(app.engine, utc_now)
    with read_session(app.engine) as session:
        case = gather(session, finding, app.settings.instance)
    data = write_bundle(case, app.archive)
    path = output or Path(f"finding-{finding}.wacz")
    with whole_file(path) as file:
        file.write(data)
    click.echo(f"{path}: {len(data):,} bytes, {len(case.places)} exchanges")
    click.echo("The pages in it are as they came: contact details in them are not masked.")


@evidence_group.command(
    "verify",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch evidence verify finding-1.wacz\n"
        "  policywatch evidence verify finding-1.wacz --tsa-root authority.pem\n\n"
        "Exit codes: 0 all holds; 1 something was tampered with, or it is no bundle."
    ),
)
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--tsa-root", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="certificates (PEM) that its time-stamps must lead to",
)  # fmt: skip
@json_option
@click.pass_context
def verify_command(ctx: click.Context, bundle: Path, tsa_root: Path | None, as_json: bool) -> None:
    """Check a bundle offline, byte for byte, and name each part that was tampered with."""
    from policywatch.evidence import verify_bundle
    from policywatch.evidence.timestamps import load_roots

    roots = load_roots(tsa_root.read_bytes()) if tsa_root else []
    verified = verify_bundle(bundle, roots)
    stamps = [
        {"at": one.at.isoformat(), "authority": one.authority, "trusted": one.is_trusted}
        for one in verified.stamps
    ]
    number, newest = verified.newest_manifest or (None, None)
    if as_json:
        tell_json(
            {
                "finding": verified.finding,
                "holds": not verified.problems,
                "tampered": verified.problems,
                "notes": verified.notes,
                "parts": verified.parts,
                "exchanges": verified.exchanges,
                "sealed": verified.sealed,
                "stamps": stamps,
                "manifest": number,
                "manifest_sha256": newest,
            }
        )
    else:
        for problem in verified.problems:
            click.echo(f"TAMPERED: {problem}")
        for note in verified.notes:
            click.echo(f"note: {note}")
        click.echo(
            f"{bundle}: {verified.parts} parts, {verified.exchanges} exchanges, "
            f"{verified.sealed} of them sealed in the chain"
        )
        for stamp in stamps:
            trust = (
                "checked against the given root"
                if stamp["trusted"]
                else "signature not checked: give --tsa-root"
            )
            click.echo(f"time-stamped {stamp['at']} by {stamp['authority']} ({trust})")
        if number:
            click.echo(f"newest manifest in it: {number} {newest}")
        click.echo(f"{len(verified.problems)} problems" if verified.problems else "all of it holds")
    if verified.problems:
        ctx.exit(FAILED)


@evidence_group.command(
    "check",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch evidence check\n"
        "  policywatch evidence check --no-archive\n"
        "  policywatch evidence check --mend\n\n"
        "Exit codes: 0 all holds; 1 something is not as it was sealed."
    ),
)
@click.option("--no-archive", is_flag=True, help="check chain and rows, not the archive's bytes")
@click.option("--mend", "mends", is_flag=True, help="cut off what a killed writer left torn")
@json_option
@click.pass_context
@pass_app
def check_command(
    app: App, ctx: click.Context, no_archive: bool, mends: bool, as_json: bool
) -> None:
    """Check that all that was ever fetched or given is still as it was sealed."""
    from policywatch.evidence import check, mend, seal

    cut = mend(app.engine, app.archive) if mends else {}
    seal(app.engine, utc_now)
    with shown_progress("check") as progress:
        checked = check(app.engine, None if no_archive else app.archive, progress=progress)
    if as_json:
        tell_json(
            {
                "holds": not checked.problems,
                "problems": checked.problems,
                "more_problems": checked.more_problems,
                "manifests": checked.manifests,
                "fetches": checked.fetches,
                "submissions": checked.submissions,
                "exchanges": checked.exchanges,
                "stamped": checked.stamped,
                "unsealed": checked.unsealed,
                "head": checked.head,
                "cut": cut,
            }
        )
    else:
        for path, size in cut.items():
            click.echo(f"{path}: {size:,} torn bytes cut off")
        for problem in checked.problems:
            click.echo(f"BROKEN: {problem}")
        if checked.more_problems:
            click.echo(f"and {checked.more_problems:,} more")
        click.echo(
            f"{checked.manifests} manifests, {checked.stamped} of them time-stamped; "
            f"{checked.fetches} fetches, {checked.submissions} submissions, {checked.exchanges} "
            f"records read from the archive; {checked.unsealed} runs not sealed yet"
        )
        click.echo(f"head of the chain: {checked.manifests} {checked.head}")
    if checked.problems:
        ctx.exit(FAILED)
