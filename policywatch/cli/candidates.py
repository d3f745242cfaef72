"""Names that may be unknown programmes': list them, look at them, decide on them."""

from typing import Any

import click
from sqlalchemy.orm import Session

from models import Candidate, CandidateState, CandidateVerdict, read_session, write_session
from policywatch.cli.app import (
    MAX_ID,
    WORDS,
    App,
    Group,
    json_option,
    pass_app,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.cli.watchlist_edits import who_option
from policywatch.flagging.candidates.accepting import accept
from policywatch.flagging.candidates.lessons import decide
from policywatch.flagging.candidates.listing import (
    Sample,
    decisions_on,
    find_candidate,
    ranked,
    samples_of,
    sightings_of,
)
from policywatch.flagging.candidates.scoring import reason_of
from policywatch.privacy import mask_contacts

STAYS = "what was put on the watchlists stays there: `policywatch watchlists remove`"
ALL = "all"


@click.group(
    "candidates",
    cls=Group,
    invoke_without_command=True,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch candidates\n"
        "  policywatch candidates --json --limit 100\n"
        "  policywatch candidates --state rejected"
    ),
)
@click.option(
    "--state",
    type=click.Choice([*(state.value for state in CandidateState), ALL]),
    default=CandidateState.OPEN.value,
    show_default=True,
)
@click.option("--limit", type=click.IntRange(1, MAX_ID), default=20, show_default=True)
@json_option
@click.pass_context
def candidates_group(ctx: click.Context, state: str, limit: int, as_json: bool) -> None:
    """List names that may be unknown programmes', the likeliest first.

    They have the shape of a programme's name, stand where talent is spoken of, and are on no
    watchlist: so a renamed programme is first seen. They are found while versions are flagged.
    """
    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.find_object(App) or ctx.obj
    wanted = None if state == ALL else CandidateState(state)
    with read_session(app.engine) as session:
        rows = ranked(session, wanted, limit=limit)
        samples = samples_of(session, rows)
        for row in rows:
            if as_json:
                tell_json(describe(row, samples[row.id]))
            else:
                _show(row, samples[row.id][:1])
    if not rows and not as_json:
        click.echo("no candidates: `policywatch flag` finds them in new versions, "
                   "`policywatch audit` has stored ones flagged again")  # fmt: skip


@candidates_group.command(
    "show",
    epilog=with_examples(
        "Examples:\n  policywatch candidates show 启航计划\n"
        "  policywatch candidates show 启航 --json"
    ),
)
@click.argument("name", type=WORDS)
@click.option(
    "--limit", type=click.IntRange(1, MAX_ID), default=50, show_default=True, help="sentences"
)
@json_option
@pass_app
def show_command(app: App, name: str, limit: int, as_json: bool) -> None:
    """Show a candidate with the sentences that name it, its sources, and what was said of it."""
    with read_session(app.engine) as session:
        candidate = find_candidate(session, name)
        sentences = sightings_of(session, candidate, limit)
        said = [
            {"verdict": d.verdict.value, "why": d.why, "who": d.who, "at": d.at.isoformat()}
            for d in decisions_on(session, candidate)
        ]
        if as_json:
            tell_json(describe(candidate, sentences) | {"decisions": said})
            return
        _show(candidate, sentences)
        for part in candidate.parts:
            click.echo(f"  {part['points']:+6.1f}  {reason_of([part]) or part['what']}")
        for row in candidate.sources:
            click.echo(f"  {row['documents']} documents of {row['source']}")
        for one in said:
            click.echo(f"  {one['at'][:16]} {one['who']}: {one['verdict']} {one['why']}".rstrip())


@candidates_group.command(
    "reject",
    epilog=with_examples(
        "Example:\n  policywatch candidates reject 登峰计划 --why 'a training plan for teachers'"
    ),
)
@click.argument("name", type=WORDS)
@click.option("--why", type=WORDS, required=True, help="the reason; names like it are ranked lower")
@who_option
@pass_app
def reject_command(app: App, name: str, why: str, who: str) -> None:
    """Say that a name is no talent programme's; names like it are ranked lower."""
    with write_session(app.engine) as session:
        accepted = find_candidate(session, name).state is CandidateState.ACCEPTED
        candidate = _decide(session, name, CandidateVerdict.REJECTED, why, who)
        click.echo(f"{candidate.name} is rejected; names like it are ranked lower")
    if accepted:
        click.echo(STAYS)


