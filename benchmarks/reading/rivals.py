"""Other extractors, run by an interpreter of their own: their pins are not ours.

As a program it answers requests, a line of JSON each: {"extractor", "paths"} by {"read"}, for each
page its text and seconds (of processor time). Without an extractor it lists those that there are.
"""

import gzip
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv" / "rivals"
LOCK = Path(__file__).with_name("rivals.lock")
QUIET = ("trafilatura", "htmldate", "readability", "courlan")


class Rivals:
    """The extractors of the rivals' interpreter, made on first use from rivals.lock."""

    def __init__(self) -> None:
        python = VENV / "bin" / "python"
        if not python.is_file() or LOCK.stat().st_mtime > VENV.stat().st_mtime:
            self._install(python)
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.reading.rivals"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.names: list[str] = self._ask({})["names"]

    def __enter__(self) -> "Rivals":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)

    def read(self, extractor: str, paths: Sequence[Path]) -> list[tuple[str, float]]:
        """Return the texts that an extractor finds in pages, one after the other, and its seconds
        for each."""
        answer = self._ask({"extractor": extractor, "paths": [str(p.resolve()) for p in paths]})
        return [(text, seconds) for text, seconds in answer["read"]]

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the rivals' interpreter has no pipes")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the rivals' interpreter ended")
        return dict(json.loads(answer))

    def _install(self, python: Path) -> None:
        uv = ROOT / ".venv" / "bin" / "uv"
        print(f"installing the other extractors into {VENV.relative_to(ROOT)}", file=sys.stderr)
        make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
        install = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes"]
        subprocess.run(make, check=True)
        subprocess.run([*install, "-r", LOCK], check=True)
        VENV.touch()


def extractors() -> dict[str, Callable[[bytes], str]]:
    """Return the extractors by name, each with its defaults (comments left out)."""
    import lxml.html
    import trafilatura
    from bs4 import BeautifulSoup
    from gne import GeneralNewsExtractor
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    broken = (ValueError, TypeError, IndexError, AttributeError, lxml.etree.LxmlError)

    def decode(body: bytes) -> str:
        return str(bytes_to_str(body, detect_encoding(body)))

    def readability(body: bytes) -> str:
        try:
            return str(lxml.html.fromstring(Document(decode(body)).summary()).text_content())
        except broken:
            return ""

    def gne(body: bytes) -> str:
        try:
            return str(GeneralNewsExtractor().extract(decode(body))["content"])
        except broken:
            return ""

    def by_trafilatura(*, fast: bool) -> Callable[[bytes], str]:
        return lambda body: trafilatura.extract(body, include_comments=False, fast=fast) or ""

    return {
        "trafilatura fast": by_trafilatura(fast=True),
        "trafilatura": by_trafilatura(fast=False),
        "readability-lxml": readability,
        "resiliparse": lambda body: str(extract_plain_text(decode(body), main_content=True)),
        "gne": gne,
        "get_text": lambda body: BeautifulSoup(body, "lxml").get_text("\n"),
    }


def read_body(path: Path) -> bytes:
    """Return a page's bytes, unpacked if it is a .gz."""
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def serve() -> None:
    """Answer requests until there are no more."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    chosen = extractors()
    for line in sys.stdin:
        request = json.loads(line)
        if not request:
            print(json.dumps({"names": list(chosen)}), flush=True)
            continue
        extract = chosen[request["extractor"]]
        read = []
        for path in request["paths"]:
            body = read_body(Path(path))
            start = process_time()
            text = extract(body)
            read.append((text, process_time() - start))
        print(json.dumps({"read": read}), flush=True)


if __name__ == "__main__":
    serve()
