"""What changes though nobody changed it: learnt, ignored, and never hidden."""

import pytest
from sqlalchemy import Engine, select

from models import (
    Change,
    ChangeKind,
    Document,
    Noise,
    Stage,
    Version,
    Work,
    read_session,
    write_session,
)
from policywatch.comparing import compare, compare_texts, find_ignored
from tests.comparing.world import DAY_ONE, add_fetch, add_reading, publish

TEXT = "为做好人才工作，现将有关事项通知如下。\n各区县要认真落实。\n{}\n市人才办公室"


def check(store: Engine, *lines: str, text: str = TEXT) -> list[tuple[int, ChangeKind]]:
    """Read a page with another line in it each day; return the days' changes after the first."""
    document_id = publish(store, "a", text.format(lines[0]))
    compare(store)
    for day, line in enumerate(lines[1:], start=1):
        with write_session(store) as session:
            document = session.get_one(Document, document_id)
            add_fetch(session, document, day)
            add_reading(session, document, text.format(line), day=day)
        compare(store)
    with read_session(store) as session:
        rows = session.execute(select(Change.at, Change.kind).order_by(Change.id)).all()
    return [((at - DAY_ONE).days, kind) for at, kind in rows][1:]


def learnt(store: Engine) -> list[tuple[str, int]]:
    with read_session(store) as session:
        return [(n.shown, n.times) for n in session.scalars(select(Noise).where(Noise.learnt))]


@pytest.mark.parametrize(
    "line",
    ["浏览次数：{}", "您是第{}位访客", "今天是2023年8月{}日", "Views: {}", "本页已有{}人阅读"],
)
def test_a_line_that_calls_itself_a_counter_is_no_edit(store: Engine, line: str) -> None:
    changes = check(store, *(line.format(number) for number in (10, 11, 12)))

    assert changes == []
    assert learnt(store) == [(line.format(12), 2)]


@pytest.mark.parametrize(
    "lines",
    [
        ("浏览次数：998", "浏览次数：1,004", "浏览次数：1.2万"),
        (
            "阅读 9998 推荐单位：人才办",
            "阅读 1.0万 推荐单位：人才办",
            "阅读 1.1万 推荐单位：人才办",
        ),
        ("今天是二〇二三年八月三日", "今天是二〇二三年八月四日", "今天是二〇二三年八月五日"),
        ("发布于 3 天前", "发布于 4 天前", "发布于 5 天前"),
        ("Posted 3 weeks ago", "Posted 4 weeks ago", "Posted 1 month ago"),
        ("1.2K views", "1.3K views", "12K views"),
        ("共有 12 条评论", "共有 13 条评论", "共有 15 条评论"),
    ],
)
def test_a_counter_counts_in_any_way(sqlite_store: Engine, lines: tuple[str, ...]) -> None:
    assert check(sqlite_store, *lines) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("附件下载：2023年人才名单.xlsx", "附件下载：2024年人才名单.xlsx"),
        ("查看2023年度入选人员名单", "查看2024年度入选人员名单"),
        ("您是第5批入选者", "您是第6批入选者"),
        ("入选者每年来华访问2次", "入选者每年来华访问3次"),
        ("Download 2023 list", "Download 2024 list"),
    ],
)
def test_a_figure_beside_a_word_of_counters_is_an_edit(
    sqlite_store: Engine, before: str, after: str
) -> None:
    assert check(sqlite_store, before, after) == [(1, ChangeKind.EDITED)]


def test_a_date_beside_a_learnt_counter_is_an_edit(sqlite_store: Engine) -> None:
    changes = check(
        sqlite_store,
        "有效期至2023年12月31日 浏览次数：3",
        "有效期至2023年12月31日 浏览次数：5",
        "有效期至2024年12月31日 浏览次数：9",
        "有效期至2024年12月31日 浏览次数：12",
    )

    assert changes == [(2, ChangeKind.EDITED)]


def test_an_unnamed_figure_is_learnt_after_it_changed_at_each_check(sqlite_store: Engine) -> None:
    changes = check(sqlite_store, *(f"第 {number} 号窗口" for number in range(6)))

    assert changes == [(1, ChangeKind.EDITED), (2, ChangeKind.EDITED)]
    assert learnt(sqlite_store) == [("第 5 号窗口", 5)]


def test_lines_that_take_turns_are_ignored_and_a_new_one_among_them_is_read(
    sqlite_store: Engine,
) -> None:
    ads = ["关注我市人才网", "下载客户端", "关注我市人才网", "下载客户端", "关注我市人才网"]
    changes = check(sqlite_store, *ads, "启明计划专题")

    assert changes == [(1, ChangeKind.EDITED), (2, ChangeKind.EDITED)]
    with read_session(sqlite_store) as session:
        last = session.scalars(select(Version).order_by(Version.id.desc())).first()
        assert last is not None
        assert "启明计划专题" in last.reading.text
        assert session.get(Work, (Stage.FLAG, last.id)) is not None


@pytest.mark.parametrize(
    "line", ["给予{}万元资助", "申报截止3月{}日", "名额{}名", "Apply by {} May"]
)
def test_money_and_deadlines_are_never_noise(sqlite_store: Engine, line: str) -> None:
    changes = check(sqlite_store, *(line.format(number) for number in range(10, 16)))

    assert [kind for _, kind in changes] == [ChangeKind.EDITED] * 5
    assert learnt(sqlite_store) == []


def test_a_figure_that_changes_now_and_then_is_edited(sqlite_store: Engine) -> None:
    document_id = publish(sqlite_store, "a", TEXT.format("第 0 号窗口"))
    compare(sqlite_store)
    for day in range(1, 40):
        with write_session(sqlite_store) as session:
            document = session.get_one(Document, document_id)
            add_fetch(session, document, day)
            if day % 10 == 0:
                add_reading(session, document, TEXT.format(f"第 {day} 号窗口"), day=day)
        compare(sqlite_store)

    assert learnt(sqlite_store) == [("第 10 号窗口", 1)] * 0


def test_an_edit_beside_the_counter_is_an_edit(sqlite_store: Engine) -> None:
    document_id = publish(sqlite_store, "a", TEXT.format("浏览次数：1"))
    compare(sqlite_store)
    edited = TEXT.format("浏览次数：2").replace("各区县要认真落实。", "各区县不必落实。")
    with write_session(sqlite_store) as session:
        add_reading(session, session.get_one(Document, document_id), edited, day=1)
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        old, new = (v.reading.text for v in session.scalars(select(Version).order_by(Version.id)))
        ignored = find_ignored(session, document_id, old, new)
    lines = compare_texts(old, new, ignored=ignored).lines
    assert [line.ignored for line in lines if line.changed] == [False, True]
    assert 'class="ignored"' in compare_texts(old, new, ignored=ignored).html


def test_a_whole_text_that_goes_and_comes_back_is_kept(sqlite_store: Engine) -> None:
    texts = ["关于申报的通知。" * 200, "页面正在改版。" * 200] * 3
    changes = check(sqlite_store, *texts, text="{}")

    assert len(changes) == 5
