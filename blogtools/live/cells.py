"""Facts that an editor shows beside each cell: visibility, options, images."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.edit.alternative_text import CellImage, images
from blogtools.edit.cell_options import hidden_parts, read_options
from blogtools.memo import Memoizer
from blogtools.model import Cell, Notebook
from blogtools.transform.identity import notebook_language


class CellFact(msgspec.Struct, frozen=True):
    """State of one cell as it is published."""

    hidden: dict[str, str]
    """Part (`cell`, `source` or `output`) to how it is hidden: `fold` or `remove`."""
    options: dict[str, Any]
    """Option name to value, for every option that `edit.cell_options.set_option` can set."""
    images: tuple[CellImage, ...] = ()
    """Images of a Markdown cell with their alternative texts; empty for code cells."""


def cells_of(notebook: Notebook, call: Memoizer) -> dict[int, CellFact]:
    """Return the facts of every cell by cell number, counted from 1."""
    language = notebook_language(notebook)
    return {cell.number: call(_fact, cell, language) for cell in notebook.cells}


def _fact(cell: Cell, language: str) -> CellFact:
    pictures = images(cell) if cell.kind == "markdown" else ()
    return CellFact(hidden_parts(cell, language), read_options(cell, language), pictures)
