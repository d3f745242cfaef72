"""No Docker engine runs here: the compose file is held to its schema and to what we promise."""

import re
from typing import Any

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema.validators import validator_for

from policywatch.settings import PREFIX, ROOT, Settings

COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
each_service = pytest.mark.parametrize("name", sorted(SERVICES))
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?:(:?[-?])([^}]*))?\}")
SECRET = re.compile(r"PASSWORD|SECRET|KEY")


def variables() -> list[tuple[str, str, str]]:
    """Return name, operator and default of each variable that the file takes from .env."""
    return [(match[1], match[2] or "", match[3] or "") for match in VARIABLE.finditer(COMPOSE_TEXT)]


def test_the_file_fits_the_compose_schema() -> None:
    schema = get_builtin_schema("vendor.compose-spec")

    errors = validator_for(schema)(schema).iter_errors(COMPOSE)

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_all_parts_are_there() -> None:
    parts = {"api-server", "scheduler", "dag-processor", "triggerer"}
    assert {f"airflow-{part}" for part in parts} | {"postgres", "mail", "migrate", "review"} == set(
        SERVICES
    )


@each_service
def test_a_service_tells_its_health_or_ends_by_itself(name: str) -> None:
    service = SERVICES[name]
    ends = service["restart"] == "no"

    assert ends != ("healthcheck" in service)


@each_service
def test_a_service_does_not_run_as_root_and_gains_no_rights(name: str) -> None:
    service = SERVICES[name]

    assert str(service["user"]).split(":")[0] not in {"", "0", "root"}
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")


@each_service
def test_an_image_is_pinned(name: str) -> None:
    _, _, tag = SERVICES[name]["image"].partition(":")

    assert re.search(r"\d+\.\d+", tag)


@each_service
def test_ports_are_open_on_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@each_service
def test_what_a_service_waits_for_can_come(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert wait["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"] == "no"


@each_service
def test_folders_of_the_checkout_are_mounted_read_only_and_exist(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("./"):
            assert volume.endswith(":ro")
            assert (ROOT / source).is_dir()
        else:
            assert source in COMPOSE["volumes"]


def test_the_scheduler_is_ended_before_the_server_that_its_tasks_report_to() -> None:
    assert "airflow-api-server" in SERVICES["airflow-scheduler"]["depends_on"]


def test_no_secret_has_a_default() -> None:
    for name, operator, default in variables():
        if SECRET.search(name):
            assert operator == ":?", f"{name} may be left out: {default!r}"


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            # What has no value is passed on from .env, where it is set there.
            if SECRET.search(name) and not name.endswith("_FILE") and value is not None:
                assert VARIABLE.fullmatch(value), name


@pytest.mark.parametrize("name", OURS)
def test_our_variables_are_settings(name: str) -> None:
    ours = {key for key in SERVICES[name]["environment"] if key.startswith(PREFIX)}

    assert ours <= {PREFIX + field.upper() for field in Settings.model_fields}


def test_every_setting_that_containers_do_not_fix_is_passed_on() -> None:
    fixed = {"sources_dir", "watchlists_dir", "allow_loopback"}
    fixed |= {"review_host", "review_port", "airflow_port", "sample_port"}
    wanted = {PREFIX + field.upper() for field in Settings.model_fields.keys() - fixed}

    for name in OURS:
        assert wanted <= SERVICES[name]["environment"].keys(), name


@pytest.mark.parametrize("name", OURS)
def test_who_takes_in_documents_may_write_to_the_archive(name: str) -> None:
    """The review app takes uploads: with a home that it cannot write, each was an error."""
    assert "home:/var/lib/policywatch" in SERVICES[name]["volumes"]


def test_the_settings_of_the_containers_are_valid() -> None:
    given = {name: f"given-{name.lower()}" for name, _, _ in variables()}
    environment = {
        key: VARIABLE.sub(
            lambda match: match[3] if match[2] == ":-" else given[match[1]], str(value)
        )
        for key, value in SERVICES["review"]["environment"].items()
        if value is not None
    }

    settings = Settings.from_environment(environment)

    assert settings.store_url.startswith("postgresql+psycopg://policywatch:given-")
    assert not settings.allow_loopback
    assert not settings.watch_sample


def test_every_variable_of_the_compose_file_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()

    for name, operator, _ in variables():
        lines = [line for line in example.splitlines() if line.lstrip("#").startswith(f"{name}=")]
        assert len(lines) == 1, f"{name} is not in .env.example, or twice"
        if operator == ":?" and not name.startswith(PREFIX):
            assert lines == [f"{name}="]


def test_the_example_lists_every_setting_with_its_default() -> None:
    listed = re.findall(
        rf"^#?({PREFIX}\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE
    )
    settings = Settings()

    assert [name for name, _ in listed] == [
        PREFIX + field.upper() for field in Settings.model_fields
    ]
    for name, default in listed:
        value = getattr(settings, name.removeprefix(PREFIX).lower())
        if "DIR" not in name:
            assert default == (str(value).lower() if isinstance(value, bool) else str(value)), name


def test_the_image_is_built_from_pinned_parts_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert all(re.search(r":\d+\.\d+\.\d+-", line) for line in lines if line.startswith("FROM"))
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    installs = [line for line in lines if " install " in line and "requirements" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    kept = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }

    assert all((ROOT / name).exists() for name in kept)
    assert {"requirements.lock", "requirements-uv.lock"} <= kept
