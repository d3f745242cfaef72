"""The programs that reading may start besides: tesseract for pictures, LibreOffice for old formats.

Both run inside the sandbox's process, which bounds and ends them; neither is needed.
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

PAGE_SECONDS = 60
CONVERT_SECONDS = 120
PROGRAM_MEMORY = 4_000_000_000
MAX_CONVERTED_BYTES = 100_000_000
LANGUAGES = "chi_sim+eng"
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])")
# No macros, no links to elsewhere, whatever a document asks for.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""


class ProgramFailedError(RuntimeError):
    """A program did not do what it was started for; the message says what it said."""


def find_tesseract() -> str | None:
    """Return the path of tesseract where it can read Chinese."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        listed = subprocess.run(
            [path, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path if set(LANGUAGES.split("+")) <= set(listed.split()) else None


def recognise(picture: bytes, tesseract: str) -> list[str]:
    """Return the paragraphs in a picture (PNM, PNG, JPEG or TIFF).

    Raises:
        ProgramFailedError: tesseract could not read it, or not in time.
    """
    command = [tesseract, "stdin", "stdout", "-l", LANGUAGES, "--psm", "3"]
    text = _run(command, PAGE_SECONDS, picture).decode("utf-8", "replace")
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.replace("\x0c", "\n\n")):
        lines = [_BETWEEN_HAN.sub("", line.strip()) for line in block.splitlines()]
        joined = _BETWEEN_HAN.sub("", " ".join(filter(None, lines)))
        if joined:
            paragraphs.append(joined)
    return paragraphs


def convert(body: bytes, suffix: str, target: str, libreoffice: str) -> bytes:
    """Return a document in another format (docx, xlsx, pptx).

    Raises:
        ProgramFailedError: LibreOffice could not convert it, or not in time.
    """
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = Path(folder) / f"document.{suffix}"
        source.write_bytes(body)
        _run(
            [
                libreoffice, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless",
                "--norestore", "--convert-to", target, "--outdir", f"{folder}/out", str(source),
            ],
            CONVERT_SECONDS,
            home=folder,
        )  # fmt: skip
        made = Path(folder) / "out" / f"document.{target}"
        if not made.is_file() or made.stat().st_size > MAX_CONVERTED_BYTES:
            raise ProgramFailedError("LibreOffice made nothing of it")
        return made.read_bytes()


def _run(command: list[str], seconds: int, given: bytes = b"", home: str = "/nonexistent") -> bytes:
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"PATH": os.defpath, "HOME": home, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            preexec_fn=_more_memory,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ProgramFailedError(f"{Path(command[0]).name}: {error}"[:300]) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise ProgramFailedError(f"{Path(command[0]).name}: {''.join(said)}"[:300])
    return done.stdout


def _more_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = PROGRAM_MEMORY if hard == resource.RLIM_INFINITY else min(PROGRAM_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
