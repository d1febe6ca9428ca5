"""State that one build leaves for the next: a manifest, and a journal to recover from an interrupted build."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from blogtools.errors import WriteError
from blogtools.store.manifest import Lists, Manifest, Record, content_hash, load_manifest
from blogtools.store.output import Destination

FEEDS, PAGE_CONTEXTS, DRAWINGS = "feeds", "pages", "drawings"
"""Folders of the cache: texts of posts for feeds, what pages are filled with, and drawn diagrams."""
SITE_FOLDER = "publish"
"""Folder of the cache that holds the site as it is published."""


class BuildState:
    """The manifest of builds into one output folder, and the journal of the build that is under way.

    The journal has the name of every file before it is written, and goes when the manifest that knows them all is kept.
    Where a build finds one, the build before it came to no end: what it names is written again, or removed if nothing
    is to be there.
    """

    def __init__(self, cache: Path, output: Path, target: str) -> None:
        """Locate the state of an output folder and target in the folder `cache`, which need not exist."""
        name = content_hash(f"{output.resolve()}\n{target}".encode())[:16]
        self._cache = cache
        self._output = output
        self._manifest = cache / f"manifest-{name}.json"
        self.journal = cache / f"journal-{name}"
        self.lock = cache / f"lock-{name}"

    @property
    def exists(self) -> bool:
        """True if there was a build before."""
        return self._manifest.exists() or self.journal.exists()

    def last(self) -> Manifest:
        """Return the manifest of the last finished build; safe while another build is running."""
        return load_manifest(self._manifest)

    @property
    def stamp(self) -> tuple[int, int] | None:
        """Another one after each build; None if there was none that came to its end."""
        try:
            state = self._manifest.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size

    def load(self) -> Manifest:
        """Return the manifest of the last build; posts that an interrupted build may have touched are marked stale."""
        last = load_manifest(self._manifest)
        try:
            names = {name for name in self.journal.read_bytes().decode(errors="replace").split("\0") if name}
        except OSError:
            return last  # There is none.
        self._remove_parts(names)
        posts = {name: _doubtful(record) if names & {*record.files} else record for name, record in last.posts.items()}
        return Manifest(posts, Lists({**last.lists.files, **dict.fromkeys(names, "")}))

    def open(self) -> Path | None:
        """Make the folder; gives the journal, or None where nothing can be kept."""
        destination = Destination(self._cache)
        try:
            if not destination.exists(".gitignore"):
                destination.write(".gitignore", b"*\n")
        except WriteError:
            return None
        return self.journal

    def keep(self, manifest: Manifest) -> None:
        """Remember a build that came to its end; a folder that cannot be written only costs speed."""
        try:
            Destination(self._cache).write(self._manifest.name, msgspec.json.encode(manifest))
            self.journal.unlink(missing_ok=True)
        except (WriteError, OSError):
            return

    def _remove_parts(self, names: Collection[str]) -> None:
        """Remove what was being written aside; only one build at a time writes here."""
        for name in names:
            path = self._output / name
            for part in path.parent.glob(f".{_escaped(path.name[:200])}.*.part"):
                part.unlink(missing_ok=True)


def _doubtful(record: Record) -> Record:
    """Return a record that counts as stale, for a page that may be half written."""
    return msgspec.structs.replace(record, content="", stamp="")


def _escaped(name: str) -> str:
    # `glob` is loaded only after a build that came to no end.
    import glob

    return glob.escape(name)
