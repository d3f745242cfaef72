import subprocess
import sys

import pytest

from policywatch.reading.language import find_languages

SIMPLIFIED = "为深入实施人才强市战略，现就做好年度申报工作通知如下。"
TRADITIONAL = "為深入實施人才強市戰略，現就做好年度申報工作通知如下。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SIMPLIFIED, "zh-cn"),
        (TRADITIONAL, "zh-tw"),
        ("启明计划", "zh-cn"),
        ("The city invites overseas scientists to apply for the programme.", "en"),
        ("計画の人材を海外から募集しています。", "ja"),
        ("해외 인재를 모집합니다.", "ko"),
        ("Die Stadt lädt Wissenschaftler aus dem Ausland zur Bewerbung ein.", "de"),
        (SIMPLIFIED + " Qiming Venture Partners, Shanghai Institute of Technology", "zh-cn"),
        ("We offer posts under 启明计划 to applicants who hold a PhD from abroad.", "en"),
        ("2023 100% !!!", ""),
        ("", ""),
    ],
)
def test_the_main_language_is_found(text: str, language: str) -> None:
    assert find_languages(text)[0] == language


def test_shares_tell_a_mixed_text() -> None:
    english = "The programme invites applications from scientists who live and work abroad."

    _, shares = find_languages(SIMPLIFIED + english)

    assert set(shares) == {"zh-cn", "en"}
    assert 0.3 < shares["en"] < 0.7
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.01)


def test_another_process_finds_the_same() -> None:
    text = "oferta de plazas para investigadores en el programa"
    code = f"from policywatch.reading.language import find_languages as f; print(f({text!r}))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == f"{find_languages(text)}\n"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("日本学術振興会特別研究員募集要項", "ja"),
        ("東京大学教授採用", "ja"),
        ("臺灣大學徵聘教授", "zh-tw"),
        ("台東市議員補選公告", "zh-tw"),
        ("著名大学教授招聘启事", "zh-cn"),
        ("关于引进海外人才的繁體中文與简体中文公告", "zh-cn"),
    ],
)
def test_japanese_without_kana_is_told_by_its_mixture_of_forms(text: str, language: str) -> None:
    assert find_languages(text)[0] == language
