"""Translates the marks within lines in the cells of a post."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from blogtools.memo import Memoizer
from blogtools.model import Cell, markdown_sources
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.dialects.markdown_outputs import markdown_outputs, with_markdown_outputs
from blogtools.transform.inline.looks import may_have_marks


def translate_cells(cells: Iterable[Cell], call: Memoizer) -> tuple[Cell, ...]:
    """Return the cells with the marks in their Markdown and in their captions translated."""
    cells = with_examples(tuple(cells), call)
    if not (may_have_marks(text := markdown_sources(cells)) or "*[" in text or any(map(_may_be_marked, cells))):
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
            if any(map(may_have_marks, markdown_outputs(cell))):
                cell = with_markdown_outputs(cell, translated)  # noqa: PLW2901 - likewise
        elif known or may_have_marks(cell.source):
            cell = call(with_source, cell, call(translated, cell.source, known))  # noqa: PLW2901 - the same cell
        result.append(cell)
    return tuple(result)


def with_examples(cells: tuple[Cell, ...], call: Memoizer) -> tuple[Cell, ...]:
    """Return the cells with Pandoc's examples as items of lists, and links to them."""
    if not any("(@" in cell.source for cell in cells if cell.kind == "markdown"):
        return cells
    # Likewise.
    from blogtools.transform.inline.examples import count_examples, number_examples, with_numbered_examples

    counted = [call(count_examples, cell.source) if _has_examples(cell) else () for cell in cells]
    known = number_examples(counted)
    result = []
    first = 1
    for cell, names in zip(cells, counted, strict=True):
        if _has_examples(cell):
            cell = call(with_source, cell, call(with_numbered_examples, cell.source, first, known))  # noqa: PLW2901 - the same cell
        first += len(names)
        result.append(cell)
    return tuple(result)


def _has_examples(cell: Cell) -> bool:
    return cell.kind == "markdown" and "(@" in cell.source


def _may_be_marked(cell: Cell) -> bool:
    """Return True if the caption of a cell, or Markdown among its outputs, may have marks."""
    if cell.options.caption is not None and may_have_marks(cell.options.caption):
        return True
    return any(map(may_have_marks, markdown_outputs(cell)))


def _with_caption(cell: Cell, caption: str) -> Cell:
    return msgspec.structs.replace(cell, options=msgspec.structs.replace(cell.options, caption=caption))
