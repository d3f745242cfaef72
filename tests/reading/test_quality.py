import pytest

from policywatch.documents import ProblemKind, ReadText
from policywatch.reading import read_document
from tests.reading.pages import notice


def read(markup: str) -> ReadText:
    return read_document(markup.encode(), url="http://www.example.gov.cn/a.html")


@pytest.mark.parametrize(
    "markup",
    [
        "<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found.</p>",
        "<title>页面不存在</title><div>抱歉，您访问的页面不存在或已删除！"
        "<a href='/'>返回首页</a></div>",
        "<title>某某市人民政府</title><p>您访问的页面已被删除，3秒后返回首页。</p>",
        "<title>提示信息</title><div>对不起，该文章已删除。</div>",
        "<title>某署</title><p>抱歉，找不到您要瀏覽的網頁。</p>",
        "<title>信息公开</title><p>您要查看的信息不存在或者还未通过审批！</p>",
        "<title>微信公众平台</title><p>该内容已被发布者删除</p>",
        "<title>某市</title><p>对不起，您访问的页面暂时找不到了</p><a href='/'>返回首页</a>",
        "<title>出错了</title><p>很遗憾，您要的信息没有找到。</p>",
        "<title>University</title><h1>Oops!</h1><p>The page you are looking for doesn't exist.</p>",
        "<title>Jobs</title><p>Sorry, this job posting is no longer available.</p>",
        "<title>Error</title><p>We can’t find the page you requested.</p>",
        "<title>Site</title><p>This article has been removed or its address has changed.</p>",
        "<title>出错啦</title><div>哎呀，页面跑丢了～</div><p>您可以返回上一页</p>",
        "<title>某网</title><p>此内容因违规无法查看</p>",
        "<title>404 - 找不到文件或目录。</title><h1>服务器错误</h1>"
        "<p>您要查找的资源可能已被删除。</p>",
    ],
)
def test_a_page_that_says_it_is_not_there_is_a_soft_404(markup: str) -> None:
    reading = read(markup)

    assert not reading.usable
    assert reading.problem_kind is ProblemKind.SOFT_404


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><script>var $_ts=window['$_ts'];$_ts.cd='x';</script></head></html>",
        "<script>document.cookie='__jsl_clearance=1';location.reload()</script>",
        "<title>Just a moment...</title><script>x()</script><p>Checking your browser</p>",
        "<script>x()</script><noscript>js</noscript><p>请开启JavaScript并刷新该页</p>",
        "<script>x()</script><title>安全验证</title><p>系统检测到您的网络存在异常访问，请输入验证码</p>",
        "<script>x()</script><p>您的请求可能存在安全风险，已被拦截。</p>",
        "<title>Pardon Our Interruption</title><script>x()</script><p>Something stopped us.</p>",
        "<title>加速乐</title><p>抱歉，您的访问被加速乐拦截</p>",
        "<title>创宇盾</title><p>您的请求存在安全风险，已被创宇盾拦截，请提供事件ID</p>",
        "<title>拦截提示</title><p>您的访问可能对网站造成威胁，已被磐云WAF拦截</p>",
        "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>"
        "<p>This website is using a security service to protect itself from online attacks. The "
        "action you just performed triggered it. Cloudflare Ray ID: 8a</p>",
        "<script>x()</script><p>您的浏览器未开启Cookie，无法访问</p>",
    ],
)
def test_a_challenge_is_no_page(markup: str) -> None:
    reading = read(markup)

    assert not reading.usable
    assert reading.problem_kind is ProblemKind.CHALLENGE_PAGE


@pytest.mark.parametrize(
    "markup",
    [
        "<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><hr>nginx",
        "<title>系统维护</title><p>网站正在升级维护中，给您带来不便敬请谅解。</p>",
        "<title>统一身份认证</title><p>请登录后访问</p>",
        "<title>提示</title><p>系统错误，请稍后再试</p>",
        "<title>HTTP Status 500</title><p>java.lang.NullPointerException</p>",
        "<title>系统维护公告</title><h1>系统维护公告</h1><p>尊敬的用户：为了提供更好的服务，本网站将于2026年11月"
        "20日起进行系统升级维护，期间暂停对外服务，给您带来不便，敬请谅解。恢复时间另行通知。</p>",
        "<title>某局</title><h1>网站升级公告</h1><p>网站升级期间无法访问，敬请谅解。</p>",
        "<title>Some Institute</title><p>Our site is down for maintenance. Please try again.</p>",
        "<title>用户登录-某大学</title><form>用户名<input>密码<input type=password></form>"
        "<p>请使用本校统一身份账号登录，首次登录请修改初始密码，校外用户请使用访客账号登录；忘记密码的用户请到信息中心办理，电话见网站首页。</p>",
        "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the "
        "nginx web server is successfully installed and working.</p>",
        "<title>恭喜，站点创建成功！</title><p>这是默认index.html，本页面由系统自动生成</p>",
        "<title>a.cn</title><p>This domain name may be for sale. Buy this domain.</p>",
        "<title>温馨提示</title><p>该网站暂时无法进行访问</p><p>未进行备案或未接入</p>",
    ],
)
def test_an_error_is_no_page_and_no_sign_that_it_is_gone(markup: str) -> None:
    reading = read(markup)

    assert not reading.usable
    assert reading.problem_kind is ProblemKind.ERROR_PAGE


