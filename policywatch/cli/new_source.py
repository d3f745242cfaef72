"""`policywatch sources new`: from an address to a source file with a recorded answer."""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import yaml

from policywatch.catalogue.levels import Level
from policywatch.catalogue.sources import (
    SAMPLE_SITE,
    SourceDeclaration,
    SourceFile,
    address_problem,
    load_sources,
)
from policywatch.catalogue.yaml_file import parse_yaml_with_lines
from policywatch.cli.app import App, Command, pass_app, tell_json, with_examples
from policywatch.errors import CatalogueError
from policywatch.settings import Settings

PAUSE_S = 1.0
SHOWN_ITEMS = 5
_SCHEMA = "# yaml-language-server: $schema={}\n"
_NOTE = (
    "# Written by `policywatch sources new` from a look at the page. Before enabling it: read the\n"
    "# publisher's terms, and see that `policywatch sources try {}` shows what it should.\n"
)


@click.command(
    "new",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch sources new https://kjj.example.gov.cn/tzgg/index.html\n"
        "  policywatch sources new https://kjj.example.gov.cn/tzgg/ --id kjj-notices --dry-run\n"
    ),
)
@click.argument("url")
@click.option("--id", "source_id", help="name of the source for good; else made of its address")
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="folder of the source files; else the one of the settings",
)
@click.option("--name", help="what the list is called; else what the page says")
@click.option("--publisher", help="who publishes it; else what the page says")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="whose voice")
@click.option(
    "--enable", is_flag=True, help="enable it at once: its terms allow it, you have read them"
)
@click.option("--dry-run", is_flag=True, help="show the file, write nothing")
@click.option("--json", "as_json", is_flag=True, help="tell it as one JSON object")
@pass_app
def new_command(app: App, /, url: str, folder: Path | None, as_json: bool, **given: Any) -> None:
    """Look at URL, guess how to watch it, and write a source file with a recorded answer.

    The guess takes one fetch, a few where a script loads the list. What it stands on is told, and
    the first items: look whether they are the ones you see in a browser.
    """
    from spiders.guess import guess_source
    from spiders.recorded import record

    url = url.replace(SAMPLE_SITE, app.settings.sample_site)
    if problem := address_problem(url):
        raise CatalogueError([f"{url}: {problem}"])
    folder = folder or app.settings.sources_dir
    today = datetime.now(UTC).date()
    written = url.replace(app.settings.sample_site, SAMPLE_SITE)
    guess = guess_source(
        url,
        declare=lambda fields: _declare(fields, url),
        fetch=_fetch_with(app.settings),
        browse=_browse_with(app.settings),
        today=today,
    )
    source = _source_file(guess.answer, guess.fields, written, today, given)
    entry = source["sources"][0]
    entry["url"] = str(entry["url"]).replace(app.settings.sample_site, SAMPLE_SITE)
    text = _SCHEMA.format("schema.json") + _NOTE.format(entry["id"]) + _yaml(source)
    file = folder / f"{entry['id']}.yaml"
    parse_yaml_with_lines(text, str(file), SourceFile)
    place = None
    if not given["dry_run"]:
        _check_new(folder, file, entry["id"], app.settings.sample_site)
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        place = record(
            folder,
            entry["id"],
            guess.answer,
            guess.items,
            today,
            sample_site=app.settings.sample_site,
        )
    told = [(item.date, item.title, item.url) for item in guess.items]
    if as_json:
        tell_json(
            {
                "id": entry["id"],
                "family": str(guess.fields["family"]),
                "file": None if given["dry_run"] else str(file),
                "recorded": str(place) if place else None,
                "source": entry,
                "why": list(guess.why),
                "items": [{"url": u, "title": t, "date": d} for d, t, u in told],
            }
        )
        return
    click.echo(text)
    for day, title, address in told[:SHOWN_ITEMS]:
        click.echo(f"{day or '(no date)':10}  {title or '(no title)'}\n{'':12}{address}", err=True)
    more = len(told) - SHOWN_ITEMS
    click.echo(f"{len(told)} items{f', {more} more than shown' if more > 0 else ''}", err=True)
    for line in guess.why:
        click.echo(f"- {line}", err=True)
    if not given["dry_run"]:
        click.echo(f"written: {file}" + (f", {place}" if place else ""), err=True)


def _fetch_with(settings: Settings) -> Any:
    from spiders.once import Answer, fetch_once

    asked: list[str] = []

    def fetch(url: str, method: str, body: str, kind: str) -> Answer:
        if asked and urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
            time.sleep(PAUSE_S)
        asked.append(url)
        return fetch_once(url, settings, method=method, body=body, content_type=kind)

    return fetch


def _browse_with(settings: Settings) -> Any:
    from spiders.browser import find_browser
    from spiders.once import fetch_once

    if find_browser() is None:
        return None
    return lambda url: fetch_once(url, settings, in_browser=True)


def _declare(fields: dict[str, Any], url: str) -> SourceDeclaration:
    """Return a declaration of guessed fields, good enough to read by."""
    return SourceDeclaration.model_validate(
        {
            "id": "new",
            "name": urlsplit(url).hostname or "new",
            "url": url,
            "publisher": "new",
            "publisher_en": "new",
            "legal": "not yet read",
            "checked": "not yet checked live",
            "level": Level.COMPANY,
            "place": "",
        }
        | fields
    )


def _source_file(
    answer: Any, fields: dict[str, Any], url: str, today: date, given: dict[str, Any]
) -> dict[str, Any]:
    from spiders.describing import id_of, level_of, name_of

    name, publisher = name_of(answer)
    host = urlsplit(answer.url).hostname or ""
    api = fields.get("api")
    entry: dict[str, Any] = {
        "id": given["source_id"] or id_of(url.replace(SAMPLE_SITE, "http://sample.site")),
        "name": given["name"] or name,
        "family": str(fields["family"]),
        "url": fields["url"],
        "enabled": given["enable"],
        "every": "12h",
        "delay": 5,
        **{k: str(v) for k, v in fields.items() if k not in ("family", "url", "api")},
        **({"api": api} if api else {}),
    }
    return {
        "publisher": given["publisher"] or publisher or host,
        "publisher_en": host,
        "level": given["level"] or level_of(answer.url).value,
        "place": "",
        "legal": "robots.txt allows the address; terms not yet read: read them before enabling it.",
        "checked": today.isoformat(),
        "sources": [entry],
    }


def _yaml(source: dict[str, Any]) -> str:
    return yaml.safe_dump(source, allow_unicode=True, sort_keys=False, width=1000)


def _check_new(folder: Path, file: Path, source_id: str, sample_site: str) -> None:
    """Refuse to write over a source that there is.

    Raises:
        CatalogueError: the file or the id is taken.
    """
    if file.exists():
        raise CatalogueError([f"{file}:1: is there already; give another --id or delete it"])
    declared = load_sources(folder, sample_site=sample_site) if any(folder.glob("*.yaml")) else []
    if any(known.id == source_id for known in declared):
        raise CatalogueError([f"{folder}: has a source {source_id} already; give another --id"])
