"""The name of the code that flags: another one may say something else of the same text."""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = "policywatch.flagging"
FIRST = "flagger"
FOLDER = Path(__file__).parent
TABLES = ("*.npz", "*.yaml")


@cache
def flagger_version(folder: Path = FOLDER) -> str:
    """Return the name of the flagging code in a folder: a hash of what it does and of its tables.

    Whatever the code says or a table holds counts, comments, docstrings and layout do not: nobody
    has to remember to raise a number when he changes what flagging says of a text.
    """
    digest = hashlib.sha256()
    modules = _modules(folder)
    for path in sorted(modules):
        digest.update(ast.dump(_without_docstrings(modules[path])).encode())
    for path in sorted(one for ending in TABLES for one in folder.rglob(ending)):
        digest.update(path.read_bytes())
    return f"flagging/{digest.hexdigest()[:16]}"


def _modules(folder: Path) -> dict[Path, ast.Module]:
    """Return the files of the package that flag a text, found by what they import."""
    found: dict[Path, ast.Module] = {}
    ahead = [FIRST]
    while ahead:
        path = _file(folder, ahead.pop())
        if path is None or path in found:
            continue
        found[path] = ast.parse(path.read_text(encoding="utf-8"))
        for node in _statements(found[path]):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
                module = (node.module or "").removeprefix(f"{PACKAGE}.")
                ahead += [module, *(f"{module}.{name.name}" for name in node.names)]
    return found


def _file(folder: Path, module: str) -> Path | None:
    path = folder.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and the statements in it, without their expressions: those are the many."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _statements(child)


def _without_docstrings(module: ast.Module) -> ast.Module:
    for node in _statements(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return module
