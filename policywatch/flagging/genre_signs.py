"""The signs by which a document's genre is told: `genres.yaml` beside this file."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from policywatch.catalogue.watchlists import GENRES
from policywatch.catalogue.yaml_file import load_yaml
from policywatch.flagging.automaton import alternatives, required_literals, spelled_out

SIGNS_FILE = Path(__file__).with_name("genres.yaml")
UNFITTED = {"title": 1.5, "beginning": 0.7, "text": 0.7, "shape": 0.7}
"""What a sign says for each genre that it is `of`, as long as it has no fitted weights."""
SHAPES = (
    "no-title",
    "chinese",
    "short",
    "points-numbered",
    "quotes",
    "question-marks",
    "unfinished",
)


def _is_a_genre(name: str) -> str:
    if name not in GENRES:
        raise ValueError(f"no genre {name!r}; the genres are {', '.join(GENRES)}")
    return name


def _is_a_shape(name: str) -> str:
    if name not in SHAPES:
        raise ValueError(f"no shape {name!r} is measured; those that are: {', '.join(SHAPES)}")
    return name


def _can_be_searched(says: str) -> str:
    """Refuse what is no regular expression, and what would have to be tried everywhere."""
    for alternative in alternatives(says):
        words = spelled_out(alternative)
        try:
            pattern = None if words else re.compile(alternative.lower(), re.M)
        except re.error as problem:
            raise ValueError(f"{alternative!r} is no regular expression: {problem}") from None
        if "" in (words or ()) or (pattern and pattern.search("")):
            raise ValueError(f"{alternative!r} matches where nothing stands; take it out")
        if not words and not required_literals(alternative):
            raise ValueError(
                f"{alternative!r} holds no letters that all it matches must hold, so it would be "
                "tried everywhere; write the words out"
            )
    return says


GenreName = Annotated[str, AfterValidator(_is_a_genre)]
Weights = dict[GenreName, Annotated[float, Field(ge=-9, le=9)]]


class _Part(BaseModel):
    """A part of the file: immutable, and nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Told(_Part):
    """What a sign of either kind has."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    of: tuple[GenreName, ...] = ()
    why: str = Field(min_length=1)
    speaks: Weights | None = None

    @property
    def place(self) -> str:
        """Where it is looked for: what weighs it as long as it has no weights."""
        raise NotImplementedError

    @property
    def weights(self) -> Weights:
        """What it says for each genre: as fitted, else alike for all that it is of."""
        if self.speaks is not None:
            return self.speaks
        return dict.fromkeys(self.of, UNFITTED[self.place])


class Shape(_Told):
    """How a text is laid out; `id` is one of SHAPES, which the judge measures (0-1)."""

    id: Annotated[str, AfterValidator(_is_a_shape)]

    @property
    def place(self) -> str:
        """The text as a whole."""
        return "shape"


class Sign(_Told):
    """Words that speak for genres where they stand in a place.

    `says` is a regular expression, asked of text in small letters and Simplified characters; each
    of its alternatives counts once.
    """

    where: Literal["title", "beginning", "text"]
    says: Annotated[str, Field(min_length=1), AfterValidator(_can_be_searched)]

    @property
    def place(self) -> str:
        """Where its words must stand."""
        return self.where


class GenreSigns(_Part):
    """All signs, and what speaks for each genre before any is seen."""

    before: Weights
    signs: tuple[Sign, ...] = Field(min_length=1)
    shapes: tuple[Shape, ...] = ()

    @model_validator(mode="after")
    def _say_something_once(self) -> "GenreSigns":
        seen: set[str] = set()
        told: tuple[_Told, ...] = (*self.signs, *self.shapes)
        for one in told:
            if one.id in seen:
                raise ValueError(f"two signs are called {one.id!r}; rename one")
            seen.add(one.id)
            if not one.of and one.speaks is None:
                raise ValueError(f"{one.id!r} speaks for no genre; give it `of` or `speaks`")
        return self


@lru_cache(maxsize=4)
def load_genre_signs(path: Path = SIGNS_FILE) -> GenreSigns:
    """Return the signs of a file.

    Raises:
        CatalogueError: the file is wrong; the message names file, line and what was expected.
    """
    return load_yaml(path, GenreSigns)
