"""Whether the ports are free, told before anything is started."""

import socket
from dataclasses import dataclass

from policywatch.settings import PREFIX, Settings


@dataclass(frozen=True, slots=True)
class Port:
    """A port that one of our services listens on, and the setting that chooses it."""

    of: str
    host: str
    number: int
    setting: str


def ports(settings: Settings) -> list[Port]:
    """Return every port that is listened on."""
    return [
        Port("the review app", settings.review_host, settings.review_port, "review_port"),
        Port("Airflow", "127.0.0.1", settings.airflow_port, "airflow_port"),
        Port("the sample site", "127.0.0.1", settings.sample_port, "sample_port"),
    ]


def port_problems(settings: Settings) -> list[str]:
    """Return a line for each port that cannot be listened on, naming the variable to change."""
    problems = []
    first_user: dict[int, Port] = {}
    for port in ports(settings):
        variable = PREFIX + port.setting.upper()
        other = first_user.setdefault(port.number, port)
        if other is not port:
            problems.append(
                f"port {port.number} is meant for both {other.of} and {port.of}: "
                f"choose another one with {variable}"
            )
        elif error := _listening_error(port):
            problems.append(
                f"port {port.number} for {port.of} cannot be used ({error}): "
                f"choose another one with {variable}"
            )
    return problems


def _listening_error(port: Port) -> str | None:
    """Return why a port cannot be listened on, or None where it can."""
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    with socket.socket(family) as listener:
        # What a server of ours left in TIME_WAIT a moment ago does not hinder the next.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((port.host, port.number))
            listener.listen(1)
        except OSError as error:
            return (error.strerror or str(error)).lower()
    return None
