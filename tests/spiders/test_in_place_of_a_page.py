"""What stands where a watched page was is told as such; an edit that speaks of it is an edit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from models import Change, ChangeKind, DocumentState, SourceState, read_session
from policywatch.comparing.standing_in import find_wall
from tests.spiders.site import Answer, notice_html
from tests.spiders.test_source_away import texts
from tests.spiders.test_unreadable import collect_and_read
from tests.spiders.world import World, declare

TITLE = "关于启明计划的通知"
MENU = "".join(f'<li><a href="/m{n}">栏目{n}</a></li>' for n in range(8))


def page(title: str, *lines: str, form: str = "") -> str:
    """A page within what stands around all pages of its site."""
    text = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><nav><ul>{MENU}</ul>"
        f"</nav><div class=main><h1>{title}</h1>{text}{form}</div>"
        "<footer><p>版权所有：某市科学技术局</p></footer></body></html>"
    )


WALLS = {
    "cookies": page(
        "Before you continue",
        "We use cookies and data to deliver and maintain our services, and measure engagement.",
        "If you choose to accept all, we will also use cookies to develop new services.",
        form="<button>Accept all</button><button>Reject all</button>",
    ),
    "cookies in Chinese": page(
        "Cookie 使用提示",
        "本网站使用 Cookie 以改善您的浏览体验、分析网站流量并提供个性化内容。",
        "点击“接受”即表示您同意我们按照《隐私政策》使用 Cookie。您可以随时更改您的偏好。",
    ),
    "consent": page("提示", *["欢迎您的到来，请阅读并同意以下条款之后继续浏览各栏目的内容。"] * 6),
    "sign-in": page(
        "Web Login Service",
        "To reach this page you must log in with your university credentials. The resource that "
        "you have requested is available to members of the university only.",
        form="<form><input name=j_username><input name=j_password type=password></form>",
    ),
    "members only": page(
        "会员专区",
        "尊敬的访客，您好！该栏目内容仅对注册会员开放。",
        "如果您已经是会员，请使用您的账号登录之后浏览；如果您还不是会员，欢迎注册成为会员。",
    ),
    "captcha": page(
        "One more step",
        "Please complete the security check to access www.example.edu",
        "Why do I have to complete a CAPTCHA? Completing the CAPTCHA proves you are a human.",
        "You can run an anti-virus scan to make sure that no device is infected with malware.",
    ),
    "maintenance": page(
        "关于门户网站升级改版的公告",
        "各位用户：",
        "我局门户网站现正进行升级改版和数据迁移工作，期间本网站各栏目内容暂时无法浏览。",
        "新版网站预计于九月上旬正式上线运行，届时欢迎社会各界继续关注。",
        "由此给您带来的不便，敬请谅解，感谢您一直以来对我们工作的理解与支持！",
    ),
    "error": page(
        "某市科学技术局",
        "Warning: mysqli_connect(): (HY000/2002): Connection refused in /w/inc/conn.php on line 12",
        "Connect failed",
    ),
    "choice of cookies": page(
        "Your privacy choices",
        "Cookies help us run this site, remember your settings and show relevant content.",
        "Please choose which cookies you allow.",
    ),
    "offline": page(
        "We are offline",
        "This website is down for planned works. It will be available again on Sunday.",
    ),
    "sign-in by phone": page(
        "访问提示", "您好，访问本页面需要先完成实名认证，请使用支付宝或微信扫码登录。"
    ),
    "sign-in that reading knows": page(
        "用户登录",
        form="<form>用户名<input name=u> 密码<input type=password><button>登录</button></form>",
    ),
}
EDITS = {
    "mentions cookies": notice_html(TITLE, "<p>本网站使用Cookie，浏览即表示您同意隐私政策。</p>"),
    "mentions a sign-in": notice_html(TITLE, "<p>申报人请登录后查看申报结果，忘记密码请联系。</p>"),
    "says something else": page(
        "关于启用人才服务平台的通知",
        "为了方便人才申报，市人才服务平台自九月一日起正式启用，现将有关事项通知如下。",
        "一、申报人登录平台后，使用身份证号码注册账号并设置密码，完成实名认证后填报申报书。",
        "二、各区县科学技术局应当在九月三十日之前完成推荐工作，逾期平台将自动关闭。",
    ),
    "rules on cookies": page(
        "数据安全管理办法",
        "第一条 为了规范个人信息和Cookie的收集、使用，保护公民合法权益，制定本办法。",
        "第二条 网站使用Cookie收集用户信息的，应当明示并取得用户同意。",
        "第三条 用户登录政务服务平台，应当采用统一身份认证，密码应当加密保存。",
        "第四条 违反本办法的，由主管部门责令改正，给予警告。",
    ),
    "closes an application": page(
        "通知", "关于启明计划的申报系统因升级暂停，申报人请在九月十五日之后登录系统查看结果。"
    ),
    "is repealed": page("公告", "《某市人才引进办法》自即日起停止执行，新办法另行公布。"),
}


def changes(world: World) -> list[ChangeKind]:
    with read_session(world.engine) as session:
        return list(session.scalars(select(Change.kind).order_by(Change.id)))


@pytest.fixture
def watched(world: World) -> World:
    world.site.put("/p.html", notice_html(TITLE))
    world.watch(declare(world.site, "/p.html", family="page"))
    collect_and_read(world)
    return world


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS.keys())
def test_what_stands_in_place_of_a_watched_page_is_no_edit(watched: World, wall: str) -> None:
    before = texts(watched)

    watched.site.put("/p.html", wall)
    states = [collect_and_read(watched) for _ in range(2)]
    meanwhile = texts(watched)
    (document,) = watched.documents()
    watched.site.put("/p.html", notice_html(TITLE, "<p>第二十一条自即日起施行。</p>"))
    back = collect_and_read(watched)

    assert {state for state, _ in states} == {SourceState.FAILING}
    assert all("1 of its newest 1 documents could not be read" in reason for _, reason in states)
    assert meanwhile == before
    assert document.state is DocumentState.LIVE
    assert back == (SourceState.WORKING, "data comes")
    assert changes(watched) == [ChangeKind.NEW, ChangeKind.EDITED]


def test_health_says_what_stands_there(watched: World) -> None:
    watched.site.put("/p.html", WALLS["members only"])

    _, reason = collect_and_read(watched)

    told = "it answers with an error, a sign-in, a consent, a check or a note that it is down (it "
    assert told in reason
    assert "says: 会员专区 | 尊敬的访客，您好！该栏目内容仅对注册会员开放。" in reason


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(Answer(b""), "(there is nothing in it)", id="empty"),
        pytest.param(
            Answer(b"", 301, headers={"Location": "/"}),
            "the page's address shows a not-found page: the site was rebuilt (redirected to the",
            id="front page",
        ),
    ],
)
def test_what_came_of_a_watched_page_is_said_of_a_page(
    watched: World, answer: Answer, told: str
) -> None:
    watched.site.put("/", page("某市科学技术局", "欢迎。"))
    watched.site.pages["/p.html"] = answer

    state, reason = collect_and_read(watched)

    assert state is SourceState.FAILING
    assert told in reason
    assert "the list" not in reason


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edit_that_speaks_of_cookies_or_signing_in_is_an_edit(watched: World, edit: str) -> None:
    watched.site.put("/p.html", edit)

    state, _ = collect_and_read(watched)

    assert state is SourceState.WORKING
    assert changes(watched) == [ChangeKind.NEW, ChangeKind.EDITED]


def test_what_speaks_of_what_the_page_was_about_stands_in_the_place_of_nothing() -> None:
    said = "To see this page, fellows of the fund must sign in."

    assert find_wall("Talent programme", "", said) == "a sign-in"
    assert find_wall("Those are the fellows of the fund", "", said) is None


def test_no_passage_of_what_publishers_write_stands_in_the_place_of_a_page() -> None:
    folder = Path(__file__).parents[2] / "benchmarks" / "flagging" / "passages"
    passages = [
        text
        for file in sorted(folder.glob("*.yaml"))
        for text in strings(yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader))
        if len(text) >= 30
    ]

    assert len(passages) > 500
    assert [text for text in passages if find_wall("", "", text)] == []


def strings(value: object) -> Iterator[str]:
    """Yield all strings of what a YAML file holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def test_long_texts_are_not_looked_at() -> None:
    assert find_wall("", "", "We use cookies. " * 1000) is None
