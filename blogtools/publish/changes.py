"""Differences between two sets of files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from blogtools.store.ownership import OWNED_FILES


class Changes(msgspec.Struct, frozen=True):
    """Names of files that differ, sorted; `str()` returns a summary such as `2 added, 1 removed`."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return ", ".join(f"{len(names)} {kind}" for kind, names in self._kinds() if names) or "nothing changed"

    def lines(self) -> Iterator[str]:
        """Yield one line per file."""
        for kind, names in self._kinds():
            for name in names:
                yield f"{kind:<8}{name if name.isprintable() else ascii(name)}"

    def _kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("added", self.added), ("changed", self.changed), ("removed", self.removed)


def compare(old: Mapping[str, object], new: Mapping[str, object]) -> Changes:
    """Compare two mappings from file name to a value that identifies the content, such as a hash."""
    # The record of these files is none that readers see.
    old, new = ({name: value for name, value in files.items() if name != OWNED_FILES} for files in (old, new))
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def site_files(site: Path) -> list[str]:
    """Return the POSIX paths of all files below a folder, relative to it and sorted."""
    found = []
    root = len(str(site)) + 1
    # Strings are several times as fast as paths, and a site has thousands of files.
    for folder, _, names in os.walk(site):
        below = f"{folder[root:].replace(os.sep, '/')}/".lstrip("/")
        found += [below + name for name in names if os.path.isfile(os.path.join(folder, name))]  # noqa: PTH113, PTH118
    return sorted(found)
