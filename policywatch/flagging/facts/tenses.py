"""Whether what is told of people is past or lies ahead, in Chinese."""

import re

DRAWN_TO = "吸引|吸纳|集聚|汇聚|引[进育入回]|招引|回引|召回|延揽|入选|认定|新增"
DRAWN = re.compile(DRAWN_TO)
"""Verbs of what a place does that people come to: told of, where nothing says it lies ahead."""

# Each begins with a plain character: so most places of a sentence are passed over at once.
_PAST = (
    "已", "目前", "现有", "截至", "截止(?=[到至]?(?:20|目前|去年|上年))", "先后", "去年", "上年",
    "上半年", "拥有", "汇聚", "聚集", "成功", "仅", "只有", "入选(?!人数)", "获批(?!准)", "获评",
    "通过评审", "评审通过", "评[选审]?出", "达成[^,]{0,6}意向", "来(?<!未来)[^,]{0,4}引进", "促成",
    "新入选", "年度新", "签约", "落户", "到(?<=[聘请进引]到)(?!岗|校|位)", "今年以来",
    "近[一二两三四五六七八九十几0-9]{0,2}年(?:来?,?每年)?", "历届",
    "前(?=[一二两三四五六七八九十0-9]{1,2}[届批期轮])", "年来(?<=[一二两三四五六七八九十0-9]年来)",
    "十[二三]五”?(?:期间|时期|以来)",
    "了(?:(?<=[聘招选签]了)|(?<=[^邀申]请了))",
    "了(?<=(?:引进|招募|集聚|聘请|吸引|招聘|培养|认定|引育|遴选|招收|聘任|聘用|吸纳|资助|支持|招引|推荐"
    "|选拔|评选|选派|选聘|录[用取]|授予|确定|新增|培育|延揽)了)",
)  # fmt: skip
_AHEAD = (
    "拟",
    "计划(?<![才者人动持”\"]计划)(?=[^,、]{0,8}(?:引进|引育|招|新聘|选|遴选|培养|支持|资助|集聚|新增|推荐)"
    "|[0-9一二三四五]{1,2} ?年)",
    "年(?:左右)?的?时间", "目标", "力争", "将", "争取",
    "到20[0-9]{2}年(?<!截到20..年)(?<!截止到20..年)",
    "20[0-9]{2}年前", "年内(?<=[一二三四五六七八九十0-9]年内)", "每年", "名额", "限[报推额招]",
    "急需(?!紧缺|的|人才|专业|领域|学科)", "择优(?!确定|推荐)", "不超过",
    "需(?=引|招|聘)(?<![急必]需)",
    "不少于", "可申报", "预计",
    "指标(?=[为共是计]{0,2} ?[0-9|])", "面向(?<!已面向)(?<!已经面向)",
    "次(?<=[本此]次)(?=一?共?(?:计划|面向|公开)?[招引])",
)  # fmt: skip
_SUMMED = (
    "新引进", "新聘", "最近", "请来", "引来", "选出",
    "过去(?=[0-9一二两三四五六七八九十]{1,3}年)", "确定(?<=[选审究优]确定)", "累计",
    "共(?!同|享|建)", "合计", "全年",
    "年间(?<=[0-9一二两三四五六七八九十]年间)(?<!20[0-9]{2}年间)", "实际", "选产生",
    "新增(?!.{0,16}目标)",
    f"20[0-9]{{2}}年度?,(?=[^,]{{0,8}}(?:{DRAWN_TO}))",
)  # fmt: skip
_ABOUT = ("左右", "推荐")
_BEGINNINGS = "".join({word[0] for word in (*_PAST, *_AHEAD, *_SUMMED, *_ABOUT)})
_TENSE = re.compile(
    f"(?=[{_BEGINNINGS}])(?:(?P<past>{'|'.join(_PAST)})|(?P<ahead>{'|'.join(_AHEAD)})"
    f"|(?P<summed>{'|'.join(_SUMMED)})|(?P<about>{'|'.join(_ABOUT)}))"
)
# What a plan of work orders lies ahead, though it says 全年新引进 as a report does.
_ORDERED = re.compile(r"(?:深化|深入实施|大力实施|加快实施|着力)[^,、]{1,16},(?:全年|年内)")
_SURELY_PAST = re.compile(r"已|目前|截至|去年|上年|上半年|成功|今年以来|引进了|共(?!同|享|建)|累计")
PAST_WORD = re.compile("|".join(_PAST))


def tense_of(sentence: str) -> str:
    """Return past or ahead by the nearest word before that says so, else "".

    Words for a sum say past only where nothing else says when: 计划五年共引进200名 lies ahead. So
    does a number told roughly lie ahead, or one recommended: 引进200名左右, but 近年引进200名左右;
    推荐30名, but 经推荐，遴选产生30名.
    """
    ordered = "年内" in sentence or "全年" in sentence
    if ordered and _ORDERED.search(sentence) and not _SURELY_PAST.search(sentence):
        return "ahead"
    last, roughly = "", False
    for found in _TENSE.finditer(sentence):
        if found.lastgroup in ("past", "ahead"):
            last, roughly = found.lastgroup, False
        elif found.lastgroup == "summed" and (not last or roughly):
            last, roughly = "past", False
        elif not last:
            last, roughly = "ahead", True
    return last
