"""Which cells of a notebook are the post: `Subcells: [2, None]` (pelican-jupyter), `cells[2:]` (liquid_tags)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from blogtools.errors import FrontMatterError, Where
from blogtools.model import Cell
from blogtools.read.shown import shown

KEY = "subcells"


def subcells(
    cells: tuple[Cell, ...], extra: Mapping[str, Any], metadata_cells: Collection[int], source: str
) -> tuple[Cell, ...]:
    """Return the cells that the front matter's unknown keys choose, and those with metadata; all without such a key.

    The numbers are those of a slice in Python.

    Raises:
        FrontMatterError: It is no pair of numbers. All cells would show what the author left out.
    """
    name = next((name for name in extra if name.lower() == KEY), None)
    if name is None:
        return cells
    given = extra[name]
    pair = [None if one in (None, "None", "") else one for one in given] if isinstance(given, list) else []
    if len(pair) != 2 or not all(one is None or type(one) is int for one in pair):  # noqa: PLR2004 - start and end
        message = f"{name}: expected the first and the last cell, such as [2, None], found {shown(given)}"
        raise FrontMatterError(message, where=Where(source))
    chosen = {cell.number for cell in cells[slice(*pair)]}
    return tuple(cell for cell in cells if cell.number in chosen or cell.number in metadata_cells)
