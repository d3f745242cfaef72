"""OLE compound files, told by their streams: DOC, XLS, PPT, their WPS twins, encrypted OOXML."""

import io

import olefile

from policywatch.documents import ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.structure import tidy

MAX_STREAM_BYTES = 60_000_000


class Compound:
    """The streams of a compound file."""

    def __init__(self, body: bytes) -> None:
        """Open some bytes.

        Raises:
            OSError: they are damaged beyond that.
        """
        self._file = olefile.OleFileIO(io.BytesIO(body), raise_defects=olefile.DEFECT_FATAL)
        self._names = {"/".join(parts).lower(): parts for parts in self._file.listdir()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """Return a stream, as far as it can be read; nothing where there is none."""
        parts = self._names.get(name.lower())
        if parts is None:
            return b""
        try:
            with self._file.openstream(parts) as stream:
                content: bytes = stream.read(MAX_STREAM_BYTES)
                return content
        except OSError:
            return b""

    @property
    def kind(self) -> str:
        """What it is: doc, xls, ppt, outlook, encrypted; ole where its streams do not tell."""
        if "EncryptedPackage" in self:
            return "encrypted"
        for stream, kind in (
            ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"),
            ("PowerPoint Document", "ppt"), ("__properties_version1.0", "outlook"),
        ):  # fmt: skip
            if stream in self:
                return kind
        return "ole"

    def title(self) -> str:
        """Return the title among the file's properties."""
        try:
            stated = self._file.get_metadata().title
        except (OSError, ValueError, IndexError, TypeError, KeyError):
            return ""
        if not isinstance(stated, bytes):
            return tidy(str(stated or ""))[:300]
        for charset in ("utf-8", "gb18030"):
            try:
                return tidy(stated.rstrip(b"\0").decode(charset))[:300]
            except UnicodeDecodeError:
                continue
        return ""


def needs_password(what: str) -> Attachment:
    """Return that a file is encrypted."""
    return unreadable(ProblemKind.ENCRYPTED, f"the {what} needs a password")
