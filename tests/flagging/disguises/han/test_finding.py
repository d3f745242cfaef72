"""What hides a name on purpose does not hide a name that an analyst adds."""

import random

import pytest

from policywatch.catalogue.watchlists import Context, Programme, Watchlists
from policywatch.flagging import Flagger

# Made-up programmes: what holds for them holds for whatever an analyst adds.
PROGRAMMES = (
    Programme(id="qiming", zh=("曦明计划",), stems=("曦明",), en=("Ximing Plan",)),
    Programme(id="thousand", zh=("八千人计划", "千人汇计划"), en=("Thousand Minds Plan",)),
    Programme(id="swan", zh=("天鹅计划",), en=("Swan Program",)),
    Programme(id="mountain", zh=("灵山学者",), en=("Lingshan Scholars",)),
    Programme(id="number", zh=("835英才计划",)),
    Programme(id="torch", zh=("炬火计划",), stems=("炬火",), short=("JHX",)),
    Programme(id="vowels", zh=("偶月计划",)),
    Programme(id="young", zh=("蔚千",)),
    Programme(id="five", zh=("国家五青",)),
    Programme(id="three", zh=("三湖学者",)),
    Programme(id="spoken", zh=("115工程",), en=("115 Plan",)),
    Programme(id="noughts", zh=("4080英才",)),
    Programme(id="half", zh=("500英才",), en=("500 Elites Plan",)),
    Programme(id="twos", zh=("双千英才",)),
    Programme(id="pair", zh=("双龙英才",)),
    Programme(id="lotus", zh=("芙蓉学者",)),
    Programme(id="jin", zh=("三晋学者",)),
    Programme(id="digits", zh=("353湖畔",)),
    Programme(id="steps", zh=("百千万英才",)),
    Programme(id="long", zh=("长河英才",), en=("Changhe Talent Plan",)),
    Programme(id="goose", zh=("鸿雁计划",), en=("Wild Geese Plan",)),
    Programme(id="river", zh=("沁河人才计划",), en=("Qinhe River Scholar",)),
    Programme(id="word", zh=("扬帆学者",)),
    Programme(id="place", zh=("丹阳英才",), place="江苏丹阳"),
    Programme(id="hill", zh=("栖霞计划",), place="江苏南京"),
    Programme(id="talents", zh=("沣水英才",)),
    Programme(id="title", zh=("渌水学者",), en=("Lushui Scholar",), level="university"),
)
TALENT = ("人才", "专家", "博士", "学者", "overseas", "scholars", "professors")
FLAGGER = Flagger(
    Watchlists(
        programmes=PROGRAMMES, terms=(), context=Context(talent=TALENT), rules=(), threshold=40.0
    )
)


def meant(written: str) -> dict[str, str]:
    """Return the programmes held to be meant where talent is spoken of, with the form told."""
    if any("\u4e00" <= char <= "\u9fff" for char in written):
        text = f"某高校引进博士、专家，可依托{written}，待遇从优。"
    else:
        text = f"Overseas scholars and professors may apply for the {written} at once."
    flagging = FLAGGER.flag(text)
    return {m.target_id: m.form for m in flagging.matches if m.target == "programme" and m.held}


