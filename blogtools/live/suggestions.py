"""Suggestions for the metadata form: terms that the blog uses, and images."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import SKIPPED_FOLDERS, Source
from blogtools.live.others import sources_around
from blogtools.live.page import NotebookPlace
from blogtools.live.terms import NO_TERMS, Terms, terms_of_blog

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
MOST_PICTURES = 200
"""Longer lists are of no help when choosing."""
SUGGESTIONS_LIFETIME = 10.0
"""Seconds for which suggestions are cached."""


class Suggestions(msgspec.Struct, frozen=True):
    """Terms of the other posts, and pictures."""

    terms: Terms
    pictures: tuple[str, ...]
    """Pictures in the notebook's folder and its direct subfolders, by path relative to the notebook."""


def suggestions_for(place: NotebookPlace) -> Suggestions:
    """Return suggestions from the notebook's blog; empty if the notebook is not on disk."""
    if not place.on_disk:
        return Suggestions(NO_TERMS, ())
    return _suggestions(place.blog, place.source, int(time.monotonic() / SUGGESTIONS_LIFETIME))


@lru_cache(8)
def _suggestions(blog: BlogConfig, source: Source, _time: int) -> Suggestions:
    return Suggestions(terms_of_blog(blog, sources_around(blog, source)), tuple(_pictures(source.path.parent)))


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
        return []  # An unreadable folder offers no images.
