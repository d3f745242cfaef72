"""Zip bundles: one reading, in which each file that can be read follows a heading with its name.

A bundle lives at one address and has one archived proof, so it is one document; what is in it has
neither. Names in it are shown, and nothing is ever written under them.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.package import Entry, Package
from policywatch.reading.structure import MAX_CHARS, Piece, tidy

MAX_FILES = 500
DEEPEST = 3  # bundles in bundles
# What programs put into bundles by themselves.
NO_FILE = re.compile(
    r"(?:^|/)(?:__macosx/|\._|\.ds_store$|thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
ReadFile = Callable[[bytes, int], Attachment]


def read_bundle(package: Package, read_file: ReadFile, depth: int) -> Attachment:
    """Return what can be read of a bundle's files; `read_file` reads one, `depth` levels down."""
    if depth >= DEEPEST:
        problem = f"bundles in bundles, more than {DEEPEST} deep"
        return unreadable(ProblemKind.TOO_LARGE, problem)
    entries = [entry for entry in package.entries if not NO_FILE.search(entry.name)]
    if entries and all(entry.encrypted for entry in entries):
        return unreadable(ProblemKind.ENCRYPTED, "the zip bundle needs a password")
    pieces: list[Piece] = []
    problems: list[str] = []
    notes: list[str] = []
    lacked: set[str] = set()
    kinds: set[ProblemKind | None] = set()
    chars = 0
    for entry in entries[:MAX_FILES]:
        name = shown_name(entry.name)
        if chars > MAX_CHARS:
            problems.append(f"{name}: not read, the bundle's text is long enough")
            continue
        found = _read_entry(package, entry, read_file, depth)
        if found.problem:
            kinds.add(found.problem_kind)
            problems.append(f"{name}: {found.problem}")
        notes += [f"{name}: {note}" for note in found.notes]
        lacked.update(found.lacked)
        if found.pieces:
            pieces.append(Piece(BlockKind.HEADING, name, 0, level=1))
            pieces += renumbered(found.pieces, pieces)
            chars += sum(len(piece.text) for piece in found.pieces)
    if len(entries) > MAX_FILES:
        problems.append(f"only the first {MAX_FILES} of its {len(entries)} files are read")
    problems += ["the bundle is cut off or damaged"] if package.broken else []
    told = "; ".join(problems[:10]) + (f"; {len(problems) - 10} more" if problems[10:] else "")
    if not pieces:
        only = kinds.pop() if len(kinds) == 1 else None
        kind = only or (ProblemKind.UNSUPPORTED if problems else ProblemKind.EMPTY)
        return replace(unreadable(kind, told or "the bundle is empty"), lacked=tuple(lacked))
    return Attachment(
        pieces,
        "",
        ProblemKind.PARTLY_READ if problems else None,
        told or None,
        notes=tuple(notes[:20]),
        lacked=tuple(sorted(lacked)),
    )


def shown_name(name: str) -> str:
    """Return a file's name and folders as they may be shown: no way up, and none from the root."""
    parts = [part for part in tidy(name).split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-200:] or "a file without a name"


def _read_entry(package: Package, entry: Entry, read_file: ReadFile, depth: int) -> Attachment:
    if entry.encrypted:
        return unreadable(ProblemKind.ENCRYPTED, "needs a password")
    body = package.unpack(entry)
    why = package.damaged.get(entry.name)
    if body is None:
        return unreadable(ProblemKind.DAMAGED, why or "cannot be unpacked")
    found = read_file(body, depth + 1)
    if why is None:
        return found
    problem = "; ".join(filter(None, (why, found.problem)))
    return replace(found, problem=problem, problem_kind=ProblemKind.PARTLY_READ)


def renumbered(added: list[Piece], before: list[Piece]) -> list[Piece]:
    """Return pieces whose tables have numbers that no piece before has."""
    first = 1 + max((p.table for p in before if p.table is not None), default=-1)
    return [p if p.table is None else replace(p, table=p.table + first) for p in added]