@pytest.mark.parametrize(
    ("written", "programme", "form"),
    [
        pytest.param("🦢计划", "swan", "emoji", id="a picture for a whole stem"),
        pytest.param("天🦢计划", "swan", "emoji", id="a picture for a character of its word"),
        pytest.param("三湖👩‍🏫", "three", "emoji", id="a teacher for a title"),
        pytest.param("Lushui Youth Scholar", "title", "variant", id="a rank in a title"),
        pytest.param("灵⛰️学者", "mountain", "emoji", id="a picture for a character"),
        pytest.param("🦢 Program", "swan", "emoji", id="a picture for an English word"),
        pytest.param("千👤汇计划", "thousand", "emoji", id="a picture for a person"),
        pytest.param("🍊火计划", "torch", "emoji", id="a picture by its sound"),
        pytest.param("曦明、🔥计划", "torch", "emoji", id="a picture in a list of names"),
        pytest.param("偶月项目", "vowels", "stem", id="another word for a plan"),
        pytest.param("偶-月专项", "vowels", "stem", id="another word, its stem parted"),
        pytest.param("扬帆项目", "", "", id="a stem that is a word in use"),
        pytest.param("丹阳项目", "", "", id="a stem that is the place"),
        pytest.param("日月明计划", "", "", id="parts of no name's character"),
        pytest.param("曦月日计划", "qiming", "look-alike", id="its parts the other way round"),
        pytest.param("曦明J划", "qiming", "pinyin", id="half of a plan as an initial"),
        pytest.param("曦m计hua", "qiming", "pinyin", id="half of all in pinyin"),
        pytest.param("曦日月计划", "qiming", "look-alike", id="a character in its parts"),
        pytest.param("曦月计划", "qiming", "look-alike", id="half a character"),
        pytest.param("曦阴计划", "qiming", "look-alike", id="a character drawn alike"),
        pytest.param("天鹅计戈刂", "swan", "look-alike", id="a plan in its parts"),
        pytest.param("1000人汇计划", "thousand", "numerals", id="a number in digits"),
        pytest.param("1,000人汇计划", "thousand", "numerals", id="a number with a comma"),
        pytest.param("壹仟人汇计划", "thousand", "numerals", id="a formal numeral"),
        pytest.param("八三五英才计划", "number", "numerals", id="digits in Chinese"),
        pytest.param("🐉🐉英才", "pair", "emoji", id="one picture twice"),
        pytest.param("新晋🪷学者", "lotus", "emoji", id="a picture behind another's character"),
        pytest.param("🪨🪨英才", "", "", id="another picture twice"),
        pytest.param("来喝杯茶🦢", "", "", id="a picture for a whole name, and nothing beside it"),
        pytest.param("1024人汇计划", "thousand", "numerals", id="a thousand as machines count"),
        pytest.param("0.1万人汇计划", "thousand", "numerals", id="a tenth of ten thousand"),
        pytest.param("千λ汇计划", "thousand", "look-alike", id="a Greek letter for people"),
        pytest.param("灵Ш学者", "mountain", "look-alike", id="a Cyrillic letter for a mountain"),
        pytest.param("2龙英才", "pair", "numerals", id="a digit for two"),
        pytest.param("0x343英才计划", "number", "numerals", id="a number to base 16"),
        pytest.param("1101000011英才计划", "number", "numerals", id="a number to base 2"),
        pytest.param("DCCCXXXV英才计划", "number", "numerals", id="a number in Roman numerals"),
        pytest.param("0x3E8人汇计划", "thousand", "numerals", id="people to base 16"),
        pytest.param("〨〣〥英才计划", "number", "numerals", id="Suzhou numerals"),
        pytest.param("❽❸❺英才计划", "number", "numerals", id="digits in black circles"),
        pytest.param("🕗🕒🕔英才计划", "number", "emoji", id="digits of clocks"),
        pytest.param("⚄⚂湖畔", "", "", id="dice of another number"),
        pytest.param("⚂⚄⚂湖畔", "digits", "emoji", id="digits of dice"),
        pytest.param("チ人汇计划", "thousand", "look-alike", id="a letter of Japan's drawn alike"),
        pytest.param("LS Scholars", "mountain", "initials", id="initials of scholars in English"),
        pytest.param("三⑤叁湖畔", "digits", "numerals", id="digits of three kinds"),
        pytest.param("1千R汇计划", "thousand", "numerals", id="a half number, and an initial"),
        pytest.param("双1000英才", "twos", "numerals", id="two of a number"),
        pytest.param("2×1000英才", "twos", "numerals", id="twice a number"),
        pytest.param("双k英才", "twos", "numerals", id="two of a letter for a number"),
        pytest.param("10²·10³·10⁴英才", "steps", "numerals", id="powers of ten in a row"),
        pytest.param("100/1000/10000英才", "steps", "numerals", id="numbers in a row"),
        pytest.param("One-One-Five Plan", "spoken", "numerals", id="digits as English words"),
        pytest.param("C河英才", "long", "pinyin", id="an initial, as read in English"),
        pytest.param("8三5英才计划", "number", "numerals", id="digits half in Chinese"),
        pytest.param("捌叁伍英才计划", "number", "numerals", id="formal digits"),
        pytest.param("八百三十五英才计划", "number", "numerals", id="a number read out"),
        pytest.param("四千零八十英才", "noughts", "numerals", id="a number with noughts, read out"),
        pytest.param("半千英才", "half", "numerals", id="half a thousand"),
        pytest.param("5佰英才", "half", "numerals", id="a digit and a formal hundred"),
        pytest.param("835 Talent Plan", "number", "numerals", id="a number put into English"),
        pytest.param("one fifteen plan", "spoken", "numerals", id="digits in pairs"),
        pytest.param("eight-thirty-five plan", "number", "numerals", id="a number read out so"),
        pytest.param("four-oh-eight-oh plan", "noughts", "numerals", id="noughts read out as oh"),
        pytest.param("five hundred elites", "half", "numerals", id="hundreds in English"),
        pytest.param("其明计划", "qiming", "", id="a function word does not sound like xi"),
        pytest.param("西明计划", "qiming", "homophone", id="a homophone"),
        pytest.param("“西鸣”", "qiming", "homophone", id="a homophone alone in quotes"),
        pytest.param("西鸣、甜鹅计划", "swan", "homophone", id="the last of a list in homophones"),
        pytest.param("西鸣、甜鹅计划", "qiming", "homophone", id="the first of a list"),
        pytest.param("天鹅计划曦X计划", "qiming", "masked", id="a character crossed out"),
        pytest.param("曦某计划", "qiming", "masked", id="a character not said"),
        pytest.param("划计明曦", "qiming", "reversed", id="back to front"),
        pytest.param("xi1ming2计划", "qiming", "pinyin", id="pinyin with tones in digits"),
        pytest.param("曦明plan", "qiming", "variant", id="an English word behind a stem"),
        pytest.param("JHX计划", "torch", "initials", id="initials of a whole name"),
        pytest.param("J.H.X. Plan", "torch", "initials", id="initials with dots"),
        pytest.param("X!ming Plan", "qiming", "look-alike", id="a sign for a letter"),
        pytest.param("Oinhe River Scholar", "river", "look-alike", id="O drawn like Q"),
        pytest.param("Ximinq Plan", "qiming", "look-alike", id="q drawn like g at the end"),
        pytest.param("Jvhuo Plan", "torch", "look-alike", id="v typed for ü"),
        pytest.param("Xirning Plan", "qiming", "look-alike", id="two letters drawn like one"),
        pytest.param("Thou$and Minds Plan", "thousand", "look-alike", id="a dollar for an s"),
        pytest.param("ximing rencai", "qiming", "pinyin", id="pinyin in small letters"),
        pytest.param("gnimix计划", "qiming", "reversed", id="letters back to front before a plan"),
        pytest.param("jvfo计划", "", "", id="too few letters to turn"),
        pytest.param("gnimix plan", "qiming", "reversed", id="letters back to front"),
        pytest.param("W千", "young", "pinyin", id="half of a short name as an initial"),
        pytest.param("蔚qian", "young", "pinyin", id="half of a short name in pinyin"),
        pytest.param("灵山xz", "mountain", "initials", id="the last word as initials"),
        pytest.param("灵shan学者", "mountain", "pinyin", id="half of a stem in pinyin"),
        pytest.param("Wild Geese计划", "goose", "variant", id="a stem in English"),
        pytest.param("国家吾青", "five", "homophone", id="a homophone in a name without a plan"),
        pytest.param("国家WQ", "five", "initials", id="its last part as initials"),
        pytest.param("3湖学者", "three", "numerals", id="a digit for a numeral"),
        pytest.param("幺幺五工程", "spoken", "numerals", id="a number as it is read out"),
        pytest.param("江鸟雁计划", "goose", "look-alike", id="two parts of a character in three"),
        pytest.param("nalP sdniM dnasuohT", "thousand", "reversed", id="English back to front"),
        pytest.param("10^3 Minds Plan", "thousand", "numerals", id="a power in English"),
        pytest.param("JHX talent program", "torch", "initials", id="initials of talent"),
        pytest.param("J H X Plan", "torch", "initials", id="initials with spaces"),
        pytest.param("西鸣的函评", "qiming", "homophone", id="what is said of a homophone"),
        pytest.param("西鸣今年答辩", "qiming", "homophone", id="what is said of it this year"),
        pytest.param(
            "西鸣你们学校还没答辩", "qiming", "homophone", id="what is said of it where you are"
        ),
        pytest.param("西鸣的补贴", "qiming", "homophone", id="what its money is"),
        pytest.param("走西鸣通道", "qiming", "homophone", id="a way to enter by it"),
        pytest.param("西鸣、天鹅均可", "qiming", "homophone", id="what may be chosen from"),
        pytest.param("，改名西鸣，", "qiming", "homophone", id="what it is called now"),
        pytest.param("南京的QXJH", "hill", "initials", id="behind its place, a plan's, too"),
        pytest.param("江苏QXLJRC", "hill", "initials", id="those of leading talents"),
        pytest.param("评上LS之后", "mountain", "initials", id="initials of what one was given"),
        pytest.param("x明 曦ming", "qiming", "pinyin", id="half a stem in pinyin, alone"),
        pytest.param("x明刚通知", "qiming", "pinyin", id="a lone stem with an initial"),
        pytest.param("曦☀️答辩", "qiming", "emoji", id="a picture in what something is said of"),
        pytest.param("报了曦☀️", "qiming", "emoji", id="a picture for what is applied for"),
        pytest.param("J.H.X答辩", "torch", "initials", id="what is said of initials with dots"),
        pytest.param("报了J.H.X.，", "torch", "initials", id="initials with dots applied for"),
        pytest.param("长H英才", "long", "pinyin", id="an initial behind one read in two ways"),
        pytest.param("FS英才", "talents", "initials", id="initials of talents"),
        pytest.param("jhx答辩", "torch", "initials", id="what is said of small initials"),
        pytest.param("申报西鸣。", "qiming", "homophone", id="a homophone that is applied for"),
        pytest.param("申报西鸣展览", "", "", id="a longer word that is applied for"),
        pytest.param("灵山的函评", "mountain", "stem", id="what is said of a stem itself"),
        pytest.param("評上靈山之後", "mountain", "stem", id="a stem that one was given"),
        pytest.param("拿到灵·山，", "mountain", "stem", id="a stem with a mark inside"),
        pytest.param("灵山（创业类）第三笔", "mountain", "stem", id="the kind of a stem's awards"),
        pytest.param("灵山的补贴", "", "", id="what a place has, too"),
        pytest.param("评上灵山公园", "", "", id="a longer word that begins so"),
        pytest.param("lingshan函评", "mountain", "pinyin", id="what is said of pinyin"),
        pytest.param("报了ling shan，", "mountain", "pinyin", id="pinyin that is applied for"),
        pytest.param("评上“灵山”之后", "mountain", "stem", id="a stem in quotes"),
        pytest.param("三hu的函评", "three", "pinyin", id="half in pinyin, said of"),
        pytest.param("报了灵shan，", "mountain", "pinyin", id="half in pinyin, applied for"),
        pytest.param("拿到宁山，", "mountain", "homophone", id="nearly as it sounds"),
        pytest.param("报了名山，", "", "", id="a word that sounds nearly so"),
        pytest.param("报了linger，", "", "", id="a word that is no pinyin of it"),
        pytest.param("宁山学者", "mountain", "homophone", id="as it sounds in the south"),
        pytest.param("k人汇计划", "thousand", "numerals", id="k for a thousand"),
        pytest.param("10³人汇计划", "thousand", "numerals", id="a power of ten, raised"),
        pytest.param("10^3人汇计划", "thousand", "numerals", id="a power of ten"),
        pytest.param("Shee Ming Plan", "qiming", "homophone", id="as an English ear hears it"),
        pytest.param("Hsiming Talent Program", "qiming", "pinyin", id="in another romanisation"),
        pytest.param("Hsi-ming elite scheme", "qiming", "pinyin", id="that in two words"),
        pytest.param("T'ien-o money", "swan", "pinyin", id="with an apostrophe, for what is paid"),
        pytest.param("Ling Shan Program", "mountain", "pinyin", id="pinyin in two words"),
        pytest.param("Leen Shan Program", "mountain", "homophone", id="two words by their sound"),
        pytest.param("Lingshan Shcolars", "mountain", "typo", id="a slip in a word for persons"),
        pytest.param("Thousand Minds Progam", "thousand", "typo", id="one in a word for a plan"),
        pytest.param("Swan Protect", "", "", id="another word than that for a plan"),
        pytest.param("Longer Sean Program", "", "", id="words that sound otherwise"),
        pytest.param("1OOO Minds Plan", "thousand", "look-alike", id="letters for noughts"),
        pytest.param("Ling Shan hsüeh-che", "mountain", "pinyin", id="in Wade-Giles, a title"),
        pytest.param("ㄒ明計畫", "qiming", "pinyin", id="a phonetic letter of Taiwan"),
        pytest.param("一0〇零人汇计划", "thousand", "numerals", id="digits of several kinds"),
        pytest.param("1000R汇计划", "thousand", "numerals", id="people as an initial"),
        pytest.param("XlMlNG Plan", "qiming", "look-alike", id="a small l for an i"),
    ],
)  # fmt: skip
def test_a_disguise_hides_no_name(written: str, programme: str, form: str) -> None:
    found = meant(written)

    if form:
        assert found.get(programme) == form
    else:
        assert programme not in found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("🔥招聘🔥博士、专家人才计划", id="pictures as decoration"),
        pytest.param("专家、博士：首期名单、第二批", id="a homophone across words"),
        pytest.param("1000人计划参加博士论坛", id="people who plan"),
        pytest.param("博士、专家的阴计划", id="all characters but one are others"),
        pytest.param("Overseas scholars and professors of AI Program", id="an abbreviation"),
        pytest.param("博士、专家，西洋镜计划", id="another word"),
        pytest.param("MAX计划的博士、专家人才", id="a letter of a longer word"),
        pytest.param("scholars ou programme, experts, professors", id="a vowel that begins a name"),
        pytest.param("10W千瓦，博士、专家人才", id="a unit in letters"),
        pytest.param("2023年8明计划，博士、专家人才", id="a digit that sounds otherwise"),
        pytest.param("任教于赣沣某高校 特聘专家，博士", id="some university"),
    ],
)
def test_what_is_no_disguise_is_no_name(text: str) -> None:
    flagging = FLAGGER.flag(text)

    assert flagging.programmes == ()


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        pytest.param("博士问：曦明与函评有关吗？", False, id="not beside it"),
        pytest.param("博士问：曦明今年什么时候函评？", True, id="said of it this year"),
        pytest.param("博士问：曦明函评出来了吗？", True, id="said of it"),
        pytest.param("博士去年评上曦明，已回国", True, id="said before it"),
        pytest.param("去年评上曦明，已回家", False, id="no word of talent"),
    ],
)
def test_a_stem_that_is_talked_of_as_programmes_are_needs_one_word(
    text: str, is_meant: bool
) -> None:
    assert FLAGGER.flag(text).programmes == (("qiming",) if is_meant else ())


