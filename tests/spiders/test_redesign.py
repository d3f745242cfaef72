"""A redesigned site is read right or told of: never does it pass for a day without news."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from scrapy.http import Response
from sqlalchemy import Engine, select

from benchmarks.listing import pages_check, pages_tuning
from benchmarks.listing.made import Made, gov
from models import CrawlRun, Document, read_session, write_session
from policywatch.archive import Archive
from policywatch.catalogue.sources import SourceDeclaration, sync_sources
from policywatch.reading.document import read_document
from spiders.families import spider_for
from spiders.rules import RobotsBook
from spiders.run import Run
from tests.spiders.mutations import ARTICLE_MUTATIONS, MUTATIONS, Mutation
from tests.spiders.test_guess import declare, guess
from tests.stores import SqliteStores

NEW = 2
START = datetime(2023, 8, 20, tzinfo=UTC)
LISTS = [
    pages_tuning.plain(),
    pages_tuning.old_layout(),
    pages_tuning.dl_rows(),
    pages_check.sudy(),
    pages_check.trs_old_script(),
]


class Drill:
    """A source whose list was read well once, before its newest items came."""

    def __init__(self, made: Made, declared: SourceDeclaration, engine: Engine, folder: Path):
        self.made, self.declared, self.engine = made, declared, engine
        self.archive = Archive(folder)

    def visit(self, body: bytes, at: datetime) -> CrawlRun:
        """Let the spider read its list, whose first page answers so; further pages are gone."""
        with write_session(self.engine) as session:
            sync_sources(session, [self.declared], at)
        with self.archive.writer("drill") as writer:
            run = Run(
                self.engine,
                self.declared,
                writer,
                archived=self.archive,
                vantage="test",
                now=lambda: at,
            )
            spider = spider_for(self.declared.family)(
                declaration=self.declared,
                run=run,
                archive=writer,
                robots=RobotsBook(),
                now=lambda: at,
            )
            waiting = [spider.first_request()]
            while waiting:
                request = waiting.pop()
                first = request.url == self.made.url
                answer = Response(
                    request.url,
                    status=200 if first else 404,
                    headers={"Content-Type": self.made.kind},
                    body=body if first else b"",
                    request=request,
                )
                waiting += spider.parse(answer)
            spider._on_closed()
            assert spider.broken is None
        with read_session(self.engine) as session:
            return session.scalars(select(CrawlRun).order_by(CrawlRun.id.desc()).limit(1)).one()

    def documents(self) -> dict[str, tuple[str, str | None]]:
        with read_session(self.engine) as session:
            return {
                d.url: (d.listed_title, d.listed_date) for d in session.scalars(select(Document))
            }


def text_of(made: Made) -> tuple[str, str]:
    for charset in ("utf-8", "big5" if "big5" in made.kind else "gb18030"):
        try:
            return made.body.decode(charset), charset
        except UnicodeDecodeError:
            continue
    raise AssertionError(made.name)


def without_newest(text: str, made: Made) -> str:
    """Return the page as it was before the newest items came: their rows lead elsewhere yet."""
    from lxml import html as markup

    root = markup.document_fromstring(text)
    for url, _, _ in made.items[:NEW]:
        tail = url.rpartition("/")[2]
        link = next(a for a in root.iter("a") if (a.get("href") or "").endswith(tail))
        row = link
        while (parent := row.getparent()) is not None and not any(
            (a.get("href") or "").endswith(made.items[NEW][0].rpartition("/")[2])
            for a in parent.iter("a")
        ):
            if parent.tag == "body":
                break
            row = parent
        row.getparent().remove(row)
    return str(markup.tostring(root, encoding="unicode"))


@pytest.fixture(scope="module")
def visited(
    sqlite: SqliteStores, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int, bool], tuple[SourceDeclaration, Path]]:
    """Sources, declared by CSS as guessed or without, with their store after a good first visit."""

    @cache
    def visit(number: int, by_css: bool) -> tuple[SourceDeclaration, Path]:
        made = LISTS[number]
        fields = dict(guess(made).fields) | {"enabled": True}
        if not by_css:
            fields = {k: fields[k] for k in ("family", "url", "enabled")}
        declared = declare(fields)
        path = tmp_path_factory.mktemp("drill") / "store.sqlite"
        with sqlite.migrated(path) as store:
            text, charset = text_of(made)
            body = without_newest(text, made).encode(charset, "xmlcharrefreplace")
            first = Drill(made, declared, store, path.parent).visit(body, START)
            assert (first.outcome, first.listed) == ("ok", len(made.items) - NEW), made.name
        return declared, path

    return visit


def told(run: CrawlRun) -> bool:
    return run.outcome is None or run.outcome.is_failure or run.gap_from is not None


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.__name__)
def test_every_redesign_of_a_list_ends_right_or_loud(
    mutation: Mutation,
    visited: Callable[[int, bool], tuple[SourceDeclaration, Path]],
    sqlite: SqliteStores,
    tmp_path: Path,
) -> None:
    quiet = []
    for number, made in enumerate(LISTS):
        for by_css in (True, False):
            declared, first = visited(number, by_css)
            text, charset = text_of(made)
            body = mutation(text).encode(charset, "xmlcharrefreplace")

            with sqlite.copied(first, tmp_path / f"{number}-{by_css}.sqlite") as store:
                drill = Drill(made, declared, store, tmp_path)
                run = drill.visit(body, START + timedelta(days=1))
                known = drill.documents()

            right = all(known.get(u) == (t, d) for u, t, d in made.items[:NEW])
            if not right and not told(run):
                got = {
                    u: v
                    for u, v in known.items()
                    if u in dict.fromkeys(i[0] for i in made.items[:NEW])
                }
                quiet.append((made.name, "css" if by_css else "shape", run.detail, got))
    assert quiet == []


CLAUSES = [f"第{n}条 申报人应当具有博士学位，年龄不超过40周岁" for n in range(1, 12)]
NAME = "关于组织申报启明计划的通知"
ARTICLE = gov(
    f'<div class="article"><h1>{NAME}</h1><p class="info">发布日期：2023-08-01</p>'
    + "".join(f"<p>{clause}，入选者给予100万元资助，请于期限前报送。</p>" for clause in CLAUSES)
    + "</div>",
    title=NAME,
)


@pytest.mark.parametrize("mutation", ARTICLE_MUTATIONS, ids=lambda m: m.__name__)
def test_every_redesign_of_an_article_is_read_whole_or_told(mutation: Mutation) -> None:
    read = read_document(
        mutation(ARTICLE).encode(),
        url="http://www.sample.org/art/2023/8/1/art_21_1.html",
        content_type="text/html; charset=utf-8",
        listed_title=NAME,
        listed_date="2023-08-01",
        selectors=None,
    )

    whole = all(clause in read.text for clause in CLAUSES)
    right = whole and read.title == NAME and read.published == "2023-08-01"
    assert read.problem if read.without_text else right


def test_there_are_enough_redesigns() -> None:
    assert len(LISTS) * 2 * len(MUTATIONS) >= 200
