"""Robots rules, Retry-After, leases: how spiders behave towards hosts and each other."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine

from models import HostLease, HostPace, Outcome, read_session, write_session
from spiders import turns
from spiders.leases import LEASE, holder_name, release_lease, renew_lease, take_lease
from spiders.pace import TURN_LASTS, Pace
from spiders.patience import DEFAULT_REST, MAX_REST, read_retry_after
from spiders.robots import read_rules
from spiders.rules import MAX_CRAWL_DELAY_S
from spiders.turns import PaceMiddleware

AGENT = "policywatch/0.1 (+https://example.org/contact)"
NOW = datetime(2023, 8, 24, 9, 0, tzinfo=UTC)


def test_rules_are_obeyed_by_our_name() -> None:
    rules = read_rules(
        200, b"User-agent: *\nDisallow: /\n\nUser-agent: policywatch\nDisallow: /x/\n"
    )

    assert rules.allows("http://a.org/y", AGENT)
    assert not rules.allows("http://a.org/x/y", AGENT)
    assert len(rules.sha256 or "") == 64


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        (404, None),
        (403, None),
        (401, None),
        (429, Outcome.RATE_LIMITED),
        (412, Outcome.BLOCKED_WAF),
        (500, Outcome.HTTP_5XX),
        (503, Outcome.HTTP_5XX),
    ],
)
def test_an_answer_without_rules_means_all_or_nothing(status: int, refused: Outcome | None) -> None:
    rules = read_rules(status, b"User-agent: *\nDisallow: /")

    assert (rules.refusal[0] if rules.refusal else None) == refused
    if refused is None:
        assert rules.allows("http://a.org/", AGENT)


def test_crawl_delay_is_heeded_within_bounds() -> None:
    assert read_rules(200, b"User-agent: *\nCrawl-delay: 7").crawl_delay(AGENT) == 7
    assert read_rules(200, b"User-agent: *\nCrawl-delay: 9e9").crawl_delay(AGENT) in (
        0,
        MAX_CRAWL_DELAY_S,
    )
    assert read_rules(200, b"").crawl_delay(AGENT) == 0


def test_a_hostile_robots_txt_is_read_in_part() -> None:
    body = b"User-agent: *\nDisallow: /secret\n" + b"Disallow: /" + b"a*" * 5_000_000

    rules = read_rules(200, body)

    assert not rules.allows("http://a.org/secret", AGENT)


@pytest.mark.parametrize(
    ("value", "rest"),
    [
        ("120", timedelta(minutes=2)),
        ("Thu, 24 Aug 2023 09:05:00 GMT", timedelta(minutes=5)),
        ("Thu, 24 Aug 2023 08:00:00 GMT", timedelta(0)),
        ("31536000", MAX_REST),
        ("9" * 5000, MAX_REST),
        ("", DEFAULT_REST),
        ("soon", DEFAULT_REST),
        ("-5", DEFAULT_REST),
    ],
)
def test_retry_after_is_read_within_bounds(value: str, rest: timedelta) -> None:
    assert read_retry_after(value, NOW) == rest


def test_a_lease_keeps_others_off_until_it_expires(store: Engine) -> None:
    assert take_lease(store, "a.org", "elsewhere|1|2|x", NOW)

    assert not take_lease(store, "a.org", holder_name(), NOW + LEASE / 2)
    assert take_lease(store, "b.org", holder_name(), NOW)
    assert take_lease(store, "a.org", holder_name(), NOW + LEASE + timedelta(seconds=1))


def test_a_lease_of_a_clock_that_was_wrong_keeps_no_one_off(store: Engine) -> None:
    take_lease(store, "a.org", "elsewhere|1|2|x", NOW + timedelta(days=3650))

    assert take_lease(store, "a.org", holder_name(), NOW)


def test_a_rest_asked_for_by_a_clock_that_was_wrong_is_none(store: Engine) -> None:
    pace = Pace(store, 0, 1)
    pace.rest("a.org", NOW + timedelta(days=3650), NOW + timedelta(days=3649))
    pace.rest("b.org", NOW + MAX_REST, NOW)

    assert set(pace.resting(NOW)) == {"b.org"}


def test_a_renewed_lease_lives_on_and_a_lost_one_does_not(store: Engine) -> None:
    take_lease(store, "a.org", "first", NOW)

    assert renew_lease(store, "a.org", "first", NOW + LEASE / 2)
    assert not take_lease(store, "a.org", "second", NOW + LEASE)
    assert take_lease(store, "a.org", "second", NOW + LEASE * 2)
    assert not renew_lease(store, "a.org", "first", NOW + LEASE * 2)


def test_a_released_lease_is_free_and_only_its_holder_releases(store: Engine) -> None:
    take_lease(store, "a.org", "first", NOW)
    release_lease(store, "a.org", "second")
    with read_session(store) as session:
        assert session.get(HostLease, "a.org") is not None

    release_lease(store, "a.org", "first")

    assert take_lease(store, "a.org", "second", NOW)


def test_the_lease_of_a_process_that_died_here_is_taken_over_at_once(store: Engine) -> None:
    told = "from spiders.leases import holder_name; print(holder_name())"
    dead = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    alive = holder_name()
    with write_session(store) as session:
        expires = NOW + LEASE
        session.add(HostLease(host="dead.org", holder=dead.stdout.strip(), expires_at=expires))
        session.add(HostLease(host="alive.org", holder=alive, expires_at=expires))

    assert take_lease(store, "dead.org", "second", NOW)
    assert not take_lease(store, "alive.org", "second", NOW)
    assert str(os.getpid()) in alive


def test_turns_at_a_host_are_a_delay_apart_whoever_takes_them(store: Engine) -> None:
    first, second = Pace(store, 2, 2), Pace(store, 2, 2)

    turns = [first.take("a.org", 2, NOW), second.take("a.org", 2, NOW)]

    assert [turn.at for turn in turns if turn] == [NOW, NOW + timedelta(seconds=2)]
    assert first.take("a.org", 2, NOW) is None
    assert turns[0] is not None
    second.give_back("a.org", turns[0], NOW)
    third = first.take("a.org", 2, NOW)
    assert third is not None
    assert third.at == NOW + timedelta(seconds=4)
    other = first.take("b.org", 2, NOW)
    assert other is not None
    assert other.at == NOW


def test_a_turn_of_a_process_that_died_is_free(store: Engine) -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from models import make_engine;"
        "from spiders.pace import Pace;"
        "print(Pace(make_engine(sys.argv[1]), 0, 1).take('a.org', 0, datetime.now(UTC)))"
    )
    url = store.url.render_as_string(hide_password=False)
    taken = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True)
    assert "Turn(" in taken.stdout

    assert Pace(store, 0, 1).take("a.org", 0, datetime.now(UTC)) is not None


def elsewhere(store: Engine) -> Pace:
    """Return the pace of a process on another machine, of which nobody here can tell if it died."""
    pace = Pace(store, 2, 1)
    pace._holder = "elsewhere|1|2|x"
    return pace


def test_a_turn_held_elsewhere_is_free_soon_after_it_was_renewed_last(store: Engine) -> None:
    there, here = elsewhere(store), Pace(store, 2, 1)
    turn = there.take("a.org", 2, NOW)
    assert turn is not None

    assert here.take("a.org", 2, NOW + TURN_LASTS / 2) is None
    there.renew("a.org", turn, NOW + TURN_LASTS / 2)
    assert here.take("a.org", 2, NOW + TURN_LASTS * 1.4) is None
    assert here.take("a.org", 2, NOW + TURN_LASTS * 1.6) is not None
    assert timedelta(minutes=1) <= TURN_LASTS <= timedelta(minutes=2)


def test_a_turn_is_renewed_while_its_request_is_under_way(
    sqlite_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "RENEW_EVERY_S", 0.01)
    host, pace = "a.org", Pace(sqlite_store, 0.001, 1)
    middleware = PaceMiddleware(cast("Any", SimpleNamespace(spider=SimpleNamespace(pace=pace))))
    request = Request(f"http://{host}/")

    async def ask() -> None:
        await middleware.process_request(request)
        first = until(sqlite_store, host)
        while until(sqlite_store, host) == first:
            await asyncio.sleep(0.01)
        middleware.process_response(request, Response(request.url))
        await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(ask(), 60))

    assert until(sqlite_store, host) is None


def until(store: Engine, host: str) -> float | None:
    with read_session(store) as session:
        turns = session.get_one(HostPace, host).turns
    return float(turns[0][1]) if turns else None


def test_a_rest_is_kept_for_every_crawl(store: Engine) -> None:
    until = NOW + timedelta(hours=1)

    Pace(store, 0, 1).rest("a.org", until, NOW)

    assert Pace(store, 0, 1).resting(NOW) == {"a.org": until}
    assert Pace(store, 0, 1).resting(until) == {}
