"""Detection of two posts with the same address, which building one post alone cannot see."""

from __future__ import annotations

import time
from functools import lru_cache

import msgspec

from blogtools.build.routes import same_page_error
from blogtools.check.places import metadata_place
from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.errors import Finding
from blogtools.live.others import others_of, sources_around
from blogtools.live.page import NotebookPlace
from blogtools.model import Post
from blogtools.render.targets import HTML, with_permalink

CLASH_LIFETIME = 10.0
"""Seconds for which the addresses of the other posts are cached while the author types."""


def clash_of(place: NotebookPlace, post: Post, page: str, *, now: bool = False) -> Finding | None:
    """Return an error finding if another post of the blog is published at `page` too; `now=True` bypasses the cache."""
    if not place.on_disk:
        return None
    pages = _pages.__wrapped__ if now else _pages
    names = pages(place.blog, place.source, int(time.monotonic() / CLASH_LIFETIME)).get(page.casefold())
    if names is None:
        return None
    where = metadata_place(post, "slug", post.front.slug or "")
    return msgspec.structs.replace(same_page_error(place.source.name, names, page), where=where)


@lru_cache(8)
def _pages(blog: BlogConfig, source: Source, _time: int) -> dict[str, tuple[str, ...]]:
    """Return the names of the other posts by case-folded page path.

    Posts whose path needs a date that only a full read would reveal are missing.
    """
    target = with_permalink(HTML, blog.settings.permalink)
    pages: dict[str, tuple[str, ...]] = {}
    for other in others_of(blog, sources_around(blog, source)):
        if other.source.name != source.name and (other.date is not None or not target.needs_date):
            page = target.path(other.slug, other.date).casefold()
            pages[page] = (*pages.get(page, ()), other.source.name)
    return pages
