"""What a blog calls things, for forms that complete what is typed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from blogtools.config import Blog
from blogtools.errors import BlogtoolsError
from blogtools.live.page import Place
from blogtools.post import FrontMatter, Summary
from blogtools.posts import read_source, start_post
from blogtools.site.manifest import Record
from blogtools.site.memory import Memory
from blogtools.site.neighbors import neighbors
from blogtools.site.sources import SKIPPED_FOLDERS, Source, file_stamp, output_folder

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
MOST_PICTURES = 200
"""Longer lists help nobody choose."""
FRESH = 10.0
"""Seconds for which other posts are taken to be as they were."""


class Suggestions(msgspec.Struct, frozen=True):
    """Names, those that are used most first; and files."""

    tags: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    """Pictures in the notebook's folder and the folders in it, by path relative to the notebook."""


def suggestions_for(place: Place) -> Suggestions:
    """What the blog around a notebook uses; nothing for a notebook of another machine."""
    if not place.on_disk:
        return Suggestions()
    return _suggestions(place.blog, place.source, int(time.monotonic() / FRESH))


@lru_cache(8)
def _suggestions(blog: Blog, source: Source, _time: int) -> Suggestions:
    built = _built(blog, Memory(blog.cache, output_folder(blog, "html"), "html").stamp)
    fronts = [_said_by(other, built) for other in _others(blog, source)]
    return Suggestions(
        _by_use(tag for front in fronts for tag in front.tags),
        _by_use(front.series for front in fronts if front.series),
        _by_use(category for front in fronts for category in front.categories),
        tuple(_pictures(source.path.parent)),
    )


def _others(blog: Blog, source: Source) -> Iterable[Source]:
    """The notebooks of the blog; without settings the folder may be anything, and only what lies in it counts."""
    if blog.settings_file is not None:
        return neighbors(blog, source)
    return [Source(path, path.name, path.parent) for path in sorted(source.path.parent.glob("*.ipynb"))]


def _said_by(source: Source, built: dict[str, Record]) -> FrontMatter | Summary:
    """What a post says of itself; where it is what it was in the last build, as that build knows it."""
    stamp = file_stamp(source)
    record = built.get(source.name)
    if record is not None and stamp and record.stamp == stamp:
        return record.summary
    # A file without a stamp may change once more within the clock's resolution.
    return _front(source, stamp) if stamp else _front.__wrapped__(source, stamp)


@lru_cache(4)
def _built(blog: Blog, stamp: object) -> dict[str, Record]:
    """The posts of the last build, which had a stamp."""
    return Memory(blog.cache, output_folder(blog, "html"), "html").recall().posts if stamp else {}


@lru_cache(2048)
def _front(source: Source, _stamp: str) -> FrontMatter:
    """What a post says of itself, as it was at the time of a stamp; nothing if that cannot be read."""
    try:
        return start_post(source, *read_source(source), opening=True).front
    except BlogtoolsError:
        return FrontMatter()


def _by_use(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name.casefold())))


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
