"""The texts that copies are made of: real articles and pages, and the sample site's notices."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from policywatch.reading import read_document
from policywatch.samplesite.content import load_content
from policywatch.samplesite.manifest import load_manifest

MIN_CHARS = 150
_SENTENCE = re.compile(r"[^。！？；!?;\n]*?(?:[。！？；]|[.!?;](?=\s)|\n|$)")


@dataclass(frozen=True, slots=True)
class Base:
    """A text that the copies are made of. Those of one `family` are copies as they are."""

    name: str
    title: str
    text: str
    family: str

    @property
    def is_chinese(self) -> bool:
        """Whether it is mostly Han."""
        return sum("一" <= char <= "鿿" for char in self.text) > 0.3 * len(self.text)


def sentences(text: str) -> list[str]:
    """Return a text's sentences with what ends them; joined, they are the text."""
    return [match.group() for match in _SENTENCE.finditer(text) if match.group()]


def real_texts(folder: Path) -> list[Base]:
    """Return the main texts of saved pages, as our own reading reads them."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.name.endswith((".html", ".html.gz"))):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        read = read_document(body, url=path.as_uri())
        if read.usable and len(read.text) >= MIN_CHARS:
            name = path.name.partition(".")[0]
            found.append(Base(name, read.title, read.text, name))
    return found


def sample_texts() -> list[Base]:
    """Return the bodies of the sample site's pages; its manifest says which are copies."""
    copied = {page.path: page.copy_of or page.excerpt_of for page in load_manifest().pages}
    return [
        Base(page.path, page.title, page.body, copied.get(page.path) or page.path)
        for page in load_content().pages
        if page.body and len(page.body) >= MIN_CHARS
    ]
