"""Ports that nothing listens on."""

import socket
from contextlib import ExitStack


def free_ports(number: int) -> list[int]:
    """Return different free ports of the loopback address."""
    with ExitStack() as held:
        listeners = [
            held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)
        ]
        return [listener.getsockname()[1] for listener in listeners]
