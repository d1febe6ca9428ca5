"""The metadata files of a notebook: those beside it, and those of the folders that it lies in."""

from __future__ import annotations

import os
import time
from functools import lru_cache
from pathlib import Path

from blogtools.content.discover import Source
from blogtools.errors import NotebookError, Where
from blogtools.read.forms import INHERITED_FILES, SIDECARS
from blogtools.transform.anchors import without_suffix

STAMP_RESOLUTION = 2_000_000_000
"""Nanoseconds after a change within which another change may leave a file's time stamp the same."""


def file_stamp(source: Source) -> str:
    """Return the sizes and modification times of a notebook and its metadata files; empty if they are inconclusive.

    A file that was changed a moment ago may change again within the clock's resolution, so its stamp is not yet
    reliable (the rule of Git's index, "racy git").
    """
    parts = []
    path = str(source.path)
    stem = without_suffix(path)
    # Strings instead of paths, for speed: this runs for every metadata file of every notebook in every build.
    publisher = (str(source.root / source.publisher),) if source.publisher else ()
    beside = (stem + suffix for suffix in SIDECARS)
    for file in (path, *beside, *publisher, *_folder_files(source.path.parent, source.root)):
        try:
            stat = os.stat(file)  # noqa: PTH116 - as above
        except OSError:
            parts.append("-")
            continue
        if time.time_ns() - stat.st_mtime_ns < STAMP_RESOLUTION:
            return ""
        parts.append(f"{stat.st_mtime_ns}:{stat.st_size}")
    return " ".join(parts)


def read_metadata_files(source: Source) -> dict[str, str]:
    """Return the metadata files of a notebook, name to text, the nearest first.

    Raises:
        NotebookError: One of them cannot be read, or is a link that leads out of the blog.
    """
    found = {}
    for name, path in _metadata_files(source).items():
        try:
            if path.is_file():
                if not path.resolve().is_relative_to(source.root.resolve()):
                    message = "is a link that leads out of the blog, and is not followed"
                    raise NotebookError(message, where=Where(name), hint="put the file itself there")
                found[name] = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            raise NotebookError(message, where=Where(name), hint="change its permissions") from error
    return found


def _metadata_files(source: Source) -> dict[str, Path]:
    """Return the possible metadata files of a notebook: those beside it, then those of its folder and its parents."""
    stem = without_suffix(source.name)
    beside = {stem + suffix: source.path.with_suffix(suffix) for suffix in SIDECARS}
    publisher = {source.publisher: source.root / source.publisher} if source.publisher else {}
    return beside | publisher | _folder_metadata(source.path.parent, source.root)


@lru_cache(1024)
def _folder_files(folder: Path, root: Path) -> tuple[str, ...]:
    return tuple(str(path) for path in _folder_metadata(folder, root).values())


@lru_cache(1024)
def _folder_metadata(folder: Path, root: Path) -> dict[str, Path]:
    """Return the metadata files of a folder and its parents up to the root: name relative to the root, to path."""
    folder, root = folder.resolve(), root.resolve()
    folders = (folder, *folder.parents) if folder.is_relative_to(root) else ()
    return {
        (above.relative_to(root) / name).as_posix(): above / name
        for above in folders
        if above.is_relative_to(root)
        for name in INHERITED_FILES
    }
