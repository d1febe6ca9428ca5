"""Plugins that are installed, by their entry points; looked for without `importlib.metadata`, which is slow.

`importlib.metadata.entry_points` reads a file of each distribution, in every process. Here the answer is kept in the
user's cache folder, and holds while no folder of `sys.path` changed: whatever an installer does changes its folder.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import msgspec

from blogtools.config import user_cache

GROUP = "blogtools."
FRESH = 2_000_000_000
"""Nanoseconds after a change of a folder in which another one might not be seen in its time."""
PluginKind = Literal["steps", "outputs", "targets", "checks", "importers", "themes"]
PLUGIN_KINDS: tuple[PluginKind, ...] = get_args(PluginKind)
"""Kinds of things that plugins may add; the entry point groups are called `blogtools.KIND`."""


class EntryPoint(NamedTuple):
    """An entry point of a distribution in a group of ours."""

    kind: PluginKind
    name: str
    value: str
    """`module:attribute`, or the name of a module."""
    distribution: str
    version: str


_Folder = tuple[int, tuple[EntryPoint, ...]]
"""When a folder of `sys.path` was changed last, in nanoseconds, and what was found in it."""


@lru_cache(1)
def installed() -> tuple[EntryPoint, ...]:
    """Return the entry points of all distributions on `sys.path`, by name of the distribution; once in a process."""
    cache = user_cache("plugins")
    path = cache / f"{hashlib.sha256(os.fsencode(sys.prefix)).hexdigest()[:16]}.json" if cache else None
    known = _read(path) if path else {}
    folders = {name: _look(name, changed, known.get(name)) for name, changed in _folders()}
    lasting = {name: one for name, one in folders.items() if time.time_ns() - one[0] > FRESH}
    if path and lasting.items() - known.items():
        _write(path, lasting)
    # Of a distribution that is there twice, the first on the path is the one that is imported.
    first = {point.distribution: name for name, (_, found) in reversed(folders.items()) for point in found}
    points = (point for name, (_, found) in folders.items() for point in found if first[point.distribution] == name)
    return tuple(sorted(points, key=lambda point: (point.distribution, point.kind, point.name)))


def _folders() -> Iterator[tuple[str, int]]:
    """Yield the folders in which distributions may be installed, once each, with their times of change."""
    for folder in dict.fromkeys(sys.path):
        try:
            state = os.stat(folder or ".")  # noqa: PTH116 - on the way of every command
        except OSError:
            continue
        if stat.S_ISDIR(state.st_mode):
            yield folder, state.st_mtime_ns


def _look(folder: str, changed: int, known: _Folder | None) -> _Folder:
    """Return what is in a folder, which need not be searched if it did not change."""
    if known is not None and known[0] == changed:
        return known
    try:
        with os.scandir(folder or ".") as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
    except OSError:
        names = []  # It may be passed through, and not be listed.
    return changed, tuple(point for name in names for point in _of_distribution(folder, name))


def _of_distribution(folder: str, name: str) -> Iterator[EntryPoint]:
    distribution, _, version = name.rpartition(".")[0].partition("-")
    try:
        text = Path(folder, name, "entry_points.txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return  # It has none.
    if f"[{GROUP}" not in text:
        return
    kind: PluginKind | None = None
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            group = line.strip("[]").strip()
            kind = next((one for one in PLUGIN_KINDS if group == GROUP + one), None)
        elif kind is not None and "=" in line and not line.startswith(("#", ";")):
            key, _, value = (part.strip() for part in line.partition("="))
            # What stands in brackets names extras, which importing does not need.
            yield EntryPoint(kind, key, value.partition("[")[0].strip(), distribution, version)


def _read(path: Path) -> dict[str, _Folder]:
    try:
        folders = msgspec.json.decode(path.read_bytes())
        return {
            name: (changed, tuple(EntryPoint(*point) for point in found)) for name, (changed, found) in folders.items()
        }
    except (OSError, msgspec.MsgspecError, ValueError, TypeError, AttributeError):
        return {}  # A cache: everything is looked for anew.


def _write(path: Path, known: dict[str, _Folder]) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(msgspec.json.encode(known))
        part.replace(path)
    except (OSError, UnicodeEncodeError):
        # The folder cannot be written, or one on the path has a name that is not UTF-8: it is looked for every time.
        part.unlink(missing_ok=True)
