"""Who may sign in, as the command says it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from models import make_engine
from policywatch.cli import policywatch
from policywatch.settings import Settings
from tests.review.conftest import running_app

PASSWORD = "correct horse battery"


def run(home: Path, *arguments: str) -> tuple[int, str]:
    environment = {"POLICYWATCH_HOME": str(home), "POLICYWATCH_DATABASE_URL": ""}
    result = CliRunner(env=environment).invoke(policywatch, ["accounts", *arguments])
    return result.exit_code, result.output.strip()


@contextmanager
def sessions(address: str) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Give two browsers, signed in."""
    with (
        httpx.Client(base_url=address, follow_redirects=True) as lin,
        httpx.Client(base_url=address, follow_redirects=True) as wu,
    ):
        for client, name in ((lin, "lin"), (wu, "wu")):
            client.post("/sign-in", data={"name": name, "password": PASSWORD})
        yield lin, wu


def test_who_is_removed_is_out_at_once_and_who_has_another_role_may_do_what_it_may(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    for name in ("lin", "wu"):
        assert run(home, "create", name, "--password", PASSWORD)[0] == 0
    settings = Settings(home=home)
    engine = make_engine(settings.store_url)
    with running_app(engine, settings) as address, sessions(address) as (lin, wu):
        assert 'name="file"' in lin.get("/submissions").text

        assert run(home, "role", "lin", "viewer") == (0, "lin may sign in as viewer")
        assert run(home, "remove", "wu") == (0, "wu may not sign in any more")

        assert 'name="file"' not in lin.get("/submissions").text
        assert wu.get("/").url.path == "/sign-in"
    engine.dispose()
    assert run(home, "list") == (0, "lin\tviewer")


@pytest.mark.parametrize("arguments", [("role", "nobody", "viewer"), ("remove", "nobody")])
def test_nobody_is_told_as_such(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path / "home", *arguments) == (1, "there is no account called nobody")
