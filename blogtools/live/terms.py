"""What a blog's posts are sorted by, for those who begin or sort another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from blogtools.config import Blog
from blogtools.errors import BlogtoolsError
from blogtools.post import FrontMatter, Summary
from blogtools.posts import read_source, start_post
from blogtools.site.manifest import Record
from blogtools.site.memory import Memory
from blogtools.site.sources import Source, file_stamp, output_folder


class Terms(msgspec.Struct, frozen=True):
    """What stands in posts, that of most posts first."""

    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()


def terms_of(blog: Blog, sources: Iterable[Source]) -> Terms:
    """The terms of some of a blog's posts, drafts too; a post that cannot be read has none."""
    built = _built(blog, Memory(blog.cache, output_folder(blog, "html"), "html").stamp)
    posts = [_said_by(source, built) for source in sources]
    return Terms(
        tags=_by_use(tag for post in posts for tag in post.tags),
        categories=_by_use(category for post in posts for category in post.categories),
        series=_by_use(post.series for post in posts if post.series),
    )


def _said_by(source: Source, built: dict[str, Record]) -> FrontMatter | Summary:
    """What a post says of itself; where it is what it was in the last build, as that build knows it."""
    stamp = file_stamp(source)
    record = built.get(source.name)
    if record is not None and stamp and record.stamp == stamp:
        return record.summary
    # A file without a stamp may change once more within the clock's resolution.
    return _front(source, stamp) if stamp else _front.__wrapped__(source, stamp)


@lru_cache(4)
def _built(blog: Blog, stamp: object) -> dict[str, Record]:
    """The posts of the last build, which had a stamp."""
    return Memory(blog.cache, output_folder(blog, "html"), "html").recall().posts if stamp else {}


@lru_cache(2048)
def _front(source: Source, _stamp: str) -> FrontMatter:
    """What a post says of itself, as it was at the time of a stamp; nothing if that cannot be read."""
    try:
        return start_post(source, *read_source(source), opening=True).front
    except BlogtoolsError:
        return FrontMatter()  # Its author is told when it is shown or built.


def _by_use(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name.casefold())))
