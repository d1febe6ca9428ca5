"""Results of slow pure functions, kept in the blog's cache from one build to the next."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from blogtools._version import __version__
from blogtools.config import BlogConfig
from blogtools.errors import WriteError
from blogtools.store.output import Destination

RESULTS = "results"
"""Folder below the blog's cache."""
MOST_RESULTS = 2000
"""Results that are kept; of more, the older half is removed."""


def kept_results(blog: BlogConfig) -> Callable[[bytes, Callable[[bytes], bytes]], bytes]:
    """Return a function that calls another with an argument, or returns what that returned before.

    Nothing is kept for a folder in which blogtools keeps nothing else.
    """

    def call(argument: bytes, function: Callable[[bytes], bytes]) -> bytes:
        if not blog.cache.is_dir():
            return function(argument)
        key = f"{__version__} {function.__module__}.{function.__qualname__}\n".encode() + argument
        return _kept(blog.cache / RESULTS, hashlib.blake2b(key, digest_size=20).hexdigest(), argument, function)

    return call


def _kept(folder: Path, name: str, argument: bytes, function: Callable[[bytes], bytes]) -> bytes:
    with suppress(OSError):
        # The digest of the content stands in front of it: what was cut off or changed is made again.
        digest, _, found = (folder / name).read_bytes().partition(b"\n")
        if hashlib.blake2b(found, digest_size=20).hexdigest().encode() == digest:
            return found
    made = function(argument)
    digest = hashlib.blake2b(made, digest_size=20).hexdigest().encode()
    with suppress(WriteError, OSError):
        _make_room(folder)
        Destination(folder).write(name, digest + b"\n" + made)
    return made


def _make_room(folder: Path) -> None:
    if not folder.is_dir() or len(names := os.listdir(folder)) < MOST_RESULTS:  # noqa: PTH208 - only names are counted
        return
    oldest = sorted((folder / name for name in names), key=lambda path: (path.stat().st_mtime, path.name))
    for path in oldest[: MOST_RESULTS // 2]:
        path.unlink(missing_ok=True)
