import socket
from pathlib import Path

import pytest

from policywatch.launch import up
from policywatch.launch.ports import port_problems
from policywatch.settings import Settings
from tests.launch.free_ports import free_ports


def settings_with_free_ports(home: Path) -> Settings:
    review, airflow, sample = free_ports(3)
    return Settings(home=home, review_port=review, airflow_port=airflow, sample_port=sample)


def test_free_ports_are_no_problem(tmp_path: Path) -> None:
    assert port_problems(settings_with_free_ports(tmp_path)) == []


@pytest.mark.parametrize("name", ["review_port", "airflow_port", "sample_port"])
def test_a_taken_port_is_told_with_the_variable_that_changes_it(tmp_path: Path, name: str) -> None:
    settings = settings_with_free_ports(tmp_path)
    with socket.create_server(("127.0.0.1", getattr(settings, name))):
        [problem] = port_problems(settings)

    assert str(getattr(settings, name)) in problem
    assert f"POLICYWATCH_{name.upper()}" in problem


def test_one_port_for_two_services_is_told(tmp_path: Path) -> None:
    port, sample = free_ports(2)
    settings = Settings(home=tmp_path, review_port=port, airflow_port=port, sample_port=sample)

    [problem] = port_problems(settings)

    assert "both the review app and Airflow" in problem


def test_up_starts_nothing_when_a_port_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_with_free_ports(tmp_path / "home")
    with socket.create_server(("127.0.0.1", settings.airflow_port)):
        code = up(settings)

    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not settings.home.exists()
