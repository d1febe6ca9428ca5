"""A notebook that was renamed is known again, and none is taken for another one."""

from __future__ import annotations

from itertools import permutations

import pytest

from blogtools.permalinks.registry import Permalink, PermalinkRegistry, PublishedPost
from blogtools.permalinks.renames import find_renames


def known(**posts: tuple[str, str, str | None]) -> PermalinkRegistry:
    """A ledger of posts by name, each with page, title and date."""
    return PermalinkRegistry(posts={name: Permalink(*facts) for name, facts in posts.items()})


def seen(name: str, page: str, title: str, date: str | None = None, content: str = "") -> PublishedPost:
    """A post, as a build sees it."""
    return PublishedPost(name, page, title, date, content)


OLD = known(old=("old", "How I moved", "2024-01-01"))


@pytest.mark.parametrize(
    ("post", "found"),
    [
        pytest.param(seen("new", "new", "Other", "2025-01-01", "hash"), True, id="content"),
        pytest.param(seen("new", "new", "How I moved", "2024-01-01", "changed"), True, id="title-and-date"),
        pytest.param(seen("new", "old", "Other", "2025-01-01", "changed"), True, id="page"),
        pytest.param(seen("new", "new", "How I moved", "2025-01-01", "changed"), True, id="title"),
        pytest.param(seen("new", "new", "Other", "2024-01-01", "changed"), False, id="date-only"),
        pytest.param(seen("new", "new", "Other", None, ""), False, id="nothing"),
    ],
)
def test_what_tells_that_a_post_was_renamed(post: PublishedPost, *, found: bool) -> None:
    """Each piece of evidence is enough by itself; a date alone is none, nor is what both lack."""
    assert ({"new": "old"} if found else {}) == find_renames(OLD, [post], {"old": "hash"})


def test_stronger_evidence_comes_first() -> None:
    """Content before title and date, these before the page, the page before the title."""
    registry = known(
        a=("pa", "A", "2024"),
        b=("pb", "B", "2024"),
        c=("pc", "C", "2024"),
        d=("pd", "D", "2024"),
    )
    now = [
        seen("w", "pb", "A", "2024", "hash of d"),
        seen("x", "pc", "A", "2024"),
        seen("y", "pb", "C", "2023"),
        seen("z", "q", "C", "2022"),
    ]
    contents = {"d": "hash of d"}
    for order in permutations(now):
        assert {"w": "d", "x": "a", "y": "b"} == find_renames(registry, order, contents)
    # The title C is that of two posts, so it says nothing; once it is of one, it does.
    assert {"w": "d", "x": "a", "z": "c"} == find_renames(registry, [now[0], now[1], now[3]], contents)


def test_a_post_that_exists_is_never_given_away() -> None:
    """A copy of a post is a new post; so is one that looks like a post that cannot be read now."""
    copy = seen("copy", "copy", "How I moved", "2024-01-01", "hash")
    original = seen("old", "old", "How I moved", "2024-01-01", "hash")
    assert {} == find_renames(OLD, [original, copy], {"old": "hash"})
    assert {} == find_renames(OLD, [copy], {"old": "hash"}, keep=["old"])


def test_a_post_is_given_away_once() -> None:
    """Of two copies one is the post, whatever the order in which they are found."""
    one, two = (seen(name, name, "How I moved", "2024-01-01", "hash") for name in ("one", "two"))
    assert {"one": "old"} == find_renames(OLD, [one, two], {"old": "hash"})
    assert {"one": "old"} == find_renames(OLD, [two, one], {"old": "hash"})


@pytest.mark.parametrize("content", ["", "hash"], ids=["title-and-date", "content"])
def test_files_called_alike_go_together(content: str) -> None:
    """A folder was renamed, whose posts have all else in common; those that are left go together in order."""
    registry = PermalinkRegistry(posts={f"2024/{name}.ipynb": Permalink(name, "Log", "2024") for name in "abc"})
    date = None if content else "2024"
    now = [seen(f"log/{name}.ipynb", f"log-{name}", "Log", date, content) for name in "fec"]
    expected = {"log/c.ipynb": "2024/c.ipynb", "log/e.ipynb": "2024/a.ipynb", "log/f.ipynb": "2024/b.ipynb"}
    assert expected == find_renames(registry, now, dict.fromkeys(registry.posts, content))


@pytest.mark.parametrize("title", ["Untitled", "untitled12", "Notes", "New notebook 3", "README", "", "2024-01-01"])
def test_a_title_that_says_nothing_is_no_evidence(title: str) -> None:
    """With a date it is: two posts of one day are rarely both untitled."""
    assert {} == find_renames(known(old=("old", title, None)), [seen("new", "new", title)], {})
    registry = known(old=("old", title, "2024-01-01"))
    assert {"new": "old"} == find_renames(registry, [seen("new", "new", title, "2024-01-01")], {})


def test_a_title_that_a_living_post_has_is_no_evidence() -> None:
    """A column has one title and many posts."""
    registry = known(one=("one", "Weekly letter", "2024-01-01"), two=("two", "Weekly letter", "2024-01-08"))
    now = [seen("two", "two", "Weekly letter", "2024-01-08"), seen("three", "three", "Weekly letter", "2024-01-15")]
    assert {} == find_renames(registry, now, {})
