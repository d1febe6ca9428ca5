"""Translates the marks within lines in the cells of a post."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from blogtools.memo import Memoizer
from blogtools.model import Cell
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.inline.abbreviations import find_abbreviations
from blogtools.transform.inline.translate import may_have_marks, translated


def translate_cells(cells: Iterable[Cell], call: Memoizer) -> tuple[Cell, ...]:
    """Return the cells with the marks in their Markdown and in their captions translated."""
    cells = tuple(cells)
    known = find_abbreviations(cell.source for cell in cells if cell.kind == "markdown" and "*[" in cell.source)
    return tuple(
        _translated(cell, call(translated, cell.source, known), call)
        if cell.kind == "markdown"
        else _with_captions(cell)
        for cell in cells
    )


def _translated(cell: Cell, text: str, call: Memoizer) -> Cell:
    return cell if text == cell.source else call(with_source, cell, text)


def _with_captions(cell: Cell) -> Cell:
    caption = cell.options.caption
    if caption is None or not may_have_marks(caption):
        return cell
    return msgspec.structs.replace(cell, options=msgspec.structs.replace(cell.options, caption=translated(caption)))
