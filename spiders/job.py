"""What a crawl process does: reads its job as JSON from standard input, ends with who started it.

The answer is one JSON object a line on standard output; logs go to standard error.
"""

import asyncio
import base64
import ctypes
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from policywatch.settings import Settings

logger = logging.getLogger("spiders")
PR_SET_PDEATHSIG = 1
ENDING_S = 3.0


class Job(BaseModel):
    """What to do: crawl or backfill `sources`, try a `declaration`, or fetch a `url`.

    `environment` and `folder` are those of who asks, where they may be others than at the start.
    """

    settings: Settings
    sources: tuple[str, ...] = ()
    is_backfill: bool = False
    since: str | None = None
    declaration: dict[str, Any] | None = None
    url: str | None = None
    method: str = "GET"
    body: str = ""
    content_type: str = ""
    browser: str = "never"
    environment: dict[str, str] | None = None
    folder: str | None = None


def end_with_parent(parent: int) -> None:
    """Have the kernel send SIGTERM here when the parent dies; where it can, that is Linux."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(143)  # it died before it could be asked for


def tell(**what: Any) -> None:
    """Write one line of the answer."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def crawl(parent: int) -> int:
    """Do the job that standard input gives, as a child of `parent`; return the exit code."""
    # Ctrl-C reaches the whole group; who started us decides, and sends SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(parent)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, force=True)
    job = Job.model_validate_json(sys.stdin.buffer.read())
    if job.environment is not None:
        os.environ.clear()
        os.environ.update(job.environment)
    if job.folder is not None:
        os.chdir(job.folder)

    from spiders.warm import import_all

    import_all()
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from spiders.crawling import Crawling

    crawling = Crawling(job.settings)
    if job.url:
        return drive(crawling, _fetch_once(crawling, job))
    if job.declaration:
        return drive(crawling, _try(crawling, job.declaration))
    return drive(crawling, _crawl(crawling, job))


async def _crawl(crawling: Any, job: Job) -> None:
    from spiders.list_end import Backfill

    await crawling.crawl(
        job.sources,
        lambda run: tell(source=run.declaration.id, counts=run.counts.as_dict()),
        Backfill(job.since) if job.is_backfill else None,
    )


async def _try(crawling: Any, declaration: dict[str, Any]) -> None:
    items, problem = await crawling.try_source(declaration)
    tell(items=[[item.url, item.title, item.date] for item in items], problem=problem)


async def _fetch_once(crawling: Any, job: Job) -> None:
    fetched = await crawling.fetch_once(
        job.url, job.method, job.body, job.content_type, job.browser
    )
    fetched["body"] = base64.b64encode(fetched.pop("body")).decode()
    tell(**fetched)


def drive(crawling: Any, work: Coroutine[Any, Any, None]) -> int:
    """Run the reactor until the work is done; on SIGTERM keep what was fetched, and end."""
    from twisted.internet import reactor

    running: Any = reactor
    parent = os.getppid()
    code = 1

    async def guarded() -> None:
        nonlocal code
        try:
            await work
            code = int(crawling.is_broken)
        except Exception:
            logger.exception("the crawl failed")
        finally:
            running.stop()

    def stop(_signal: int, _frame: object) -> None:
        running.callFromThread(end)

    def end() -> None:
        tasks.add(asyncio.ensure_future(end_soon()))

    async def end_soon() -> None:
        # Between two events no transaction is open: what was fetched is written, the rest of
        # the run is left to the next one.
        code = 143
        try:
            if os.getppid() == parent:  # else its lease may be another crawl's any moment
                await crawling.let_come_what_was_asked(ENDING_S)
            crawling.keep()
        except Exception:
            logger.exception("what was fetched last could not be kept")
            code = 1
        os._exit(code)

    signal.signal(signal.SIGTERM, stop)
    crawling.install_guard(running)
    tasks: set[asyncio.Task[None]] = set()
    running.callWhenRunning(lambda: tasks.add(asyncio.ensure_future(guarded())))
    running.run(installSignalHandlers=False)
    crawling.close()
    return code
