"""Notebooks of Python 3 below folders, and copies of their folders to run them in."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

_OTHER_LANGUAGE = re.compile(
    r"\s*%%(?!timeit|time|capture|prun|memit|bash|sh|!|writefile|file|python3?\b)\w+", re.IGNORECASE
)
_LARGE = 20_000_000
_SKIPPED = {".git", ".ipynb_checkpoints", "__pycache__"}


class Notebook(msgspec.Struct, frozen=True):
    """A notebook of Python 3."""

    path: Path
    root: Path
    """Folder that was asked for; the notebook may read all that is below it."""
    cells: tuple[str, ...]
    """Sources of all code cells."""

    @property
    def name(self) -> str:
        """Path below the root, with the root's own name."""
        return f"{self.root.name}/{self.path.relative_to(self.root).as_posix()}"

    @property
    def key(self) -> str:
        """Digest of what runs."""
        return hashlib.sha256(json.dumps([self.name, self.cells]).encode()).hexdigest()

    def is_candidate(self, index: int) -> bool:
        """Whether a cell has code, and that in Python (or in a shell, which a program can start)."""
        lines = [line.strip() for line in self.cells[index].split("\n")]
        return any(line and not line.startswith("#") for line in lines) and not _OTHER_LANGUAGE.match(self.cells[index])


def find(folders: Iterable[Path], only: str = "") -> Iterator[Notebook]:
    """All notebooks of Python 3 below folders, each content once."""
    seen: set[tuple[str, ...]] = set()
    for folder in folders:
        root = folder.resolve()
        paths = [root] if root.is_file() else sorted(root.rglob("*.ipynb"))
        for path in paths:
            if only in str(path) and not _SKIPPED.intersection(path.parts):
                cells = _code(path)
                if any(cells) and cells not in seen:
                    seen.add(cells)
                    yield Notebook(path, root.parent if root.is_file() else root, cells)


def _code(path: Path) -> tuple[str, ...]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        metadata = data.get("metadata", {})
        language = metadata.get("language_info", {})
        kernel = metadata.get("kernelspec", {})
        name = language.get("name") or kernel.get("language") or "python"
        version = str(language.get("version") or kernel.get("name") or "3")
        if name not in ("python", "ipython") or version.startswith(("2", "python2")):
            return ()
        cells = data["cells"] if "cells" in data else [cell for sheet in data["worksheets"] for cell in sheet["cells"]]
        return tuple(_source(cell) for cell in cells if cell["cell_type"] == "code")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()  # Not a notebook.


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)


class Workplace:
    """A copy of a notebook's folder, made anew when the cells of a run changed it; what is above is linked."""

    def __init__(self, notebook: Notebook, place: Path) -> None:
        """Make the copy below `place`, which must be empty."""
        self._source = notebook.path.parent
        self._place = place
        inside = self._source.relative_to(notebook.root).parts
        above, here = notebook.root, place
        for part in inside:
            _link(above, here, but=part)
            above, here = above / part, here / part
            here.mkdir()
        self.folder = here
        self._copy()

    def fresh(self) -> Path:
        """The folder, as the notebook knows it."""
        if _state(self.folder) != self._copied:
            for path in self.folder.iterdir():
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            self._copy()
        return self.folder

    def _copy(self) -> None:
        shutil.copytree(self._source, self.folder, dirs_exist_ok=True, symlinks=True, ignore=_ignored)
        self._copied = _state(self.folder)


def _link(above: Path, here: Path, *, but: str) -> None:
    for path in above.iterdir():
        if path.name != but and path.name not in _SKIPPED:
            (here / path.name).symlink_to(path)


def _ignored(folder: str, names: list[str]) -> set[str]:
    large = {name for name in names if (file := Path(folder, name)).is_file() and file.stat().st_size > _LARGE}
    return large | _SKIPPED


def _state(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    for path in folder.rglob("*"):
        status = path.lstat()
        if path.is_file() and "__pycache__" not in path.parts:
            found.append((str(path), status.st_size, status.st_mtime_ns))
    return sorted(found)
