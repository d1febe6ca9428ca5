"""Detection of two posts with the same address, which building one post alone cannot see."""

from __future__ import annotations

import time
from functools import lru_cache

from blogtools.build.routes import reserved_error, same_page_error
from blogtools.check.places import slug_place
from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.content.reserved import reserved_for
from blogtools.errors import Finding
from blogtools.live.others import others_of, sources_around
from blogtools.live.page import NotebookPlace
from blogtools.model import Post
from blogtools.render.targets import HTML, with_permalink
from blogtools.store.paths import path_key

CLASH_LIFETIME = 10.0
"""Seconds for which the addresses of the other posts are cached while the author types."""


def clash_of(place: NotebookPlace, post: Post, page: str, *, now: bool = False) -> Finding | None:
    """Return an error if another post, or a page of the blog, is at `page` too; `now=True` bypasses the cache."""
    if not place.on_disk:
        return None
    pages = _pages.__wrapped__ if now else _pages
    if place.blog.settings_file is not None and (owner := reserved_for(page)):
        return reserved_error(slug_place(post), owner, page)
    names = pages(place.blog, place.source, int(time.monotonic() / CLASH_LIFETIME)).get(path_key(page))
    return None if names is None else same_page_error(slug_place(post), names, page)


@lru_cache(8)
def _pages(blog: BlogConfig, source: Source, _time: int) -> dict[str, tuple[str, ...]]:
    """Return the names of the other posts by `path_key` of their page.

    Posts whose path needs a date that only a full read would reveal are missing.
    """
    target = with_permalink(HTML, blog.settings)
    pages: dict[str, tuple[str, ...]] = {}
    for other in others_of(blog, sources_around(blog, source)):
        if other.source.name != source.name and (other.date is not None or not target.needs_date):
            page = path_key(target.path(other.naming))
            pages[page] = (*pages.get(page, ()), other.source.name)
    return pages
