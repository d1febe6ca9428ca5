"""Whether a post would take the address of another one, which a build of that post alone would not know."""

from __future__ import annotations

import time
from functools import lru_cache

import msgspec

from blogtools.build.routes import same_address
from blogtools.check.places import metadata_place
from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.errors import Finding
from blogtools.live.others import others_of, sources_around
from blogtools.live.page import Place
from blogtools.model import Post
from blogtools.render.targets import HTML, with_permalink

FRESH = 10.0
"""Seconds for which other posts are taken to be as they were, while the author types."""


def clash_of(place: Place, post: Post, page: str, *, now: bool = False) -> Finding | None:
    """An error if another post of the blog has the `page` too; with `now`, as the files are at this moment."""
    if not place.on_disk:
        return None
    find = _pages.__wrapped__ if now else _pages
    names = find(place.blog, place.source, int(time.monotonic() / FRESH)).get(page.casefold())
    if names is None:
        return None
    where = metadata_place(post, "slug", post.front.slug or "")
    return msgspec.structs.replace(same_address(place.source.name, names, page), where=where)


@lru_cache(8)
def _pages(blog: BlogConfig, source: Source, _time: int) -> dict[str, tuple[str, ...]]:
    """The names of the other posts by their pages; those that only a whole post tells are not known."""
    target = with_permalink(HTML, blog.settings.permalink)
    pages: dict[str, tuple[str, ...]] = {}
    for other in others_of(blog, sources_around(blog, source)):
        if other.source.name != source.name and (other.date is not None or not target.needs_date):
            page = target.path(other.slug, other.date).casefold()
            pages[page] = (*pages.get(page, ()), other.source.name)
    return pages
