"""Terms of a blog's taxonomies, offered when a post is created or edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from blogtools.config import Blog
from blogtools.content.discover import Source
from blogtools.live.others import others_of


class Terms(msgspec.Struct, frozen=True):
    """Terms in use, most used first."""

    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()


def terms_of(blog: Blog, sources: Iterable[Source]) -> Terms:
    """Collect the terms of the given notebooks, drafts included; unreadable posts are skipped."""
    posts = list(others_of(blog, sources))
    return Terms(
        tags=_by_count(tag for post in posts for tag in post.tags),
        categories=_by_count(category for post in posts for category in post.categories),
        series=_by_count(post.series for post in posts if post.series),
    )


def _by_count(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name.casefold())))
