"""Writes output files atomically, and never outside the output folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from blogtools.errors import ForeignFileError, Where, WriteError

CHUNK_SIZE = 1 << 20
"""Number of bytes of a file that are compared at a time."""


class Destination:
    """An output folder. Paths are strings here, for speed: every file of a build goes through it."""

    def __init__(
        self,
        root: Path,
        journal: Path | None = None,
        foreign: Callable[[], frozenset[str]] = frozenset,
        *,
        adopt: bool = False,
    ) -> None:
        """Write below `root`; the name of each file is appended to the file `journal` before it is written.

        `foreign` tells which files there blogtools did not write; it is called before the first file is written. They
        are not replaced, except with `adopt`.
        """
        self.root = str(root)
        self._find_foreign = foreign
        self._foreign: frozenset[str] | None = None
        self._adopt = adopt
        self._real = ""
        self._checked_folders: set[str] = set()
        self._journal_path = journal
        self._journal: int | None = None

    def write(self, name: str, data: bytes, *, immutable: bool = False) -> bool:
        """Write a file atomically, through a temporary file that is moved into place.

        `immutable` files, which are named by their content, are skipped if one of the same size exists.

        Returns whether anything was written.

        Raises:
            ForeignFileError: Such a file is there already, with another content, and blogtools did not write it.
            WriteError: The name leads out of the folder, or the file cannot be written.
        """
        path = self._path(name)
        if immutable and _size(path) == len(data):
            return False
        if name in self.foreign and not self._adopt:
            if self.read(name) == data:
                return False
            raise _foreign_file(path)

        def fill(temporary: str) -> None:
            with open(temporary, "wb", buffering=0) as file:
                view = memoryview(data)
                while view:
                    view = view[file.write(view) :]

        self._replace(name, path, fill)
        return True

    def copy(self, name: str, source: str) -> None:
        """Copy a file in chunks, unless the copy is up to date.

        Raises:
            ForeignFileError, WriteError: As `write`, or the source cannot be read.
        """
        path = self._path(name)
        try:
            with open(source, "rb", buffering=0) as file:
                if _is_copy(path, file):
                    return
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            raise WriteError(message, where=Where(source), hint="the previous copy is kept") from error
        if name in self.foreign and not self._adopt:
            raise _foreign_file(path)
        # Imported only for blogs with files to copy.
        import shutil

        self._replace(name, path, lambda temporary: shutil.copyfile(source, temporary))

    def _replace(self, name: str, path: str, fill: Callable[[str], object]) -> None:
        folder, file_name = os.path.split(path)
        temporary = os.path.join(folder, f".{file_name[:200]}.{os.getpid()}.part")
        try:
            self._make_folder(folder)
            self._note(name)
            try:
                fill(temporary)
                os.replace(temporary, path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise WriteError(message, where=Where(path), hint="the old file is kept") from error

    @property
    def foreign(self) -> frozenset[str]:
        """The files that blogtools did not write, as they were before the first file was written."""
        if self._foreign is None:
            self._foreign = self._find_foreign()
        return self._foreign

    def read(self, name: str) -> bytes | None:
        """Read an output file; None if it is missing."""
        try:
            with open(self._path(name), "rb") as file:
                return file.read()
        except OSError:
            return None

    def exists(self, name: str) -> bool:
        """Return True if an output file exists."""
        return os.path.exists(os.path.join(self.root, name))

    def is_same(self, name: str, other: str) -> bool:
        """Return True if two paths are one file, as where they differ only in case and the disk ignores that."""
        try:
            return os.path.samefile(self._path(name), self._path(other))
        except OSError:
            return False

    def recase(self, name: str, wanted: str) -> None:
        """Give a file, and the folders that it is in, the case that `wanted` has, which differs in nothing else.

        Raises:
            WriteError: the disk refuses.
        """
        parts, path = wanted.split("/"), self.root
        try:
            for old, new in zip(name.split("/"), parts, strict=True):
                if old != new and old in os.listdir(path):
                    os.rename(os.path.join(path, old), os.path.join(path, new))
                path = os.path.join(path, new)
        except OSError as error:
            message = f"cannot be renamed to {wanted}: {error.strerror or error}"
            raise WriteError(message, where=Where(os.path.join(self.root, name)), hint="rename it yourself") from error

    def size(self, name: str) -> int | None:
        """Return the size of an output file, in bytes; None if it is missing."""
        return _size(os.path.join(self.root, name))

    def remove(self, name: str) -> None:
        """Remove a file that an earlier build wrote, and folders that become empty.

        If its path is a folder now, or one of its folders is a file, there is nothing to remove.

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
                break  # The folder is not empty.

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            os.close(self._journal)
            self._journal = None

    def _note(self, name: str) -> None:
        if self._journal_path is None:
            return
        if self._journal is None:
            # Several processes append to it, so each entry is written with a single call.
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
        if folder in self._checked_folders:
            return
        os.makedirs(folder, exist_ok=True)
        real = os.path.join(os.path.realpath(folder), "")
        if not real.startswith(self._real_root()):
            message = "is a link that leads out of the output folder"
            raise WriteError(message, where=Where(folder), hint="remove the link")
        self._checked_folders.add(folder)


def _foreign_file(path: str) -> ForeignFileError:
    message, hint = "was not written by blogtools, and stays", "move it, choose another folder, or replace it: --adopt"
    return ForeignFileError(message, where=Where(path), hint=hint)


def _is_copy(path: str, source: BinaryIO) -> bool:
    """Return True if two files have the same content; compared in chunks, because videos can be large."""
    if _size(path) != os.fstat(source.fileno()).st_size:
        return False
    with open(path, "rb", buffering=0) as file:
        return all(ours == theirs for ours, theirs in zip_longest(_chunks(file), _chunks(source)))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK_SIZE), b"")


def _size(path: str) -> int | None:
    """Return the size of a regular file, in bytes; None if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
