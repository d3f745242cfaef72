"""A lease in the store keeps a second crawl off a host, whatever process starts it."""

import os
import socket
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from models import HostLease, write_session

LEASE = timedelta(seconds=90)
RENEW_EVERY_S = 20.0
LONGEST = timedelta(hours=1)


def holder_name() -> str:
    """Return a name for a lease of this process: machine, boot, process and its start, number."""
    pid = os.getpid()
    return f"{_machine()}|{pid}|{_started(pid)}|{uuid.uuid4().hex[:12]}"


def take_lease(engine: Engine, host: str, holder: str, now: datetime) -> bool:
    """Take a host's lease if it is free, expired, or its holder died on this machine."""
    with write_session(engine) as session:
        lease = session.get(HostLease, host, with_for_update=True)
        if lease is not None:
            # One that lasts for longer than any does was taken by a clock that was wrong.
            lasts = now < lease.expires_at <= now + LONGEST
            if lasts and not is_dead(lease.holder):
                return False
            lease.holder, lease.expires_at = holder, now + LEASE
            return True
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        taken = session.execute(
            insert(HostLease)
            .values(host=host, holder=holder, expires_at=now + LEASE)
            .on_conflict_do_nothing()
            .returning(HostLease.host)
        )
        return taken.one_or_none() is not None


def renew_lease(engine: Engine, host: str, holder: str, now: datetime) -> bool:
    """Keep a lease for another while; False where it was lost to someone else."""
    with write_session(engine) as session:
        mine = (HostLease.host == host, HostLease.holder == holder)
        kept = session.execute(
            update(HostLease).where(*mine).values(expires_at=now + LEASE).returning(HostLease.host)
        )
        return kept.one_or_none() is not None


def release_lease(engine: Engine, host: str, holder: str) -> None:
    """Give a lease back."""
    with write_session(engine) as session:
        session.execute(delete(HostLease).where(HostLease.host == host, HostLease.holder == holder))


def _machine() -> str:
    """Return what tells this machine, since it was started, from others (containers, too)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:13]
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        boot = space = ""
    return f"{socket.gethostname()[:60]}|{boot}|{space}"


def _started(pid: int) -> str:
    """Return when a process started, in the kernel's ticks; empty where it does not run."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in ("Z", "X") else fields[19]


def is_dead(holder: str) -> bool:
    """Return whether a holder ran on this machine and does no longer."""
    parts = holder.rsplit("|", 3)
    if len(parts) != 4 or parts[0] != _machine() or not parts[1].isdecimal() or not parts[2]:
        return False
    return _started(int(parts[1])) != parts[2]
