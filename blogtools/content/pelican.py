"""The posts of a blog of Pelican that publish notebooks: `{% notebook path.ipynb cells[2:] %}` (liquid_tags)."""

from __future__ import annotations

import ast
import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import TEXT_POSTS
from blogtools.read.list_forms import NOTEBOOK_TAG, POST_SUFFIXES, is_only_notebook

PELICAN_SETTINGS = "pelicanconf.py"
MAX_SETTINGS, MAX_POST = 1_000_000, 5_000_000
"""Bytes of settings, and of a post, that are read."""
_FOR_NOTEBOOKS = ("pelican_jupyter", "pelican-jupyter", "ipynb", "ipynb.markup", "pelican_jupyter.markup")
"""Names of plugins that make posts of notebooks themselves."""
_METADATA_CELL = re.compile(
    rb'\s*\{\s*"cells":\s*\[\s*\{[^{}]*"cell_type":\s*"raw"[^{}]*(?:\{[^{}]*\}[^{}]*)?"source":\s*\[?\s*"---\\n'
)
_OPENING = 2_000
"""Bytes of a notebook in which its first cell begins."""


class PelicanBlog(msgspec.Struct, frozen=True):
    """A blog of Pelican, and the notebooks that its posts show."""

    root: Path
    """The folder with the settings, without links."""
    posts: dict[str, str]
    """Path of each notebook that is all the text of a post, to that of the first such post; relative to the root."""
    parts: dict[str, str]
    """The same for notebooks that are only a part of a post."""
    content: str = "content"
    """The folder of the posts, relative to the root."""
    reads_notebooks: bool = False
    """True if notebooks are posts themselves."""
    wrappers: frozenset[str] = frozenset()
    """Paths of the posts that show a notebook, relative to the root."""
    pages: tuple[str, ...] = ()
    """Folders of pages that are no posts, likewise."""

    @classmethod
    def read(cls, settings: Path) -> PelicanBlog:
        """Read the settings, which are not executed, and the posts."""
        given = assignments(settings)
        root = settings.resolve().parent
        content = posixpath.normpath(str(given.get("PATH") or "content"))
        markup = {str(one).lower() for one in _several(given.get("MARKUP"))}
        plugins = {str(one).lower() for one in _several(given.get("PLUGINS"))}
        reads = "ipynb" in markup or bool(plugins & set(_FOR_NOTEBOOKS))
        below = posixpath.normpath(str(given.get("NOTEBOOK_DIR") or "notebooks"))
        posts, parts, wrappers = _named_notebooks(root, content, below)
        pages = [posixpath.normpath(f"{content}/{one}") for one in _several(given.get("PAGE_PATHS", ["pages"]))]
        return cls(root, posts, parts, content, reads, frozenset(wrappers), tuple(pages))

    def reason(self, path: str) -> str:
        """Return why a notebook or a file of Markdown, given relative to the root, is no post; empty if it is one."""
        if path.endswith(TEXT_POSTS):
            page = next((one for one in self.pages if path.startswith(f"{one}/")), "")
            if page:
                return f"what lies in {page}/ are pages, and no posts ({PELICAN_SETTINGS})"
            is_post = self.content == "." or path.startswith(f"{self.content}/")
            return "" if is_post else f"it does not lie in {self.content}/ ({PELICAN_SETTINGS})"
        if (
            path in self.posts
            or _has_metadata(self.root / path)
            or (self.reads_notebooks and path.startswith(f"{self.content}/"))
        ):
            return ""
        beside = self.root / path
        if any(beside.with_suffix(suffix).is_file() for suffix in (".nbdata", ".ipynb-meta")):
            return ""
        if path in self.parts:
            return f"{self.parts[path]} has more text around it"
        return f"no post in {self.content}/ names it ({PELICAN_SETTINGS})"

    def shows_notebook(self, path: Path) -> bool:
        """Return True if a post in Markdown shows a notebook, which has its metadata or needs its text."""
        return path.is_relative_to(self.root) and path.relative_to(self.root).as_posix() in self.wrappers

    def publisher(self, path: Path, root: Path) -> str:
        """Return the post that publishes a notebook, relative to the root of a blog; empty if none does."""
        try:
            post = self.posts.get(path.relative_to(self.root).as_posix(), "")
            return (self.root / post).relative_to(root.resolve()).as_posix() if post else ""
        except ValueError:
            return ""  # One of them lies outside.


def _has_metadata(notebook: Path) -> bool:
    """Return whether a notebook begins with metadata of its own, so that it needs no post to be one."""
    try:
        return _METADATA_CELL.match(_read(notebook, _OPENING)) is not None
    except OSError:
        return False


def assignments(settings: Path) -> dict[str, Any]:
    """Return the names that a file of Python sets to plain values at its top level; those that it computes are left."""
    try:
        tree = ast.parse(_read(settings, MAX_SETTINGS))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # Written for Python 2, say: the defaults hold, and what no post names stays unpublished.
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            with suppress(ValueError, TypeError, SyntaxError, MemoryError, RecursionError):  # It is computed.
                found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def _named_notebooks(root: Path, content: str, below: str) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Return the notebooks that are all the text of a post, and those that are a part, each with the first such post.

    The third are all such posts.

    Names are relative to the folder of the posts, or to that of the notebooks (`NOTEBOOK_DIR`) below it.
    """
    posts: dict[str, str] = {}
    parts: dict[str, str] = {}
    wrappers: set[str] = set()
    for folder, folders, names in os.walk(root / content):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            try:
                text = _read(path, MAX_POST).decode(errors="replace") if name.endswith(POST_SUFFIXES) else ""
            except OSError:
                continue  # Pelican cannot read it either.
            found = posts if is_only_notebook(text) else parts
            for notebook in _named_by(text, root, (content, f"{content}/{below}")):
                name_of_post = path.relative_to(root).as_posix()
                found.setdefault(notebook, name_of_post)
                wrappers.add(name_of_post)
    return posts, parts, wrappers


def _named_by(text: str, root: Path, folders: Sequence[str]) -> Iterator[str]:
    """Yield the notebooks that a post names; each is looked for below all of the folders."""
    for match in NOTEBOOK_TAG.finditer(text) if "{%" in text else ():
        candidates = (posixpath.normpath(f"{folder}/{match['path'].strip()}") for folder in folders)
        yield from (path for path in candidates if not path.startswith("..") and (root / path).is_file())


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _several(given: Any) -> tuple[Any, ...]:
    return tuple(given) if isinstance(given, list | tuple | set) else (given,) if given else ()
