"""An attachment read in the sandbox: hostile files are a reason on the unreadable list."""

import logging
from dataclasses import asdict

from policywatch.documents import ProblemKind
from policywatch.reading.attachments.attachment import Attachment, from_json
from policywatch.reading.attachments.formats import Extras
from policywatch.reading.attachments.sandbox import Bounds, OutOfBoundsError, Sandbox

logger = logging.getLogger(__name__)

PLAIN = Bounds()
# Another program has its own start, memory and files; OCR takes seconds a page.
WITH_PROGRAMS = Bounds(seconds=300, files=200_000_000, programs=True)
_sandbox = Sandbox("policywatch.reading.attachments.reader:read")


def read_bounded(body: bytes, *, kind: str, extras: Extras, url: str) -> Attachment:
    """Return what can be read of an attachment within bounds of time, memory and output."""
    bounds = WITH_PROGRAMS if extras.libreoffice or extras.tesseract else PLAIN
    try:
        return from_json(_sandbox.call(body, {"kind": kind, "extras": asdict(extras)}, bounds))
    except OutOfBoundsError as error:
        logger.warning("reading failed: %s: url=%s", error, url)
        problem_kind, problem = _told(error, bounds)
    except (KeyError, TypeError, ValueError) as error:
        logger.warning("reading gave no reading: %s: url=%s", error, url)
        problem_kind, problem = ProblemKind.DAMAGED, "the reader's answer made no sense"
    return Attachment([], "", problem_kind, problem, kind=kind)


def _told(error: OutOfBoundsError, bounds: Bounds) -> tuple[ProblemKind, str]:
    if error.how == "time":
        return ProblemKind.TOO_LARGE, f"reading it takes more than {bounds.seconds} seconds"
    if error.how == "memory":
        return ProblemKind.TOO_LARGE, f"reading it takes more than {bounds.memory:,} bytes"
    if error.how == "output":
        return ProblemKind.TOO_LARGE, f"its text is more than {bounds.output:,} bytes"
    if error.how == "crash":
        return ProblemKind.DAMAGED, f"the reader crashed on it ({error.what})"
    return ProblemKind.DAMAGED, f"the reader failed on it ({error.what})"
