"""Lines of files in a repository: a cell is many lines of its notebook's JSON, and code hosts know only these."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from blogtools.errors import NotebookError, Where
from blogtools.read.notebook import read_bytes

# Either always matches where it begins to, also in a text that is cut off: the search takes no more than one look.
_STRING = r'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*(?:"|\Z)'
_TOKEN = re.compile(rf"{_STRING}|[{{}}\[\],]", re.DOTALL)
_TO_BRACKET = re.compile(rf'(?>(?:[^{{}}\[\]"]++|{_STRING})*)', re.DOTALL)
_SOURCES = ("source", "input")
"""Keys of a cell's source; the second is that of code cells in format 3."""


class FilePlace(msgspec.Struct, frozen=True):
    """A line of a file, as a code host knows it."""

    path: str
    """POSIX, relative to the repository; absolute for a file outside of it."""
    is_inside: bool
    line: int
    """Counted from 1."""


class FileLines:
    """Finds the files that findings name, and the lines there. Each file is read once, and only if it is asked for."""

    def __init__(self, root: Path, folders: Sequence[Path], settings: Path | None = None) -> None:
        """Look for files in `folders`, in this order; `root` is the repository's folder.

        `settings` is the file that stands for a blog as a whole.
        """
        self._root = root.resolve()
        self._settings = settings
        self._folders = folders
        self._cells: dict[Path, tuple[tuple[int, ...], ...]] = {}

    def place(self, where: Where) -> FilePlace | None:
        """Return the line of a file for a place; None if the place is none that exists."""
        named = (folder / where.file for folder in self._folders if where.file)
        # Also a link to nothing; and not `Path.exists`, which raises an exception for a name that is too long.
        path = next((one for one in named if os.path.lexists(one)), None)
        if path is None:
            return None
        return self._placed(path, (where.line or 1) if where.cell is None else self._line(path, where))

    def blog(self) -> FilePlace | None:
        """Return the place of what concerns a blog as a whole; None if there is no file that stands for it."""
        return self._placed(self._settings, 1) if self._settings is not None else None

    def _placed(self, path: Path, line: int) -> FilePlace:
        # The path is that of the link, if the file is one: the link is what lies in the repository.
        full = path.parent.resolve() / path.name
        is_inside = full.is_relative_to(self._root)
        return FilePlace((full.relative_to(self._root) if is_inside else full).as_posix(), is_inside, line)

    def _line(self, path: Path, where: Where) -> int:
        cell, line = where.cell or 0, where.line or 1
        if path not in self._cells:
            try:
                self._cells[path] = source_lines(read_bytes(path, str(path)))
            except NotebookError:
                self._cells[path] = ()  # A folder, or a link to nothing.
        cells = self._cells[path]
        if not 0 < cell <= len(cells):
            return 1
        lines = cells[cell - 1]
        return lines[min(line, len(lines)) - 1]


def repository_root(folder: Path) -> Path:
    """Return the git repository that a folder lies in; the folder itself if there is none."""
    folder = folder.resolve()
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)


def source_lines(data: bytes) -> tuple[tuple[int, ...], ...]:
    """Return for each cell of a notebook the line of the file where each line of its source begins, counted from 1.

    A cell without a source has the line where it begins. The data may be damaged; what is found of it is returned.
    """
    found = []
    for first, strings in _cells(data.decode("utf-8-sig", errors="replace")):
        lines: list[int] = []
        starts = True
        for line, text in strings:
            breaks = text.count("\n")
            ends = text.endswith("\n")
            lines += [line] * ((1 if starts and text else 0) + breaks - ends)
            starts = ends or (starts and not text)
        if lines and starts:
            lines.append(lines[-1])  # The empty line after the last line break.
        found.append(tuple(lines or [first]))
    return tuple(found)


def _cells(text: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield for each cell its line, and the line and text of each string of its source."""
    path: list[str] = []
    """For each open object its current key; `[` for each open array."""
    line, done = 1, 0
    start, strings = 1, list[tuple[int, str]]()
    is_key = False
    position = 0
    while True:
        if len(path) > _deepest(path):
            # Outputs are most of a notebook.
            position = _TO_BRACKET.match(text, position).end()  # type: ignore[union-attr]
        token = _TOKEN.search(text, position)
        if token is None:
            return
        position = token.end()
        line += text.count("\n", done, token.start())
        done = token.start()
        kind = token[0][0]
        if kind in "{[":
            if kind == "{" and _is_cells(path):
                start, strings = line, []
            path.append("" if kind == "{" else "[")
        elif kind in "}]":
            if path:
                path.pop()
            if kind == "}" and _is_cells(path):
                yield start, strings
        elif kind == '"' and is_key and path and path[-1] != "[":
            path[-1] = _text(token[0])
        elif kind == '"' and _is_source(path):
            strings.append((line, _text(token[0])))
        # After a brace or a comma comes a key, if what is open is an object.
        is_key = kind in "{,"


def _deepest(path: Sequence[str]) -> int:
    """Return the depth below which there is nothing of a source."""
    return 4 if path and path[0] == "cells" else 6  # As `_is_cells`, and the key and the list of a source.


def _is_cells(path: Sequence[str]) -> bool:
    return path in (["cells", "["], ["worksheets", "[", "cells", "["])


def _is_source(path: Sequence[str]) -> bool:
    inner = path[:-1] if path and path[-1] == "[" else path
    return bool(inner) and inner[-1] in _SOURCES and _is_cells(inner[:-1])


def _text(token: str) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1]