@pytest.mark.parametrize(("written", "is_sure"), [("天e计划", True), ("甜鹅计划", False)])
def test_half_a_name_in_pinyin_needs_no_word_of_talent(written: str, is_sure: bool) -> None:
    flagging = FLAGGER.flag(f"昨日{written}基地在本市揭牌。")

    assert flagging.programmes == (("swan",) if is_sure else ())


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        pytest.param("昨日校里批了七个天🦢计划", (), id="a picture, of which nothing else is told"),
        pytest.param("学院昨日公布了天🦢计划", ("swan",), id="a picture, told of a university"),
        pytest.param("学院昨日公布了天鹅计划的天数", ("swan",), id="the name itself"),
        pytest.param("学院公布了天娥计划", ("swan",), id="a look-alike called a plan"),
        pytest.param("学院公布了扬番学者", ("word",), id="a look-alike that is a title"),
        pytest.param("街上看见了扬番学者", ("word",), id="such a title anywhere"),
    ],
)
def test_a_name_hidden_and_called_a_plan_needs_no_word_of_talent(
    text: str, programmes: tuple[str, ...]
) -> None:
    assert FLAGGER.flag(text).programmes == programmes


def with_word(word: str) -> Watchlists:
    context = Context(talent=(*TALENT, word))
    return FLAGGER.watchlists.model_copy(update={"context": context})


