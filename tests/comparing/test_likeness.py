"""How two texts are alike: a copy, an excerpt, a template used again, or not at all."""

import random

import pytest

from policywatch.comparing.likeness import Likeness, LikenessKind, Print, liken
from tests.comparing import notices

ENGLISH = (
    "The provincial office said on Monday that it will support overseas researchers who move to "
    "Huzhou. Each researcher may receive up to 3,000,000 yuan over five years. The deadline for "
    "the 2023 round is 31 March, and the city of Huzhou expects 120 applicants. Officials in "
    "Huzhou told the newspaper that housing is part of the offer, and that spouses are helped to "
    "find work. A similar scheme was tried in 2019 with 85 people, of whom 40 stayed."
)
OTHER_ENGLISH = (
    "Share prices fell sharply in early trading after the central bank surprised analysts with a "
    "rise of a quarter of a point. Retailers were among the biggest losers, while mining firms "
    "gained on news of a strike abroad. Traders said that volumes were thin before the holiday."
)


def kind(one: str, other: str, **titles: str) -> LikenessKind | None:
    found = liken(Print(one, titles.get("title", "")), Print(other, titles.get("other_title", "")))
    return found.kind if found else None


def notice(seed: int = 1, sentences: int = 30) -> list[str]:
    return notices.notice(random.Random(seed), sentences)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3])
def test_edited_texts_are_near(share: float) -> None:
    rand = random.Random(4)
    lines = notice()

    assert kind("\n".join(lines), "\n".join(notices.edited(rand, lines, share))) == "near"


def test_single_words_changed_all_over_are_near() -> None:
    words = ENGLISH.split()
    for at in range(4, len(words), 9):
        words[at] = words[at][::-1].lower()

    assert kind(ENGLISH, " ".join(words)) == "near"


def test_a_passage_of_a_hundred_characters_is_an_excerpt() -> None:
    long = "\n".join(notice(sentences=200))

    assert kind(long, long[2_000:2_110]) == "excerpt"
    assert kind(ENGLISH, ENGLISH[100:210]) == "excerpt"


def test_a_large_english_text_does_not_hold_any_other() -> None:
    rand = random.Random(8)
    words = (ENGLISH + OTHER_ENGLISH).split()
    long = " ".join(rand.choice(words) for _ in range(20_000))

    assert liken(Print(long), Print(OTHER_ENGLISH)) is None


@pytest.mark.parametrize(
    ("find", "put"),
    [
        pytest.param("Huzhou", "Wenzhou", id="place"),
        pytest.param("2023", "2024", id="one year of two"),
    ],
)
def test_one_particular_changed_in_english(find: str, put: str) -> None:
    found = kind(ENGLISH, ENGLISH.replace(find, put))

    assert found == ("template" if find == "Huzhou" else "near")


def test_a_template_used_for_another_place_is_no_copy() -> None:
    rand = random.Random(2)
    lines = notice(3)

    assert kind("\n".join(lines), "\n".join(notices.reused(rand, lines))) == "template"


def test_what_two_cities_put_around_the_text_that_they_pass_on_makes_it_no_template() -> None:
    lines = notice(seed=5, sentences=14)
    passed_on = [
        "\n".join(
            [f"{place}市科学技术局关于转发申报通知的通知",
             f"现转发{place}市各单位，请于{day}日前报{place}市局。",
             *lines, f"{place}市科学技术局", f"{year}年{day}月{day}日"]
        )
        for place, year, day in (("湖州", 2022, 5), ("保定", 2023, 9))
    ]  # fmt: skip

    assert kind(*passed_on) == "near"


def test_a_notice_of_another_year_is_no_copy() -> None:
    text = "为做好2022年度项目申报工作，2022年申报截止日期为5月。" + "".join(
        line for line in notice(5) if "20" not in line
    )

    assert kind(text, text.replace("2022", "2023")) == "template"


