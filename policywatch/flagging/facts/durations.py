"""How long support, service or experience lasts, and how long ago a degree may be, in Chinese."""

import re
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.listed_terms import is_listed_term
from policywatch.flagging.facts.numbers import parse, shown
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_LONGEST = 60
_TERM = re.compile(
    r"(?:连续|持续|保留|留职|为期|年限|期限|服务期|资助期|支持期|聘期"
    r"|周期|时长|一聘|在站(?:时间|期限)?(?=(?:一般|通常|原则上)?[为是]?$)|管理期|合同期|任期|有效期"
    r"|培养期|执行期"
    r"|建设期|试用期|扶持期|首聘|最[长短]|连[发给补续]|次(?:核?给(?=$)|核[定准]|[补资奖]助)|时间(?:一般|原则上)|期(?<!延期)(?!间|刊|货|限|满|待|望|末|中|前|后)"
    r"|免费(?:入住|居住|租住|使用|住)?|免(?:收|缴)?房?租金?|续[聘签约](?:期限|时间)?"
    r"|延[长期](?:期限|时间)?|顺延|签[订署约]?(?:为期)?(?=$)|分|按(?!照)"
    r"|(?:居留|逗留|留[港澳台])(?:期限?|时间)?(?=[^,0-9]{0,10}$)"
    r"|期间(?<=(?:补助|资助|支持|补贴|奖助|奖励|聘任|延揽|访问|研究)期间)"
    r"|时间(?<=(?:资助|支持|补助|补贴|发放|聘任|访问|培养|研修|服务|引进|到岗|来[校院所]|入职|在站|离岗|交流|停留|研究)时间)"
    r"|时限(?<=(?:资助|支持|补助|聘用|聘任|合作|服务)时限)"
    r")[^,0-9]{0,10}$"
)
_UNTIL_AFTER = re.compile(
    r" ?(?:\(含\))?以上[、,至到-]?(?:不(?:得)?超过)? ?(?P<most>[0-9]{1,2}|[一二两三五十]{1,2})"
    r" ?(?:年|个月)(?:\(含\))?以下"
)
"""The second bound of a term that has two: 3年以上10年以下."""
_CONTRACT = "(?:劳动|聘用|聘任|服务|工作)"
_WORK = re.compile(
    r"[^,。;]{0,16}?(?:经历|经验|工龄|工作年限)|(?:以上)?[^,。;]{0,6}(?:工作|任职|从业)"
    rf"|(?:以上)?(?:的)? ?(?:{_CONTRACT}(?: ?[/、或(和] ?{_CONTRACT}\)?)?)? ?(?:合同|协议|聘期)"
)
_WORK_BEFORE = re.compile(
    r"(?:工作|任教|执教|从教|居住|在岗|任职|从业|经历|经验|从事|回国|归国|服务|累计|连续|来华|留学|访学|研修|进修|学习|研究|合作)[^,]{0,8}$"
    r"|(?:现任|担任|曾任|历任|做过|当过)[^,]{0,12}$"
    r"|(?:岗位|职务|职称|现职|职级|任职资格)(?:时间|年限)?(?:已|须|应|需)?"
    r"(?:满|不少于|不低于|至少|超过)? ?$"
    r"|(?:服务|任职|就职|供职|执教)[于在][^,]{4,14}$"
)
_SERVED_FULL = re.compile(
    r"(?:工作|入职|到岗|签约|干|服务期?|任职|在岗|履职|从教|任教|执教|留校|居住|居留|居港)(?:时间)?"
    r"已?满 ?$"
)
"""Before years that must be served, whatever comes after them: 服务满五年后."""
_PLAIN_WORK = re.compile(r"的?[\u4e00-\u9fff]{0,8}?(?:经验|经历)(?!不足|丰富)")
_PLAIN_ASKED = re.compile(r"(?:^|[需有+,;、]|要求|具备) ?$")
_WORK_GIVEN = re.compile(r"(?:工作|海外|任职|科研)经[历验](?:要求|满)?[:为]? ?$")
_WORK_LABEL = re.compile(r"(?:经历|经验|工作年限)(?:要求)?[:为 ]{0,2}$")
_CONTRACT_AFTER = re.compile(r"期?的?(?:劳动|聘用|聘任|服务|工作)?(?:合同|协议)|$|[,。;]")
_RUN = re.compile(
    r" ?(?:引进|招|新增|培养|集聚|居|位[列居]|排名|保持|稳|蝉联|获|荣|增长|入选|考核|被|第一|实现"
    r"|总额|盈利|亏损|下降|超|突破|在全)"
)
"""What goes on behind 连续3年 that is no support and no service: 连续3年居全国首位."""
_NO_TERM = re.compile(
    r"间隔[^,]{0,6}$|公示[期间时][^,]{0,6}$|免签[^,]{0,10}$|徒刑|刑期|质期|质保|保修|折旧|(?:办理|审批|审核|处理|申请|受理|签证|移民|办事)周期[^,]{0,4}$"
)
_LASTING = re.compile(r"试用期|期限|期间|聘期|年限|合同期|服务期|任期")
_TERM_AFTER = re.compile(
    r"期的?(?:经费)?(?:资助|支持|补贴|补助)"
    r"|(?:有效)?期?的?(?:多次)?(?:入境|往返|工作|居留)?类?(?:签证|居留许可)|免租|免费(?:入住|居住|租住)|(?:的)?(?:试用期|聘期|合同期|服务期|资助期|管理期|支持期|培养期|任期)(?!内|满|间)"
    r"|[一1][签聘](?!约)|起签"
    r"|(?:为|作)?[一1]个?(?:[资支管培建聘考][助持理养设核]?)?(?:期|周期)(?!间)"
)
_RENT_AFTER = re.compile(
    r"的?(?:全额|减半|免费)?(?:办公|生产|研发|经营|创业|科研)?(?:场所|用房|场地|厂房|场)?[租房]租?金?(?:全额)?"
    r"(?:[补津]贴|补助|资助|减免|优惠|[全减]免|免[除收]|[由全])"
)
"""What is paid of a rent for so long: 三年办公场所租金补贴."""
_GIVEN = re.compile(
    r"(?:给予|提供|享受|补助|补贴|资助|支持|发放)(?:为期|连续|最长|最多|至多|不超过|不少于)?$"
)
_GIVEN_IN_ALL = re.compile(
    r"(?:补助|补贴|资助|支持|发放|享受|奖[励助]|核给|发给)(?:每[位名人][^,0-9]{0,6})?"
    r"(?:共|最[长多]|至多|不(?:得)?超过)?$"
    r"|(?:资助|选派|公派|派往|派遣|安排|拟赴|须赴|可赴)[^,。;0-9]{0,20}"
    r"(?:访学|研修|进修|访问|挂职|交流|留学|合作研究)(?:最长|不(?:得)?超过)?$"
    r"|(?:提供|入住|租住|享受)[^,。;]{0,8}(?:住房|公寓|周转房|宿舍|工位|场地)$"
)
"""What says all that is to be said of how long: 共补助6个月, 最多资助三年."""
_SUPPORT_AFTER = re.compile(
    r"的?[^,。;]{0,6}(?:过渡|周转房|[补津]贴|资助|补助|支持|扶持|免租|减免|优惠|免征|经费|研究计划|培训)"
)
_HOUSED_BEFORE = re.compile(r"(?:提供|享受|入住|租住|申请|免费)[^,。;0-9]{0,8}$")
_HOUSED_AFTER = re.compile(r"的?[^,。;]{0,8}(?:公寓|住房|宿舍|人才房)")
_SENT_BEFORE = re.compile(
    r"(?:赴|派往|派遣|开展|进行|资助|支持|参加|提供|选派)(?!了)[^,。;0-9]{0,16}$"
)
_SENT_AFTER = re.compile(
    r"(?:左右|以[上内下])?的?(?:短期|专题|学术|海外|国外|境外|联合)?(?:合作研究|访学|访问|研修|进修|挂职|交流(?!会))"
)
_HOUSED_OR_SENT = frozenset("寓房舍究访修职流")
_LIFE = re.compile(r"曾|先后|期间|当时|[他她]|了 ?$")
"""What is told of a life: 他曾赴美国进行3个月的合作研究."""
_ENJOYED_AFTER = re.compile(
    r"(?:内|期)?(?:均?可)?享[受有][^,。;]{0,8}(?:[补津]贴|资助|补助|支持|扶持|免租|减免|优惠)"
)
_SINCE_DEGREE_BEFORE = re.compile(
    r"(?:(?<!应届)毕业|离校|(?:学[位历]|文凭)(?:证书)?(?:取得|获得)?)(?:时间|年限)?[后的]?"
    r"(?:原则上|一般)?(?P<within>在|不(?:得)?超过|[未不]满|未超过|不到)?(?:近|最近)? ?$"
)
_WITHIN_AFTER = re.compile(r" ?\(?(?:以内|之内|内|以下|及以内)")
_DEGREE_TAKEN_AFTER = re.compile(
    r" ?(?:以内|之内|内|来)?,?(?:在[^,。;]{0,14}?)?(?:毕业(?!生)"
    r"|(?:取得|获得?)[^,。;]{0,10}(?:[博硕学]士(?!后|点|生导师)|学[位历](?!点|授)))"
)
_TAKEN_BY_AFTER = re.compile(
    r" ?(?:以内|之内|内) ?(?:\([^()\n]{1,16}\))?(?:取得|获得?)[^,。;]{0,10}学位(?:者|的|人员)"
)
_BARE_BOUND = re.compile(
    r"(?=.)(?:一般|原则上|通常|应)?(?:至少|最少|最短|至多|最多|最长|不(?:得)?(?:超过|少于|低于))?[为是]?"
)
_MIN_BEFORE = re.compile(
    r"(?:不少于|不低于|至少|不短于|(?<![未不])满(?!后?[可续])|(?<![不未])(?<!不得)超过|不得少于|最低|最短"
    r")[^,]{0,6}$"
)
_MIN_AFTER = re.compile(r" ?(?:\(含\))?(?:及以上|以上|或以上|\+(?! ))")
_MAX_BEFORE = re.compile(
    r"(?:最长|未超过|未逾|未满|不满|不到|不超过|最多|至多|不得超过|不足|(?<![不得能应])(?:少于|低于)"
    r")[^,]{0,6}$"
)
_MAX_AFTER = re.compile(r" ?(?:\(含\))?及?以[内下]")
_OF_A_SUM = re.compile(r"(?:[0-9][万亿]?元?|元)\($")
_GIVEN_WITHIN_AFTER = re.compile(
    r"内?(?:均?可)?免(?:收|费|租|交|缴|征|税)|内?,?(?:将|可|均|分别|由[^,。;]{1,8})?"
    r"(?:每[年月](?:[发给补奖资享可]|[0-9])|共(?:计|发|给|补|奖)?|给予|发放|补助|资助|享受)"
    r"(?![^,。;]{0,12}(?:不超过|最高|累计))[^,。;]{0,14}?[0-9][0-9.,-]{0,8} ?(?:[万亿]元?|元)"
)
_OF_EACH_YEAR = re.compile(r"(?:每年|年均|一年)[^,。;0-9]{0,10}$")
"""Before months that are worked in each year: 每年在岗四个月."""
_GIVEN_BEGINS = frozenset("内免,将可均分由每共给发补资享")
_JUST_PAST_BEFORE = re.compile(r"(?:近|最近|过去|[前头第]|以往) ?$")
"""What is given within some years, or in each of them: 入职后三年每月发放2000元."""
_ASIDE_ENDS = re.compile(r"(?:内|间)?[)]")
"""How long a sum is for, said in brackets behind it: 科研经费500万元(三年)."""
_PAID_AFTER = re.compile(
    r" ?(?:内)?(?:分?期?等?额?|平均|逐年|分次|按年|按[^,。;]{1,12}比例)(?:拨付|发放|兑现|支付"
    r"|到位|给[付予])"
)
_HELD_AFTER = re.compile(
    r" ?及?以上\)?(?:\([^()\n]{1,20}\))?(?:在|从事|担任)[^。;\n]{0,64}?(?:经[历验]|工作|任职)"
)
"""What is held for years, told at length: 5年以上在国内外知名企业从事研发的经历."""
_SHARE_AFTER = re.compile(r"[^,。;]{0,18}(?:的|者)占")
_AND_A_HALF = re.compile(r"半(?![价数])")
_LEFT_OUT_AFTER = re.compile(
    r"(?:即|就|而|便)?(?:离职|辞职|调离|离开|解约|违约)|(?:的|者)[,]?(?:除外|不予|不得|不能|不可|不再|不受理)"
)
_NO_TERM_AFTER = re.compile(
    r" ?(?:未|不(?![少低超等])|内|前|来|后|度|间|之内|级|初|底|末|中|以来|期间)"
)
_ABROAD = re.compile(r"海外|国外|境外")