def test_a_picture_is_of_no_guessed_name_whose_characters_are_all_others() -> None:
    lake = Programme(id="lake", zh=("天池计划",))
    red = Programme(id="red", zh=("赤月星辰计划",))
    flagger = Flagger(
        Watchlists(
            programmes=(lake, red), terms=(), context=Context(talent=TALENT), rules=(),
            threshold=40.0,
        )
    )  # fmt: skip
    assert flagger.flag("入选天🔴计划的博士、专家").programmes == ("lake",)
    assert flagger.flag("入选火🔴计划的博士、专家").programmes == ()


def test_a_picture_for_a_word_of_a_name_is_no_whole_stem_of_another() -> None:
    hundred = Programme(id="hundred", zh=("百士计划",), en=("Hundred Talents",), level="ministry")
    steps = Programme(id="steps", zh=("百千万工程",), level="national")
    flagger = Flagger(
        Watchlists(
            programmes=(hundred, steps),
            terms=(),
            context=Context(talent=TALENT),
            rules=(),
            threshold=40.0,
        )
    )

    assert flagger.flag("overseas professors of the 💯 Talents").programmes == ("hundred",)


def test_a_numeral_before_people_is_no_character_that_looks_like_it() -> None:
    giant = Programme(id="giant", zh=("巨人计划",))
    flagger = Flagger(
        Watchlists(
            programmes=(giant,), terms=(), context=Context(talent=TALENT), rules=(), threshold=40.0
        )
    )
    assert flagger.flag("入选叵人计划的博士、专家").programmes == ("giant",)
    assert flagger.flag("入选百人计划的博士、专家").programmes == ()
    place = Programme(id="place", zh=("东方学者",))
    flagger = Flagger(
        Watchlists(
            programmes=(place,), terms=(), context=Context(talent=TALENT), rules=(), threshold=40.0
        )
    )
    assert flagger.flag("入选东万学者的博士、专家").programmes == ("place",)


