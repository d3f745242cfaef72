"""A page whose text lies in pictures: its title is flagged, and that no text was read is told."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from models import Document, Finding, Reading, make_engine, read_session
from policywatch.coverage import coverage
from policywatch.health.unread import unread_documents
from policywatch.settings import Settings
from tests.pipeline.command_line import CommandLine
from tests.pipeline.test_silence import watch
from tests.spiders.site import list_html, notice_html, notices, running_site

TITLE = "关于海外高层次人才引进计划（启明计划）拟入选人员的公示"
PAGE = f"""<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body>
<div class="top">今天是2026年11月27日 星期五</div>
<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></div>
<h1>{TITLE}</h1><div class="info">2023-05-06 来源：人事处 阅读：<span>12</span></div>
<div class="content"><p><img src="/u/1.jpg"></p><p><img src="/u/2.jpg"></p></div>
</body></html>"""


def test_a_page_of_pictures_is_flagged_by_its_title_and_told_as_unread(tmp_path: Path) -> None:
    with running_site() as site:
        command: CommandLine = watch(tmp_path, site.port)
        items = notices(site, 6)
        for address, title, _ in items[1:]:
            site.put(address, notice_html(title))
        site.put(items[0][0], PAGE)
        site.put("/", list_html([(items[0][0], TITLE, items[0][2]), *items[1:]]))
        ran = command.run("run", "--source", "dead")

    engine = make_engine(Settings(home=tmp_path / "home").store_url)
    with read_session(engine) as session:
        reading = session.scalars(
            select(Reading)
            .join(Document, Document.id == Reading.document_id)
            .where(Document.listed_title == TITLE)
        ).one()
        found = session.scalars(
            select(Finding).where(Finding.document_id == reading.document_id)
        ).all()
        unread = unread_documents(session, "dead")
        seen = coverage(session, reading.at - timedelta(days=1), reading.at)
    engine.dispose()

    assert "1 unreadable" in ran.stdout + ran.stderr
    assert any("qiming" in finding.programmes for finding in found)
    assert "picture" in (reading.problem or "")
    assert str(unread) == "1 of its newest 6 documents could not be read (boilerplate-only)"
    assert (seen.unreadable, seen.complete) == (1, False)
