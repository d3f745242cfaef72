"""Readings to versions and changes."""

import itertools
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, update

from models import (
    Change,
    ChangeKind,
    Document,
    DocumentKind,
    DocumentState,
    Reading,
    Stage,
    Version,
    VersionKind,
    Work,
    read_session,
    write_session,
)
from policywatch.comparing import compare
from tests.comparing.world import DAY_ONE, add_document, add_reading, add_snapshot, publish

A = "给予最高300万元资助，截止2023年3月31日。"
B = "给予最高500万元资助，截止2023年3月31日。"


def read_again(store: Engine, document_id: int, text: str, **how: Any) -> int:
    with write_session(store) as session:
        return add_reading(session, session.get_one(Document, document_id), text, **how).id


def versions(store: Engine, document_id: int = 1) -> list[tuple[int, VersionKind, str]]:
    with read_session(store) as session:
        rows = session.execute(
            select(Version.number, Version.kind, Reading.text)
            .join(Reading)
            .where(Version.document_id == document_id)
            .order_by(Version.number)
        )
        return [(number, kind, text) for number, kind, text in rows]


def changes(store: Engine) -> list[ChangeKind]:
    with read_session(store) as session:
        return list(session.scalars(select(Change.kind).order_by(Change.id)))


def test_a_first_reading_is_version_one_and_a_new_document(store: Engine) -> None:
    document_id = publish(store, "a", A)

    counts = compare(store)

    assert counts.counts == {"versions": 1, "changes": 1}
    assert versions(store) == [(1, VersionKind.SOURCE, A)]
    assert changes(store) == [ChangeKind.NEW]
    with read_session(store) as session:
        document = session.get_one(Document, document_id)
        assert (document.state, document.version_id) == (DocumentState.LIVE, 1)
        assert session.execute(select(Work.stage, Work.subject)).all() == [(Stage.FLAG, 1)]


def test_a_text_that_goes_and_comes_back_is_kept_each_time(store: Engine) -> None:
    document_id = publish(store, "a", A)
    compare(store)
    for day, text in enumerate([B, B, A], start=1):
        read_again(store, document_id, text, day=day)
        compare(store)

    kept = [text for _, _, text in versions(store)]

    assert kept == [A, B, A]
    assert changes(store) == [ChangeKind.NEW, ChangeKind.EDITED, ChangeKind.EDITED]


def test_an_edit_says_which_amounts_and_dates_changed(sqlite_store: Engine) -> None:
    document_id = publish(sqlite_store, "a", A, title="旧")
    compare(sqlite_store)
    read_again(sqlite_store, document_id, B.replace("3月", "5月"), day=1, title="新")
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        edit = session.scalars(select(Change).where(Change.kind == ChangeKind.EDITED)).one()
        session.expunge_all()
    assert edit.detail["amounts_removed"] == ["300万元"]
    assert edit.detail["amounts_added"] == ["500万元"]
    assert edit.detail["dates_added"] == ["2023年5月31日"]
    assert (edit.detail["title_before"], edit.detail["title"]) == ("旧", "新")
    assert (edit.previous_version_id, edit.version_id) == (1, 2)


def test_copies_that_are_edited_alike_are_edits(sqlite_store: Engine) -> None:
    for name in ("a", "b", "c"):
        publish(sqlite_store, name, "关于申报启明计划的通知，请各单位遵照执行。")
    compare(sqlite_store)

    for document_id in (1, 2, 3):
        read_again(
            sqlite_store, document_id, "本通知废止，另文规定后续安排，已受理者不受影响。", day=1
        )
    compare(sqlite_store)

    assert changes(sqlite_store) == [ChangeKind.NEW] * 3 + [ChangeKind.EDITED] * 3


def test_a_title_alone_can_be_the_edit(sqlite_store: Engine) -> None:
    document_id = publish(sqlite_store, "a", A, title="启明计划通知")
    compare(sqlite_store)
    read_again(sqlite_store, document_id, A, day=1, title="通知")
    compare(sqlite_store)

    assert changes(sqlite_store) == [ChangeKind.NEW, ChangeKind.EDITED]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("各单位：\n给予最高\n300万元资助。", "各单位：\n给予最高300万元资助。"),
        ("给予资助（一次性）：300万元。", "给予资助(一次性):300万元。"),
        ("项目\t金额\n引才\t300", "项目\n金额\n引才\n300"),
    ],
)
def test_another_layout_is_a_version_and_no_edit(sqlite_store: Engine, old: str, new: str) -> None:
    document_id = publish(sqlite_store, "a", old)
    compare(sqlite_store)
    read_again(sqlite_store, document_id, new, day=1)
    compare(sqlite_store)

    assert [text for _, _, text in versions(sqlite_store)] == [old, new]
    assert changes(sqlite_store) == [ChangeKind.NEW]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("入选启明计划。", "入选启 明计划。"),
        ("入选启明计划。", "入选启\u200b明计划。"),
        ("金额\t1\t2", "金额\t12"),
        ("给予3.5万元。", "给予35万元。"),
    ],
)
def test_signs_between_words_and_figures_are_an_edit(
    sqlite_store: Engine, old: str, new: str
) -> None:
    document_id = publish(sqlite_store, "a", old)
    compare(sqlite_store)
    read_again(sqlite_store, document_id, new, day=1)
    compare(sqlite_store)

    assert changes(sqlite_store) == [ChangeKind.NEW, ChangeKind.EDITED]


