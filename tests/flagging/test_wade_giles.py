"""Pinyin in the romanisation of Taiwan and of older books."""

import pytest

from policywatch.flagging.characters.wade_giles import wade_giles


@pytest.mark.parametrize(
    ("pinyin", "written"),
    [
        ("qian ren ji hua", "ch'ien jen chi hua"),
        ("bai ren", "pai jen"),
        ("kun peng xing dong", "k'un p'eng hsing tung"),
        ("chang jiang xue zhe", "ch'ang chiang hsüeh che"),
        ("huo ju ren cai", "huo chü jen ts'ai"),
        ("zhu shuo duo zhuo luo", "chu shuo to cho lo"),
        ("zi ci si shi zhi", "tzu tz'u ssu shih chih"),
        ("yu yuan yong yan", "yü yüan yung yen"),
    ],
)
def test_syllables_are_written_by_the_table(pinyin: str, written: str) -> None:
    assert " ".join(map(wade_giles, pinyin.split())) == written
