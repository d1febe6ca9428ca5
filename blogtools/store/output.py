"""Writing the result: whole files or none, and never outside of the output folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from blogtools.errors import Where, WriteError

PIECE = 1 << 20
"""Bytes of a file that are compared at a time."""


class Destination:
    """An output folder. Paths are plain strings here: every file of a build goes through it."""

    def __init__(self, root: Path, journal: Path | None = None) -> None:
        """Write below `root`; `journal` is a file that gets the name of everything that will be written."""
        self.root = str(root)
        self._real = ""
        self._known: set[str] = set()
        self._journal_path = journal
        self._journal: int | None = None

    def write(self, name: str, data: bytes, *, immutable: bool = False) -> bool:
        """Write a file aside and move it into place; `immutable` files (named by their content) are written once.

        Returns whether anything was written.

        Raises:
            WriteError: the name leads out of the folder, or the disk refuses.
        """
        path = self._path(name)
        if immutable and _size(path) == len(data):
            return False

        def fill(aside: str) -> None:
            with open(aside, "wb", buffering=0) as file:
                view = memoryview(data)
                while view:
                    view = view[file.write(view) :]

        self._replace(name, path, fill)
        return True

    def copy(self, name: str, source: str) -> None:
        """Write a file with the content of another one, piece by piece, unless the same stands there already.

        Raises:
            WriteError: as `write`; or the other file cannot be read.
        """
        path = self._path(name)
        try:
            with open(source, "rb", buffering=0) as file:
                if _is_copy(path, file):
                    return
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            raise WriteError(message, where=Where(source), hint="the last copy stands") from error
        # Loaded only by blogs that have files to copy.
        import shutil

        self._replace(name, path, lambda aside: shutil.copyfile(source, aside))

    def _replace(self, name: str, path: str, fill: Callable[[str], object]) -> None:
        folder, file_name = os.path.split(path)
        aside = os.path.join(folder, f".{file_name[:200]}.{os.getpid()}.part")
        try:
            self._make_folder(folder)
            self._note(name)
            try:
                fill(aside)
                os.replace(aside, path)
            except BaseException:
                Path(aside).unlink(missing_ok=True)
                raise
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise WriteError(message, where=Where(path), hint="the old file stands") from error

    def read(self, name: str) -> bytes | None:
        """A file of the result; None if it is missing."""
        try:
            with open(self._path(name), "rb") as file:
                return file.read()
        except OSError:
            return None

    def exists(self, name: str) -> bool:
        """Whether a file of the result stands."""
        return os.path.exists(os.path.join(self.root, name))

    def size(self, name: str) -> int | None:
        """Bytes of a file of the result; None if it is missing."""
        return _size(os.path.join(self.root, name))

    def remove(self, name: str) -> None:
        """Remove a file that an earlier build wrote, and its folder once that is empty.

        Where there is a folder of its name now, or a file with the name of one of its folders, it is gone already.

        Raises:
            WriteError: the disk refuses.
        """
        path, root = Path(self._path(name)), Path(self.root)
        if os.path.isfile(path) or os.path.islink(path):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                message = f"cannot be removed: {error.strerror or error}"
                raise WriteError(message, where=Where(str(path)), hint="remove it yourself") from error
        for folder in path.parents:
            if folder == root or not folder.is_relative_to(root):
                break
            try:
                folder.rmdir()
            except OSError:
                break  # Not empty: something else lives there.

    def close(self) -> None:
        """Let go of the journal."""
        if self._journal is not None:
            os.close(self._journal)
            self._journal = None

    def _note(self, name: str) -> None:
        if self._journal_path is None:
            return
        if self._journal is None:
            # Several processes add to it; a line is added in one piece.
            self._journal = os.open(self._journal_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(self._journal, f"{name}\0".encode())

    def _path(self, name: str) -> str:
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or "\0" in name:
            message = f"{name!r} leads out of the output folder"
            raise WriteError(message, where=Where(self.root))
        return os.path.join(self.root, name)

    def _real_root(self) -> str:
        if not self._real:
            self._real = os.path.join(os.path.realpath(self.root), "")
        return self._real

    def _make_folder(self, folder: str) -> None:
        if folder in self._known:
            return
        os.makedirs(folder, exist_ok=True)
        real = os.path.join(os.path.realpath(folder), "")
        if not real.startswith(self._real_root()):
            message = "is a link that leads out of the output folder"
            raise WriteError(message, where=Where(folder), hint="remove the link")
        self._known.add(folder)


def _is_copy(path: str, source: BinaryIO) -> bool:
    """Whether a file has the content of another one; never all of a film is in memory."""
    if _size(path) != os.fstat(source.fileno()).st_size:
        return False
    with open(path, "rb", buffering=0) as file:
        return all(ours == theirs for ours, theirs in zip_longest(_pieces(file), _pieces(source)))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(PIECE), b"")


def _size(path: str) -> int | None:
    """Bytes of a file; None if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
