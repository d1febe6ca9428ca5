"""Publishing to a folder, such as a web server's; files that blogtools did not write stay untouched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import msgspec

from blogtools.errors import PublishError, Where
from blogtools.publish.changes import Changes, compare, site_files
from blogtools.publish.ownership import kept_line, refuse_foreign
from blogtools.store.manifest import content_hash
from blogtools.store.output import Destination
from blogtools.store.ownership import OWNED_FILES, decode_owned, encode_owned, foreign_files

FOREIGN = "foreign"
"""In place of a hash, for anything that is not a regular file."""
HASH_LENGTH = len(content_hash(b""))


class Folder(msgspec.Struct, frozen=True):
    """A folder to publish to; it need not exist."""

    path: Path
    adopt: bool = False
    """True to replace files that blogtools did not write."""

    def __str__(self) -> str:
        return str(self.path)

    def read(self, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the files whose paths are `wanted`: of those that `publish` wrote, else of all."""
        for name in self._recorded() or site_files(self.path):
            path = self.path / name
            if wanted(name) and path.is_file():
                try:
                    yield name, path.read_bytes()
                except OSError as error:
                    message = f"cannot be read: {error.strerror}"
                    raise PublishError(message, where=Where(str(path))) from error

    def compare(self, site: Path) -> Changes:
        """Return what publishing would write and remove.

        Raises:
            ForeignFilesError: publishing would change a file that blogtools did not write, or that was changed since.
            PublishError: the record of the files there is damaged, or a file cannot be read.
        """
        wrote, new = self._recorded(), _hashes(site)
        old = {name: found for name in sorted(wrote.keys() | new.keys()) if (found := self._hash_of(name))}
        clashing = [
            name for name, found in old.items() if found != new.get(name) and not _is_own(wrote.get(name), found)
        ]
        if clashing and not self.adopt:
            refuse_foreign(str(self.path), clashing, self._others(wrote, new) - {*clashing})
        return compare(old, new)

    def publish(self, site: Path, changes: Changes) -> str:
        """Write and remove files, pages last.

        Raises:
            WriteError: a file cannot be written; the record covers what was done, and the next run continues.
        """
        wrote, new = self._recorded(), _hashes(site)
        # A file that was there already, byte for byte the same as built, counts as written by `publish`.
        listed = wrote | {name: found for name, found in new.items() if name not in (*changes.added, *changes.changed)}
        destination = Destination(self.path)
        kept = kept_line(self._others(wrote, new))
        try:
            for name in sorted((*changes.added, *changes.changed), key=lambda name: name.endswith(".html")):
                destination.write(name, (site / name).read_bytes())
                listed[name] = new[name]
            for name in changes.removed:
                destination.remove(name)
            listed = {name: found for name, found in listed.items() if name in new}
        finally:
            if listed != wrote:
                destination.write(OWNED_FILES, msgspec.json.format(encode_owned(listed), indent=1))
        if not changes:
            return f"Nothing changed: {self} is up to date.{kept}"
        return f"Published to {self}: {changes}.{kept}"

    def _others(self, wrote: Collection[str], new: Collection[str]) -> frozenset[str]:
        """Return the files in the folder that blogtools neither wrote nor is about to write."""
        return foreign_files(str(self.path), {*wrote, *new})

    def _recorded(self) -> dict[str, str]:
        path = self.path / OWNED_FILES
        try:
            return decode_owned(path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            message = f"cannot be read: {error}"
            hint = "remove it, then take the folder over: --adopt"
            raise PublishError(message, where=Where(str(path)), hint=hint) from error

    def _hash_of(self, name: str) -> str | None:
        """Return the hash of a file in the folder; None if there is none, `FOREIGN` for anything else."""
        path = self.path / name
        try:
            return content_hash(path.read_bytes())
        except FileNotFoundError:
            return FOREIGN if path.is_symlink() else None
        except (IsADirectoryError, NotADirectoryError):
            return FOREIGN
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            raise PublishError(message, where=Where(str(path))) from error


def _hashes(site: Path) -> dict[str, str]:
    names = (name for name in site_files(site) if name != OWNED_FILES)
    return {name: content_hash((site / name).read_bytes()) for name in names}


def _is_own(wrote: str | None, found: str) -> bool:
    """Return True if a file is as blogtools left it, given what the record says of it and its hash."""
    # `convert` records no hashes.
    return wrote is not None and (len(wrote) != HASH_LENGTH or wrote == found) and found != FOREIGN
