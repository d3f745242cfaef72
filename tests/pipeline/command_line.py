"""The pipeline as its users start it: the command in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, update

from models import Document, Source, Work, write_session


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Runs `policywatch` with an environment of its own."""

    environment: dict[str, str]

    @classmethod
    def at(cls, home: Path, **variables: object) -> "CommandLine":
        """Return a command line whose state lies in a folder; variables without their prefix."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICYWATCH_")}
        given = {f"POLICYWATCH_{k.upper()}": str(v) for k, v in variables.items()}
        return cls({**kept, "POLICYWATCH_HOME": str(home), **given})

    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "policywatch", *arguments],
            env=self.environment,
            input=stdin.decode(),
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    def json_lines(self, *arguments: str) -> list[dict[str, Any]]:
        """Run the command and return the JSON objects that it prints."""
        result = self.run(*arguments)
        if result.returncode not in (0, 1):
            raise AssertionError(f"{arguments} ended with {result.returncode}: {result.stderr}")
        return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def make_all_due(engine: Engine) -> None:
    """Let time pass: every source and every known document is due, and put-off work is ready."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    with write_session(engine) as session:
        session.execute(update(Source).where(Source.enabled).values(due_at=past))
        session.execute(
            update(Document).where(Document.next_check_at.is_not(None)).values(next_check_at=past)
        )
        session.execute(update(Work).values(not_before=past))
