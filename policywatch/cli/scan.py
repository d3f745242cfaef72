"""Show what would be flagged in files, folders, standard input or an address, storing nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from policywatch.cli.app import App, Command, json_option, pass_app, tell_json, with_examples
from policywatch.cli.files import Given, is_address, open_files
from policywatch.cli.looking import load_release
from policywatch.documents import Flagging, FoundFact, FoundFinding, ReadText
from policywatch.errors import PolicywatchError
from policywatch.flagging import Flagger
from policywatch.reading import MAX_BODY_BYTES, Extras, read_document

SHOWN_LINE_CHARS = 400


@click.command(
    "scan",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch scan notice.html budget.pdf\n"
        "  policywatch scan --json saved-pages/ > found.jsonl\n"
        "  curl -s http://127.0.0.1:8765/ | policywatch scan -\n\n"
        "Exit codes: 0 all was read; 1 some documents could not be read; 2 bad usage or files."
    ),
)
@click.argument("inputs", nargs=-1, required=True, metavar="PATH_OR_URL...")
@json_option
@pass_app
def scan_command(app: App, inputs: tuple[str, ...], as_json: bool) -> None:
    """Show what would be flagged in pages and attachments, and why; nothing is stored.

    Takes files, folders (all files below them), addresses, and - for standard input; files
    ending in .gz are unpacked. The fields of --json are described in docs/scan.md.
    """
    flagger = Flagger(load_release(app))
    extras = Extras.found(ocr=app.settings.ocr)
    console = Console()
    unread = 0
    for given in inputs:
        for document in _open(given, app):
            if document.problem is not None:
                reading = ReadText(extractor="", usable=False, problem=document.problem)
            else:
                reading = read_document(
                    document.body,
                    url=_as_url(document.path),
                    content_type=document.content_type,
                    extras=extras,
                )
            flagging = flagger.flag(reading.text, title=reading.title, blocks=reading.blocks)
            unread += reading.without_text
            if as_json:
                tell_json(describe(document.path, reading, flagging, flagger.threshold))
            else:
                _show(console, document.path, reading, flagging, flagger.threshold)
    if unread:
        click.echo(f"{unread} of the documents could not be read", err=True)
        sys.exit(1)


def describe(path: str, reading: ReadText, flagging: Flagging, threshold: float) -> dict[str, Any]:
    """Return the JSON object of one scanned document; the fields stay as docs/scan.md has them."""
    return {
        "path": path,
        "title": reading.title,
        "language": reading.language,
        "published": reading.published,
        "text": reading.text,
        "relevant": flagging.score >= threshold,
        "score": round(flagging.score, 1),
        "genre": flagging.genre.name,
        "genre_reasons": list(flagging.genre.reasons),
        "programmes": list(flagging.programmes),
        "matches": [
            {
                match.target: match.target_id,
                "form": match.form,
                "text": match.text,
                "start": match.start,
                "end": match.end,
                "held": match.held,
            }
            for match in flagging.matches
        ],
        "facts": [_describe_fact(fact) for fact in flagging.facts],
        "findings": [_describe_finding(finding) for finding in flagging.findings],
        "problem": _problem(reading, flagging),
    }


def _problem(reading: ReadText, flagging: Flagging) -> str | None:
    """Return why a document could not be read or searched whole, or None."""
    return "; ".join(filter(None, (reading.problem, flagging.unsearched))) or None


def _describe_finding(finding: FoundFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "score": round(finding.score, 1),
        "severity": finding.severity,
        "reason": finding.reason,
        "parts": [part._asdict() | {"points": round(part.points, 1)} for part in finding.parts],
    }


def _describe_fact(fact: FoundFact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "low": _as_number(fact.low),
        "high": _as_number(fact.high),
        "unit": fact.unit,
        "basis": fact.basis,
        "note": fact.note,
        "about": fact.about,
        "text": fact.text,
        "start": fact.start,
        "end": fact.end,
    }


def _as_number(value: str | None) -> int | float | str | None:
    """Return a stored value as a JSON number where it is one; dates and degrees stay text."""
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def _open(given: str, app: App) -> Iterator[Given]:
    if given == "-":
        yield Given("-", sys.stdin.buffer.read(MAX_BODY_BYTES + 1))
    elif is_address(given):
        yield _fetch(given, app)
    elif not given:
        yield Given("", problem="cannot be opened: the name is empty")
    else:
        document = None
        for document in open_files(Path(given)):
            yield document
        if document is None:
            yield Given(given, problem="there is no file below it")


def _fetch(url: str, app: App) -> Given:
    from spiders.once import fetch_once

    try:
        response = fetch_once(url, app.settings)
    except PolicywatchError as error:
        return Given(url, problem=str(error))
    return Given(url, response.body, response.content_type)


def _as_url(path: str) -> str:
    """Return an address for a document, so that relative links in a file lead nowhere outside."""
    return path if is_address(path) else Path(path).absolute().as_uri()


def _show(
    console: Console, path: str, reading: ReadText, flagging: Flagging, threshold: float
) -> None:
    """Print a document's findings and the lines that they rest on, matched words highlighted."""
    verdict = "relevant" if flagging.score >= threshold else "not relevant"
    console.rule(Text(path), align="left")
    if problem := _problem(reading, flagging):
        console.print(Text(f"problem: {problem}", style="yellow"))
    facts = [reading.language, reading.published or "no date", flagging.genre.name]
    console.print(Text(reading.title or "(no title)", style="bold"))
    console.print(Text(f"{verdict}, score {flagging.score:.0f}; {'; '.join(filter(None, facts))}"))
    for finding in flagging.findings:
        console.print(Text(f"  {finding.score:5.1f}  {finding.rule}: {finding.reason}"))
        for part in finding.parts:
            form = f" ({part.form})" if part.form not in ("", "exact") else ""
            words = f": {part.text}" if part.text else ""
            console.print(Text(f"         {part.points:+5.1f}  {part.what}{form}{words}", "dim"))
    for line in _highlighted_lines(reading.text, flagging):
        console.print(line, soft_wrap=True)


def _highlighted_lines(text: str, flagging: Flagging) -> Iterator[Text]:
    held = [m for m in flagging.matches if m.held and m.target == "programme"]
    spans = [(m.start, m.end, "black on yellow") for m in held]
    if flagging.findings:
        spans += [(m.start, m.end, "bold") for m in flagging.matches if m.target == "term"]
        spans += [(fact.start, fact.end, "cyan") for fact in flagging.facts]
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [span for span in spans if start <= span[0] < end]
        if inside:
            shown = Text(f"  | {line}")
            for first, last, style in inside:
                shown.stylize(style, first - start + 4, min(last, end) - start + 4)
            shown.truncate(SHOWN_LINE_CHARS, overflow="ellipsis")
            yield shown
        start = end + 1
