"""Zip archives of strangers: what could do harm is refused and told, the rest is read."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Self
from urllib.parse import unquote, urlsplit

from blogtools.errors import Finding, SourceError, Where

MAX_MEMBER = 100_000_000
"""Bytes of a file in an archive, unpacked."""
MAX_ALL = 2_000_000_000
"""Bytes that are unpacked of one archive."""
MAX_MEMBERS = 100_000
MAX_RATIO = 200
"""Times that a file may grow; HTML and JSON grow about tenfold."""
SMALL = 1_000_000
"""Bytes of a file that may grow as it likes."""
_SURE = 3


class Archive:
    """The files of an archive that may be read, and what was refused."""

    def __init__(self, path: Path) -> None:
        """Open an archive.

        Raises:
            SourceError: it is none, or it is broken.
        """
        self.path = path
        self.refused: list[Finding] = []
        self._left = MAX_ALL
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            message = f"is no zip archive that can be read: {error}"
            raise SourceError(message, where=Where(str(path)), hint="download it again") from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            self._refuse("", f"has {len(members):,} files; only the first {MAX_MEMBERS:,} are read")
        for member in members[:MAX_MEMBERS]:
            if member.is_dir():
                continue
            if why := _danger(member):
                self._refuse(member.filename, why)
            else:
                self._members[member.filename.replace("\\", "/")] = member
        self._by_name: dict[str, list[str]] = {}
        for name in self._members:
            self._by_name.setdefault(PurePosixPath(name).name, []).append(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def names(self, suffix: str = "") -> list[str]:
        """Return the names of the files that end in `suffix`, sorted."""
        return sorted(name for name in self._members if name.lower().endswith(suffix))

    def read(self, name: str) -> bytes | None:
        """Return the content of a file; None if it is refused, which is told."""
        member = self._members[name]
        try:
            with self._zip.open(member) as file:
                # The size that the archive tells may be a lie.
                data = file.read(min(MAX_MEMBER, self._left) + 1)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
            self._refuse(name, f"is broken: {error}")
            return None
        except Exception as error:  # noqa: BLE001 - zlib, bz2 and lzma have errors of their own
            self._refuse(name, f"is broken: {error}")
            return None
        if len(data) > min(MAX_MEMBER, self._left):
            self._refuse(name, f"has more than {min(MAX_MEMBER, self._left):,} bytes when unpacked")
            return None
        self._left -= len(data)
        return data

    def find(self, address: str) -> bytes | None:
        """Return the file whose path ends as an address does: all of one of them, or three names."""
        wanted = [part for part in unquote(urlsplit(address).path).split("/") if part not in ("", ".", "..")]
        found, best = "", 0
        for name in self._by_name.get(wanted[-1] if wanted else "", ()):
            parts = name.split("/")
            same = 0
            while same < min(len(parts), len(wanted)) and parts[-1 - same] == wanted[-1 - same]:
                same += 1
            is_it = same == len(wanted) or same >= _SURE or (same == len(parts) and same > 1)
            if same > best and is_it:
                found, best = name, same
        return self.read(found) if found else None

    def told(self) -> Iterator[Finding]:
        """Yield what was refused since this was asked last."""
        while self.refused:
            yield self.refused.pop(0)

    def _refuse(self, name: str, why: str) -> None:
        place = f"the file {name!r} in it {why}" if name else why
        self.refused.append(Finding("import", f"{place}; it is left out", Where(str(self.path)), severity="error"))


def _danger(member: zipfile.ZipInfo) -> str:
    """Return why a file of an archive is not read; empty if it is."""
    name = member.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (parts and ":" in parts[0]) or "\0" in member.orig_filename:
        return "has a path that leads out of the archive"
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link" if stat.S_ISLNK(mode) else "is no plain file"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.file_size > MAX_MEMBER:
        return f"has {member.file_size:,} bytes when unpacked"
    if member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        return f"grows {member.file_size // max(member.compress_size, 1):,} times when unpacked"
    return ""


def zip_names(path: Path) -> list[str]:
    """Return the names in an archive, as they stand; empty if a file is no archive."""
    if path.suffix.lower() != ".zip":
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return []
