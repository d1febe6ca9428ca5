"""Writing the result: whole files or none, and never outside of the output folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from blogtools.errors import Where, WriteError


class Destination:
    """An output folder. Paths are plain strings here: every file of a build goes through it."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self._known: set[str] = set()

    def write(self, name: str, data: bytes, *, immutable: bool = False) -> bool:
        """Write a file aside and move it into place; `immutable` files (named by their content) are written once.

        Returns whether anything was written.

        Raises:
            WriteError: the name leads out of the folder, or the disk refuses.
        """
        path = self._path(name)
        if immutable and _size(path) == len(data):
            return False
        folder, file_name = os.path.split(path)
        aside = os.path.join(folder, f".{file_name[:200]}.{os.getpid()}.part")
        try:
            self._make_folder(folder)
            try:
                with open(aside, "wb", buffering=0) as file:
                    view = memoryview(data)
                    while view:
                        view = view[file.write(view) :]
                os.replace(aside, path)
            except BaseException:
                Path(aside).unlink(missing_ok=True)
                raise
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise WriteError(message, where=Where(path), hint="the old file stands") from error
        return True

    def exists(self, name: str) -> bool:
        """Whether a file of the result stands."""
        return os.path.exists(os.path.join(self.root, name))

    def remove(self, name: str) -> None:
        """Remove a file that an earlier build wrote, and its folder once that is empty."""
        path, root = Path(self._path(name)), Path(self.root)
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == root or not folder.is_relative_to(root):
                break
            try:
                folder.rmdir()
            except OSError:
                break  # Not empty: something else lives there.

    def _path(self, name: str) -> str:
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or "\0" in name:
            message = f"{name!r} leads out of the output folder"
            raise WriteError(message, where=Where(self.root))
        return os.path.join(self.root, name)

    def _make_folder(self, folder: str) -> None:
        if folder in self._known:
            return
        os.makedirs(folder, exist_ok=True)
        if not Path(folder).resolve().is_relative_to(Path(self.root).resolve()):
            message = "is a link that leads out of the output folder"
            raise WriteError(message, where=Where(folder), hint="remove the link")
        self._known.add(folder)


def _size(path: str) -> int | None:
    """Bytes of a file; None if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
