"""Services kept running: started, seen to be ready, started again when they die."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policywatch.errors import PolicywatchError
from policywatch.launch.processes import Process, end_all

RESTARTS = 5
RESTARTS_WITHIN_S = 600.0
READY_WITHIN_S = 240.0
LOOK_EVERY_S = 1.0


class LaunchError(PolicywatchError):
    """What was to be started does not run."""


@dataclass
class Service:
    """A process that should run until the end, and how to see that it does its job."""

    process: Process
    is_ready: Callable[[], bool]
    ready_note: str = "is ready"
    was_ready: bool = False
    looked_at: float = 0.0
    restarts: list[float] = field(default_factory=list)


class Services:
    """The services of a run. `say` gets a sentence for each thing that happens to one."""

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        logs: Path,
        environment: Mapping[str, str],
        started: Callable[[int], None] = lambda _pid: None,
    ) -> None:
        self._say = say
        self._logs = logs
        self._environment = environment
        self._started = started
        self._services: list[Service] = []

    def start(
        self,
        name: str,
        command: Sequence[str],
        is_ready: Callable[[], bool],
        ready_note: str = "is ready",
    ) -> None:
        """Start a service, its log named for it."""
        log = self._logs / f"{name.lower().replace(' ', '-')}.log"
        process = Process(name, command, log, self._environment)
        self._services.append(Service(process, is_ready, ready_note))
        self._begin(process)
        self._say(f"starting {name}")

    def run(self, name: str, command: Sequence[str], is_wanted: Callable[[], bool]) -> bool:
        """Run a command to its end while looking after the services.

        Returns False when it was given up because `is_wanted` no longer holds.
        Raises:
            LaunchError: it failed, or a service keeps dying.
        """
        log = self._logs / f"{name.lower().replace(' ', '-')}.log"
        process = Process(name, command, log, self._environment)
        self._begin(process)
        self._say(name)
        while (code := process.exit_code()) is None:
            if not is_wanted():
                return False
            self.look_after()
            time.sleep(0.1)
        if code:
            raise LaunchError(f"{name} failed ({_told(code)}); {log}:\n{process.last_lines()}")
        return True

    def are_ready(self) -> bool:
        """Whether every service was ready once."""
        return all(service.was_ready for service in self._services)

    def pids(self) -> list[int]:
        """Return the process ids of the services."""
        return [service.process.pid for service in self._services]

    def look_after(self) -> None:
        """See who is ready, and start again who died.

        Raises:
            LaunchError: a service keeps dying, or does not become ready.
        """
        for service in self._services:
            code = service.process.exit_code()
            if code is not None:
                self._restart(service, code)
            elif not service.was_ready:
                self._see_ready(service)

    def _begin(self, process: Process) -> None:
        process.start()
        self._started(process.pid)

    def _see_ready(self, service: Service) -> None:
        now = time.monotonic()
        if now - service.looked_at < LOOK_EVERY_S:
            return
        service.looked_at = now
        took = now - service.process.started_at
        if service.is_ready():
            service.was_ready = True
            self._say(f"{service.process.name} {service.ready_note} (took {took:.0f} s)")
        elif took > READY_WITHIN_S:
            raise LaunchError(
                f"{service.process.name} is not ready after {took:.0f} s; "
                f"{service.process.log}:\n{service.process.last_lines()}"
            )

    def _restart(self, service: Service, code: int) -> None:
        process = service.process
        now = time.monotonic()
        recent = [at for at in service.restarts if now - at < RESTARTS_WITHIN_S]
        told = f"{process.name} ended by itself ({_told(code)})"
        if len(recent) >= RESTARTS:
            raise LaunchError(f"{told} again and again; {process.log}:\n{process.last_lines()}")
        self._say(f"{told}: starting it again; its last words are in {process.log}.1")
        # What it left behind would hold its port or do its work twice.
        end_all([process.pid], mark=None, grace_s=0)
        service.restarts = [*recent, now]
        service.was_ready = False
        self._begin(process)


def _told(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
