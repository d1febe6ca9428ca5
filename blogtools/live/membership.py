"""Whether a notebook is one of its blog's."""

from __future__ import annotations

import os
import time
from functools import lru_cache
from typing import Literal

from blogtools.config import BlogConfig
from blogtools.content.discover import find_sources
from blogtools.live.page import NotebookPlace

NAMES_LIFETIME = 10.0
"""Seconds for which the list of the blog's notebooks is cached."""
Membership = Literal["blog", "outside", "none"]


def membership_of(place: NotebookPlace, *, now: bool = False) -> Membership:
    """Return `blog` if a build of the blog includes the notebook, `outside` if not, and `none` if there is no blog.

    A notebook that is not on disk counts as one of its blog's. `now=True` bypasses the cache.
    """
    if not place.on_disk:
        return "blog"
    if place.blog.settings_file is None:
        return "none"
    names = _names.__wrapped__ if now else _names
    found = os.path.realpath(place.source.path) in names(place.blog, int(time.monotonic() / NAMES_LIFETIME))
    return "blog" if found else "outside"


@lru_cache(4)
def _names(blog: BlogConfig, _time: int) -> frozenset[str]:
    return frozenset(os.path.realpath(source.path) for source in find_sources(blog, ()))
