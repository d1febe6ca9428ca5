"""Writing the result: whole files or none, and never outside of the output folder."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from blogtools.errors import Where, WriteError


class Destination:
    """An output folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: set[Path] = set()

    def write(self, name: str, data: bytes, *, immutable: bool = False) -> bool:
        """Write a file aside and move it into place; `immutable` files (named by their content) are written once.

        Returns whether anything was written.

        Raises:
            WriteError: the name leads out of the folder, or the disk refuses.
        """
        path = self._path(name)
        try:
            if immutable and path.is_file() and path.stat().st_size == len(data):
                return False
            self._make_folder(path.parent)
            aside = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
            try:
                with aside.open("wb", buffering=0) as file:
                    view = memoryview(data)
                    while view:
                        view = view[file.write(view) :]
                aside.replace(path)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise WriteError(message, where=Where(str(path)), hint="the old file stands") from error
        return True

    def exists(self, name: str) -> bool:
        """Whether a file of the result stands."""
        return os.path.exists(os.path.join(self.root, name))  # noqa: PTH110, PTH118 - asked once a file of the blog on every run

    def remove(self, name: str) -> None:
        """Remove a file that an earlier build wrote, and its folder once that is empty."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self.root or not folder.is_relative_to(self.root):
                break
            try:
                folder.rmdir()
            except OSError:
                break  # Not empty: something else lives there.

    def _path(self, name: str) -> Path:
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name:
            message = f"{name!r} leads out of the output folder"
            raise WriteError(message, where=Where(str(self.root)))
        return self.root / pure

    def _make_folder(self, folder: Path) -> None:
        if folder in self._known:
            return
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(self.root.resolve()):
            message = "is a link that leads out of the output folder"
            raise WriteError(message, where=Where(str(folder)), hint="remove the link")
        self._known.add(folder)
