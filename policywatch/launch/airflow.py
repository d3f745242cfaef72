"""Airflow on this machine: its settings, its secrets, and whether it is up.

Three processes, with LocalExecutor on SQLite, start in half the time and memory of
`airflow standalone`, which also leaves processes behind when it is ended.
"""

import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any

from policywatch.launch.processes import MARK
from policywatch.settings import PREFIX, ROOT, Settings

USER = "admin"
CRAWL_POOL = "crawl"
CRAWLS_AT_ONCE = 2
ANSWER_TIMEOUT_S = 5.0
COMPONENTS = {
    "Airflow API server": ("api-server",),
    # Logs are read from the folder: no server for them is needed.
    "Airflow scheduler": ("scheduler", "--skip-serve-logs"),
    "Airflow DAG processor": ("dag-processor",),
}


class Airflow:
    """The Airflow of a home folder."""

    def __init__(self, settings: Settings) -> None:
        self.home = settings.home.resolve() / "airflow"
        self.address = f"http://127.0.0.1:{settings.airflow_port}"
        self._port = settings.airflow_port
        self._secrets = _kept_secrets(self.home)

    @property
    def password(self) -> str:
        """The password of the one user."""
        return self._secrets["password"]

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of an Airflow command."""
        return [sys.executable, "-m", "airflow", *arguments]

    def environment(self, base: dict[str, str]) -> dict[str, str]:
        """Return a base environment with the settings that Airflow needs."""
        return base | {
            "AIRFLOW_HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{base.get('PATH', os.defpath)}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            # On SQLite as many workers as this are forked at once, 8 MB each.
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self._write_password()),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.address}/execution/",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self._port),
            "AIRFLOW__API__BASE_URL": self.address,
            "AIRFLOW__API__SECRET_KEY": self._secrets["secret_key"],
            "AIRFLOW__API_AUTH__JWT_SECRET": self._secrets["jwt_secret"],
            "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "15",
            # A killed scheduler's tasks are taken over after 15 to 25 s, not after 300.
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
            "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
        }

    def is_migrated(self) -> bool:
        """Whether this version of Airflow has prepared its database already."""
        stamp = self.home / "migrated"
        return stamp.exists() and stamp.read_text() == version("apache-airflow-core")

    def set_migrated(self) -> None:
        """Keep that the database is prepared: asking Airflow costs several seconds."""
        (self.home / "migrated").write_text(version("apache-airflow-core"))

    def is_api_up(self) -> bool:
        """Whether the API server answers."""
        return self._health() is not None

    def is_up(self) -> bool:
        """Whether API server, scheduler and DAG processor all say that they are well."""
        health = self._health() or {}
        parts = ("metadatabase", "scheduler", "dag_processor")
        return all((health.get(part) or {}).get("status") == "healthy" for part in parts)

    def ensure_pool(self) -> None:
        """Create the pool that bounds how many hosts are crawled at once, if it is not there.

        Raises:
            OSError: Airflow does not answer, or refuses.
        """
        body = {
            "name": CRAWL_POOL,
            "slots": CRAWLS_AT_ONCE,
            "description": "hosts crawled at once",
            "include_deferred": False,
        }
        try:
            self.ask("POST", "/api/v2/pools", body)
        except urllib.error.HTTPError as error:
            if error.code != 409:
                raise

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send a request to Airflow's REST API as its user and return the decoded answer.

        Raises:
            OSError: Airflow does not answer, or refuses (urllib.error.HTTPError).
        """
        token = self._send(
            "POST", "/auth/token", {"username": USER, "password": self.password}, {}
        )["access_token"]
        return self._send(method, path, body, {"Authorization": f"Bearer {token}"})

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> Any:
        request = urllib.request.Request(  # noqa: S310 (our own http address)
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers},
        )
        with urllib.request.urlopen(request, timeout=ANSWER_TIMEOUT_S) as answer:  # noqa: S310
            return json.load(answer)

    def _health(self) -> dict[str, Any] | None:
        try:
            health: dict[str, Any] = self._send("GET", "/api/v2/monitor/health", None, {})
        except (OSError, ValueError):
            return None
        return health

    def _write_password(self) -> Path:
        """Write the file that Airflow reads; it may write to it, so ours stays ours."""
        path = self.home / "passwords.json"
        _write_private(path, json.dumps({USER: self.password}))
        return path


def base_environment(settings: Settings, mark: str) -> dict[str, str]:
    """Return this process's environment with the settings made explicit, for what we start.

    The home folder becomes absolute, so that it is the same one from any working folder.
    """
    return dict(os.environ) | {
        PREFIX + "HOME": str(settings.home.resolve()),
        MARK: mark,
        "PYTHONUNBUFFERED": "1",
    }


def _kept_secrets(home: Path) -> dict[str, str]:
    """Return the secrets of a home folder, made up at its first use."""
    path = home / "secrets.json"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made_up = {
            "password": secrets.token_urlsafe(12),
            "secret_key": secrets.token_hex(32),
            "jwt_secret": secrets.token_hex(64),
        }
        _write_private(path, json.dumps(made_up))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
