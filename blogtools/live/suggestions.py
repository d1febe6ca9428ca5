"""What a form can offer while its author types: what the blog calls things, and pictures."""

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
"""Longer lists help nobody choose."""
SUGGESTIONS_LIFETIME = 10.0
"""Seconds for which other posts are taken to be as they were."""


class Suggestions(msgspec.Struct, frozen=True):
    """What the fields of a form can offer."""

    terms: Terms
    """Of other posts."""
    pictures: tuple[str, ...]
    """Files in the notebook's folder and the folders in it, by path relative to the notebook."""


def suggestions_for(place: NotebookPlace) -> Suggestions:
    """What the blog around a notebook uses; nothing for a notebook of another machine."""
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
        return []  # A folder that may not be read has nothing to choose from.