def test_what_a_list_says_of_a_page_does_not_vouch_for_what_stands_there_now() -> None:
    wall = "<title>统一身份认证平台</title><p>用户名密码</p><input type=password>"

    reading = read_document(
        wall.encode(), url="http://www.example.gov.cn/a.html", listed_title="关于申报启明计划的通知"
    )

    assert reading.problem_kind is ProblemKind.ERROR_PAGE


def test_a_text_of_question_marks_is_none() -> None:
    reading = read(notice().encode("ascii", "replace").decode())

    assert reading.problem_kind is ProblemKind.LOW_QUALITY
    assert "question marks" in reading.quality_reasons[0]


def test_a_page_that_scripts_write_is_told_as_such() -> None:
    reading = read("<title>某局</title><div id='app'></div><script src='/app.js'></script>")

    assert reading.problem_kind is ProblemKind.EMPTY
    assert "browser" in (reading.problem or "")


@pytest.mark.parametrize(
    "text",
    [
        "<p>关于请登录后查看申报系统的说明：申报人可在线提交材料，单位审核后报送市科技局。</p>",
        "<p>因服务器错误造成的信息重复发布已更正，启明计划申报期限仍为三十日，请各单位知悉。</p>",
        "<p>为解决群众反映的网上办事页面不存在、链接失效等问题，市政府办公室组织开展专项整治，"
        + "要求各部门逐一排查本单位网站栏目，及时更新信息，确保群众找得到、看得懂、用得上。" * 12
        + "</p>",
        "<p>经查，该项目404室的人才公寓已分配完毕，请申请人另行选择。</p>",
        "<p>因系统升级，个人信息页面于5月1日起暂停服务，5月3日恢复，请相互转告。</p>",
        "<p>因系统升级维护，启明计划申报系统5月1日至3日暂停服务，申报期限顺延三日，请各单位知悉。</p>",
        "<p>我局网站域名将于5月到期，启明计划的申报网址改为新址，请相互转告。</p>",
        "<p>有的单位来文有????乱码，请重新报送启明计划推荐名单，并附电子版。</p>",
        "<p>The deadline for this position has been extended to 30 June; apply by e-mail.</p>",
    ],
)
def test_a_notice_about_missing_pages_is_not_one(text: str) -> None:
    assert read(notice(text)).usable


def test_a_sentence_with_an_angle_is_no_path() -> None:
    assert read("<title>启明计划</title><p>2023-04-03</p><p>要求影响因子>10，年龄不限。</p>").usable


MENTIONED = (
    "问：系统提示“页面不存在”怎么办？答：请更换浏览器后再次提交申报材料，并拨打咨询电话核实单位是否已经推荐。",
    "2023年度申报工作已经开始，请登录后在系统中填报，密码为初始密码。",
    "申报人登录系统后输入验证码，填写申报书并提交；单位审核后报市科技局。",
    "A security check applies to all members of foreign talent programmes.",
)


@pytest.mark.parametrize("text", MENTIONED)
def test_a_short_text_that_mentions_what_such_pages_say_is_a_text(text: str) -> None:
    reading = read(f"<title>启明计划</title><script>1</script><h1>启明计划</h1><p>{text}</p>")

    assert reading.usable
    assert text in reading.text


def test_a_page_that_explains_at_length_why_it_is_not_there_is_a_soft_404() -> None:
    reading = read(
        "<title>某局</title><p>抱歉，您访问的页面不存在。</p><p>可能的原因：</p>"
        "<p>1. 您输入的网址有误；</p><p>2. 页面已被移除；</p><p>3. 网站正在改版，栏目有所调整。</p>"
        "<p>您可以返回首页，或者联系网站管理员，电话：0571-12345678。</p>"
    )

    assert reading.problem_kind is ProblemKind.SOFT_404


