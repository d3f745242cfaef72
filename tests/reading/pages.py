"""Pages in the shapes of real publishers' sites, written for these tests."""

NOTICE_TEXT = """
<p>各县（市、区）科技局，各有关单位：</p>
<p>为深入实施人才强市战略，现就做好2023年度启<b>明</b>计划申报工作通知如下。</p>
<h2>一、申报条件</h2>
<p>（一）申报人年龄一般不超过40周岁，<br>在海外取得博士学位；</p>
<ul><li>入选者给予最高300万元经费支持。</li><li>配偶就业、子女入学优先安排。</li></ul>
<h2>二、经费安排</h2>
<p>单位：万元</p>
<table border="1">
<tr><td>项目</td><td>预算数</td><td>备注</td></tr>
<tr><td>人才引进<br>专项</td><td>1,200</td><td></td></tr>
<tr><td>住房补贴</td><td>800.5</td><td>含结转</td></tr>
</table>
<p>附件：<a href="../files/P0202303.docx">1.启明计划申报书</a></p>
<p style="text-align:right">某某市科学技术局</p>
<p style="text-align:right">2023年3月31日</p>
"""

HEADER_TABLE = """
<div class="xxgk"><table>
<tr><td>索 引 号：</td><td>11330300/2023-00123</td><td>主题分类：</td><td>科技</td></tr>
<tr><td>发文机关：</td><td>某某市科学技术局</td><td>成文日期：</td><td>2023年03月31日</td></tr>
<tr><td>文 号：</td><td>某科发〔2023〕12号</td><td>发布日期：</td><td>2023-04-03</td></tr>
<tr><td>有效性：</td><td>有效</td><td></td><td></td></tr>
</table></div>
"""

NAVIGATION = "".join(f'<li><a href="/c{n}/index.html">栏目名称{n}</a></li>' for n in range(12))
LATEST = "".join(
    f'<li><a href="/t{n}.html">关于举办第{n}届人才招聘大会的通知</a>'
    f"<span>2023-04-{n:02d}</span></li>"
    for n in range(1, 10)
)


def notice(text: str = NOTICE_TEXT, *, header: str = HEADER_TABLE, head: str = "") -> str:
    """Return a whole page of a city's site around a text."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">{head}
<title>关于申报2023年度启明计划的通知_某某市人民政府</title>
<script>var a = "<p>脚本里的文字不是正文，也不应当被读到。</p>";</script></head><body>
<div class="top-nav"><ul>{NAVIGATION}</ul></div>
<div class="crumbs">您现在的位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></div>
{header}<h1>关于申报2023年度启明计划的通知</h1>
<div class="info">发布时间：2023-04-03 来源：市科技局 浏览次数：<span>123</span></div>
<div class="TRS_Editor">{text}</div>
<div class="right"><h3>最新发布</h3><ul>{LATEST}</ul></div>
<div class="footer">主办单位：某某市人民政府 版权所有 ICP备12345678号</div>
</body></html>"""
