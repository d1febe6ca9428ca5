"""Reads grid tables (Pandoc, reStructuredText)."""

from __future__ import annotations

from itertools import pairwise

from blogtools.memo import lazy_pattern
from blogtools.transform.tables.drawn import LONGEST_TABLE, DrawnTable, TableLines, TableRow, alignment, table_cells

_BORDER = lazy_pattern(r"\+(?:[-:]+\+)+$")
_HEADER_BORDER = lazy_pattern(r"\+(?:[=:]+\+)+$")
_SMALLEST = 3
"""TableLines of a table: two borders and a row."""


def grid_table(lines: TableLines, start: int) -> DrawnTable | None:
    """Return the grid table that begins at a line; None for one with a cell over several columns or rows."""
    end = start
    while end < len(lines) and lines[end].strip()[:1] in ("+", "|") and end - start < LONGEST_TABLE:
        end += 1
    drawn = [line.strip() for line in lines[start:end]]
    bounds = [index for index, character in enumerate(drawn[0]) if character == "+"]
    if len(drawn) < _SMALLEST or not (_BORDER.match(drawn[0]) and _is_border(drawn[-1])):
        return None
    if any(len(line) < len(drawn[0]) or any(line[bound] not in "+|" for bound in bounds) for line in drawn):
        return None
    borders = [index for index, line in enumerate(drawn) if line.startswith("+")]
    if not all(_is_border(drawn[index]) for index in borders):
        return None
    ends: list[int | None] = [*bounds[1:]]
    rows = [
        table_cells(drawn[first + 1 : last], [bound + 1 for bound in bounds], ends)
        for first, last in pairwise(borders)
        if first + 1 < last
    ]
    header: TableRow | None = None
    marks = drawn[0]
    if len(borders) > 1 and "=" in drawn[borders[1]] and rows:
        header, marks = rows.pop(0), drawn[borders[1]]
    parts = [marks[first + 1 : last] for first, last in pairwise(bounds)]
    sides = [alignment(is_left=part.startswith(":"), is_right=part.endswith(":")) for part in parts]
    return DrawnTable(header, rows, sides, end) if rows or header else None


def _is_border(line: str) -> bool:
    return _BORDER.match(line) is not None or _HEADER_BORDER.match(line) is not None
