"""A folder of the cache, in which each file can be made again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from blogtools.errors import WriteError
from blogtools.store.output import Destination

MOST_KEPT_FILES = 1_000


class CacheFolder:
    """Keeps data by name; when there are too many files, those that were written first go."""

    def __init__(self, folder: Path) -> None:
        """Store the folder, which need not exist."""
        self._folder = folder
        self._files = Destination(folder)

    def get(self, name: str) -> bytes | None:
        """Return what is kept; None if nothing is."""
        return self._files.read(name)

    def put(self, name: str, data: bytes) -> None:
        """Keep data if the folder can be written to."""
        with suppress(WriteError, OSError):
            if self._files.write(name, data):
                self._evict()

    def _evict(self) -> None:
        with os.scandir(self._folder) as entries:
            files = [entry for entry in entries if entry.is_file()]
        for entry in sorted(files, key=lambda one: one.stat().st_mtime_ns)[: max(0, len(files) - MOST_KEPT_FILES)]:
            os.unlink(entry.path)  # noqa: PTH108 - of a scan, which has paths as text
