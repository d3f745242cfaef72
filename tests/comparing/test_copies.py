"""Copy groups: who is a copy of whom, whatever order documents arrive in."""

import random
import shutil
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from models import (
    CopyGroup,
    CopyKind,
    CopyMember,
    Document,
    Fingerprint,
    Stage,
    Work,
    make_engine,
    read_session,
)
from models import write_session as writing
from policywatch.comparing import compare
from tests.comparing import notices
from tests.comparing.world import add_reading, publish

Groups = dict[str, set[tuple[str, CopyKind]]]


def groups(store: Engine) -> Groups:
    """Return the members (name and kind) by the name of their group's original."""
    with read_session(store) as session:
        names = {d.id: d.url.rsplit("/", 1)[1] for d in session.scalars(select(Document))}
        rows = session.execute(
            select(CopyGroup.original_id, CopyMember.document_id, CopyMember.kind).join(
                CopyMember, CopyMember.group_id == CopyGroup.id
            )
        ).all()
    found: Groups = {}
    for original, member, kind in rows:
        found.setdefault(names[original], set()).add((names[member], kind))
    return found


def pages(seed: int = 1) -> dict[str, str]:
    """Return an original, an exact, a near, an excerpt, a forwarded copy and two strangers."""
    rand = random.Random(seed)
    original = notices.notice(rand, 60)
    texts = {
        "a-original": original,
        "b-near": notices.edited(rand, original, 0.1),
        "c-exact": original,
        "d-forwarded": notices.forwarded(rand, original),
        "e-excerpt": original[8:32],
        "f-reused": notices.reused(rand, original),
        "g-stranger": notices.notice(rand, 60),
    }
    return {name: "\n".join(lines) for name, lines in texts.items()}


EXPECTED: Groups = {
    "a-original": {
        ("a-original", CopyKind.ORIGINAL),
        ("b-near", CopyKind.NEAR),
        ("c-exact", CopyKind.EXACT),
        ("d-forwarded", CopyKind.NEAR),
        ("e-excerpt", CopyKind.EXCERPT),
    }
}


def test_copies_of_every_kind_are_found_and_template_and_stranger_are_not(store: Engine) -> None:
    for day, (name, text) in enumerate(pages().items()):
        publish(store, name, text, source=f"s{day}", seen=day)
        assert compare(store).failed == 0

    assert groups(store) == EXPECTED


@pytest.mark.parametrize("seed", range(12))
def test_groups_do_not_depend_on_the_order_of_arrival(sqlite_store: Engine, seed: int) -> None:
    texts = pages()
    days = {name: day for day, name in enumerate(texts)}
    arrival = list(texts)
    random.Random(seed).shuffle(arrival)

    for name in arrival:
        publish(sqlite_store, name, texts[name], source=f"s{days[name]}", seen=days[name])
        compare(sqlite_store)

    assert groups(sqlite_store) == EXPECTED


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_groups_are_those_of_a_store_filled_anew(
    sqlite_store: Engine, sqlite_template: Path, tmp_path: Path, seed: int
) -> None:
    rand = random.Random(seed)
    texts = [*pages(1).values(), *pages(2).values()]
    final: dict[str, str] = {}
    ids: dict[str, int] = {}
    for step in range(24):
        name = rand.choice("abcdefghij")
        final[name] = rand.choice(texts)
        if name not in ids:
            seen = "abcdefghij".index(name)
            ids[name] = publish(sqlite_store, name, final[name], source=name, seen=seen)
        else:
            with writing(sqlite_store) as session:
                document = session.get_one(Document, ids[name])
                add_reading(session, document, final[name], day=20 + step)
        compare(sqlite_store)

    anew = make_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'anew.sqlite')}")
    for seen, name in enumerate("abcdefghij"):
        if name in final:
            publish(anew, name, final[name], source=name, seen=seen)
    compare(anew)

    assert groups(sqlite_store) == groups(anew)
    anew.dispose()


@pytest.mark.parametrize("arrival", list(permutations("abe")))
def test_an_excerpt_of_two_documents_is_the_earlier_ones(
    sqlite_store: Engine, arrival: tuple[str, ...]
) -> None:
    rand = random.Random(7)
    shared = [notices.sentence(rand) for _ in range(30)]
    texts = {
        "a": notices.notice(rand, 60) + shared,
        "b": notices.notice(rand, 60) + shared,
        "e": shared,
    }

    for name in arrival:
        day = "abe".index(name)
        publish(sqlite_store, name, "\n".join(texts[name]), source=f"s{day}", seen=day)
        compare(sqlite_store)

    assert groups(sqlite_store) == {"a": {("a", CopyKind.ORIGINAL), ("e", CopyKind.EXCERPT)}}


