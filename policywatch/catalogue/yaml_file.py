"""YAML files read with the line of every value, and checked against a pydantic model."""

import re
from collections.abc import Callable, Hashable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from policywatch.errors import CatalogueError

MAX_FILE_BYTES = 20_000_000

# Each value that is written out takes a character or more; what is more stands there by aliases.
MIN_VALUES = 10_000
_HALF = re.compile("[\ud800-\udfff]")

# What pydantic says in the words of programmers.
KINDS = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "fields, each with a value",
    "model_type": "fields, each with a value",
    "string_type": "text",
}
PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters a to z, digits and single hyphens between them",
    r"^(not yet checked live|[0-9]{4}-[0-9]{2}-[0-9]{2})$": (
        "a day like 2023-08-24, or: not yet checked live"
    ),
    r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$": "a year, month or day: 2023, 2023-08 or 2023-08-24",
    r"\S": "some text",
}

Model = TypeVar("Model", bound=BaseModel)
Where = dict[tuple[Any, ...], int]


class _Loader(yaml.CSafeLoader):
    """The safe loader, without its guesses: dates and the like stay text, `no` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


# As editors and file managers name what is YAML.
_NEARLY = re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)


def yaml_files(folder: Path) -> list[Path]:
    """Return a folder's *.yaml files, in order of their names.

    Raises:
        CatalogueError: a file ends in .yml, .YAML or .yaml.txt: it would be passed over, and nobody
            would know.
    """
    others = [
        path
        for path in sorted(folder.glob("*"))
        if _NEARLY.search(path.name) and path.suffix != ".yaml" and path.is_file()
    ]
    if others:
        raise CatalogueError([f"{path}: only *.yaml files are read: rename it" for path in others])
    return sorted(folder.glob("*.yaml"))


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Return the file's content as a checked model.

    Raises:
        CatalogueError: the file cannot be read, is not YAML, repeats a key, or does not fit the
            model; each problem names file, line and what was expected.
    """
    return load_yaml_with_lines(path, model)[0]


def load_yaml_with_lines(path: Path, model: type[Model]) -> tuple[Model, Callable[..., int]]:
    """Return the checked model and a function from the steps to a value to the line it stands on.

    Raises:
        CatalogueError: as `load_yaml`.
    """
    return parse_yaml_with_lines(_read(path), str(path), model)


def parse_yaml_with_lines(
    text: str, path: str, model: type[Model]
) -> tuple[Model, Callable[..., int]]:
    """Return what `load_yaml_with_lines` does, for a text that problems call `path`.

    Raises:
        CatalogueError: as `load_yaml`.
    """
    if _HALF.search(text):
        raise CatalogueError([f"{path}: not UTF-8: it holds half a character"])
    value, where = _parse(text, path)
    try:
        return model.model_validate(value), lambda *steps: _line(where, steps)
    except ValidationError as error:
        known = _field_names(model)
        raise CatalogueError(
            [
                f"{path}:{_line(where, e['loc'])}: {_say(e, known)}"
                for e in error.errors()
                if not _follows_from_others(e)
            ]
        ) from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CatalogueError([f"{path}: over {MAX_FILE_BYTES:,} bytes: split the file"])
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CatalogueError([f"{path}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise CatalogueError([f"{path}: not UTF-8 at byte {error.start}: save it so"]) from error


def _parse(text: str, path: str) -> tuple[Any, Where]:
    where: Where = {}
    try:
        loader = _Loader(text)
    except yaml.YAMLError as error:
        raise CatalogueError([f"{path}: not YAML: {error}"]) from error
    try:
        node = loader.get_single_node()
        if node is None:
            raise CatalogueError([f"{path}:1: the file is empty"])
        problems: list[str] = []
        _find_lines(node, (), where, problems, path, max(MIN_VALUES, len(text)))
        if problems:
            raise CatalogueError(problems)
        return loader.construct_document(node), where
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        hint = "; indent with spaces, not tabs" if "'\\t'" in str(error) else ""
        raise CatalogueError([f"{path}:{line}: not YAML: {error.problem}{hint}"]) from error
    except yaml.YAMLError as error:
        raise CatalogueError([f"{path}: not YAML: {error}"]) from error
    except RecursionError as error:
        raise CatalogueError([f"{path}: nested too deeply"]) from error
    finally:
        loader.dispose()


def _find_lines(
    node: yaml.Node,
    at: tuple[Any, ...],
    where: Where,
    problems: list[str],
    path: str,
    most: int,
) -> None:
    where[at] = node.start_mark.line + 1
    if len(where) > most:
        raise CatalogueError(
            [f"{path}: its aliases repeat so much that it is over {most:,} values"]
        )
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key, value in node.value:
            name = key.value
            if name in seen:
                problems.append(f"{path}:{key.start_mark.line + 1}: {name} stands here twice")
            seen.add(name)
            _find_lines(value, (*at, name), where, problems, path, most)
            where[(*at, name)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _find_lines(value, (*at, index), where, problems, path, most)


def _line(where: Where, location: tuple[Any, ...]) -> int:
    """Return the line of the nearest place that stands in the file."""
    path: tuple[Any, ...] = ()
    for step in location:
        # pydantic puts names of union members into the path: they stand nowhere in the file.
        if (*path, step) in where:
            path = (*path, step)
    return where.get(path, 1)


def _follows_from_others(error: Any) -> bool:
    """Whether a list counts as empty only because its items are wrong, which is told of them."""
    return error["type"] == "too_short" and bool(error["input"])


def _say(error: Any, known: Sequence[str]) -> str:
    """Return a problem in the words of who writes such files."""
    place = ".".join(str(step) for step in error["loc"]) or "the file"
    kind, given = error["type"], repr(str(error["input"])[:60])
    if kind == "missing":
        return f"{place}: {error['msg']}"
    if kind == "extra_forbidden":
        name = str(error["loc"][-1])
        near = [] if name in known else get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{place}: no such field here{hint}"
    if kind == "string_pattern_mismatch":
        pattern = error["ctx"]["pattern"]
        return f"{place}: expected {PATTERNS.get(pattern, f'what fits {pattern}')}, not {given}"
    if kind in KINDS:
        return f"{place}: expected {KINDS[kind]}, not {given}"
    said = error["msg"].removeprefix("Value error, ")
    said = re.sub(r"^Input should be(?: a valid)? ", "expected ", said)
    if isinstance(error["input"], dict):
        return f"{place}: {said}"  # of a whole part: what it says stands in the file
    return f"{place}: {said}, not {given}"


def _field_names(model: type[BaseModel]) -> list[str]:
    """Return the names of all fields that stand in files of a model."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})
