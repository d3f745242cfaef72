"""Whose voice a document is: the level of a source, which rules may ask for."""

from enum import StrEnum


class Level(StrEnum):
    """Whose voice a source is."""

    NATIONAL = "national"
    MINISTRY = "ministry"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    UNIVERSITY = "university"
    MEDIA = "media"
    JOB_BOARD = "job-board"
    COMPANY = "company"
