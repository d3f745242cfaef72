"""The flagging code names itself: by what it does, not by how it is written down."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policywatch.flagging.tool import FOLDER, flagger_version


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "flagging")


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def test_the_same_code_elsewhere_has_the_same_name(copy: Path) -> None:
    assert flagger_version(copy) == flagger_version()


@pytest.mark.parametrize(
    ("change", "is_other"),
    [
        pytest.param(append("rules.py", "\n# A remark.\n"), False, id="a comment"),
        pytest.param(append("stage.py", "\nX = 1\n"), False, id="code that only stores"),
        pytest.param(append("rules.py", "\nX = 1\n"), True, id="code of a rule"),
        pytest.param(append("facts/money.py", "\nX = 1\n"), True, id="code of a fact"),
        pytest.param(append("folding.npz", "x"), True, id="a table"),
        pytest.param(append("facts/rates.yaml", "x"), True, id="a table in words"),
    ],
)
def test_a_change_of_what_flagging_does_is_another_name(
    copy: Path, change: Callable[[Path], None], is_other: bool
) -> None:
    change(copy)

    assert (flagger_version(copy) != flagger_version()) is is_other
