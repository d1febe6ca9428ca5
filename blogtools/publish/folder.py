"""Publishing to a folder, such as a web server's; files that blogtools did not write stay untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from blogtools.errors import PublishError, Where
from blogtools.publish.changes import Changes, compare, site_files
from blogtools.store.manifest import content_hash
from blogtools.store.output import Destination

LIST = ".blogtools-published.json"
"""Records name and hash of each file that `publish` wrote there."""
FOREIGN = "foreign"
"""In place of a hash, for anything that is not a regular file."""
MAX_NAMES = 5
"""Names listed in an error message."""


class Folder(msgspec.Struct, frozen=True):
    """A folder to publish to; it need not exist."""

    path: Path

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
            PublishError: publishing would change a file that `publish` did not write, or that has changed since.
        """
        wrote, new = self._recorded(), _hashes(site)
        old = {name: found for name in sorted(wrote.keys() | new.keys()) if (found := self._hash_of(name))}
        foreign = [name for name, found in old.items() if found not in (new.get(name), wrote.get(name))]
        if foreign:
            more = f" and {len(foreign) - MAX_NAMES} more" if len(foreign) > MAX_NAMES else ""
            message = f"holds files that `publish` did not write: {', '.join(foreign[:MAX_NAMES])}{more}"
            raise PublishError(message, where=Where(str(self.path)), hint="move them away and publish again")
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
        try:
            for name in sorted((*changes.added, *changes.changed), key=lambda name: name.endswith(".html")):
                destination.write(name, (site / name).read_bytes())
                listed[name] = new[name]
            for name in changes.removed:
                destination.remove(name)
            listed = {name: found for name, found in listed.items() if name in new}
        finally:
            if listed != wrote:
                destination.write(LIST, msgspec.json.format(msgspec.json.encode(listed), indent=1))
        if not changes:
            return f"Nothing changed: {self} is up to date."
        return f"Published to {self}: {changes}."

    def _recorded(self) -> dict[str, str]:
        path = self.path / LIST
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError, ValueError) as error:
            message = f"cannot be read: {error}"
            hint = "remove it; you may then have to move away files that differ from the blog"
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
    return {name: content_hash((site / name).read_bytes()) for name in site_files(site)}
