"""Locates lines of a post's metadata in the notebook."""

from __future__ import annotations

from collections.abc import Callable

from blogtools.errors import Where
from blogtools.model import Cell, Post
from blogtools.read.forms import OPENING_CELLS

ABSTRACT = '<section class="abstract" aria-label="Abstract">'
"""Beginning of the cell that a post's abstract is, which has the number of the cell of metadata."""


def is_abstract(cell: Cell) -> bool:
    """Return True if a cell is the abstract, which stands in the metadata."""
    return cell.kind == "markdown" and cell.source.startswith(ABSTRACT)


def metadata_line(post: Post, matches: Callable[[str], bool]) -> Where:
    """Return the place of the first line of the metadata cell that `matches` accepts; the file if there is none."""
    shown = {cell.number for cell in post.cells if not is_abstract(cell)}
    for cell in post.notebook.cells[:OPENING_CELLS]:
        if cell.number not in shown and cell.kind != "code":
            for number, line in enumerate(cell.source.split("\n"), 1):
                if matches(line):
                    return Where(post.source, cell.number, number)
    return Where(post.source)
