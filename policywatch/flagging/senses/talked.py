"""Whether a name is spoken of as people talk of grants and titles: 启明挂了, 导师是长江, 跟海优比.

Of little else is so much said beside it; one word of universities, of conditions or of coming home
near by then tells in which sense the name is meant.
"""

import re

from policywatch.flagging.disguises.han.talk import TELLING_BEFORE, TELLING_BEHIND
from policywatch.flagging.folding import simplified

REACH = 20
SCENE_REACH = 40


def _one_of(*ways: str) -> str:
    return f"(?:{'|'.join(ways)})"


_TITLES = _one_of(
    "优青", "海优", "杰青", "青千", "千人", "万人", "四青", "青拔", "青长", "小青", "长江学者",
    "百人", "启明", "火炬", "QM", "HJ", "CJ", "YQ", "HYQ", "JQ",
)  # fmt: skip
"""Titles that people weigh against each other: 火炬和海优哪个好."""
_OR = _one_of("和", "跟", "与", "或者?", "还是", "比", "不如", "、", "/", r"\+")
_COUNTED = r"(?:\d{1,4}[余多]?[人名位]?)?"
_ITEM = "[^、，,。；;]{1,8}"
"""Another item of the list that a title stands in."""
_ASIDE = _one_of(
    "的", "[今明去前本]年", r"\d{1,4}年?", "[一二两三四五六七八九十]年", "什么时候",
    "啥时候", "何时", "几[号月]", "都", "也", "就", "又", "还", "会", "能", "要", "现在", "到底",
    "一般", "是不是", "这[次批个]", "有没有", "开始", "[那这]个", "[那这]边", "[那这]档", "青年",
    "你们", "我们", "学校", "单位", "可不?可?以", "能不能", "能否", "需要", "最近", "居然", "估计",
    "好像", "[ ,，“”\"'’》」』）)*_]",
)  # fmt: skip
_SAID_BEHIND = _one_of(
    *TELLING_BEHIND, "[会初终盲网]评", "初审", "形审", "形式审查", "通讯评审",
    "(?:现场|视频|线[上下]|集中)?答辩", "(?:现场|视频|线[上下])?面试", "评委", "本子", "申报书",
    "材料", "帽子", "依托单位", "(?:单位|学校)推荐", "推荐名额", "限项", "挂了", "没[上中过]",
    "[中上过]了", "出结果", "出来", "结果", "名单", "竞争", "含金量",
    "(?:成功|命中|通过|入选|中签)率", "安家费", "待遇", "经费", "到账", "要求海外", "全职",
    "兼职", "几篇", "企业类", "创[业新]类", "青年类", "[长短]期项目", "青年项目", "中期考核",
    "签几年", "签合同", "改名", "不让", "不能写", "不公开", "保密", "怎么个?评", "评法",
    "推[了荐]?几个", "卡(?:年龄|\\d+岁)", "那年", "开始报", "怎么报", "还?能报", "可以报", "领军",
    "青?年?拔尖", "限报", "的?[尾首]款", "[扩缩]招", "交了\\d+份", "第[一二三四五]笔",
    "(?:校内|院内|学院|学校)?(?:遴选|推选|限推)", "(?:终期|中期|年度)(?:评估|考核|检查)",
    "(?:都|又)?倒在", "放榜", "(?:到底)?哪个(?:更|比较)?(?:好|容易|难)", "转正高",
    "[（(]择优支持",
    "每家限", "评一次", "没兑现", "那笔钱", "最后一批", "聘期", "服务期",
    "没公示", "进答辩", "要?提前入职", "回来的", "评审都", "网评", "没评上", "二选一",
    "(?:能不能|可不可以|不能|可以|能)?同时报", "不?能一起报", "卡年龄", "年龄(?:限制|要求)",
    "[降放]宽?到\\d+岁", "(?:必须|需要?|得|要)先(?:有单位|离职|入职)",
    "要求?(?:社保|股权|教授|职称|注册|海外经历)",
    "(?:要|得|需要?|靠|由)?(?:企业|高校|单位|学校|公司)推", "钱(?:到账|给全|下来|还没|一直)",
    "给(?:多少|\\d+万?)?(?:安家|配套|经费|启动)", "指标(?:下来|给|有|几)", "[今明去]年指标",
    "(?:上会)?意见能看", "合同到期", "过期", "(?:为何|为什么)?(?:不让|不能|没法)搜", "搜不到",
    "(?:是|成了)?(?:关键字|关键词|敏感词)", "(?:被|遭)(?:删|封|屏蔽|和谐)",
    f"(?:算|属于|是)(?:{_TITLES}|国家级|省级|国字号|[大小]?帽)",
    f"(?:就|其实)?是(?:以前|原来|之前|过去)的?{_TITLES}",
    f"{_COUNTED}(?:[、，]{_ITEM}){{0,3}}{_OR}(?:国家)?{_TITLES}",
)  # fmt: skip
_SAID_BEFORE = _one_of(
    *TELLING_BEFORE, "[报申冲凭靠有算个名位]", "来了个", "(?:评|申|冲)[上下]了?",
    "第[几一二三四五六七八九十]批", "当年的", "拿[了过到]?", "[中上评]了", "没评?[上中]", "新晋",
    "(?:改|现在)叫",
    "(?:导师|老板|老师|教授|大佬|师[兄姐]|同门|同学|院长|主任|PI)(?:[也就都]|好像|以前|现在)?是[个位]?",
    f"{_TITLES}{_COUNTED}(?:[、，]{_ITEM}){{0,3}}(?:{_OR}|以及|，)",
)  # fmt: skip
# Said of much else, too.
_SAID_LOOSELY = _one_of(
    "(?:到底|究竟)?是(?:个?什么|个?啥)", "(?:到底|究竟)?(?:咋|怎么)回事", "没开", "停了", "取消",
    "改版", "[A-D]类", "第[几一二三四]批", "哪年", "还有吗", "放开", "公示", "落地", "名额",
    "给团队", "给个人", "好拿", "卡(?:注册|社保|得|[两三四五]年)", "[现改换]叫", "改革",
    "换(?:个|了个?)?马甲", "改头换面", "没了", "停了?以后", "几月", "待遇", "指标", "评上",
    "没评上", "给(?:到|了)?(?:多少|\\d+万|[一二两三几半]个?[亿百千])", "材料", "[兼全]职", "外专",
)  # fmt: skip
_BEHIND = re.compile(f"{_ASIDE}{{0,5}}{_SAID_BEHIND}", re.I)
_LOOSELY_BEHIND = re.compile(f"(?!学校|中学|小学|幼儿园){_ASIDE}{{0,5}}{_SAID_LOOSELY}", re.I)
_BEFORE = re.compile(f"{_SAID_BEFORE}[ “\"'‘《「『（(*_·•~|-]*$")
# Said of no crowd: 千人合同到期, 千人换了马甲.
_OF_TITLES = re.compile(
    "的?(?:函评|会评|上会|答辩|本子|帽子|含金量|安家费|服务期|聘期|合同到期|换了?个?马甲|改头换面|改名|改叫)|"
    "(?:今年|去年|现在|后来)?(?:改名|改叫|叫|换马甲|改头换面)"
)
_SCENE = re.compile(
    _one_of(
        "高校", "学校", "学院", "大学", "教职", "导师", "老师", "师[兄姐]", "实验室", "课题",
        "国[内外]", "海外", "回国", "[四优]青", "海优", "杰青", "青千", "国家级", "省级", "企业",
        "单位", "编制", "编内", "面上", "青基", "文章", "论文", "一作", "顶刊", "年薪", "指南",
        "申请人", "评委", "博士", "以前的", "原来的", "本子", "通讯评审", "形式审查", "企业类",
        "创[业新]类", "青年项目", "[长短]期项目", "公布名单", "名单(?:公布|出)", "出结果",
        "结果出", "PPT", "不让(?:公开|提|宣传|写)", "不能写", "保密", "[兼全]职", "推荐", "改名",
        "合同", "院长", "大佬", "配套", "聘期", "启动经费", "补\\d+万", "一个亿", "投资人",
        "安家", "离职", "意向", "指标", "院里", "股权", "社保", "学位认证", "正教授", "职称",
        "到账", "诺奖", "基金委", "国自然", "\\d+岁", "卡年龄", "中没中", "注册公司",
        "公司要?注册", "博后", "上亿",
        "几百?万", "\\d+百?万", "服务期", "网评", "会评", "函评", "上会", "明年再[战推报]",
        "所里", "正高", "土博", "空编", "offer", "代表作", "经费",
        "敏感词", "网管", "搜索", "知乎", "404", "[国省市]里", "叠加",
    ),
    re.I,
)  # fmt: skip


def is_talked_of(text: str, start: int, end: int) -> bool:
    """Whether what is said beside a name is said of programmes for talent, and of little else.

    The text is as shown, in either script.
    """
    if _BEHIND.match(simplified(text[end : end + REACH])):
        return True
    return _BEFORE.search(simplified(text[max(0, start - REACH) : start])) is not None


def is_said_of_titles(text: str, end: int) -> bool:
    """Whether what is said behind a name is said of titles and programmes, and of no crowd."""
    return _OF_TITLES.match(simplified(text[end : end + REACH])) is not None


def is_loosely_talked_of(text: str, start: int, end: int) -> bool:
    """Whether what is said behind a name is said of programmes for talent, and of much else."""
    return _LOOSELY_BEHIND.match(simplified(text[end : end + REACH])) is not None


def scene(text: str, start: int, end: int) -> list[str]:
    """Return the words of universities, of conditions and of coming home around such a name."""
    around = simplified(text[max(0, start - SCENE_REACH) : end + SCENE_REACH])
    return list(dict.fromkeys(_SCENE.findall(around)))
