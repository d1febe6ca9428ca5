"""What a form can offer while its author types: what the blog calls things, and pictures."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import SKIPPED_FOLDERS, Source
from blogtools.live.others import sources_around
from blogtools.live.page import Place
from blogtools.live.terms import Terms, terms_of

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
MOST_PICTURES = 200
"""Longer lists help nobody choose."""
FRESH = 10.0
"""Seconds for which other posts are taken to be as they were."""


class Suggestions(Terms, frozen=True):
    """The terms of other posts; and files."""

    images: tuple[str, ...] = ()
    """Pictures in the notebook's folder and the folders in it, by path relative to the notebook."""


def suggestions_for(place: Place) -> Suggestions:
    """What the blog around a notebook uses; nothing for a notebook of another machine."""
    if not place.on_disk:
        return Suggestions()
    return _suggestions(place.blog, place.source, int(time.monotonic() / FRESH))


@lru_cache(8)
def _suggestions(blog: BlogConfig, source: Source, _time: int) -> Suggestions:
    terms = terms_of(blog, sources_around(blog, source))
    return Suggestions(**msgspec.structs.asdict(terms), images=tuple(_pictures(source.path.parent)))


def _pictures(folder: Path) -> list[str]:
    inside = [path for path in _visible(folder) if path.is_dir() and path.name not in SKIPPED_FOLDERS]
    found = [path.name for path in _visible(folder) if path.suffix.lower() in PICTURES]
    for below in inside:
        found.extend(f"{below.name}/{path.name}" for path in _visible(below) if path.suffix.lower() in PICTURES)
    return found[:MOST_PICTURES]


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []  # A folder that may not be read has nothing to choose from.