@pytest.mark.parametrize(
    "text",
    [
        "当前环境异常，完成验证后即可继续访问。",
        "您当前请求存在异常，暂时限制本次访问。",
        "您的IP访问频率过高，请稍后再试。",
        "Too many requests. Please try again later.",
    ],
)
def test_a_guard_that_asks_or_holds_up_is_no_page(text: str) -> None:
    reading = read(f"<title>某网</title><script>1</script><p>{text}</p>")

    assert reading.problem_kind is ProblemKind.CHALLENGE_PAGE


def test_lost_characters_make_a_reading_unusable() -> None:
    reading = read("<p>" + "锟斤拷" * 30 + "通知</p>")

    assert not reading.usable
    assert reading.problem_kind is ProblemKind.LOW_QUALITY
    assert "锟斤拷" in reading.quality_reasons[0]


def test_a_few_lost_characters_are_told_but_do_no_harm() -> None:
    body = notice().encode().replace("最高".encode(), b"\xff\xfe")

    reading = read_document(body, url="http://a.cn/")

    assert reading.usable
    assert 0.5 < reading.quality < 1
    assert "could not be decoded" in reading.quality_reasons[0]


def test_a_page_without_text_is_told_from_an_empty_one() -> None:
    frame = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(9))

    assert read(f"<nav><ul>{frame}</ul></nav>").problem_kind is ProblemKind.BOILERPLATE_ONLY
    assert read("<html><body></body></html>").problem_kind is ProblemKind.EMPTY
    assert read("").problem_kind is ProblemKind.EMPTY
    leads_on = read("<head><meta http-equiv=refresh content='0; URL=/there.html'></head>")
    assert leads_on.problem_kind is ProblemKind.EMPTY
    assert "leads on to another page" in (leads_on.problem or "")


def test_a_text_whose_words_come_after_many_signs_is_a_text() -> None:
    body = f"{'(' * 10_000}启明计划{')' * 10_000}".encode()

    reading = read_document(body, url="http://a.cn/", content_type="text/plain")

    assert reading.usable
    assert "启明计划" in reading.text
    assert read_document(b"(" * 10_000, url="http://a.cn/").problem_kind is ProblemKind.EMPTY


def test_a_page_of_a_title_and_a_frame_has_its_text_in_the_frame() -> None:
    title = "关于组织申报启明计划的通知"
    page = f"<title>{title}</title><h1>{title}</h1>"

    assert read(page).usable
    framed = read(f"{page}<iframe src='/body/1.html'></iframe>")
    assert framed.problem_kind is ProblemKind.BOILERPLATE_ONLY


@pytest.mark.parametrize(
    "around",
    [
        "<div>今天是2026年11月27日 星期五 <a href='/'>首页</a></div><p>发布时间：2023-05-06</p>",
        "<p>2023-05-06 10:20</p><p>来源：市科技局 字体：[大 中 小]</p>",
        "<p>2023年05月06日 10:11 市科技局 点击：[]</p>",
        "<p>您好，欢迎访问示例市科技局网站！</p><p>信息来源：市科技局 阅读次数：12</p>",
        "<div>:::</div><div>首頁 / 最新消息</div><p>發布日期：112-05-06｜點閱數：123</p>",
        "<p>Date: 2023-05-06 Views: 12</p>",
        "",
    ],
)
def test_a_page_of_pictures_holds_its_title_and_no_text(around: str) -> None:
    title = "关于海外人才引进情况的公示"
    pictures = "<div class='content'><p style='x'><span><img src='/1.jpg'></span></p></div>"

    reading = read(f"<title>{title}</title>{around}<h1>{title}</h1>{pictures}")

    assert reading.problem_kind is ProblemKind.BOILERPLATE_ONLY
    assert reading.without_text
    assert (reading.usable, reading.title) == (True, title)


@pytest.mark.parametrize(
    "text",
    [
        "原定5月6日的评审会改期至5月8日",
        "今天是人才日，全市放假",
        "发布时间：5月6日。地点：市民中心",
        "欢迎海外人才",
        "地址：人民路1号 电话：88881234",
        "2023年5月6日，市里公布了启明计划名单",
    ],
)
def test_a_short_text_beside_a_picture_is_a_text(text: str) -> None:
    page = f"<title>一则通知</title><h1>一则通知</h1><p>{text}</p><p><img src='/1.jpg'></p>"

    assert read(page).problem is None
