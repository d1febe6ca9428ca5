"""Notebooks that a post embeds cells from."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import accumulate
from pathlib import PurePosixPath

import msgspec

from blogtools.config import MAX_MARKDOWN
from blogtools.errors import FrontMatterError, contained
from blogtools.memo import call_uncached
from blogtools.model import Cell, Post, Visibility
from blogtools.read.forms import INHERITED_FILES, SIDECARS
from blogtools.read.metadata import NOTHING, read_front_matter
from blogtools.read.notebook import decode_notebook
from blogtools.redaction import NO_REDACTION, Redaction
from blogtools.transform.anchors import without_suffix
from blogtools.transform.cell_names import cell_names, cell_tags
from blogtools.transform.context import Context
from blogtools.transform.dialects.cells import without_hidden
from blogtools.transform.document_options import cell_defaults
from blogtools.transform.identity import add_headings, post_from_notebook
from blogtools.transform.inserts.diagrams import find_diagrams
from blogtools.transform.inserts.step import fill_shortcodes
from blogtools.transform.markdown.parse import parse_cells
from blogtools.transform.options import cell_options
from blogtools.transform.outputs import apply_display_updates
from blogtools.transform.redaction.notebooks import redact_notebook
from blogtools.transform.secrets.redact import mask_marked

NOTHING_ELSE = Context()
"""Of a notebook that is looked into alone."""
ReadFile = Callable[[str], bytes | None]


class ReferencedNotebook(msgspec.Struct, frozen=True):
    """A notebook, and the cells that can be embedded from it."""

    path: str
    """Path relative to the embedding post; empty for that post itself."""
    name: str
    """Path as shown to the author."""
    title: str
    language: str
    sanitize: bool
    """True if it asks for its HTML to be sanitized."""
    cells: tuple[Cell, ...]
    """Cells with options set and display updates applied, including those that their own page removes."""

    def find(self, name: str) -> Cell | None:
        """Return the cell with this id, else with this label or snippet name, else the first with this tag."""
        return (
            next((cell for cell in self.cells if cell.id == name), None)
            or self.labeled(name)
            or next((cell for cell in self.cells if name in cell_tags(cell)), None)
        )

    def labeled(self, name: str) -> Cell | None:
        """Return the code cell with this label or snippet name."""
        return next((cell for cell in self.cells if cell.kind == "code" and name in cell_names(cell)), None)

    def names(self) -> tuple[str, ...]:
        """Return all labels, snippet names and tags, but no ids, which are generated."""
        return tuple(dict.fromkeys(name for cell in self.cells for name in (*cell_names(cell), *cell_tags(cell))))


def this_notebook(post: Post, context: Context = NOTHING_ELSE) -> ReferencedNotebook:
    """Return the post's own notebook, whose cells can be embedded too."""
    cells = _with_inserts(post, _with_options(post, post.notebook.cells), context)
    return ReferencedNotebook("", post.source, post.title, post.language, post.sanitize, cells)


def read_referenced(path: str, post: Post, context: Context) -> ReferencedNotebook | None:
    """Return the notebook at `path`, relative to that of `post`; None if there is none.

    Raises:
        NotebookError: The notebook cannot be read.
    """
    read_file = context.read_file
    data = read_file(path)
    if data is None:
        return None
    name = posixpath.normpath(posixpath.join(posixpath.dirname(post.source), path))
    notebook = decode_notebook(data, name)
    # Before the metadata is read, which has the title.
    notebook = msgspec.structs.replace(notebook, cells=mask_marked(notebook.cells))
    front, metadata_cells, sanitize = NOTHING, frozenset[int](), True
    # Invalid metadata is an error of that post; its cells can be embedded all the same. What it says of its HTML is
    # unknown, so that is sanitized.
    with suppress(FrontMatterError):
        front, metadata_cells, _ = read_front_matter(notebook, name, _metadata_files(path, name, read_file))
        sanitize = front.html is not None
    notebook, front, _ = redact_notebook(notebook, front, post.redaction, name)
    try:
        other = post_from_notebook(notebook, front, metadata_cells, name, (), post.redaction)
    except FrontMatterError:
        other = post_from_notebook(notebook, NOTHING, frozenset(), name, (), post.redaction)
    cells = _with_inserts(other, _with_options(other, other.cells), context)
    return ReferencedNotebook(path, name, _title(other, cells), other.language, sanitize, cells)


def has_label(data: bytes, name: str, label: str, redaction: Redaction = NO_REDACTION) -> bool:
    """Return True if a notebook has a code cell with a label, as it is published; `name` is its path."""
    # What is wrong with that notebook is an error of its own post.
    with contained(name, lambda _: None):
        notebook, _, _ = redact_notebook(decode_notebook(data, name), NOTHING, redaction, name)
        post = post_from_notebook(notebook, NOTHING, frozenset(), name)
        return this_notebook(post).labeled(label) is not None
    return False


def _with_options(post: Post, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    defaults = cell_defaults(post)
    cells = tuple(cell_options(cell, post.language, defaults)[0] for cell in cells)
    shown, _ = without_hidden(cells, post.notebook.metadata, post.source, call_uncached)
    return apply_display_updates(shown)


def _with_inserts(post: Post, cells: tuple[Cell, ...], context: Context) -> tuple[Cell, ...]:
    """Return cells with the values of their own post; what is wrong with them is told where that is built."""
    filled = fill_shortcodes(msgspec.structs.replace(post, cells=cells), context)
    return find_diagrams(filled, context).cells


def _title(post: Post, cells: tuple[Cell, ...]) -> str:
    """Return the title of the post's page: from the metadata, the first heading of level 1, or the file name."""
    if post.title.strip():
        return post.title
    shown = [cell for cell in cells if cell.kind == "markdown" and cell.options.cell is not Visibility.REMOVE]
    # A title is near the top; what is longer than a post may be is not searched.
    sizes = accumulate(len(cell.source) for cell in shown)
    shown = [cell for cell, size in zip(shown, sizes, strict=True) if size <= MAX_MARKDOWN]
    return add_headings(msgspec.structs.replace(post, cells=parse_cells(shown)), Context()).title


def _metadata_files(path: str, name: str, read_file: ReadFile) -> Mapping[str, str]:
    """Return the metadata files of the notebook at `path`, name to text, the nearest first; they may set its title."""
    stem = without_suffix(path)
    folder = posixpath.dirname(path)
    places = [stem + suffix for suffix in SIDECARS]
    levels = len(PurePosixPath(name).parents)
    above = [posixpath.join(folder, *[".."] * level) for level in range(levels)]
    places += [posixpath.normpath(posixpath.join(place, file)) for place in above for file in INHERITED_FILES]
    files = {place: read_file(place) for place in places}
    return {place: data.decode(errors="replace") for place, data in files.items() if data is not None}
