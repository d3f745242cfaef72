"""What one crawl may cost at most, whatever a server sends: bytes, seconds, items."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MAX_HEAD_BYTES = 100_000  # status lines and headers of one answer, interim ones included
MAX_BODY_BYTES = 40_000_000
MAX_LIST_BYTES = 10_000_000
MAX_SITEMAP_BYTES = 50_000_000  # the protocol's own limit, without compression
MAX_LINKS_PER_PAGE = 8_000
MAX_ITEMS_PER_PAGE = 5_000
MAX_SITEMAP_ITEMS = 50_000  # the protocol's own limit
MAX_ATTACHMENTS_PER_PAGE = 200
MAX_REDIRECTS = 8
MAX_BACKFILL_PAGES = 500  # in one run; the next one goes on
MAX_HOSTS_REMEMBERED = 100
MAX_RUN_S = 3600.0
MAX_RUN_BYTES = 2_000_000_000
MAX_DOCUMENTS_PER_RUN = 20_000
READ_PAGE_CPU_S = 10.0
# An answer that takes longer than its time must have brought so much for each second more.
MIN_BYTES_PER_S = 10_000
MIN_PIECE_BYTES = 256  # what comes in smaller pieces earns no more time: each costs as much
MOST_OF_TIMEOUT = 10  # times the time for one answer, however steadily it comes
FETCH_OF_TIMEOUT = 2  # the same for all redirects and retries of one fetch together


class TookTooLongError(BaseException):
    """Reading what a server sent took too much processor time.

    No `Exception`: parsers that catch every error of their own must let this one pass.
    """


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Allow the block so many seconds of this process's processor time; for the main thread.

    Raises:
        TookTooLongError: in the block, and again each second until the block is left.
    """

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLongError(f"reading it took more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
