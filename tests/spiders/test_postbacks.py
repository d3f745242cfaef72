"""Lists of ASP.NET are paged through by sending their form back, as a browser does."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from models import Gap, Outcome, Purpose, read_session
from spiders.lists import read_list
from tests.spiders.site import Answer, notices
from tests.spiders.test_lists import TODAY, URL, page, rows
from tests.spiders.test_lists import declare as declared
from tests.spiders.world import World, declare

PATH = "/list.aspx"
ROW = "<div><a href='/a/{n}.aspx'>{title}</a> 2023-08-0{n}</div>"
PAGES = 3


def state_of(number: int) -> str:
    return f"/wEPDwUK+{number}中/=="


def form(pager: str, *, number: int = 1, listed: str = "", action: str = "list.aspx") -> str:
    return (
        f"<html><head><meta charset=utf-8></head><body><form method='post' action='{action}'>"
        "<input type='hidden' name='__EVENTTARGET' value=''>"
        "<input type='hidden' name='__EVENTARGUMENT' value=''>"
        f"<input type='hidden' name='__VIEWSTATE' value='{state_of(number)}'>"
        "<input name='ctl00$key' value='人才'><input type='submit' name='ctl00$go' value='搜索'>"
        "<select name='ctl00$year'><option value='2022'><option value='2023' selected></select>"
        f"<div class='main'>{listed or rows(ROW)}</div><div class='pages'>{pager}</div>"
        "</form></body></html>"
    )


def by_text(number: int) -> str:
    following = f"href=\"javascript:__doPostBack('ctl00$Pager','{number + 1}')\""
    return f"<a>首页</a><a {following if number < PAGES else ''}>下一页</a>"


def by_number(number: int) -> str:
    def link(n: int) -> str:
        return (
            f"<a href='javascript:__doPostBack(&#39;ctl00$Pager&#39;,&#39;Page${n}&#39;)'>{n}</a>"
        )

    return "".join(f"<span>{n}</span>" if n == number else link(n) for n in range(1, PAGES + 1))


def by_picture(number: int) -> str:
    if number == PAGES:
        return "<img src='/images/page/nextg.gif'>"
    call = f"javascript:__doPostBack('ctl00$Pager','{number + 1}')"
    return f'<img src="prevg.gif"><a href="{call}"><img src="/images/page/nextn.gif"></a>'


def serve(world: World, pager: Callable[[int], str]) -> None:
    """Answer as ASP.NET does: by the state that the form of the page before brings back."""
    shown = notices(world.site, 18)
    session = "__CSRFCOOKIE=1-2=="

    def answer() -> Answer:
        sent = parse_qs(world.site.asked[-1].partition("#")[2], keep_blank_values=True)
        number = 1
        if sent:
            number = int(sent["__EVENTARGUMENT"][0].removeprefix("Page$"))
            right = sent | {"__VIEWSTATE": [state_of(number - 1)], "__EVENTTARGET": ["ctl00$Pager"]}
            if world.site.heads[-1][1].get("Cookie") != session:
                return Answer(b"Validation of the CSRF token failed", 403)
            if sent != right or sent["ctl00$year"] != ["2023"] or "ctl00$go" in sent:
                return Answer(b"Validation of viewstate MAC failed", 500)
        items = shown[(number - 1) * 6 : number * 6]
        listed = "".join(f"<li><a href='{p}'>{t}</a><span>{d}</span></li>" for p, t, d in items)
        text = form(pager(number), number=number, listed=f"<ul>{listed}</ul>")
        headers = {"ETag": f'"page-{number}"', "Set-Cookie": f"{session}; path=/; HttpOnly"}
        return Answer(text.encode(), headers=headers)

    world.site.pages[PATH] = answer


@pytest.mark.parametrize("pager", [by_text, by_number, by_picture])
def test_a_list_is_paged_through_to_its_end(world: World, pager: Callable[[int], str]) -> None:
    serve(world, pager)
    world.watch(declare(world.site, PATH))

    world.collect()

    assert len(world.documents()) == 18
    lists = [f for f in world.fetches() if f.purpose is Purpose.LIST]
    assert [f.outcome for f in lists] == [Outcome.OK] * PAGES
    (run,) = world.runs()
    assert (run.outcome, run.pages) == (Outcome.OK, PAGES)


def test_the_next_run_begins_at_the_first_page_and_ends_where_it_knows_all(world: World) -> None:
    serve(world, by_text)
    world.watch(declare(world.site, PATH))
    world.collect()
    before = len(world.site.asked)

    world.let_time_pass()
    world.collect()

    asked = [path for path in world.site.asked_since(before) if path.startswith(PATH)]
    assert asked == [PATH]
    assert {run.outcome for run in world.runs()} <= {Outcome.OK, Outcome.NOT_MODIFIED}


def test_a_server_that_refuses_its_form_costs_no_more_than_a_possible_gap(world: World) -> None:
    serve(world, by_text)
    world.watch(declare(world.site, PATH))
    page = world.site.pages[PATH]
    assert callable(page)
    refused = Answer(b"Validation of viewstate MAC failed", 500)
    world.site.pages[PATH] = lambda: refused if "#" in world.site.asked[-1] else page()

    world.collect()

    (run,) = world.runs()
    assert len(world.documents()) == 6
    assert run.outcome is Outcome.OK
    assert "its form brought no page 2: " in run.detail
    with read_session(world.engine) as session:
        assert session.scalars(select(Gap)).all()


def test_what_a_form_brought_is_archived_with_what_was_sent(world: World) -> None:
    serve(world, by_text)
    world.watch(declare(world.site, PATH))

    world.collect()

    second = [f for f in world.fetches() if f.purpose is Purpose.LIST][1]
    (sent,) = [r for r in world.records(second) if r.kind == "request"]
    assert sent.payload.startswith(b"__EVENTTARGET=ctl00%24Pager&__EVENTARGUMENT=2&")


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(form(by_text(PAGES)), id="the last page"),
        pytest.param(
            form(by_text(1)).replace("method='post'", "method='get'"),
            id="a form that is not posted",
        ),
        pytest.param(form(by_text(1), action="//b.example/x.aspx"), id="another site's form"),
        pytest.param(page(rows(ROW) + by_text(1)), id="no form"),
        pytest.param(
            form("<a href=\"javascript:__doPostBack('x','')\">退出登录</a>"), id="another button"
        ),
    ],
)
def test_no_other_form_is_sent(markup: str) -> None:
    found = read_list(markup.encode(), "text/html; charset=utf-8", URL, declared(), TODAY)

    assert found.next_form is None


def test_a_link_with_an_address_goes_before_a_form() -> None:
    pager = by_text(1) + "<a href='list.aspx?page=2'>下一页</a>"

    found = read_list(form(pager).encode(), "text/html", URL, declared(), TODAY)

    assert (urlsplit(found.next_url or "").query, found.next_form) == ("page=2", None)


def test_a_declared_pager_may_send_the_form() -> None:
    pager = "<a id='go' href=\"javascript:__doPostBack('lbNext','')\"><img src='x.gif'></a>"

    found = read_list(
        form(pager).encode("gb18030"),
        "text/html; charset=gbk",
        URL,
        declared(next_page="#go"),
        TODAY,
    )

    assert found.next_form is not None
    assert b"__EVENTTARGET=lbNext&" in found.next_form.body
    assert b"ctl00%24key=%C8%CB%B2%C5" in found.next_form.body
