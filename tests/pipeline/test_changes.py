"""Every kind of change as a row, from a real site through collecting, reading and comparing."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
import pytest
from sqlalchemy import Engine, select

from models import Change, ChangeKind, Document, DocumentState, Reading, make_engine, read_session
from policywatch.comparing import compare
from policywatch.reading.stage import read_snapshots
from policywatch.settings import Settings
from tests.spiders.site import Answer, Site, list_html, notice_html, notices, running_site
from tests.spiders.world import World, declare

pytestmark = pytest.mark.timeout(900)  # five crawls, each in a process of its own

NOTHING = (
    "<html><head><title>某市科学技术局</title></head><body><p>欢迎访问本站。</p></body></html>"
)
ALIKE = notice_html("本站改版升级公告")
GUIDE = ("/files/guide.docx", "申报指南")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file(text: str) -> Answer:
    body = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text * 8)
    document.save(body)
    return Answer(body.getvalue(), kind=DOCX)


@dataclass
class Town:
    """A watched town's site, and what changed on it day by day, by path."""

    world: World
    items: list[tuple[str, str, str]]
    days: list[dict[str, set[ChangeKind]]] = field(default_factory=list)
    told: int = 0

    @property
    def site(self) -> Site:
        return self.world.site

    def path(self, number: int) -> str:
        return next(path for path, _, _ in self.items if path.endswith(f"art_{number}.html"))

    def lay_out(self, number: int, *files: tuple[str, str]) -> None:
        path = self.path(number)
        links = "".join(f'<p><a href="{url}">{name}</a></p>' for url, name in files)
        self.site.put(path, notice_html(f"关于组织申报第{number}批人才项目的通知", links))
        for url, name in files:
            self.site.pages[url] = file(f"{name}的全文，地址为{url}。")

    def pass_a_day(self) -> None:
        self.site.put("/list/", list_html(self.items))
        self.world.let_time_pass()
        self.world.collect()
        read_snapshots(self.world.engine, self.world.archive)
        compare(self.world.engine)
        changed: dict[str, set[ChangeKind]] = {}
        with read_session(self.world.engine) as session:
            rows = session.execute(
                select(Change, Document.url)
                .join(Document, Document.id == Change.document_id)
                .where(Change.id > self.told)
            )
            for change, url in rows:
                changed.setdefault(url.removeprefix(self.site.url), set()).add(change.kind)
                self.told = max(self.told, change.id)
        self.days.append(changed)

    def said_of(self, path: str) -> list[set[ChangeKind]]:
        """Return what changed of a page on each day after the first."""
        return [day.get(path, set()) for day in self.days[1:]]

    def details(self, kind: ChangeKind) -> dict[str, dict[str, object]]:
        with read_session(self.world.engine) as session:
            rows = session.execute(
                select(Document.url, Change.detail)
                .join(Change, Change.document_id == Document.id)
                .where(Change.kind == kind)
            ).all()
        return {url.removeprefix(self.site.url): detail for url, detail in rows}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, sqlite_template: object) -> Iterator[Town]:
    """Give a town after five days; its pages are known by the number in their address."""
    home = tmp_path_factory.mktemp("town")
    path = home / "store.sqlite"
    path.write_bytes(sqlite_template.read_bytes())  # type: ignore[attr-defined]
    url = f"sqlite:///{path}"
    engine: Engine = make_engine(url)
    settings = Settings(
        home=home, database_url=url, allow_loopback=True, contact="mailto:tests@policywatch.invalid"
    )
    with running_site() as site:
        world = World(engine, settings, site)
        world.watch(declare(site, gone_after={"checks": 3, "days": 0}))
        town = Town(world, notices(site, 20))
        town.lay_out(10, ("/files/a1.docx", "申报书"), GUIDE)
        town.lay_out(11, ("/files/b1.docx", "附件1：申报书"), GUIDE)
        town.lay_out(12, ("/files/c.docx", "推荐表"))
        town.pass_a_day()
        _second_day(town)
        town.pass_a_day()
        site.put(town.path(8), ALIKE)
        town.lay_out(11, ("/files/b2.docx", "附件1：申报书（修订）"), GUIDE)
        site.pages["/files/c.docx"] = file("另一份推荐表的全文。")
        for _ in range(2):
            town.pass_a_day()
        site.put(town.path(2), notice_html("关于组织申报第2批人才项目的通知"))
        town.pass_a_day()
        yield town
    engine.dispose()


