"""Every shipped name is found in the sentences that such names most often stand in."""

import pytest

from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging import Flagger
from policywatch.settings import ROOT

WATCHLISTS = load_watchlists(ROOT / "watchlists")
FLAGGER = Flagger(WATCHLISTS)
QUOTES = "“”"


def found(sentence: str, names: list[tuple[str, str]]) -> float:
    """Return the share of names that are found in a sentence."""
    right = sum(p in FLAGGER.flag(sentence.format(name)).programmes for p, name in names)
    return right / len(names)


CHINESE = [
    (programme.id, name.strip(QUOTES))
    for programme in WATCHLISTS.programmes
    for name in programme.zh
    if "\u4e00" <= name.strip(QUOTES)[0] <= "\u9fff" and "、" not in name
]
ENGLISH = [(p.id, name) for p in WATCHLISTS.programmes for name in p.en if name.isascii()]


@pytest.mark.parametrize(
    ("sentence", "least"),
    [
        ("引进海外博士，{}，待遇从优", 0.99),
        ("他通过{}回国任教授，曾为博士后", 0.98),
        ("没入选过{}的博士可以申报", 0.98),
        ("除{}外，其他教授也可申报", 0.98),
        ("**{}** 博士、教授申报", 0.98),
        ("入选{}的张某创办的企业完成A轮融资，投资人看好", 0.98),
        ("公司董事长入选{}，主营业务收入5亿元", 0.98),
        ("张某，{}，教授，现任上市公司首席科学家", 0.98),
    ],
)
def test_chinese_names_are_found(sentence: str, least: float) -> None:
    assert found(sentence, CHINESE) >= least


@pytest.mark.parametrize(
    ("sentence", "least"),
    [
        ("China recruits overseas scientists and professors through the {} today.", 0.99),
        ("“{}”-funded professors returned to China.", 0.98),
        ("{} recipient Dr X leads the deep learning team in Beijing.", 0.97),
        # A third of the names are doubtful ones: they need more words of talent than of a museum.
        ("He was selected for the {} and lectured at the museum in Shanghai.", 0.7),
    ],
)
def test_english_names_are_found(sentence: str, least: float) -> None:
    assert found(sentence, ENGLISH) >= least


STEMS = [("qiming", "启明"), ("huoju", "火炬"), ("kunpeng", "鲲鹏"), ("thousand-talents", "千人"),
         ("ten-thousand-talents", "万人")]  # fmt: skip
BARE = [("qiming", "Qiming"), ("qiming", "Qi-Ming"), ("huoju", "Huoju"), ("kunpeng", "Kunpeng")]


@pytest.mark.parametrize(
    "sentence",
    [
        "{}公司高薪诚聘海外博士，年薪50万元。",
        "{}科技集团引进海外高层次人才，面议。",
        "{}大学引进海归博士，科研启动费100万元。",
        "{}镇引进人才补贴50万元。",
        "{}论坛邀请海外学者参加。",
        "{}杯创新创业大赛吸引海外人才参赛。",
        "{}人才网发布高层次人才招聘信息。",
        "作者单位：{}学院，教授，博士生导师。",
        "他是{}人，海外博士，现任教授。",
    ],
)
def test_what_is_named_by_a_bare_stem_is_no_programme(sentence: str) -> None:
    assert found(sentence, STEMS) == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "The {} processor was designed by overseas Chinese scientists.",
        "The {} hospital hires overseas doctors in China.",
        "{}, a PhD student from China, won a talent award.",
        "We thank {} for helpful discussions with Chinese professors.",
        "{} et al. (2019) studied overseas Chinese talents.",
    ],
)
def test_a_thing_or_person_of_one_latin_word_is_no_programme(sentence: str) -> None:
    assert found(sentence, BARE) == 0


def test_what_a_phrase_of_another_sense_runs_into_is_no_slip_for_a_name() -> None:
    assert not FLAGGER.flag("发给国家需要的外国高层次人才，引进海外博士").programmes
    assert FLAGGER.flag("入选国高层次人才，引进海外博士").programmes == ("euphemism-national",)


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("Программа «Тысяча молодых талантов» вернула в Китай учёных.", "young-thousand-talents"),
        ("Programme « Dix mille talents » de la Chine, chercheurs.", "ten-thousand-talents"),
        ("Das Zehntausend-Talente-Programm lockt Forscher nach China.", "ten-thousand-talents"),
        ("중국의 만인계획에 선발된 과학자", "ten-thousand-talents"),
        ("백인계획으로 중국과학원에 온 과학자", "cas-hundred-talents"),
        ("Chương trình Ngàn nhân tài của Trung Quốc, nhà khoa học.", "thousand-talents"),
        ("برنامج الألف موهبة الصيني يستقطب العلماء", "thousand-talents"),
        ("The Yong River talent scheme of the port city, for doctors abroad.", "yongjiang"),
        ("济南引才“五一五零”计划，海外博士", "jinan-5150"),
        ("gnimiQ and ujouH for overseas doctors in China", "huoju"),
    ],
)
def test_names_in_other_languages_and_numerals_are_found(text: str, programme: str) -> None:
    assert programme in FLAGGER.flag(text).programmes
