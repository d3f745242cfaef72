"""What the mails say of their own, in English and Chinese."""

TEXTS: dict[str, tuple[str, str]] = {
    "no title": ("(no title)", "（无标题）"),
    "no date": ("no date", "无日期"),
    "rule": ("Rule", "规则"),
    "score": ("Score", "分数"),
    "programme": ("Programme", "计划"),
    "publisher": ("Publisher", "发布机构"),
    "published": ("Published", "发布日期"),
    "original": ("Original page", "原网页"),
    "review": ("Review it", "前往审定"),
    "queue": ("Review queue", "待审列表"),
    "version": ("this is version {number} of the page", "这是该网页的第 {number} 个版本"),
    "newly readable": (
        "newly readable: our reader improved, the page itself did not change",
        "新近可读：读取程序改进，网页本身未变",
    ),
    "daily": ("Daily digest", "每日摘要"),
    "weekly": ("Weekly digest", "每周摘要"),
    "heartbeat": ("Weekly sign of life", "每周运行报告"),
    "n findings": ("{n} findings", "{n} 条结果"),
    "n mails": ("{n} mails in this period", "本期 {n} 封邮件"),
    "all quiet": ("all quiet", "一切如常"),
    "nothing found": ("nothing found", "没有结果"),
    "stand still": ("{stages} stands still", "{stages} 停滞"),
    "stands still": (
        "NOTHING IS DONE by `{stage}`: {n} pieces of work wait since {since} UTC",
        "“{stage}”阶段停滞：{n} 项工作自 {since}（UTC）起等待处理",
    ),
    "still means": (
        "What waits there is not looked at, and nobody is told of it. Run it by hand; what it says "
        "is what stops it:",
        "等待中的内容未被处理，也不会发出提醒。请手动运行，其输出即说明原因：",
    ),
    "parked": (
        "{n} pieces of work failed too often and wait for a person: `policywatch status --json`",
        "{n} 项工作多次失败，等待人工处理：`policywatch status --json`",
    ),
    "all quiet told": (
        "Nothing was found for this subscription in this period; the installation is alive.",
        "本期该订阅没有结果，系统运行正常。",
    ),
    "mails sent": (
        "{n} mails went to this subscription in this period.",
        "本期向该订阅发送了 {n} 封邮件。",
    ),
    "more": ("{n} more in the queue", "列表中还有 {n} 条"),
    "not seen n": ("{n} sources not seen", "{n} 个来源未能查看"),
    "coverage": (
        "What was looked at, {since} to {until} UTC",
        "查看范围（{since} 至 {until} UTC）",
    ),
    "coverage all": (
        "{fetched} of {sources} enabled sources brought data. Nothing that was due stayed unseen.",
        "{sources} 个启用来源中有 {fetched} 个取得数据，到期内容均已查看。",
    ),
    "coverage part": (
        "{fetched} of {sources} enabled sources brought data. NOT seen:",
        "{sources} 个启用来源中有 {fetched} 个取得数据。未能查看：",
    ),
    "no sources": (
        "No source is enabled: nothing is watched.",
        "没有启用任何来源：未监测任何内容。",
    ),
    "failing": ("no data", "无数据"),
    "blocked": ("refused in part", "部分被拒"),
    "stale": ("overdue", "逾期未取"),
    "never": ("never fetched", "从未抓取"),
    "gaps": ("possible gap", "可能缺漏"),
    "unreadable": ("{n} documents could not be read", "{n} 份文档无法读取"),
    "limit": (
        "More than {n} mails in a day: further findings of today come in one digest.",
        "当日邮件已达 {n} 封：今日其余结果将合并为一封摘要。",
    ),
    "source state": ("Source {name}: {before} → {after}", "来源 {name}：{before} → {after}"),
    "n failing": ("{n} sources are failing", "{n} 个来源故障"),
    "n source states": ("{n} sources changed state", "{n} 个来源状态变化"),
    "failing means": (
        "While a source is failing, what it publishes is not seen here.",
        "来源故障期间，其发布内容不在监测之列。",
    ),
    "to try": ("What to try", "建议"),
    "last good": ("Last good sample", "最近正常样本"),
    "gap subject": ("Possible gap in {name}: {days}", "来源 {name} 可能缺漏：{days}"),
    "gap means": (
        "What its list showed on these days may not have been seen here. Fill the gap by:",
        "上述日期内其列表所载内容可能未被查看。补全命令：",
    ),
    "sources page": ("Source health", "来源状态"),
    "why you": (
        "You get this because {recipient} is subscribed as “{name}” at {instance}{note}.",
        "您收到此邮件是因为 {recipient} 在 {instance} 订阅了“{name}”{note}。",
    ),
    "unsubscribe": ("Unsubscribe", "退订"),
}


def say(language: str, key: str, **values: object) -> str:
    """Return a text in a language (en or zh)."""
    text = TEXTS[key][1 if language.startswith("zh") else 0]
    return text.format(**values) if values else text
