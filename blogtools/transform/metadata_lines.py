"""Locates lines of a post's metadata in the notebook."""

from __future__ import annotations

from collections.abc import Callable

from blogtools.errors import Where
from blogtools.model import Post
from blogtools.read.forms import OPENING_CELLS


def metadata_line(post: Post, matches: Callable[[str], bool]) -> Where:
    """Return the place of the first line of the metadata cell that `matches` accepts; the file if there is none."""
    shown = {cell.number for cell in post.cells}
    for cell in post.notebook.cells[:OPENING_CELLS]:
        if cell.number not in shown and cell.kind != "code":
            for number, line in enumerate(cell.source.split("\n"), 1):
                if matches(line):
                    return Where(post.source, cell.number, number)
    return Where(post.source)
