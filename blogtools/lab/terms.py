"""What a blog's posts are sorted by, for those who begin or sort another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from blogtools.config import Blog
from blogtools.errors import BlogtoolsError
from blogtools.post import FrontMatter, Summary
from blogtools.posts import read_source, start_post
from blogtools.site.memory import Memory
from blogtools.site.sources import file_stamp, find_sources, output_folder


class Terms(msgspec.Struct, frozen=True):
    """What stands in the posts, that of most posts first."""

    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()


def known_terms(blog: Blog) -> Terms:
    """The terms of all posts, drafts too: as the last build knows them, where a notebook is what it was then."""
    posts = tuple(_posts(blog))
    return Terms(
        tags=_ordered(term for post in posts for term in post.tags),
        categories=_ordered(term for post in posts for term in post.categories),
        series=_ordered(post.series for post in posts if post.series),
    )


def _posts(blog: Blog) -> Iterator[Summary | FrontMatter]:
    known = Memory(blog.cache, output_folder(blog, "html"), "html").last().posts
    for source in find_sources(blog, ()):
        record = known.get(source.name)
        if record and record.stamp and record.stamp == file_stamp(source):
            yield record.summary
            continue
        try:
            yield start_post(source, *read_source(source), opening=True).front
        except BlogtoolsError:
            continue  # Its author is told when it is shown or built; the others have terms all the same.


def _ordered(terms: Iterable[str]) -> tuple[str, ...]:
    numbers = Counter(terms)
    return tuple(sorted(numbers, key=lambda term: (-numbers[term], term.casefold())))
