"""One crawl process, as `python -m spiders PARENT`; `--fork SOCKET` makes it a server of forks."""

import os
import sys

from spiders.job import crawl


def main() -> int:
    """Do the job and return the exit code; as a fork server, in each process that it forks."""
    if sys.argv[1] == "--fork":
        from spiders.forking import serve

        server = serve(int(sys.argv[2]))
        if server is None:
            os._exit(0)  # nothing is left to be done, and to take down all modules takes long
        return crawl(server)
    return crawl(int(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
