"""Files of the blog's folder `static`, which go to the site's top as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from blogtools.config import Blog

FOLDER = "static"
HIDDEN_ONES = {".well-known", ".nojekyll"}
"""The only hidden files that are for readers (RFC 8615; GitHub Pages)."""


class StaticFile(msgspec.Struct, frozen=True):
    """A file to copy."""

    name: str
    """Below the folder, and below the output folder."""
    path: str
    made_from: str
    """Its time of change, and its size in bytes."""


def static_files(blog: Blog) -> list[StaticFile]:
    """All files of the folder, in order; none where there is no folder. Links out of the blog are not followed."""
    folder = blog.root / FOLDER
    # A blog without settings is any folder with notebooks: what it calls `static` may be anything.
    return sorted(_files(folder, blog.root), key=lambda file: file.name) if blog.settings_file else []


def _files(folder: Path, root: Path, prefix: str = "") -> Iterator[StaticFile]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") and entry.name not in HIDDEN_ONES:
            continue
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), root, f"{prefix}{entry.name}/")
        elif entry.is_file():
            status = entry.stat()
            yield StaticFile(prefix + entry.name, entry.path, f"{status.st_mtime_ns}-{status.st_size}")
