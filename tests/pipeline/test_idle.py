"""A run with nothing to do: what it asks the store costs the same however much is stored."""

import re

import pytest
from sqlalchemy import Engine, event

from policywatch.cli.app import App
from policywatch.cli.stages import AFTER_COLLECT
from policywatch.settings import Settings
from policywatch.work import WHOLE

# Tables that stay small: what is declared, and who is told.
SMALL = {
    "source",
    "subscription",
    "release",
    "watchlist_edit",
    "alembic_version",
    "sqlite_master",
}


@pytest.mark.parametrize("stage", sorted(AFTER_COLLECT))
def test_an_idle_run_scans_no_table_that_grows(
    sqlite_store: Engine, settings: Settings, stage: str
) -> None:
    url = sqlite_store.url.render_as_string(hide_password=False)
    app = App(settings.model_copy(update={"database_url": url}))
    AFTER_COLLECT[stage](app, WHOLE, None, None)
    asked: list[tuple[str, object]] = []
    event.listen(
        app.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, parameters, *_: asked.append((statement, parameters)),
    )

    AFTER_COLLECT[stage](app, WHOLE, None, None)

    scanned: set[str] = set()
    with sqlite_store.connect() as connection:
        for statement, parameters in asked:
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)", statement):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            for row in plan.all():
                found = re.match(r"SCAN (\w+)", row[3])
                if found and "CONSTANT" not in row[3]:
                    scanned.add(found[1])
    assert asked
    assert scanned <= SMALL
