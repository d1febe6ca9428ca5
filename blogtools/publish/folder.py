"""The blog as a folder, such as one that a web server serves; what others keep there stays."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.errors import PublishError, Where
from blogtools.publish.changes import Changes, compare, site_files
from blogtools.store.manifest import content_hash
from blogtools.store.output import Destination

LIST = ".blogtools-published.json"
"""Names and hashes of the files that `publish` wrote there."""
FOREIGN = "foreign"
"""Stands for the hash of what is no file."""
MOST_NAMES = 5


class Folder(msgspec.Struct, frozen=True):
    """A folder to publish to; it need not exist."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def compare(self, site: Path) -> Changes:
        """What would be written and removed.

        Raises:
            PublishError: that would change a file that `publish` did not write, or that has changed since.
        """
        wrote, new = self._wrote(), _hashes(site)
        old = {name: found for name in sorted(wrote.keys() | new.keys()) if (found := self._standing(name))}
        foreign = [name for name, found in old.items() if found not in (new.get(name), wrote.get(name))]
        if foreign:
            more = f" and {len(foreign) - MOST_NAMES} more" if len(foreign) > MOST_NAMES else ""
            message = f"holds what `publish` did not write: {', '.join(foreign[:MOST_NAMES])}{more}"
            raise PublishError(message, where=Where(str(self.path)), hint="move it away, and publish again")
        return compare(old, new)

    def publish(self, site: Path, changes: Changes) -> str:
        """Write and remove files, pages after what they show.

        Raises:
            WriteError: the disk refuses; what was done until then is listed, and done again it goes on.
        """
        wrote, new = self._wrote(), _hashes(site)
        # A file that stood there already, to the byte as it was built, is taken for ours.
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
            return f"Nothing changed: {self} has this blog already."
        return f"Published to {self}: {changes}."

    def _wrote(self) -> dict[str, str]:
        path = self.path / LIST
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError, ValueError) as error:
            message = f"cannot be read: {error}"
            hint = "remove it; files that differ from the blog must then be moved away by hand"
            raise PublishError(message, where=Where(str(path)), hint=hint) from error

    def _standing(self, name: str) -> str | None:
        """Hash of what stands in the folder under a name; None for nothing."""
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
