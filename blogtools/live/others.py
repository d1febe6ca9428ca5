"""The other posts of a blog, each as far as its metadata tell; a file is read again only once it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from blogtools.build.state import Memory
from blogtools.config import Blog
from blogtools.content.discover import Source, file_stamp, output_folder
from blogtools.content.load import read_source, start_post
from blogtools.content.neighbors import neighbors
from blogtools.dates import iso_moment
from blogtools.errors import contained
from blogtools.model import Moment
from blogtools.store.manifest import Record


class Other(msgspec.Struct, frozen=True):
    """A post."""

    source: Source
    slug: str
    date: Moment | None = None
    """As far as it is known before the post is read whole."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: str | None = None


def others_of(blog: Blog, sources: Iterable[Source]) -> Iterator[Other]:
    """The posts of some of a blog's notebooks, drafts too; one that cannot be read is left out."""
    built = _built(blog, Memory(blog.cache, output_folder(blog, "html"), "html").stamp)
    found = (_said_by(source, built) for source in sources)
    return (other for other in found if other is not None)


def sources_around(blog: Blog, source: Source) -> Iterable[Source]:
    """The notebooks of the blog; without settings the folder may be anything, and only what lies in it counts."""
    if blog.settings_file is not None:
        return neighbors(blog, source)
    return [Source(path, path.name, path.parent) for path in sorted(source.path.parent.glob("*.ipynb"))]


def _said_by(source: Source, built: dict[str, Record]) -> Other | None:
    """What a post says of itself; where it is what it was in the last build, as that build knows it."""
    stamp = file_stamp(source)
    record = built.get(source.name)
    if record is not None and stamp and record.stamp == stamp:
        said = record.summary
        date = iso_moment(said.date) if said.date else None
        return Other(source, said.slug, date, said.tags, said.categories, said.series)
    # A file without a stamp may change once more within the clock's resolution.
    return _read(source, stamp) if stamp else _read.__wrapped__(source, stamp)


@lru_cache(4)
def _built(blog: Blog, stamp: object) -> dict[str, Record]:
    """The posts of the last build, which had a stamp."""
    return Memory(blog.cache, output_folder(blog, "html"), "html").recall().posts if stamp else {}


@lru_cache(2048)
def _read(source: Source, _stamp: str) -> Other | None:
    """What a post says of itself, as it was at the time of a stamp; nothing if that cannot be read."""
    # Why not, its author is told when it is shown or built.
    with contained(source.name, lambda _: None):
        post = start_post(source, *read_source(source), opening=True)
        front = post.front
        return Other(source, post.slug, post.date, front.tags, front.categories, front.series)
    return None
