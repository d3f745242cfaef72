"""Who is mailed what: added, changed, ended and resumed by the command, and mailed by it."""

import json
import mailbox
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from models import Finding, Stage, make_engine, queue, write_session
from policywatch.alerting import alert
from policywatch.cli import policywatch
from policywatch.cli.app import utc_now
from policywatch.settings import Settings
from tests.review.seeding import seed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", alert_to="desk@example.org")


def run(settings: Settings, *arguments: str) -> Result:
    environment = {
        "POLICYWATCH_HOME": str(settings.home),
        "POLICYWATCH_ALERT_TO": settings.alert_to,
        "POLICYWATCH_DATABASE_URL": "",
    }
    return CliRunner(env=environment).invoke(policywatch, arguments)


def listed(settings: Settings) -> dict[str, dict[str, object]]:
    told = run(settings, "subscriptions", "list", "--json").stdout.splitlines()
    return {one["name"]: one for one in map(json.loads, told)}


def find(settings: Settings, findings: Sequence[int], **values: object) -> None:
    """Have findings to tell, and tell them."""
    run(settings, "subscriptions", "list")
    engine = make_engine(settings.store_url)
    with write_session(engine) as session:
        if session.get(Finding, 1) is None:
            seed(session, utc_now())
        session.execute(update(Finding).where(Finding.id.in_(findings)).values(**values))
        queue(session, Stage.ALERT, findings, utc_now())
    alert(engine, settings, now=utc_now)
    engine.dispose()


def mailed_to(settings: Settings) -> list[str]:
    return sorted(mail["To"] for mail in mailbox.Maildir(settings.mailbox_dir))


def test_the_first_to_be_added_is_mailed_beside_those_of_the_settings(settings: Settings) -> None:
    added = run(settings, "subscriptions", "add", "lin", "--to", "Lin <lin@example.org>")
    find(settings, [3], score=70)

    assert added.exit_code == 0
    assert list(listed(settings)) == ["analyst", "lin", "ops"]
    assert mailed_to(settings) == ["Lin <lin@example.org>", "desk@example.org"]


def test_what_narrows_a_subscription_narrows_its_mails(settings: Settings) -> None:
    narrow = ("--min-score", "60", "--programme", "qiming", "--place", "浙江", "--level", "city")
    run(settings, "subscriptions", "end", "analyst")
    run(settings, "subscriptions", "add", "lin", "--to", "lin@example.org", *narrow)

    find(settings, [3], score=59)
    assert mailed_to(settings) == []
    find(settings, [4], score=61, programmes=["huoju"])
    assert mailed_to(settings) == []
    find(settings, [5], score=61)
    assert mailed_to(settings) == ["lin@example.org"]


def test_who_ended_is_mailed_again_once_resumed(settings: Settings) -> None:
    run(settings, "subscriptions", "end", "analyst")
    find(settings, [3], score=70)
    assert mailed_to(settings) == []

    resumed = run(settings, "subscriptions", "resume", "analyst")
    find(settings, [4], score=70)

    assert resumed.exit_code == 0
    assert mailed_to(settings) == ["desk@example.org"]
    assert run(settings, "subscriptions", "resume", "analyst").exit_code == 1


def test_a_change_leaves_what_it_does_not_name(settings: Settings) -> None:
    rule = ("--rule", "programme-named", "--rule", "mention-removed")
    run(settings, "subscriptions", "change", "analyst", "--min-score", "50", *rule)
    run(
        settings,
        "subscriptions",
        "change",
        "analyst",
        "--to",
        "b@example.org",
        "--min-score",
        "7",
    )
    narrowed = listed(settings)["analyst"]
    run(settings, "subscriptions", "change", "analyst", "--everything", "--language", "zh")

    assert narrowed["wanted"] == {"min_score": 7.0, "rules": ["programme-named", "mention-removed"]}
    assert (narrowed["to"], narrowed["cadence"]) == ("b@example.org", "instant")
    assert listed(settings)["analyst"]["wanted"] == {}
    assert listed(settings)["analyst"]["language"] == "zh"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "x", "--to", "nobody"), 1, "not an address to write to: 'nobody'"),
        (("add", "x", "--to", "a@b.c, d@e.f"), 1, "not an address to write to"),
        (("add", "analyst", "--to", "a@b.c"), 1, "analyst is there already"),
        (("add", "x", "--to", "a@b.c", "--programme", "qming"), 2, "there is none called qming"),
        (("add", "x", "--to", "a@b.c", "--rule", "no"), 2, "there is none called no"),
        (("add", "x", "--to", "a@b.c", "--source", "no"), 2, "there is none called no"),
        (("add", "x", "--to", "a@b.c", "--ops", "--place", "浙江"), 2, "--ops is of all sources"),
        (("add", " ", "--to", "a@b.c"), 2, "a name of 1 to 100 characters"),
        (("change", "ops", "--place", "浙江"), 2, "ops is of all sources"),
        (("change", "x", "--to", "a@b.c"), 1, "no subscription is called x: analyst, ops"),
        (("end", "x"), 1, "no subscription is called x: analyst, ops"),
    ],
)
def test_what_would_never_be_mailed_is_refused(
    settings: Settings, arguments: tuple[str, ...], code: int, told: str
) -> None:
    answer = run(settings, "subscriptions", *arguments)

    assert (answer.exit_code, told in answer.output) == (code, True), answer.output
    assert list(listed(settings)) == ["analyst", "ops"]


def test_status_says_when_nobody_is_mailed_any_more(settings: Settings) -> None:
    find(settings, [3], score=70)
    assert "nobody is mailed" not in run(settings, "status").output

    run(settings, "subscriptions", "end", "analyst")

    told = run(settings, "status").output
    assert "nobody is mailed of findings: policywatch subscriptions" in told


def test_each_address_of_the_settings_is_subscribed(settings: Settings) -> None:
    two = settings.model_copy(update={"alert_to": "a@example.org, 林 <b@example.org>"})

    assert [(name, one["to"]) for name, one in listed(two).items()] == [
        ("analyst", "a@example.org"),
        ("analyst-2", '"林" <b@example.org>'),
        ("ops", "a@example.org"),
        ("ops-2", '"林" <b@example.org>'),
    ]