def read_duration(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return how long support, service or experience lasts, or None for any other years."""
    if _AND_A_HALF.match(reading.plain, quantity.end):
        half = Decimal("0.5")
        quantity = quantity._replace(
            low=quantity.low + half, high=quantity.high + half, end=quantity.end + 1
        )
    if not 0 < quantity.low <= quantity.high <= _LONGEST:
        return None
    before = reading.clause_before(quantity.start, 18)
    if _BARE_BOUND.fullmatch(before):
        lasting = _LASTING.search(reading.before(quantity.start, 48))
        before = f"期限{before}" if lasting else before
    after = reading.clause_after(quantity.end, 20)
    if _is_since_degree(before, after):
        return _duration(reading, quantity, "up-to", "since the degree")
    if "占" in after and _SHARE_AFTER.match(after):
        return None
    work = _WORK.match(after)
    full = "满" in before and _SERVED_FULL.search(before)
    within = (
        after[:1] in _GIVEN_BEGINS
        and _GIVEN_WITHIN_AFTER.match(after)
        and ("免" in after[:4] or not _JUST_PAST_BEFORE.search(before))
    )
    if _NO_TERM_AFTER.match(after) and not (work or full or within):
        return None
    at_least = bool(_MIN_BEFORE.search(before) or _MIN_AFTER.match(after))
    if at_least and "以下" in after and (most := _UNTIL_AFTER.match(reading.plain, quantity.end)):
        quantity, at_least = _with_both_bounds(quantity, most), False
    at_most = not at_least and bool(_MAX_BEFORE.search(before))
    bounded = at_least or at_most or quantity.is_range
    served = bool(full or (bounded and _WORK_BEFORE.search(before)))
    if quantity.unit == "个月" and "年" in before:
        served = served or bool(_OF_EACH_YEAR.search(before))
    if at_most and (
        (before.endswith("满") and after.startswith("的")) or _LEFT_OUT_AFTER.match(after)
    ):
        return None
    if at_least and not work:
        work = _HELD_AFTER.match(reading.plain, quantity.end, quantity.end + 100)
    worked = bool(work) and (at_least or quantity.is_range)
    worked = worked or (quantity.is_range and bool(_WORK_LABEL.search(before)))
    plain = _PLAIN_WORK.match(after) and _PLAIN_ASKED.search(before)
    worked = worked or bool(plain or ("经" in before and _WORK_GIVEN.search(before)))
    term = _is_term(before, after)
    rent = "租" in after and _RENT_AFTER.match(after) and not _JUST_PAST_BEFORE.search(before)
    of_a_sum = before.endswith("(") and _OF_A_SUM.search(before) and _ASIDE_ENDS.match(after)
    if not (worked or served or term or rent or of_a_sum or within or _TERM_AFTER.match(after)):
        given = at_least or at_most or _GIVEN.search(before)
        enjoyed = "享" in after and _ENJOYED_AFTER.match(after)
        in_all = not after.strip(" )") and _GIVEN_IN_ALL.search(before)
        supported = in_all or enjoyed or (given and _SUPPORT_AFTER.match(after))
        if not (
            supported
            or (not at_least and _is_housed_or_sent(before, after))
            or is_listed_term(reading.plain, quantity.start, quantity.end)
        ):
            return None
    at_most = at_most or (term and not at_least and bool(_MAX_AFTER.match(after)))
    basis = "at-least" if at_least else "up-to" if at_most else ""
    note = "experience" if work or served else ""
    if note and _ABROAD.search(before + after):
        note = "experience abroad"
    return _duration(reading, quantity, basis, note)


def _is_housed_or_sent(before: str, after: str) -> bool:
    """Say whether years are those of a flat or a stay abroad: 提供不超过5年的人才公寓."""
    if _HOUSED_OR_SENT.isdisjoint(after):
        return False
    if _HOUSED_AFTER.match(after):
        return bool(_HOUSED_BEFORE.search(before))
    if not _SENT_AFTER.match(after) or _LIFE.search(before):
        return False
    return bool(_SENT_BEFORE.search(before))


def _is_term(before: str, after: str) -> bool:
    """Say whether what stands before years makes them a term: 为期, 聘期, 分三年发放."""
    term = _TERM.search(before)
    if term is None or _NO_TERM.search(before):
        return False
    if term[0][0] in "分按":
        return bool(_PAID_AFTER.match(after))
    if term[0].startswith("签"):
        return bool(_CONTRACT_AFTER.match(after))
    return not (term[0].startswith(("连续", "持续")) and _RUN.match(after))


def _with_both_bounds(quantity: Quantity, most: re.Match[str]) -> Quantity:
    high = parse(most["most"])
    if high is None or high[0] <= quantity.low:
        return quantity
    return quantity._replace(high=high[0], end=most.end(), is_range=True)


def _is_since_degree(before: str, after: str) -> bool:
    """Say whether the years are the most that may have passed since a degree was taken."""
    if before.endswith(("近", "近 ")):
        return bool(_DEGREE_TAKEN_AFTER.match(after))
    if "学位" in after and _TAKEN_BY_AFTER.match(after):
        return True
    if not any(word in before for word in ("毕业", "学", "文凭", "离校")):
        return False
    since = _SINCE_DEGREE_BEFORE.search(before)
    if since is None:
        return False
    bound = since["within"] or ""
    return bool(_WITHIN_AFTER.match(after)) or bound not in ("", "在")


def _duration(reading: Reading, quantity: Quantity, basis: str, note: str) -> FoundFact:
    return reading.fact(
        "duration",
        (quantity.start, quantity.end),
        None if basis == "up-to" else shown(quantity.low),
        None if basis == "at-least" else shown(quantity.high),
        unit="months" if quantity.unit == "个月" else "years",
        basis=basis,
        notes=[note],
    )
