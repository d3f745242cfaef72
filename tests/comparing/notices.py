"""Chinese notices made up by recombining sentences: templates, copies, edits and excerpts."""

import random


def _words(joined: str) -> list[str]:
    return [joined[at : at + 2] for at in range(0, len(joined), 2)]


SUBJECTS = _words("人才专家企业项目科技海外团队博士高校园区平台资金政策服务申报评审")
VERBS = _words("引进培育支持推荐遴选资助奖励认定评估建设完善落实组织开展推动保障")
OBJECTS = _words("创新创业成果转化待遇住房医疗子女入学签证津贴补贴合作交流研究产业")
PLACES = ["浙江省", "湖州市", "温州市", "诸暨市", "绍兴市", "江苏省", "苏州市", "福建省", "泉州市"]
FRAME = [
    "各有关单位，根据工作安排，现将有关事项通知如下。",
    "申报单位应当对材料的真实性负责，逾期不予受理。",
    "特此通知，请认真组织落实。",
]


def sentence(random_: random.Random) -> str:
    clauses = [
        random_.choice(VERBS)
        + random_.choice(SUBJECTS)
        + random_.choice(OBJECTS)
        + random_.choice(VERBS)
        + random_.choice(OBJECTS)
        for _ in range(random_.randint(2, 4))
    ]
    return "，".join(clauses) + "。"


def particulars(random_: random.Random, place: str) -> list[str]:
    return [
        f"{place}对入选者给予{random_.randint(10, 990)}万元资助。",
        f"申报人年龄不超过{random_.randint(35, 60)}周岁，名额{random_.randint(2, 400)}名。",
        f"截止时间为{random_.randint(2009, 2024)}年{random_.randint(1, 12)}月"
        f"{random_.randint(1, 28)}日，另给予安家费{random_.randint(10, 900)}万元。",
    ]


def notice(random_: random.Random, sentences: int = 24) -> list[str]:
    own = [sentence(random_) for _ in range(sentences)]
    own[3:3] = particulars(random_, random_.choice(PLACES))
    return [FRAME[0], *own, *FRAME[1:]]


def edited(random_: random.Random, lines: list[str], share: float) -> list[str]:
    """Replace a share of a notice's sentences."""
    return [sentence(random_) if random_.random() < share else line for line in lines]


def forwarded(random_: random.Random, lines: list[str]) -> list[str]:
    """Put another place's header and footer around a notice."""
    place = random_.choice(PLACES)
    return [
        f"{place}科技局转发如下通知。",
        *[sentence(random_) for _ in range(3)],
        *lines,
        f"联系人见{place}科技局网站。",
    ]


def reused(random_: random.Random, lines: list[str]) -> list[str]:
    """Use a notice as a template: another place, other amounts, ages and dates."""
    place = random_.choice(PLACES)
    return [*lines[:4], *particulars(random_, place), *lines[7:]]
