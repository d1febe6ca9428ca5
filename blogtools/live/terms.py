"""What a blog's posts are sorted by, for those who begin or sort another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.live.others import others_of


class Terms(msgspec.Struct, frozen=True):
    """What stands in posts, that of most posts first."""

    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()


def terms_of(blog: BlogConfig, sources: Iterable[Source]) -> Terms:
    """The terms of some of a blog's posts, drafts too; a post that cannot be read has none."""
    posts = list(others_of(blog, sources))
    return Terms(
        tags=_by_use(tag for post in posts for tag in post.tags),
        categories=_by_use(category for post in posts for category in post.categories),
        series=_by_use(post.series for post in posts if post.series),
    )


def _by_use(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name.casefold())))
