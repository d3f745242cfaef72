"""Texts as they are looked at: after their title, without line breaks that only wrap, in groups."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policywatch.documents import Block
from policywatch.flagging.sentences import Stretches, cut_sentences
from policywatch.flagging.wrapping import unwrap

MAX_TEXT_CHARS = 4_000_000
MAX_TITLE_CHARS = 500
GROUP = 50
GROUP_CHARS = 200_000


class Text(NamedTuple):
    """What is flagged: a text with its title, its blocks, and the level of its source."""

    text: str
    title: str = ""
    blocks: Sequence[Block] = ()
    level: str = ""


class Prepared(NamedTuple):
    """A text as it is looked at: no more than MAX_TEXT_CHARS of the `given_chars` it has.

    `joined` is its body after its title, which begins there at `begin`; `flowing` is the same with
    a space for each newline that only wraps a line.
    """

    given_chars: int
    title: str
    body: str
    joined: str
    begin: int
    flowing: str
    sentences: Stretches
    blocks: Sequence[Block]
    level: str


def prepare(given: Text) -> Prepared:
    """Return a text as it is looked at."""
    joined, begin = join_title(given.title, given.text)
    title, body = joined[: max(0, begin - 1)], joined[begin:]
    flowing = joined[:begin] + unwrap(body, given.blocks)
    sentences = cut_sentences(flowing, begin)
    return Prepared(
        len(given.text), title, body, joined, begin, flowing, sentences, given.blocks, given.level
    )


def join_title(title: str, text: str) -> tuple[str, int]:
    """Return a text after its title, as it is looked at, and where the text begins in it."""
    title = " ".join(title[:MAX_TITLE_CHARS].split())
    joined = f"{title}\n{text[:MAX_TEXT_CHARS]}" if title else text[:MAX_TEXT_CHARS]
    return joined, len(title) + 1 if title else 0


def in_groups(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Yield texts by GROUP, and by fewer where they hold GROUP_CHARS together."""
    group: list[Text] = []
    chars = 0
    for text in texts:
        group.append(text)
        chars += len(text.text)
        if len(group) == GROUP or chars >= GROUP_CHARS:
            yield group
            group, chars = [], 0
    if group:
        yield group