def test_when_the_original_is_rewritten_its_copies_follow_the_next(sqlite_store: Engine) -> None:
    texts = pages()
    ids = {
        name: publish(sqlite_store, name, text, source=f"s{day}", seen=day)
        for day, (name, text) in enumerate(texts.items())
    }
    compare(sqlite_store)

    with writing(sqlite_store) as session:
        document = session.get_one(Document, ids["a-original"])
        rewritten = "\n".join(notices.notice(random.Random(99), 60))
        add_reading(session, document, rewritten, day=30)
    compare(sqlite_store)

    assert set(groups(sqlite_store)) == {"b-near"}
    assert {name for name, _ in groups(sqlite_store)["b-near"]} == {
        "b-near", "c-exact", "d-forwarded", "e-excerpt",
    }  # fmt: skip


def test_who_moves_to_another_original_is_flagged_again(sqlite_store: Engine) -> None:
    text = pages()["a-original"]
    publish(sqlite_store, "late", text, source="s1", seen=5)
    compare(sqlite_store)
    with writing(sqlite_store) as session:
        session.query(Work).delete()

    publish(sqlite_store, "early", text, source="s2", seen=1)
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        flagged = session.scalar(select(func.count()).where(Work.stage == Stage.FLAG))
    assert flagged == 2


def test_short_notices_are_copies_only_when_equal(sqlite_store: Engine) -> None:
    publish(sqlite_store, "a", "关于组织申报人才项目的通知（第一批）请各单位认真落实。", source="x")
    publish(
        sqlite_store, "b", "关于组织申报人才项目的通知(第一批)请各单位认真落实", source="y", seen=1
    )
    publish(sqlite_store, "c", "关于组织申报人才项目的通知（第二批）请各单位认真落实。", seen=2)
    compare(sqlite_store)

    assert groups(sqlite_store) == {"a": {("a", CopyKind.ORIGINAL), ("b", CopyKind.EXACT)}}


def test_the_frame_of_a_site_makes_no_copies_of_its_pages(sqlite_store: Engine) -> None:
    rand = random.Random(3)
    menu = [notices.sentence(rand) for _ in range(10)]
    foot = [notices.sentence(rand) for _ in range(4)]
    for number in range(4):
        title, *own = [notices.sentence(rand) for _ in range(9)]
        text = "\n".join([*menu, *own, *foot])
        publish(sqlite_store, f"p{number}", text, seen=number, title=title)
        compare(sqlite_store)

    assert groups(sqlite_store) == {}


def test_near_copies_within_one_source_do_not_hide_each_other(sqlite_store: Engine) -> None:
    rand = random.Random(3)
    original = notices.notice(rand, 12)
    for number in range(5):
        text = "\n".join(notices.edited(rand, original, 0.1 * (number > 0)))
        publish(sqlite_store, str(number), text, seen=number, title="关于申报人才项目的通知")
        compare(sqlite_store)

    assert {len(members) for members in groups(sqlite_store).values()} == {5}


def test_a_family_larger_than_a_bucket_still_finds_its_original(sqlite_store: Engine) -> None:
    rand = random.Random(5)
    original = notices.notice(rand, 40)
    for number in range(90):
        text = original if number == 0 else notices.edited(rand, original, 0.03)
        publish(sqlite_store, f"{number:03}", "\n".join(text), source=f"s{number}", seen=number)
    compare(sqlite_store)

    found = groups(sqlite_store)

    assert set(found) == {"000"}
    assert len(found["000"]) >= 89


def test_only_the_first_of_equal_texts_stands_in_the_index(sqlite_store: Engine) -> None:
    text = pages()["a-original"]
    for number in range(5):
        publish(sqlite_store, str(number), text, source=f"s{number}", seen=9 - number)
        compare(sqlite_store)

    with read_session(sqlite_store) as session:
        indexed = session.scalars(select(Fingerprint.document_id).distinct()).all()
        originals = session.scalars(select(CopyGroup.original_id)).all()
    assert indexed == originals == [5]
