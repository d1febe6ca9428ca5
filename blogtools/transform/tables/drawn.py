"""A table as it is read from its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

TableLines = Sequence[str]
TableRow = list[list[str]]
"""The lines of each cell."""
LONGEST_TABLE = 500
"""TableLines of a table at most."""


class DrawnTable(NamedTuple):
    """A table as it is read."""

    header: TableRow | None
    rows: list[TableRow]
    alignments: list[str]
    """`left`, `right`, `center`, or empty, for each column."""
    end: int
    """Index of the line after it."""
    widths: tuple[float, ...] = ()
    """Widths of its columns in percent."""


def table_cells(lines: TableLines, starts: Sequence[int], ends: Sequence[int | None]) -> TableRow:
    """Return the cells of a row, without their indents, given where the columns begin and end."""
    row = []
    for first, last in zip(starts, ends, strict=False):
        cell = [line[first:last].rstrip() for line in lines]
        indent = min((len(line) - len(line.lstrip(" ")) for line in cell if line), default=0)
        cell = [line[indent:] for line in cell]
        while cell and not cell[-1]:
            cell.pop()
        while cell and not cell[0]:
            cell.pop(0)
        row.append(cell)
    return row


def alignment(*, is_left: bool, is_right: bool) -> str:
    """Return how a column is aligned that is flush with both sides, one or none of them."""
    if is_left and is_right:
        return "center"
    return "left" if is_left else "right" if is_right else ""
