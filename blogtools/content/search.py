"""Search of a folder for notebooks: through links inside the blog, and past all that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import msgspec

from blogtools.errors import Severity
from blogtools.store.ownership import OWNED_FILES
from blogtools.transform.files.other_posts import OTHER_POSTS, POST_HEAD, is_other_post

NOT_FOLLOWED = "is a link that leads out of the blog, and is not followed"


class Obstacle(msgspec.Struct, frozen=True):
    """A notebook or folder that the search passed by."""

    path: Path
    why: str
    hint: str
    severity: Severity
    """An error if posts may be behind it that were published before."""


class SearchResult(msgspec.Struct, frozen=True):
    """The notebooks below a folder, and all else there that the author may be told of."""

    notebooks: tuple[Path, ...]
    obstacles: tuple[Obstacle, ...]
    other_posts: tuple[Path, ...]
    """Posts that are no notebooks, without those that are copies of one beside them (Jupytext)."""


def search_notebooks(
    folder: Path, root: Path, skipped: Collection[str], excluded: Collection[str] = ()
) -> SearchResult:
    """Return the notebooks below a folder, what could not be searched, and posts of other forms.

    Hidden files and folders, virtual environments, and folders with names in `skipped` are passed over; `excluded` are
    such names directly in `folder`. Links are followed inside `root`, after all folders: each folder is
    searched once, under its own name if it has one here.
    """
    search = _Search(os.path.realpath(root), skipped)
    search.walk(os.fspath(folder), os.path.realpath(folder), excluded)
    while search.links:
        search.follow(search.links.pop(0))
    return SearchResult(tuple(search.notebooks), tuple(search.obstacles), tuple(search.other_posts))


class _Search:
    """The state of one search. Paths are strings, for speed: every build goes through all folders."""

    def __init__(self, root: str, skipped: Collection[str]) -> None:
        self.root = root
        self.skipped = skipped
        self.seen: set[str] = set()
        self.links: list[str] = []
        self.notebooks: list[Path] = []
        self.obstacles: list[Obstacle] = []
        self.other_posts: list[Path] = []

    def walk(self, folder: str, real: str, excluded: Collection[str] = (), *, is_output: bool = False) -> None:
        """Search a folder, whose path without links is `real`; posts of other forms in an output folder are ours."""
        if real in self.seen:
            return
        self.seen.add(real)
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._pass_by(folder, f"cannot be read: {error.strerror}", "change its permissions", "error")
            return
        names = {entry.name for entry in ordered}
        is_output = is_output or OWNED_FILES in names
        for entry in ordered:
            name = entry.name
            if name.startswith("."):
                continue
            if name.endswith(".ipynb"):
                if entry.is_symlink() and not self._is_inside(os.path.realpath(entry.path)):
                    self._pass_by(entry.path, NOT_FOLLOWED, "put the notebook itself there", "error")
                else:
                    self.notebooks.append(Path(entry.path))
            elif name in self.skipped or name in excluded:
                continue
            elif entry.is_dir(follow_symlinks=False):
                if not os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
                    self.walk(entry.path, os.path.join(real, name), is_output=is_output)
            elif entry.is_symlink() and os.path.isdir(entry.path):
                self.links.append(entry.path)
            elif not is_output and name.lower().endswith(OTHER_POSTS) and self._is_post(entry, names):
                self.other_posts.append(Path(entry.path))

    def follow(self, link: str) -> None:
        """Search a linked folder, unless it is found elsewhere."""
        real = os.path.realpath(link)
        parent = os.path.realpath(os.path.dirname(link))
        if not self._is_inside(real):
            self._pass_by(link, NOT_FOLLOWED, "put the folder itself there", "warning")
        elif f"{parent}{os.sep}".startswith(f"{real}{os.sep}"):
            self._pass_by(link, "is a link that leads back to a folder that contains it", "remove it", "warning")
        elif self._is_skipped(os.path.relpath(real, self.root)):
            self._pass_by(link, "is a link to a folder that has no posts", "remove it", "warning")
        else:
            self.walk(link, real)

    def _is_post(self, entry: os.DirEntry[str], names: Collection[str]) -> bool:
        """Return True if a file is a post of another form; `names` are those of its folder."""
        if f"{os.path.splitext(entry.name)[0]}.ipynb" in names or not entry.is_file(follow_symlinks=False):
            return False
        try:
            with open(entry.path, "rb") as file:
                return is_other_post(entry.name, file.read(POST_HEAD))
        except OSError:
            return False  # Nobody else can read it either.

    def _is_inside(self, real: str) -> bool:
        return f"{real}{os.sep}".startswith(os.path.join(self.root, ""))

    def _pass_by(self, path: str, why: str, hint: str, severity: Severity) -> None:
        self.obstacles.append(Obstacle(Path(path), why, hint, severity))

    def _is_skipped(self, path: str) -> bool:
        return any(part.startswith(".") or part in self.skipped for part in path.split(os.sep))
