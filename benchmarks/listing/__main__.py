"""How well an address is guessed: made pages of each family in two halves, and real articles.

    make bench NAME=listing [DATA=../shared/real]

Counted as right: the family, and every item's address, title and date, none more. Real pages are
articles: right is "one page to watch", wrong a list made of what stands beside the text.
"""

import argparse
import gzip
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.listing import pages_check, pages_tuning
from benchmarks.listing.made import TODAY, Made
from policywatch.catalogue.sources import SourceDeclaration
from spiders.guess import GuessError, guess_source
from spiders.guess_look import Guess
from spiders.items import ListedItem
from spiders.once import Answer, FetchError


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="benchmarks.listing", description="Guesses measured.")
    parser.add_argument("--data", type=Path, help="folder of saved articles (articles/, chinese/)")
    folder = parser.parse_args().data
    for half, makes in (("tuning", pages_tuning.MADE), ("untouched", pages_check.MADE)):
        made = [make() for make in makes]
        began = time.process_time()
        verdicts = [(one, _verdict(one)) for one in made]
        spent = (time.process_time() - began) / len(made)
        right = sum(verdict == "right" for _, verdict in verdicts)
        print(f"{half}: {right} of {len(made)} right, {spent * 1000:.0f} ms CPU a page")
        for one, verdict in verdicts:
            if verdict != "right":
                print(f"  {one.name}: {verdict}")
    if folder:
        _real(folder)


def _declare(fields: dict[str, Any]) -> SourceDeclaration:
    base = {"id": "s", "name": "s", "publisher": "p", "publisher_en": "p", "legal": "l"}
    rest = {"checked": "2023-08-24", "level": "city", "place": ""}
    return SourceDeclaration.model_validate(base | rest | fields)


def _guess(url: str, kind: str, body: bytes, others: dict[str, tuple[str, bytes]]) -> Guess:
    def fetch(asked: str, _method: str, _body: str, _kind: str) -> Answer:
        if asked == url:
            return Answer(url, kind, body)
        if (other := others.get(urlsplit(asked).path)) is None:
            raise FetchError(f"{asked}: http-4xx: HTTP 404")
        return Answer(asked, *other)

    return guess_source(url, declare=_declare, fetch=fetch, today=TODAY)


def _verdict(made: Made) -> str:
    try:
        found = _guess(made.url, made.kind, made.body, dict(made.others))
    except GuessError:
        return "nothing found"
    if found.fields["family"] != made.family:
        return f"taken for {found.fields['family']}"
    wanted = tuple(ListedItem(*row) for row in made.items)
    return "right" if made.family == "page" or found.items == wanted else "other items"


def _real(folder: Path) -> None:
    truth = folder / "articles" / "ground-truth.json"
    urls = {k: v["url"] for k, v in json.loads(truth.read_text("utf-8")).items()}
    for part in ("articles", "chinese"):
        counts: Counter[str] = Counter()
        for path in sorted((folder / part).glob("*.html.gz")):
            name = path.name.removesuffix(".html.gz")
            url = urls.get(name, f"http://www.{name.partition('-')[0]}.example.cn/a/{name}.html")
            try:
                found = _guess(url, "text/html", gzip.decompress(path.read_bytes()), {})
                counts[str(found.fields["family"])] += 1
            except GuessError:
                counts["nothing found"] += 1
        print(f"real {part}: " + ", ".join(f"{n} {what}" for what, n in counts.most_common()))


if __name__ == "__main__":
    main()
