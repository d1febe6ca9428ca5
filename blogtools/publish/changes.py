"""How one set of files differs from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec


class Changes(msgspec.Struct, frozen=True):
    """Names of files, each sorted; as text, their numbers."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return ", ".join(f"{len(names)} {kind}" for kind, names in self._kinds() if names) or "nothing changed"

    def lines(self) -> Iterator[str]:
        """One line for each file."""
        for kind, names in self._kinds():
            for name in names:
                yield f"{kind:<8}{name if name.isprintable() else ascii(name)}"

    def _kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("added", self.added), ("changed", self.changed), ("removed", self.removed)


def compare(old: Mapping[str, object], new: Mapping[str, object]) -> Changes:
    """How `new` differs from `old`; both from a file's name to what tells its content."""
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def site_files(site: Path) -> list[str]:
    """All files below a folder, relative to it, with POSIX separators; sorted."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
