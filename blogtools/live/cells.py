"""What an editor says at each cell: what readers see of it, and what it is called and described by."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.edit.alternative_text import CellImage, images
from blogtools.edit.cell_options import hidden_parts, read_options
from blogtools.memo import Memoizer
from blogtools.model import Cell, Notebook
from blogtools.transform.identity import notebook_language


class CellFact(msgspec.Struct, frozen=True):
    """One cell, as readers get it."""

    hidden: dict[str, str]
    """Parts (`cell`, `source`, `output`) that they do not see at once, to `fold` or `remove`."""
    options: dict[str, Any]
    """All that `edit.cell_options.set_option` sets."""
    images: tuple[CellImage, ...] = ()
    """Of a Markdown cell, with their alternative texts."""


def cells_of(notebook: Notebook, call: Memoizer) -> dict[int, CellFact]:
    """By number, all cells of a notebook."""
    language = notebook_language(notebook)
    return {cell.number: call(_fact, cell, language) for cell in notebook.cells}


def _fact(cell: Cell, language: str) -> CellFact:
    pictures = images(cell) if cell.kind == "markdown" else ()
    return CellFact(hidden_parts(cell, language), read_options(cell, language), pictures)
