"""Paths of files below the output folder, and which of them cannot be there together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 240
"""Bytes of a file's or folder's name. File systems take 255: this leaves room for the suffix of a temporary file."""
LONGEST_PATH = 1000
"""Bytes of a path below the output folder. Systems take 1024 to 4096, the output folder included."""


def path_key(path: str) -> str:
    """Return a key that is equal for paths that some file systems take for one: case and composition do not matter."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def parent_folders(path: str) -> list[str]:
    """Return the paths of the folders that a file is in, without a slash at their ends, the outermost first."""
    return [path[:end] for end, character in enumerate(path) if character == "/"]


def is_too_long(path: str) -> bool:
    """Return True if a file system may refuse the path because it, or a name in it, is too long."""
    return len(path.encode(errors="replace")) > LONGEST_PATH or any(
        len(name.encode(errors="replace")) > LONGEST_NAME for name in path.split("/")
    )


class PathIndex:
    """The files and folders of a site, compared as `path_key` does."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Index the files at `paths` and their parent folders."""
        self._found: dict[str, str] = {}
        for path in paths:
            self.add(path)

    def add(self, path: str) -> None:
        """Index one more file and its parent folders."""
        self._found[path_key(path)] = path
        slash = path.rfind("/")
        while slash > 0 and (key := path_key(path[: slash + 1])) not in self._found:
            self._found[key] = path[: slash + 1]
            slash = path.rfind("/", 0, slash)

    def conflict(self, name: str) -> str | None:
        """Return the file or folder (with a slash) that occupies the path of a file `name` or of one of its parents."""
        key = path_key(name)
        places = (key, f"{key}/", *parent_folders(key))
        return next((self._found[place] for place in places if place in self._found), None)
