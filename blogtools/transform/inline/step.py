"""Translates the marks within lines in the cells of a post."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from blogtools.memo import Memoizer
from blogtools.model import Cell, markdown_text
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.inline.looks import may_have_marks


def translate_cells(cells: Iterable[Cell], call: Memoizer) -> tuple[Cell, ...]:
    """Return the cells with the marks in their Markdown and in their captions translated."""
    cells = tuple(cells)
    text = markdown_text(cells)
    captions = (cell.options.caption for cell in cells if cell.kind != "markdown")
    if not ("*[" in text or may_have_marks(text) or any(one and may_have_marks(one) for one in captions)):
        return cells
    # Loaded only for posts with marks.
    from blogtools.transform.inline.abbreviations import find_abbreviations
    from blogtools.transform.inline.translate import translated

    known = find_abbreviations(cell.source for cell in cells if cell.kind == "markdown" and "*[" in cell.source)
    result = []
    for cell in cells:
        if cell.kind != "markdown":
            if cell.options.caption is not None and may_have_marks(cell.options.caption):
                cell = _with_caption(cell, translated(cell.options.caption))  # noqa: PLW2901 - the same cell
        elif known or may_have_marks(cell.source):
            cell = call(with_source, cell, call(translated, cell.source, known))  # noqa: PLW2901 - the same cell
        result.append(cell)
    return tuple(result)


def _with_caption(cell: Cell, caption: str) -> Cell:
    return msgspec.structs.replace(cell, options=msgspec.structs.replace(cell.options, caption=caption))
