"""What is looked for: check it, see it, and write it out."""

import json
from pathlib import Path

import click

from policywatch.catalogue.watchlists import Programme, Rule, Term, watchlists_schema
from policywatch.catalogue.watchlists.files import dump_yaml, to_yaml, write_files
from policywatch.catalogue.watchlists.located import Located, Ref, RefKind, to_json
from policywatch.cli.app import App, Group, json_option, pass_app, tell_json, with_examples
from policywatch.cli.looking import assemble_release, history, parse_ref
from policywatch.cli.watchlist_edits import (
    add_command,
    import_command,
    remove_command,
    restore_command,
)
from policywatch.errors import CatalogueError
from policywatch.flagging import Flagger

FIELDS = {RefKind.PROGRAMME: "programmes", RefKind.TERM: "terms", RefKind.RULE: "rules"}


@click.group("watchlists", cls=Group)
def watchlists_group() -> None:
    """What is looked for: programmes, terms and rules, in files and in the store."""


@watchlists_group.command(
    "check", epilog=with_examples("Examples:\n  policywatch watchlists check\n")
)
@click.option("--schema", is_flag=True, help="print the JSON Schema of a watchlist file instead")
@pass_app
def check_command(app: App, schema: bool) -> None:
    """Check the files and the store's edits; each problem is told with its place."""
    if schema:
        click.echo(json.dumps(watchlists_schema(), indent=2, ensure_ascii=False))
        return
    assembled = assemble_release(app)
    Flagger(assembled.watchlists).build()
    for note in assembled.notes:
        click.echo(note, err=True)
    click.echo(
        f"{len(assembled.watchlists.programmes)} programmes, {len(assembled.watchlists.terms)} "
        f"terms and {len(assembled.watchlists.rules)} rules are well written; "
        f"release {assembled.watchlists.sha256[:12]}"
    )


@watchlists_group.command(
    "list",
    epilog=with_examples(
        "Examples:\n  policywatch watchlists list\n  policywatch watchlists list programme --json"
    ),
)
@click.argument("kind", required=False, type=click.Choice([kind.value for kind in RefKind]))
@json_option
@pass_app
def list_command(app: App, kind: str | None, as_json: bool) -> None:
    """List what is looked for, with the place where it stands."""
    for ref, one in sorted(assemble_release(app).parts.items()):
        if kind is not None and ref.kind != kind:
            continue
        place = one.place.at("id")
        if as_json:
            tell_json({"ref": str(ref), "title": _title(one), "place": place})
        else:
            click.echo(f"{ref}\t{_title(one)}\t{place}")


@watchlists_group.command(
    "show",
    epilog=with_examples(
        "Examples:\n"
        "  policywatch watchlists show programme:qiming\n"
        "  policywatch watchlists show rule:talent-call > call.yaml"
    ),
)
@click.argument("name", metavar="REF")
@pass_app
def show_command(app: App, name: str) -> None:
    """Show a programme, term or rule as a watchlist file, with its place and its edits.

    REF is programme:ID, term:ID or rule:ID. What is shown can be changed and put in the place of
    what stands there by `policywatch watchlists add --replace`.
    """
    one = assemble_release(app).find(parse_ref(name))
    if one is None or not one.ref.is_entity:
        raise CatalogueError([f"{name}: no programme, term or rule is called so"])
    click.echo(f"# in {one.place.at('id')}")
    for edit in history(app):
        ref = Ref.parse(edit.ref)
        if one.ref in (ref, ref.owner):
            why = " ".join(edit.why.split())
            click.echo(f"# {edit.at:%Y-%m-%d %H:%M} {edit.who}: {edit.action} {ref} {why}".rstrip())
    click.echo(dump_yaml({FIELDS[one.ref.kind]: [to_json(one.value)]}), nl=False)


@watchlists_group.command(
    "log", epilog=with_examples("Example:\n  policywatch watchlists log --json")
)
@json_option
@pass_app
def log_command(app: App, as_json: bool) -> None:
    """List every edit ever made in the store: when, who, what and why."""
    for edit in history(app):
        if as_json:
            told = {"at": edit.at, "who": edit.who, "action": edit.action.value}
            tell_json({**told, "ref": edit.ref, "why": edit.why, "content": edit.content})
        else:
            click.echo(
                f"{edit.at:%Y-%m-%d %H:%M}\t{edit.who}\t{edit.action}\t{edit.ref}\t{edit.why}"
            )


@watchlists_group.command(
    "export",
    epilog=with_examples(
        "Examples:\n"
        "  policywatch watchlists export > all.yaml\n"
        "  policywatch watchlists export exported/"
    ),
)
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@pass_app
def export_command(app: App, folder: Path | None) -> None:
    """Write out what files and store make together: to a new folder, or as one file.

    Nothing is lost but comments: the same release comes of what is written.
    """
    watchlists = assemble_release(app).watchlists
    if folder is None:
        click.echo(f"# Release {watchlists.sha256}\n{to_yaml(watchlists)}", nl=False)
        return
    for path in write_files(watchlists, folder):
        click.echo(path)


def _title(one: Located) -> str:
    """Return a part in a few words."""
    value = one.value
    if isinstance(value, Programme):
        return (value.zh or value.en)[0]
    if isinstance(value, Term):
        return f"{value.category}: {value.gloss}"
    if isinstance(value, Rule):
        return value.reason
    return "" if value is None else str(value)


for command in (add_command, remove_command, restore_command, import_command):
    watchlists_group.add_command(command)
