"""Write findings out for other tools, with contact details masked."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, Document, Finding, FindingState, Reading, Source, Version, read_session
from policywatch.cli.app import App, Command, pass_app, with_examples
from policywatch.cli.output import whole_file
from policywatch.privacy import mask_contacts

FIELDS = (
    "finding", "state", "rule", "score", "severity", "reason", "programmes", "title", "publisher",
    "source", "level", "place", "published", "url", "version", "found_at", "decided_by",
    "decision_note",
)  # fmt: skip
# Full-width ones, too: spreadsheets in Chinese and Japanese take them for what they stand for.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@click.command(
    "export",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch export > findings.csv\n"
        "  policywatch export --format excel -o findings.csv          Excel reads its Chinese\n"
        "  policywatch export --format jsonl --state relevant -o relevant.jsonl"
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "excel", "jsonl"]),
    default="csv",
    show_default=True,
    help="excel: CSV with the mark without which Excel garbles Chinese",
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in FindingState]),
    help="only findings in this state (default: open, relevant and not-relevant)",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="a file, else the screen")
@pass_app
def export_command(app: App, form: str, states: tuple[str, ...], output: str | None) -> None:
    """Export findings with what they rest on; e-mail addresses and phone numbers are masked."""
    wanted = [FindingState(state) for state in states] or [
        FindingState.OPEN,
        FindingState.RELEVANT,
        FindingState.NOT_RELEVANT,
    ]
    with read_session(app.engine) as session:
        rows = _findings(session, wanted)
        if output is None:
            with click.open_file("-", "w", encoding="utf-8") as file:
                _write(rows, form, file)
            return
        with (
            whole_file(Path(output)) as binary,
            io.TextIOWrapper(binary, encoding="utf-8", newline="", write_through=True) as file,
        ):
            _write(rows, form, file)


def _findings(session: Session, states: list[FindingState]) -> Iterator[dict[str, Any]]:
    query = (
        select(Finding, Version.number, Document, Reading, Source)
        .join(Version, Version.id == Finding.version_id)
        .join(Reading, Reading.id == Version.reading_id)
        .join(Document, Document.id == Finding.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Finding.state.in_(states))
        .order_by(Finding.id)
        .execution_options(yield_per=500)
    )
    for finding, number, document, reading, source in session.execute(query):
        decision = session.scalars(
            select(Decision).where(Decision.finding_id == finding.id).order_by(Decision.id.desc())
        ).first()
        yield {
            "finding": finding.id,
            "state": finding.state.value,
            "rule": finding.rule,
            "score": round(finding.score, 1),
            "severity": finding.severity,
            "reason": mask_contacts(finding.reason),
            "programmes": list(finding.programmes),
            "title": mask_contacts(reading.title or document.listed_title),
            "publisher": source.publisher,
            "source": source.id,
            "level": source.level,
            "place": source.place,
            "published": reading.published or document.listed_date,
            "url": document.url,
            "version": number,
            "found_at": finding.at.isoformat(),
            "decided_by": decision.who if decision else None,
            "decision_note": mask_contacts(decision.note) if decision else None,
        }


def _write(rows: Iterator[dict[str, Any]], form: str, file: IO[str]) -> None:
    if form == "jsonl":
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    if form == "excel":
        file.write("\ufeff")
    writer = csv.DictWriter(file, FIELDS)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
