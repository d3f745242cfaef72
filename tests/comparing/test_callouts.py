"""What an edit did to what matters, told from what stands in the store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from models import Document, Judgement, Version, read_session, write_session
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.comparing import CallOuts, compare, compare_versions
from policywatch.flagging.flagger import Flagger
from policywatch.flagging.stage import flag_versions
from tests.comparing.world import add_reading, publish

ROOT = Path(__file__).resolve().parents[2]
OLD = (
    "关于申报2023年度启明计划的通知\n"
    "启明计划面向海外高层次人才。对入选者最高给予500万元资助，另给予安家费100万元。\n"
    "申报截止时间为2023年3月31日17:00。年龄不超过40周岁。\n"
    "项目\t预算\n人才专项\t8600万元\n住房补贴\t300万元"
)
Told = list[tuple[str, str, str | None, str | None]]


@pytest.fixture(scope="module")
def flagger() -> Flagger:
    return Flagger(load_watchlists(ROOT / "watchlists"))


@pytest.fixture
def edit(sqlite_store: Engine, flagger: Flagger) -> Callable[[str, str], CallOuts]:
    """Publish a text and edit it, through the stages; return what is called out."""

    def edited(old: str, new: str) -> CallOuts:
        publish(sqlite_store, "a", old, title="通知")
        compare(sqlite_store)
        with write_session(sqlite_store) as session:
            add_reading(session, session.get_one(Document, 1), new, day=3, title="通知")
        compare(sqlite_store)
        flag_versions(sqlite_store, flagger)
        return called_out(sqlite_store)

    return edited


def called_out(store: Engine) -> CallOuts:
    with read_session(store) as session:
        old, new = session.scalars(select(Version).order_by(Version.number)).all()
        found = compare_versions(session, old, new)[1]
        session.expunge_all()
        return found


def told(found: CallOuts) -> Told:
    return [
        (
            v.called.value,
            v.kind,
            v.old and (v.old.high or v.old.low),
            v.new and (v.new.high or v.new.low),
        )
        for v in found.values
    ]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        pytest.param(
            "500万元", "三百万元", [("changed", "amount", "5000000", "3000000")], id="amount"
        ),
        pytest.param("500万元", "五百万元", [], id="the same amount, written otherwise"),
        pytest.param(
            "2023年3月31日17:00",
            "2023年4月30日17:00",
            [("changed", "deadline", "2023-03-31T17:00", "2023-04-30T17:00")],
            id="deadline",
        ),
        pytest.param(
            "，另给予安家费100万元", "", [("removed", "amount", "1000000", None)], id="removed"
        ),
        pytest.param("40周岁", "45周岁", [("changed", "age", "40", "45")], id="age"),
        pytest.param(
            "专项\t8600", "专项\t9500", [("changed", "amount", "86000000", "95000000")],
            id="cell of a table",
        ),
        pytest.param(
            "启明计划面向", "生活补贴20万元。启明计划面向", [("added", "amount", None, "200000")],
            id="added",
        ),
        pytest.param("面向海外高层次人才", "面向全球高层次人才", [], id="nothing that matters"),
    ],
)  # fmt: skip
def test_values_are_called_out_as_values(
    edit: Callable[[str, str], CallOuts], was: str, now: str, expected: Told
) -> None:
    assert was in OLD

    assert told(edit(OLD, OLD.replace(was, now))) == expected


def test_what_was_only_moved_is_not_called_out(edit: Callable[[str, str], CallOuts]) -> None:
    first, second, *rest = OLD.split("\n")

    assert told(edit(OLD, "\n".join([first, *rest, second]))) == []


def test_a_removed_name_and_a_removed_term_are_called_out(
    edit: Callable[[str, str], CallOuts],
) -> None:
    new = OLD.replace("启明计划", "有关计划").replace("安家费", "费用")

    removed = {(name.target.value, name.texts) for name in edit(OLD, new).removed}

    assert ("programme", ("启明计划",)) in removed
    assert ("term", ("安家费",)) in removed


def test_a_name_that_stands_elsewhere_still_is_not_called_removed(
    edit: Callable[[str, str], CallOuts],
) -> None:
    assert edit(OLD, OLD.replace("启明计划面向", "该计划面向")).removed == ()


def test_a_name_that_left_the_watchlists_was_not_removed_from_the_page(
    edit: Callable[[str, str], CallOuts], sqlite_store: Engine
) -> None:
    edit(OLD, OLD.replace("的通知", "的公告"))
    with write_session(sqlite_store) as session:
        newer = session.get_one(Judgement, 2)
        newer.pieces = {**newer.pieces, "programmes": [], "terms": []}

    assert called_out(sqlite_store).removed == ()


def test_what_is_not_flagged_yet_is_not_known(
    edit: Callable[[str, str], CallOuts], sqlite_store: Engine
) -> None:
    edit(OLD, OLD.replace("500万元", "300万元"))
    with write_session(sqlite_store) as session:
        session.delete(session.get_one(Judgement, 1))

    found = called_out(sqlite_store)

    assert (found.known, found.values) == (False, ())
