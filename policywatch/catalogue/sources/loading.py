"""Source files to declarations: all problems of all files at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policywatch.catalogue.sources.declaring import SourceDeclaration, SourceEntry, SourceFile
from policywatch.catalogue.sources.fields import SAMPLE_SITE
from policywatch.catalogue.yaml_file import load_yaml, yaml_files
from policywatch.errors import CatalogueError


def load_sources(folder: Path, *, sample_site: str) -> list[SourceDeclaration]:
    """Return every source declared in a folder's *.yaml files, in order of file name.

    `${sample_site}` in an address becomes the sample site's.
    Raises:
        CatalogueError: lists every problem of every file as `file:line: what was expected`; or
            one ends in .yml; or there is no file: what a wrong folder does not hold must not
            count as given up.
    """
    paths = yaml_files(folder)
    if not paths:
        raise CatalogueError([f"{folder}: no *.yaml file here: expected source files"])
    problems: list[str] = []
    declarations: list[SourceDeclaration] = []
    seen: dict[str, Path] = {}
    for path in paths:
        try:
            declared = load_yaml(path, SourceFile)
        except CatalogueError as error:
            problems += error.problems
            continue
        for entry in declared.sources:
            if entry.id in seen:
                problems.append(f"{path}:1: source {entry.id} is declared in {seen[entry.id]}, too")
            seen[entry.id] = path
            declarations.append(_declaration(declared, entry, sample_site))
    if problems:
        raise CatalogueError(problems)
    return declarations


def _declaration(declared: SourceFile, entry: SourceEntry, sample_site: str) -> SourceDeclaration:
    own = {name: getattr(entry, name) for name in type(entry).model_fields}
    return SourceDeclaration(
        **own
        | {
            "url": entry.url.replace(SAMPLE_SITE, sample_site),
            "level": entry.level or declared.level,
            "place": declared.place if entry.place is None else entry.place,
            "publisher": declared.publisher,
            "publisher_en": declared.publisher_en,
            "legal": declared.legal,
            "checked": declared.checked,
        }
    )


def without_sample(declaration: SourceDeclaration, sample_site: str) -> SourceDeclaration:
    """Return a source as it is, but disabled if it is one of the sample site's."""
    is_sample = declaration.url.startswith(f"{sample_site}/")
    return declaration.model_copy(update={"enabled": False}) if is_sample else declaration


def sources_schema() -> dict[str, Any]:
    """Return the JSON Schema of a source file, for editors to complete and check it."""
    schema = SourceFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A publisher and its sources"
    return schema


def declaration_of(declarations: Sequence[SourceDeclaration], source_id: str) -> SourceDeclaration:
    """Return the declaration with an id.

    Raises:
        CatalogueError: there is none; the message lists ids that look like it.
    """
    for declaration in declarations:
        if declaration.id == source_id:
            return declaration
    near = [d.id for d in declarations if source_id in d.id or d.id in source_id][:5]
    hint = f"; did you mean {', '.join(near)}?" if near else "; see `policywatch sources list`"
    raise CatalogueError([f"no source is called {source_id}{hint}"])
