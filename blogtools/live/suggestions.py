"""Suggestions for the metadata form and for completion: terms and posts of the blog, images, bibliographies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import SKIPPED_FOLDERS, Source
from blogtools.content.neighbors import relative
from blogtools.live.others import others_of, sources_around
from blogtools.live.page import NotebookPlace
from blogtools.live.terms import NO_TERMS, Terms, terms_of_posts

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
BIBLIOGRAPHIES = (".bib", ".bibtex", ".ris")
MOST_PICTURES = 200
"""Longer lists are of no help when choosing."""
SUGGESTIONS_LIFETIME = 10.0
"""Seconds for which suggestions are cached."""


class Suggestions(msgspec.Struct, frozen=True):
    """Things of the blog that a post can name."""

    terms: Terms
    pictures: tuple[str, ...]
    """Pictures in the notebook's folder and its direct subfolders, by path relative to the notebook."""
    posts: tuple[tuple[str, str], ...] = ()
    """Path of each other notebook, relative to this one, and the title of its post; the nearest come first."""
    bibliographies: tuple[str, ...] = ()
    """Files in the notebook's folder and in the blog's, by name."""


def suggestions_for(place: NotebookPlace) -> Suggestions:
    """Return suggestions from the notebook's blog; empty if the notebook is not on disk."""
    if not place.on_disk:
        return Suggestions(NO_TERMS, ())
    return _suggestions(place.blog, place.source, int(time.monotonic() / SUGGESTIONS_LIFETIME))


@lru_cache(8)
def _suggestions(blog: BlogConfig, source: Source, _time: int) -> Suggestions:
    others = tuple(others_of(blog, sources_around(blog, source)))
    found = [(relative(one.source.name, source), one.title) for one in others if one.source.name != source.name]
    return Suggestions(
        terms_of_posts(others),
        tuple(_pictures(source.path.parent)),
        tuple(sorted(found, key=lambda post: (post[0].count("../"), post[0].count("/"), post[0]))),
        tuple(_bibliographies(source.path.parent, blog.root)),
    )


def _bibliographies(*folders: Path) -> Iterator[str]:
    found = (path.name for folder in folders for path in _visible(folder) if path.suffix.lower() in BIBLIOGRAPHIES)
    return iter(dict.fromkeys(found))


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