def test_a_new_extractor_makes_a_technical_version_and_no_change(store: Engine) -> None:
    with write_session(store) as session:
        document = add_document(session, "a")
        snapshot = add_snapshot(session, document, 0)
        add_reading(session, document, A, snapshot=snapshot)
    compare(store)
    with write_session(store) as session:
        document = session.get_one(Document, 1)
        snapshot_id = session.scalars(select(Reading.snapshot_id)).one()
        snapshot = session.get_one(type(snapshot), snapshot_id)
        add_reading(session, document, A + "附件。", snapshot=snapshot, extractor="test/2", day=5)
    compare(store)

    assert [kind for _, kind, _ in versions(store)] == [VersionKind.SOURCE, VersionKind.TECHNICAL]
    assert changes(store) == [ChangeKind.NEW]
    with read_session(store) as session:
        flagged = session.scalars(select(Work.subject).where(Work.stage == Stage.FLAG)).all()
    assert sorted(flagged) == [1, 2]


def test_what_only_a_better_extractor_could_read_is_not_called_new(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        document = add_document(session, "a")
        snapshot = add_snapshot(session, document, 0)
        add_reading(
            session, document, "", snapshot=snapshot, usable=False, problem_kind="unsupported"
        )
        add_reading(session, document, A, snapshot=snapshot, extractor="test/2")
    compare(sqlite_store)

    assert [kind for _, kind, _ in versions(sqlite_store)] == [VersionKind.TECHNICAL]
    assert changes(sqlite_store) == []


def test_an_upgrade_is_told_from_an_edit_by_reading_the_old_page_again(
    sqlite_store: Engine,
) -> None:
    document_id = publish(sqlite_store, "a", A)
    compare(sqlite_store)
    # The new extractor adds a footer, and the page itself has changed as well.
    read_again(sqlite_store, document_id, B + "页脚。", day=1, extractor="test/2")
    first = compare(sqlite_store, now=lambda: DAY_ONE)
    with write_session(sqlite_store) as session:
        asked = session.scalars(select(Work.subject).where(Work.stage == Stage.READ)).all()
        session.execute(delete(Work).where(Work.stage == Stage.READ))
        old_page = session.get_one(Version, 1).reading.snapshot_id
        reread = add_reading(
            session, session.get_one(Document, 1), A + "页脚。", extractor="test/2"
        )
        fresh, reread.snapshot_id = reread.snapshot_id, old_page
        assert fresh != old_page
        session.execute(update(Work).values(not_before=DAY_ONE))
    compare(sqlite_store)

    assert first.counts == {"waiting": 1}
    assert asked == [old_page]
    assert [(kind, text) for _, kind, text in versions(sqlite_store)] == [
        (VersionKind.SOURCE, A),
        (VersionKind.TECHNICAL, A + "页脚。"),
        (VersionKind.SOURCE, B + "页脚。"),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_readings_that_wait_together_become_versions_in_their_pages_order(
    sqlite_store: Engine, order: tuple[int, ...]
) -> None:
    with write_session(sqlite_store) as session:
        document = add_document(session, "a")
        for day in order:
            add_reading(session, document, f"第{day}天的正文。", day=day)
    compare(sqlite_store)

    assert [text for _, _, text in versions(sqlite_store)] == [f"第{d}天的正文。" for d in range(3)]


def test_a_changed_attachment_is_a_replacement_with_its_page(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        page = add_document(session, "a")
        attachment = add_document(session, "a.pdf", kind=DocumentKind.ATTACHMENT, parent_id=page.id)
        add_reading(session, attachment, A)
        add_reading(session, attachment, B, day=1)
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        replaced = session.scalars(
            select(Change).where(Change.kind == ChangeKind.ATTACHMENT_REPLACED)
        ).one()
        session.expunge_all()
    assert (replaced.document_id, replaced.detail["parent_id"]) == (2, 1)


def test_work_done_twice_changes_nothing(store: Engine) -> None:
    document_id = publish(store, "a", A)
    reading_id = read_again(store, document_id, B, day=1)
    compare(store)
    before = (versions(store), changes(store))

    with write_session(store) as session:
        for subject in (1, reading_id):
            session.add(Work(stage=Stage.COMPARE, subject=subject, not_before=DAY_ONE))
    again = compare(store)

    assert (versions(store), changes(store)) == before
    assert again.failed == 0
