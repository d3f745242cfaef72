"""A network of its own: whatever runs in it reaches nothing but itself."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_NET = Path("/proc/self/ns/net")
_RESOLV = Path("/etc/resolv.conf")
_OUTSIDE = "POLICYWATCH_TEST_OUTSIDE"


class NoNamespaceError(Exception):
    """There is no network of our own to be had; nothing hostile may run."""


def why_not() -> str | None:
    """Return why no network of our own can be made here; None where one can."""
    for tool in ("unshare", "ip", "mount"):
        if shutil.which(tool) is None:
            return f"the command {tool} is missing (packages util-linux, iproute2)"
    made = subprocess.run(["unshare", "-rnm", "true"], capture_output=True, text=True, check=False)
    return made.stderr.strip() or "unshare -rnm failed" if made.returncode else None


def run_inside(module: str, *arguments: str, seconds: float) -> str:
    """Run a module in user, network and mount namespaces of its own and return what it wrote.

    Raises:
        NoNamespaceError: they are not to be had, or it found itself outside of them.
    """
    if reason := why_not():
        raise NoNamespaceError(reason)
    command = ["unshare", "-rnm", sys.executable, "-m", module, *arguments]
    environment = {**os.environ, _OUTSIDE: str(_NET.readlink())}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode:
        raise NoNamespaceError(f"{module} ended with {done.returncode}:\n{done.stderr[-8000:]}")
    return done.stdout


def seal(addresses: Iterable[str], folder: Path) -> None:
    """Make the network: loopback with more addresses, names resolved by 127.0.0.1 alone.

    Raises:
        NoNamespaceError: this is the network that we were started in, or there is a way out.
    """
    outside = os.environ.get(_OUTSIDE)
    if outside is None or outside == str(_NET.readlink()):
        raise NoNamespaceError("REFUSED: not in a network namespace of our own (unshare -rnm)")
    others = [name for _, name in socket.if_nameindex() if name != "lo"]
    if others:
        raise NoNamespaceError(f"REFUSED: this network has interfaces besides lo: {others}")
    _run("ip", "link", "set", "lo", "up")
    for address in addresses:
        _run("ip", "address", "add", address, "dev", "lo")
    resolv = folder / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:2\n")
    _run("mount", "--bind", str(resolv), str(_RESOLV.resolve()))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNamespaceError(f"REFUSED: {' '.join(command)}: {done.stderr.strip()}")