def test_what_was_read_before_changes_nothing() -> None:
    characters = "曦西阴日月明鹅甜千人汇炬火口户某x计划人才、 "
    draw = random.Random(7)
    texts = ["博士、专家" + "".join(draw.choices(characters, k=40)) + "计划" for _ in range(300)]

    # The flagger of this module remembers; one that shares no names with it reads a text first.
    warm = [FLAGGER.flag(text).matches for text in (*texts, *texts)]
    fresh = {
        text: Flagger(with_word(f"nobody{number}")).flag(text).matches
        for number, text in enumerate(texts[::10])
    }

    assert any(match.target == "programme" for matches in fresh.values() for match in matches)
    assert all(warm[len(texts) + n * 10] == found for n, found in enumerate(fresh.values()))


@pytest.mark.parametrize("written", ["渌水学者", "渌·水学者", "渌水 學者", "Lushui Scholar"])
def test_a_title_of_a_university_is_found_as_it_is_printed(written: str) -> None:
    assert "title" in meant(written)


@pytest.mark.parametrize("written", ["录水学者", "lushui学者", "渌*学者", "Lushoi Scholar"])
def test_nobody_disguises_a_title_of_a_university(written: str) -> None:
    assert "title" not in meant(written)


CITY = Programme(id="city", zh=("沣水人才计划", "沣水领军"), short=("FS",), place="陕西西安")
CITY_FLAGGER = Flagger(
    Watchlists(
        programmes=(CITY,),
        terms=(),
        context=Context(talent=("领军", "博士")),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("入选西安FS领军的奖10万", True, id="beside a word of talent"),
        pytest.param("西安市FS计划，每家限报两个", True, id="before a plan"),
        pytest.param("西安FS优秀青年过了", True, id="before young ones of merit"),
        pytest.param("西安FS青年路通车", False, id="before a street"),
        pytest.param("陕西FS，博士优先", True, id="of the province"),
        pytest.param("西安FS的票价", False, id="beside nothing of talent"),
        pytest.param("西安FS项目竣工", False, id="before a project that may be of concrete"),
        pytest.param("西安FS公司招聘博士", False, id="a firm's"),
        pytest.param("武汉FS，限报两个", False, id="of another place"),
        pytest.param("西安FSK计划", False, id="other initials"),
        pytest.param("XAFS的领军博士", True, id="behind those of their place"),
        pytest.param("FS领军，博士优先", True, id="before more than a word for a plan"),
        pytest.param("FS24批申报，领军博士", True, id="with a round behind them"),
        pytest.param("FS2期申报，领军博士", True, id="with a digit for a round"),
        pytest.param("24FS申报，领军博士", True, id="behind a year of two digits"),
        pytest.param("FS240型申报，领军博士", False, id="part of a code"),
        pytest.param("40FS申报，领军博士", False, id="behind another number"),
    ],
)
def test_initials_behind_their_place_are_a_programme(text: str, *, meant: bool) -> None:
    assert bool(CITY_FLAGGER.flag(text).programmes) is meant