@pytest.mark.parametrize(
    ("title", "other_title", "text", "expected"),
    [
        pytest.param("第一批申报", "第二批申报", "", "template", id="the next"),
        pytest.param(
            "申报通知", "第二批申报通知", "", "template", id="the next of one that has none"
        ),
        pytest.param("第2批申报", "第二批申报", "", "near", id="the same, written otherwise"),
        pytest.param("申报通知", "第一批申报通知", "", "near", id="the first"),
        pytest.param("申报启动", "第二批申报通知", "第二批", "near", id="a headline without it"),
    ],
)
def test_another_batch_is_no_copy(title: str, other_title: str, text: str, expected: str) -> None:
    lines = text + "".join(notice(5))

    assert kind(lines, f"{lines}特此通知。", title=title, other_title=other_title) == expected


def test_a_changed_deadline_is_an_edit() -> None:
    text = "".join(notice(5)) + "申报时间自2023年3月1日起，补贴120万元，名额15名。"
    edited = text.replace("3月1日", "4月6日")

    assert kind(text, edited) == "near"


def test_pages_of_one_site_that_share_its_frame_only_are_no_copies() -> None:
    rand = random.Random(6)
    frame = [notices.sentence(rand) for _ in range(12)]
    own = [[notices.sentence(rand) for _ in range(9)] for _ in range(2)]
    texts = ["\n".join(frame[:8] + lines[1:] + frame[8:]) for lines in own]
    prints = [Print(t, lines[0], "a.example") for t, lines in zip(texts, own, strict=True)]

    assert liken(*prints) is None


def test_a_compilation_is_no_copy_of_a_notice_in_it() -> None:
    title, inner = "关于组织申报海外人才项目的通知", "".join(notice(1, 8))
    rest = "".join(notice(2, 60))
    inside = Print(inner, title)

    assert liken(inside, Print(f"{rest}{title}\n{inner}", "人才政策汇编（2023年版）")) is None
    assert liken(inside, Print(f"{rest}{title}\n{inner}", title)) == Likeness(
        LikenessKind.EXCERPT, 1.0
    )


def test_short_notices_differ_by_their_one_number() -> None:
    text = (
        "关于公布人才项目入选名单的通知，经评审，现将入选人员共12名予以公布，公示期为5个工作日，"
        "如有异议请向市人才办反映，联系方式见附件，请各单位认真组织落实。"
    )

    assert kind(text, text.replace("12名", "37名").replace("5个", "7个")) == "template"
    assert kind(text, text.replace("请各单位认真组织落实", "请各单位遵照执行")) == "near"


NOTICE = "公示期为五个工作日，如有异议请以书面形式向人才工作处实名反映。"
NOTICE_TITLE = "关于启明计划拟入选人员的公示"


@pytest.mark.parametrize(
    ("other", "title", "found"),
    [
        pytest.param(
            f"{NOTICE}\n湖州市科学技术局\n2023年5月9日", NOTICE_TITLE, "near", id="signed"
        ),
        pytest.param(f"{NOTICE_TITLE}\n{NOTICE}", NOTICE_TITLE, "near", id="under-its-title"),
        pytest.param(f"{NOTICE}\n湖州市科学技术局", "职称评审结果公示", None, id="another-title"),
        pytest.param(NOTICE.replace("五", "七"), NOTICE_TITLE, None, id="another-number"),
    ],
)
def test_a_notice_of_thirty_characters_is_found_whole_or_not_at_all(
    other: str, title: str, found: str | None
) -> None:
    assert kind(NOTICE, other, title=NOTICE_TITLE, other_title=title) == found


def test_the_title_tells_texts_apart_that_say_little() -> None:
    body = "各单位：现将有关名单予以公示，详见附件，公示期五天。"
    keys = {Print(body, title).key for title in ("2022年启明计划公示", "2023年火炬计划公示")}

    assert len(keys) == 2
    assert Print(body, "公示").key == Print(f"公示\n{body}").key