@candidates_group.command(
    "accept",
    epilog=with_examples(
        "Example:\n  policywatch candidates accept 启航计划 --why 'named in a notice of Huzhou'"
    ),
)
@click.argument("name", type=WORDS)
@click.option("--why", type=WORDS, default="", help="a reason, for the history")
@who_option
@pass_app
def accept_command(app: App, name: str, why: str, who: str) -> None:
    """Put a name on the watchlists, in the store, and print the entry as a watchlist file.

    Change it by `policywatch watchlists add --replace`; versions that are stored already are
    flagged by it with the next `policywatch flag`.
    """
    with write_session(app.engine) as session:
        candidate = find_candidate(session, name)
        folder = app.settings.watchlists_dir
        entry = accept(session, candidate, folder, who=who, why=why, now=utc_now())
    click.echo(entry, nl=False)
    click.echo(f"{candidate.name} is on the watchlists; the next `policywatch flag` flags what is "
               "stored by it", err=True)  # fmt: skip


@candidates_group.command(
    "reopen", epilog=with_examples("Example:\n  policywatch candidates reopen 登峰计划")
)
@click.argument("name", type=WORDS)
@click.option("--why", type=WORDS, default="", help="a reason, for the history")
@who_option
@pass_app
def reopen_command(app: App, name: str, why: str, who: str) -> None:
    """Take back what was said of a name last."""
    with write_session(app.engine) as session:
        accepted = find_candidate(session, name).state is CandidateState.ACCEPTED
        candidate = _decide(session, name, CandidateVerdict.REOPENED, why, who)
    click.echo(f"{candidate.name} is open again")
    if accepted:
        click.echo(STAYS)


def _decide(
    session: Session, name: str, verdict: CandidateVerdict, why: str, who: str
) -> Candidate:
    candidate = find_candidate(session, name)
    decide(session, candidate, verdict, why=why, who=who, now=utc_now())
    return candidate


def describe(candidate: Candidate, samples: list[Sample]) -> dict[str, Any]:
    """Return the JSON object of a candidate; contact details in its sentences are masked."""
    return {
        "name": candidate.name,
        "score": candidate.score,
        "state": candidate.state.value,
        "reason": reason_of(candidate.parts),
        "names": [{"name": n["name"], "documents": n["documents"]} for n in candidate.names],
        "near": candidate.near,
        "documents": candidate.documents,
        "versions": candidate.versions,
        "texts": candidate.texts,
        "first_seen": candidate.first_seen_at,
        "last_seen": candidate.last_seen_at,
        "sources": candidate.sources,
        "parts": candidate.parts,
        "samples": [
            {
                "sentence": mask_contacts(sample.sentence),
                "shown": sample.shown,
                "document": sample.document_id,
                "version": sample.version,
                "title": mask_contacts(sample.title),
                "url": sample.url,
                "source": sample.source,
                "publisher": sample.publisher,
                "published": sample.published,
            }
            for sample in samples
        ],
    }


def _show(candidate: Candidate, samples: list[Sample]) -> None:
    seen = candidate.first_seen_at.date() if candidate.first_seen_at else "never"
    others = [n["name"] for n in candidate.names[1:]]
    click.echo(
        f"{candidate.score:5.1f}  {candidate.name}"
        + (f" ({'、'.join(others)})" if others else "")
        + f"  {candidate.documents} documents, {candidate.texts} texts, "
        f"{len(candidate.sources)} sources, first seen {seen}"
    )
    click.echo(f"       {reason_of(candidate.parts)}")
    for near in candidate.near:
        click.echo(f"       near {near['name']} ({near['programme']}, {near['how']})")
    for sample in samples:
        words = " ".join(mask_contacts(sample.sentence).split())
        click.echo(
            f"       {sample.publisher} {sample.published or ''}: {words}\n       {sample.url}"
        )