def _second_day(town: Town) -> None:
    site = town.site
    site.put(town.path(1), notice_html("关于另行组织申报的通知"))
    site.pages[town.path(2)] = Answer(b"<h1>404</h1>", 404)
    site.pages[town.path(3)] = Answer(b"", 302, headers={"Location": "/"})
    site.put("/", NOTHING)
    site.put(town.path(4), "<title>页面不存在</title><p>您访问的页面不存在或已被删除。</p>")
    site.put(town.path(5), NOTHING)
    for number in (6, 7):
        site.put(town.path(number), ALIKE)
    town.lay_out(10, ("/files/a2.docx", "申报书"), GUIDE)
    off = town.path(15)
    town.items = [item for item in town.items if item[0] != off]


MISSING, GONE = {ChangeKind.MISSING}, {ChangeKind.GONE}
NONE: set[ChangeKind] = set()


def test_what_is_listed_first_is_new(town: Town) -> None:
    new = {path for path, kinds in town.days[0].items() if kinds == {ChangeKind.NEW}}

    assert len(new) == len(town.days[0]) == 20 + 4


def test_an_edit_is_told_once(town: Town) -> None:
    assert town.said_of(town.path(1)) == [{ChangeKind.EDITED}, NONE, NONE, NONE]


def test_missing_gone_and_returned(town: Town) -> None:
    path = town.path(2)

    assert town.said_of(path) == [MISSING, NONE, GONE, {ChangeKind.RETURNED}]
    observed = town.details(ChangeKind.GONE)[path]["observed"]
    assert observed == "not found on 3 of 3 checks over 0 days"


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        pytest.param(3, [MISSING, NONE, GONE, NONE], id="redirected to the front page"),
        pytest.param(4, [MISSING, NONE, GONE, NONE], id="words of the title"),
        pytest.param(5, [MISSING, NONE, GONE, NONE], id="body of a page that is not there"),
        pytest.param(8, [NONE, MISSING, NONE, GONE], id="text that others came to have"),
    ],
)
def test_a_soft_404_is_a_disappearance_by_quorum(
    town: Town, number: int, seen: list[set[ChangeKind]]
) -> None:
    path = town.path(number)

    assert town.said_of(path) == seen
    with read_session(town.world.engine) as session:
        document = session.scalars(
            select(Document).where(Document.url == town.site.url + path)
        ).one()
        usable = session.scalars(
            select(Reading.title).where(Reading.document_id == document.id, Reading.usable)
        ).all()
    assert document.state is DocumentState.GONE
    assert usable == [f"关于组织申报第{number}批人才项目的通知"]


def test_an_item_taken_off_its_list_is_told_once_and_by_quorum(town: Town) -> None:
    vanished = town.details(ChangeKind.LIST_ITEM_VANISHED)

    assert [path.rpartition("_")[2] for path in vanished] == ["15.html"]
    (path,) = vanished
    assert town.said_of(path) == [NONE, NONE, {ChangeKind.LIST_ITEM_VANISHED}, NONE]
    observed = vanished[path]["observed"]
    assert observed == "not listed on 3 of 3 checks over 0 days, while 14 older items were"


def test_a_file_under_a_new_address_replaces_the_one_before(town: Town) -> None:
    replaced = town.details(ChangeKind.ATTACHMENT_REPLACED)

    told = {path: detail.get("url_before") for path, detail in replaced.items()}

    assert told == {
        "/files/a2.docx": f"{town.site.url}/files/a1.docx",  # the same name
        "/files/b2.docx": f"{town.site.url}/files/b1.docx",  # the same slot
        "/files/c.docx": None,  # at its own address
    }
    days = town.said_of("/files/a2.docx")
    assert [ChangeKind.ATTACHMENT_REPLACED in day for day in days] == [True, False, False, False]


def test_nothing_else_is_told(town: Town) -> None:
    touched = {town.path(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 11)}

    others = {path for day in town.days[1:] for path in day} - touched

    assert {path.rpartition("/")[2] for path in others} == {
        "art_15.html", "a2.docx", "b2.docx", "c.docx",
    }  # fmt: skip
