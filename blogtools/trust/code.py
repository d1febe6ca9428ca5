"""The code in a blog's own folder: its templates, and the plugins that its settings name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from blogtools.config import PLUGINS, BlogConfig
from blogtools.errors import UsageError, Where

MOST_FILES = 2_000
"""Files that are read to be trusted; more are no templates and plugins, but a link to somewhere."""
COMPILED = "__pycache__"


def own_code(blog: BlogConfig) -> tuple[str, ...]:
    """Return the names of the blog's folders with code that a build uses; empty for a blog without any."""
    found = [blog.templates.name] if any(_files(blog.templates)) else []
    return (*found, PLUGINS) if blog.settings.plugins else tuple(found)


def code_digests(blog: BlogConfig) -> dict[str, str]:
    """Return the files of a blog's own code, path in the blog to SHA-256.

    Raises:
        UsageError: a file cannot be read, or there are too many.
    """
    found: dict[str, str] = {}
    for folder in code_folders(blog):
        for path in _files(folder):
            if len(found) == MOST_FILES:
                message = f"has more than {MOST_FILES} files, which nobody can have read"
                raise UsageError(message, where=Where(folder.name), hint="move what is no template or plugin elsewhere")
            name = path.relative_to(blog.root).as_posix()
            try:
                found[name] = file_digest(path)
            except OSError as error:
                message = f"cannot be read, so the blog cannot be trusted: {error.strerror}"
                raise UsageError(message, where=Where(name)) from error
    return dict(sorted(found.items()))


def code_folders(blog: BlogConfig) -> tuple[Path, ...]:
    """Return the folders whose files are code, which need not exist; `plugins` counts only if a build uses one."""
    return (blog.templates, *([blog.root / PLUGINS] if blog.settings.plugins else []))


def is_code(path: Path) -> bool:
    """Return True for files that are read as code, by their name: what tools leave beside files is not.

    Notebooks are templates of new posts, of which nothing runs.
    """
    return not path.name.startswith(".") and path.suffix != ".ipynb"


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """Yield the regular files below a folder, and those that links in it lead to."""
    seen: set[str] = set()
    for at, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(at)
        if real in seen:
            folders.clear()  # A link that leads back.
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != COMPILED)
        paths = (Path(at, name) for name in sorted(names))
        yield from (path for path in paths if is_code(path) and path.is_file())
