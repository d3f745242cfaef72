"""Readers that do what a hostile file may make a parser do; the sandbox's tests run them."""

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import Any


def read(body: bytes, what: str, where: str = "") -> dict[str, Any]:
    """Do one thing with the bytes."""
    if what == "count":
        return {"bytes": len(body)}
    if what == "crash":
        ctypes.string_at(0)
    elif what == "exit":
        os._exit(3)
    elif what == "raise":
        raise ValueError("not my kind of file")
    elif what == "sleep":
        time.sleep(60)
    elif what == "spin":
        while True:
            pass
    elif what == "hoard":
        hoard = []
        while True:
            hoard.append(bytearray(10_000_000))
    elif what == "talk":
        return {"text": "a" * 20_000_000}
    elif what == "write":
        Path(where).write_bytes(b"x" * 1000)
    elif what == "leave children":
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.setsid()
                    Path(where, str(os.getpid())).touch()
                time.sleep(60)
        while len(list(Path(where).iterdir())) < 3:
            time.sleep(0.01)
        return {"left": 3}
    elif what == "kill its parent":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    elif what == "stop its parent":
        os.kill(os.getppid(), signal.SIGSTOP)
        time.sleep(60)
    elif what == "tell":
        Path(where).write_text(f"{os.getpid()} {os.getppid()}")
        time.sleep(60)
    raise AssertionError(f"{what} came back")
