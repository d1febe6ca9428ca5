"""Files of the blog's folder `static`, which go to the site's top as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from blogtools.config import Blog
from blogtools.errors import Finding, Where

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


def static_files(blog: Blog) -> tuple[list[StaticFile], list[Finding]]:
    """All files of the folder, in order, and what is wrong with others: links that lead out are not followed."""
    # A blog without settings is any folder with notebooks: what it calls `static` may be anything.
    if not blog.settings_file:
        return [], []
    outside: list[Finding] = []
    return sorted(_files(blog.root / FOLDER, blog.root, outside), key=lambda file: file.name), outside


def _files(folder: Path, root: Path, outside: list[Finding], prefix: str = "") -> Iterator[StaticFile]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") and entry.name not in HIDDEN_ONES:
            continue
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
            where, hint = Where(f"{FOLDER}/{prefix}{entry.name}"), "copy the file itself"
            outside.append(Finding("link-out", "is not copied: it is a link that leads out of the blog", where, hint))
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), root, outside, f"{prefix}{entry.name}/")
        elif entry.is_file():
            status = entry.stat()
            yield StaticFile(prefix + entry.name, entry.path, f"{status.st_mtime_ns}-{status.st_size}")
