"""Metadata of the other posts of a blog, re-read only for files that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from blogtools.build.state import BuildState
from blogtools.config import BlogConfig
from blogtools.content.discover import Source, default_output_folder
from blogtools.content.load import decode_post, read_source
from blogtools.content.metadata_files import file_stamp
from blogtools.content.neighbors import neighbors
from blogtools.dates import iso_moment
from blogtools.errors import contained
from blogtools.memo import lazy_pattern
from blogtools.model import FrontMatter, Moment, Post, Summary
from blogtools.read.fields import FIELDS, terms_of
from blogtools.render.permalink import PageNaming
from blogtools.store.manifest import Record
from blogtools.transform.redaction.texts import as_published

OFFERED = tuple(field.name for field in FIELDS if field.control and field.control.offers == "terms")
"""Taxonomies whose terms are offered to those who sort another post."""

_HEADING = lazy_pattern(r"\A\s*#[ \t]+([^\n]+)")


class Other(msgspec.Struct, frozen=True):
    """Another post of the blog, as its metadata describes it."""

    source: Source
    slug: str
    date: Moment | None = None
    """None if only a full read of the post would reveal it."""
    terms: dict[str, tuple[str, ...]] = {}
    """By taxonomy of `OFFERED`."""
    title: str = ""

    @property
    def naming(self) -> PageNaming:
        """The parts that the path of its page is made of."""
        name = as_published(self.source.name, self.source.redaction)
        return PageNaming(self.slug, self.date, name, self.terms.get("categories", ()))


def others_of(blog: BlogConfig, sources: Iterable[Source]) -> Iterator[Other]:
    """Yield the posts of the given notebooks, drafts included; unreadable ones are left out."""
    built = _built(blog, BuildState(blog.cache, default_output_folder(blog, "html"), "html").stamp)
    found = (_post_of(source, built) for source in sources)
    return (other for other in found if other is not None)


def sources_around(blog: BlogConfig, source: Source) -> Iterable[Source]:
    """Return the notebooks of the blog; without a settings file, only those in the notebook's own folder."""
    if blog.settings_file is not None:
        return neighbors(blog, source)
    return [
        Source(path, path.name, path.parent, blog.settings.redaction)
        for path in sorted(source.path.parent.glob("*.ipynb"))
    ]


def _post_of(source: Source, built: dict[str, Record]) -> Other | None:
    """Return a post's metadata, from the last build's record if the file is unchanged since."""
    stamp = file_stamp(source)
    record = built.get(source.name)
    if record is not None and stamp and record.stamp == stamp:
        summary = record.summary
        date = iso_moment(summary.date) if summary.date else None
        return Other(source, summary.slug, date, _terms(summary), summary.title)
    # A file without a stamp is so new that it may change again within the clock's resolution.
    return _read(source, stamp) if stamp else _read.__wrapped__(source, stamp)


@lru_cache(4)
def _built(blog: BlogConfig, stamp: object) -> dict[str, Record]:
    """Return the records of the last build; `stamp` is the cache key."""
    return BuildState(blog.cache, default_output_folder(blog, "html"), "html").load().posts if stamp else {}


@lru_cache(2048)
def _read(source: Source, _stamp: str) -> Other | None:
    """Read a post's metadata, cached by stamp; return None if it cannot be read."""
    # Opening or building that post reports the error.
    with contained(source.name, lambda _: None):
        post = decode_post(source, *read_source(source), opening=True)
        return Other(source, post.slug, post.date, _terms(post.front), _title(post))
    return None


def _title(post: Post) -> str:
    """Return the title of a post: that of its metadata, or of its first heading of level 1."""
    return post.title or next((match[1].strip() for cell in post.cells if (match := _HEADING.search(cell.source))), "")


def _terms(front: FrontMatter | Summary) -> dict[str, tuple[str, ...]]:
    return {name: terms_of(front, name) for name in OFFERED}
