"""A redirect to a front page says that the document was taken away."""

import pytest

from spiders.urls import is_front_page_of


@pytest.mark.parametrize(
    ("asked", "final", "taken_away"),
    [
        ("/a/b/c.html", "/", True),
        ("/a/b/c.html", "/index.html", True),
        ("/a/b/c.html", "/a/", True),
        ("/a/b/c.html", "/a/index.html", True),
        ("/a/b/c.html", "/a/b/", False),
        ("/a/b/c.html", "/z/", False),
        ("/a/b/c.html", "/a/b/d.html", False),
        ("/a/b/c", "/a/b/c/", False),
        ("/index.html", "/", False),
    ],
)
def test_a_front_page_above_the_document_counts(asked: str, final: str, taken_away: bool) -> None:
    assert is_front_page_of(f"http://h{asked}", f"http://h{final}") is taken_away
