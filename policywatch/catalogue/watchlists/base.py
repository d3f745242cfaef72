"""What every part of the watchlists is made of."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

MAX_NAME_CHARS = 120
MAX_TEXT_CHARS = 4000


class Part(BaseModel):
    """A part of the watchlists: immutable, and nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_a_day(value: str) -> str:
    """Refuse what is no day of the calendar: 2023-02-30."""
    date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    return value


def _can_be_stored(value: str) -> str:
    """Refuse the one character that no store takes in a text."""
    if "\0" in value:
        raise ValueError("a NUL character cannot be kept")
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Ids = Annotated[tuple[str, ...], Field(min_length=1)]
Text = Annotated[str, Field(max_length=MAX_TEXT_CHARS), AfterValidator(_can_be_stored)]
Sentence = Annotated[Text, Field(min_length=1)]
Name = Annotated[
    str,
    Field(min_length=1, max_length=MAX_NAME_CHARS, pattern=r"\S"),
    AfterValidator(_can_be_stored),
]
Day = Annotated[
    str,
    BeforeValidator(_as_text, json_schema_input_type=str | int),
    Field(pattern=r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$"),
    AfterValidator(_is_a_day),
]  # a day as far as it is known: 2019, 2019-03, 2019-03-31


def is_before(one: str, other: str) -> bool:
    """Whether a day known so far lies before another one, as far as both are known."""
    common = min(len(one), len(other))
    return one[:common] < other[:common]
