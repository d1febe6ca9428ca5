"""Search of a folder for posts: through links inside the blog, and past all that cannot be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from blogtools.errors import TEXT_POSTS, Severity
from blogtools.store.ownership import OWNED_FILES, read_owned
from blogtools.transform.files.other_posts import OTHER_POSTS, POST_HEAD, PostKind, post_kind

NOT_FOLLOWED = "is a link that leads out of the blog, and is not followed"
ANY_HEAD = b"---\ntitle: unknown\n---\n"
"""Beginning of a post, to ask which files can be one by their names."""
Ours = Collection[str] | None
"""Paths of files that blogtools wrote; None if all in a folder may be."""


class Obstacle(msgspec.Struct, frozen=True):
    """A notebook or folder that the search passed by."""

    path: Path
    why: str
    hint: str
    severity: Severity
    """An error if posts may be behind it that were published before."""


class OtherFile(msgspec.Struct, frozen=True):
    """A file that is no post, though it looks like one or is of the same form."""

    path: Path
    kind: PostKind | Literal["twin"]
    """A `twin` is Markdown that would be a post if there were no notebook of its name beside it."""


class SearchResult(msgspec.Struct, frozen=True):
    """The posts below a folder, and all else there that the author may be told of."""

    posts: tuple[Path, ...]
    """Notebooks, and Markdown with a title in its front matter."""
    obstacles: tuple[Obstacle, ...]
    others: tuple[OtherFile, ...]


def search_posts(folder: Path, root: Path, skipped: Collection[str], excluded: Collection[str] = ()) -> SearchResult:
    """Return the posts below a folder, what could not be searched, and files of which the author may think so.

    Hidden files and folders, virtual environments, and folders with names in `skipped` are passed over; `excluded` are
    such names directly in `folder`. Links are followed inside `root`, after all folders: each folder is
    searched once, under its own name if it has one here.
    """
    search = _Search(os.path.realpath(root), skipped)
    search.walk(os.fspath(folder), os.path.realpath(folder), excluded)
    while search.links:
        search.follow(search.links.pop(0))
    return SearchResult(tuple(search.posts), tuple(search.obstacles), tuple(search.others))


class _Search:
    """The state of one search. Paths are strings, for speed: every build goes through all folders."""

    def __init__(self, root: str, skipped: Collection[str]) -> None:
        self.root = root
        self.skipped = skipped
        self.seen: set[str] = set()
        self.links: list[str] = []
        self.posts: list[Path] = []
        self.obstacles: list[Obstacle] = []
        self.others: list[OtherFile] = []

    def walk(self, folder: str, real: str, excluded: Collection[str] = (), ours: Ours = frozenset()) -> None:
        """Search a folder, whose path without links is `real`; `ours` are the files that blogtools wrote there."""
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
        if OWNED_FILES in names:
            ours = _written(folder, ours)
        for entry in ordered:
            name = entry.name
            if name.startswith("."):
                continue
            if name.endswith(".ipynb"):
                if entry.is_symlink() and not self._is_inside(os.path.realpath(entry.path)):
                    self._pass_by(entry.path, NOT_FOLLOWED, "put the notebook itself there", "error")
                else:
                    self.posts.append(Path(entry.path))
            elif name in self.skipped or name in excluded:
                continue
            elif entry.is_dir(follow_symlinks=False):
                if not os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
                    self.walk(entry.path, os.path.join(real, name), ours=ours)
            elif entry.is_symlink() and os.path.isdir(entry.path):
                self.links.append(entry.path)
            elif name.lower().endswith(OTHER_POSTS) and ours is not None and entry.path not in ours:
                self._look_at(entry, names)

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

    def _look_at(self, entry: os.DirEntry[str], names: Collection[str]) -> None:
        """Sort a file that may be a post, and is no notebook; `names` are those of its folder."""
        has_twin = f"{os.path.splitext(entry.name)[0]}.ipynb" in names
        kind = _kind_of(entry)
        if kind == "post" and entry.is_symlink() and not self._is_inside(os.path.realpath(entry.path)):
            self._pass_by(entry.path, NOT_FOLLOWED, "put the file itself there", "error")
        elif kind == "post" and not has_twin:
            self.posts.append(Path(entry.path))
        elif kind == "post":
            self.others.append(OtherFile(Path(entry.path), "twin"))
        elif kind and not has_twin:
            self.others.append(OtherFile(Path(entry.path), kind))

    def _is_inside(self, real: str) -> bool:
        return f"{real}{os.sep}".startswith(os.path.join(self.root, ""))

    def _pass_by(self, path: str, why: str, hint: str, severity: Severity) -> None:
        self.obstacles.append(Obstacle(Path(path), why, hint, severity))

    def _is_skipped(self, path: str) -> bool:
        return any(part.startswith(".") or part in self.skipped for part in path.split(os.sep))


def _kind_of(entry: os.DirEntry[str]) -> PostKind:
    """Return what a file is. Markdown that cannot be read may be a post: where it is read, the reason is told."""
    is_text = entry.name.endswith(TEXT_POSTS)
    try:
        status = entry.stat(follow_symlinks=is_text)
        if stat.S_ISREG(status.st_mode):
            return _kind(entry.path, status.st_mtime_ns, status.st_size)
    except OSError:
        pass
    return "post" if is_text and post_kind(entry.name, ANY_HEAD) == "post" else ""


@lru_cache(65_536)
def _kind(path: str, _changed: int, _size: int) -> PostKind:
    """Return what a file is; asked again only after a change, since each search comes by all files."""
    with open(path, "rb") as file:
        return post_kind(path, file.read(POST_HEAD))


def _written(folder: str, ours: Ours) -> Ours:
    """Return what blogtools wrote into a folder with a record of that, or above it."""
    owned = read_owned(Path(folder))
    if owned is None or ours is None:
        return None
    return {*ours, *(os.path.join(folder, *name.split("/")) for name in owned)}