def test_initials_before_words_that_speak_of_talent_need_no_other() -> None:
    assert CITY_FLAGGER.flag("FS人才计划团队").programmes == ("city",)
    assert not CITY_FLAGGER.flag("FS计划的票价").programmes


NATION = Programme(
    id="nation", zh=("外贤千士计划",), en=("Thousand Minds",), weak=("Thousand Minds",),
    level="national",
)  # fmt: skip
LEADING = Programme(id="leading", zh=("灵山产业领军人才",))
NATION_FLAGGER = Flagger(
    Watchlists(
        programmes=(NATION, LEADING),
        terms=(),
        context=Context(talent=("博士", "grant"), against=("上市公司",)),
        rules=(),
        threshold=40,
    )
)


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        pytest.param("WX千士，博士全职", ("nation",), id="initials of what leads its last part"),
        pytest.param("WX千人，博士全职", (), id="initials before another part"),
        pytest.param("the Тhоusаnd Minds, a grant", ("nation",), id="letters of another script"),
        pytest.param("the thousand minds, a grant", (), id="the words as anyone writes them"),
        pytest.param("the Th0usand Minds, a grant", ("nation",), id="a digit among letters"),
        pytest.param("正高，国家WXQS人才", ("nation",), id="initials behind the word for a state"),
        pytest.param("正高，中国WXQS人才", (), id="initials behind that of a country"),
        pytest.param(
            "上市公司报líng shān chǎnyè lǐngjūn réncái，博士优先",
            ("leading",),
            id="pinyin with tones that speaks of talent itself",
        ),
    ],
)
def test_what_is_written_so_needs_little_beside_it(text: str, programmes: tuple[str, ...]) -> None:
    assert NATION_FLAGGER.flag(text).programmes == programmes
