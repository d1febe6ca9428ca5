"""Notebooks whose cells another post embeds, as far as that post needs to know them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import msgspec

from blogtools.errors import FrontMatterError, contained
from blogtools.model import Cell, Post, Visibility
from blogtools.read.forms import FOLDER_METADATA, SIDECARS
from blogtools.read.metadata import NOTHING, read_front_matter
from blogtools.read.notebook import decode_notebook
from blogtools.transform.cell_names import cell_names, cell_tags
from blogtools.transform.context import Context
from blogtools.transform.identity import add_headings, new_post
from blogtools.transform.markdown.parse import parse_cells
from blogtools.transform.options import cell_options
from blogtools.transform.outputs import apply_display_updates
from blogtools.transform.secrets.redact import asks_for_mask, mask_cell

ReadFile = Callable[[str], bytes | None]


class Foreign(msgspec.Struct, frozen=True):
    """A notebook and the cells that can be embedded from it."""

    path: str
    """Relative to the post that embeds; empty for that post itself."""
    name: str
    """Path as the author knows it."""
    title: str
    language: str
    cells: tuple[Cell, ...]
    """With their options, and outputs as they are shown at last; also those that their own page hides."""

    def find(self, name: str) -> Cell | None:
        """The cell of this id, else of this label or snippet name, else the first with this tag."""
        return (
            next((cell for cell in self.cells if cell.id == name), None)
            or self.labeled(name)
            or next((cell for cell in self.cells if name in cell_tags(cell)), None)
        )

    def labeled(self, name: str) -> Cell | None:
        """The code cell of this label or snippet name."""
        return next((cell for cell in self.cells if cell.kind == "code" and name in cell_names(cell)), None)

    def names(self) -> tuple[str, ...]:
        """All that authors may call a cell by; ids are made by programs."""
        return tuple(dict.fromkeys(name for cell in self.cells for name in (*cell_names(cell), *cell_tags(cell))))


def this_notebook(post: Post) -> Foreign:
    """The post's own notebook, of which cells can be shown again."""
    return Foreign("", post.source, post.title, post.language, _with_options(post.notebook.cells, post.language))


def read_foreign(path: str, post: Post, read_file: ReadFile) -> Foreign | None:
    """The notebook at `path`, relative to that of `post`; None if there is none.

    Raises:
        NotebookError: it cannot be read.
    """
    data = read_file(path)
    if data is None:
        return None
    name = posixpath.normpath(posixpath.join(posixpath.dirname(post.source), path))
    notebook = decode_notebook(data, name)
    try:
        front, metadata_cells, _ = read_front_matter(notebook, name, _metadata_files(path, name, read_file))
        other = new_post(notebook, front, metadata_cells, name)
    except FrontMatterError:
        # What is wrong with its metadata is an error of that post; its cells are as good as ever.
        other = new_post(notebook, NOTHING, frozenset(), name)
    cells = _with_options(other.cells, other.language)
    return Foreign(path, name, _title(other, cells), other.language, cells)


def has_label(data: bytes, name: str, label: str) -> bool:
    """Whether the notebook of these bytes has a code cell of this label; `name` is its path."""
    # What is wrong with it is an error of its own post.
    with contained(name, lambda _: None):
        notebook = decode_notebook(data, name)
        post = new_post(notebook, NOTHING, frozenset(), name)
        return this_notebook(post).labeled(label) is not None
    return False


def _with_options(cells: tuple[Cell, ...], language: str) -> tuple[Cell, ...]:
    shown = (mask_cell(cell) if asks_for_mask(cell) else cell for cell in cells)
    return apply_display_updates([cell_options(cell, language)[0] for cell in shown])


def _title(post: Post, cells: tuple[Cell, ...]) -> str:
    """The title that the post's page has: from the metadata, the first heading of level 1, or the file's name."""
    if post.title.strip():
        return post.title
    shown = [cell for cell in cells if cell.kind == "markdown" and cell.options.cell is not Visibility.REMOVE]
    return add_headings(msgspec.structs.replace(post, cells=parse_cells(shown)), Context()).title


def _metadata_files(path: str, name: str, read_file: ReadFile) -> Mapping[str, str]:
    """Metadata files around the notebook at `path`, name to text, the nearest first: its title may stand there."""
    stem = path.removesuffix(".ipynb")
    folder = posixpath.dirname(path)
    places = [stem + suffix for suffix in SIDECARS]
    levels = len(PurePosixPath(name).parents)
    places += [posixpath.normpath(posixpath.join(folder, *[".."] * level, FOLDER_METADATA)) for level in range(levels)]
    files = {place: read_file(place) for place in places}
    return {place: data.decode(errors="replace") for place, data in files.items() if data is not None}
