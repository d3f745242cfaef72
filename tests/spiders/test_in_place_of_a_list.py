"""What stands where a list was is told in its own words: a sign-in is not a new layout."""

from datetime import UTC, datetime

import pytest

from models import Source, read_session
from policywatch.health import assess
from spiders.excerpt import excerpt_of
from tests.spiders.site import Answer, list_html, notices
from tests.spiders.world import World, declare

SIGN_IN = (
    "<html><head><meta charset=utf-8><title>统一身份认证</title><script>var a = 1;</script></head>"
    "<body><form>用户名<input>密码<input type=password></form></body></html>"
)
NOT_THERE = "<title>提示信息</title><p>抱歉，您访问的页面不存在</p>"
GUARD = "<title>403 Forbidden</title><h1>您的请求存在威胁，已被拦截</h1><p>事件ID：3fa9</p>"
SHELL = "<title>通知公告</title><div id=app></div><noscript>请启用 JavaScript</noscript>"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(
            Answer(SIGN_IN.encode()), "it says: 统一身份认证 | 用户名 密码)", id="sign-in"
        ),
        pytest.param(
            Answer(NOT_THERE.encode()), "提示信息 | 抱歉，您访问的页面不存在)", id="soft 404"
        ),
        pytest.param(
            Answer(GUARD.encode(), 403),
            "(HTTP 403; it says: 403 Forbidden | 您的请求存在威胁，已被拦截",
            id="guard",
        ),
        pytest.param(
            Answer(SHELL.encode()), "it says: 通知公告 | 请启用 JavaScript)", id="scripts"
        ),
        pytest.param(Answer(b""), "(the list shows no item; the answer is empty)", id="empty"),
    ],
)
def test_a_source_says_what_stands_in_place_of_its_list(
    world: World, answer: Answer, said: str
) -> None:
    world.site.put("/list/", list_html(notices(world.site, 6)))
    world.watch(declare(world.site))
    world.collect()

    world.site.pages["/list/"] = answer
    reason = collect_and_judge(world)

    assert said in reason
    assert "selectors" not in reason


def test_a_list_that_scripts_write_from_now_on_is_told_with_what_to_try(world: World) -> None:
    world.site.put("/list/", list_html(notices(world.site, 6)))
    world.watch(declare(world.site))
    world.collect()

    shell = "<title>某局</title><body><div id=app></div><script src=/static/app.js></script>"
    world.site.put("/list/", shell)
    reason = collect_and_judge(world)

    assert "(the list shows no item: scripts may write it; try `browser: if-empty` in" in reason


def test_a_source_says_where_the_address_of_its_list_leads(world: World) -> None:
    world.site.put("/list/", list_html(notices(world.site, 6)))
    world.watch(declare(world.site))
    world.collect()

    world.site.put("/list/", "", status=302, headers={"Location": "/login"})
    world.site.put("/login", SIGN_IN)
    reason = collect_and_judge(world)

    assert f"its address leads to {world.site.url}/login; it says: 统一身份认证" in reason


def test_a_source_says_which_other_hosts_its_list_links_to(world: World) -> None:
    items = notices(world.site, 6)
    world.site.put("/list/", list_html(items))
    world.watch(declare(world.site))
    world.collect()

    moved = [(f"http://new.example.org{path}", title, date) for path, title, date in items]
    world.site.put("/list/", list_html(moved))
    reason = collect_and_judge(world)

    assert "6 links to other hosts left out (new.example.org)" in reason


def test_a_list_that_looks_otherwise_is_failing_until_its_file_says_that_it_was_looked_at(
    world: World,
) -> None:
    world.site.put("/list/", list_html(notices(world.site, 6)))
    world.watch(declare(world.site))
    world.collect()

    moved = []
    for n, (path, title, date) in enumerate(notices(world.site, 6)):
        world.site.pages[f"/content/detail?id={n}"] = world.site.pages[path]
        moved.append((f"/content/detail?id={n}", title, date))
    world.site.put("/list/", list_html(moved))
    reasons = [collect_and_judge(world) for _ in range(2)]
    world.watch(declare(world.site, checked="2023-09-01"))
    looked_at = collect_and_judge(world)

    assert all("none of 6 addresses looks like those known" in reason for reason in reasons)
    assert looked_at.startswith("data comes")


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        pytest.param(
            '{"code":401,"msg":"请先登录"}',
            "application/json",
            '{"code":401,"msg":"请先登录"}',
            id="JSON",
        ),
        pytest.param(
            f"<title>某市人民政府</title><p>{'本市概况。' * 100}",
            "text/html",
            "某市人民政府",
            id="long",
        ),
        pytest.param("<p>电话 0571-12345678 维护中", "text/html", "电话 […] 维护中", id="contact"),
        pytest.param("<p>" + "维护" * 200, "text/html", "维护" * 60, id="no title"),
    ],
)
def test_an_answer_is_told_in_a_line(body: str, kind: str, said: str) -> None:
    assert excerpt_of(body.encode(), kind) == f"it says: {said}"


def test_a_file_is_told_as_such() -> None:
    assert excerpt_of(b"%PDF-1.7\n1 0 obj", "text/html") == "the answer is a file, and no page"


def test_nothing_is_said_of_what_holds_too_much_markup() -> None:
    assert excerpt_of(b"<a " * 1_000_001, "text/html") == ""


def collect_and_judge(world: World) -> str:
    world.let_time_pass()
    world.collect()
    assess(world.engine, now=datetime.now(UTC))
    with read_session(world.engine) as session:
        return session.get_one(Source, "town-notices").state_reason
