"""Labels of other posts of the blog."""

from __future__ import annotations

import posixpath

import msgspec

from blogtools.errors import BlogtoolsError, contained
from blogtools.model import Post, Visibility
from blogtools.read.metadata import NOTHING
from blogtools.read.notebook import decode_notebook
from blogtools.redaction import Redaction
from blogtools.transform.context import Context
from blogtools.transform.crossrefs.labels import Label
from blogtools.transform.crossrefs.number_cells import number_cells
from blogtools.transform.crossrefs.words import words_of
from blogtools.transform.identity import post_from_notebook
from blogtools.transform.redaction.notebooks import redact_notebook

IN_TEXT = "#"
"""In front of a label, asks `Context.owners` for one that anything may have, not only a cell of code."""


class ReferencedPost(msgspec.Struct, frozen=True):
    """Another notebook of the blog."""

    path: str
    """Relative to the post."""
    title: str
    labels: dict[str, Label]


class OtherPosts:
    """The notebooks that a post refers to, each read once."""

    def __init__(self, post: Post, context: Context, words: dict[str, str]) -> None:
        self._post = post
        self._context = context
        self._words = words
        self._read: dict[str, ReferencedPost | None] = {}

    def at(self, path: str) -> ReferencedPost | None:
        """Return the notebook at a path relative to the post; None if there is none that can be read."""
        path = posixpath.normpath(path)
        if path not in self._read:
            self._read[path] = self._find(path)
        return self._read[path]

    def from_source(self, source: str) -> ReferencedPost | None:
        """Return the notebook whose path is shown as `source`."""
        return self.at(posixpath.relpath(source, posixpath.dirname(self._post.source) or "."))

    def owner(self, label: str) -> ReferencedPost | None:
        """Return the only other notebook that has a label; None if none or several have."""
        owners = self._context.owners(label) or self._context.owners(f"{IN_TEXT}{label}")
        return self.at(owners[0]) if len(owners) == 1 else None

    def _find(self, path: str) -> ReferencedPost | None:
        # Imported only for posts that refer to others.
        from blogtools.transform.embeds.referenced import read_referenced

        try:
            found = read_referenced(path, self._post, self._context)
        except BlogtoolsError:
            return None  # What is wrong with it is an error of its own post.
        if found is None:
            return None
        cells = tuple(cell for cell in found.cells if cell.options.cell is not Visibility.REMOVE)
        return ReferencedPost(path, found.title, number_cells(cells, self._words).registry.labels)


def has_place(data: bytes, name: str, label: str, redaction: Redaction) -> bool:
    """Return True if something in a notebook has a label, as it is published; `name` is its path."""
    from blogtools.transform.embeds.referenced import this_notebook  # As above.

    # What is wrong with that notebook is an error of its own post.
    with contained(name, lambda _: None):
        notebook, _, _ = redact_notebook(decode_notebook(data, name), NOTHING, redaction, name)
        post = post_from_notebook(notebook, NOTHING, frozenset(), name)
        cells = tuple(cell for cell in this_notebook(post).cells if cell.options.cell is not Visibility.REMOVE)
        return label in number_cells(cells, words_of("")).registry.labels
    return False
