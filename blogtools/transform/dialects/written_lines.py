"""Lines of a cell as they are in the notebook, where files and shortcodes in its text have moved those below."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from blogtools.model import Cell, LineStart
from blogtools.transform.dialects.spans import Replacement, replaced


def written_line(cell: Cell, line: int) -> int:
    """Return the line in the notebook of a line of a cell's source; both are counted from 1."""
    for starts in reversed(cell.lines):
        begin, written, is_inserted = next((start for start in reversed(starts) if start[0] <= line), (1, 1, False))
        line = written if is_inserted else written + line - begin
    return line


def with_edits(cell: Cell, data: bytes, edits: Iterable[Replacement]) -> Cell:
    """Return a cell in whose source, which is `data`, some ranges are replaced; it knows what lines they were."""
    edits = sorted(edits)
    if not edits:
        return cell
    starts: list[LineStart] = []
    done = added = 0
    for edit in edits:
        if edit.start < done:
            continue  # As in `replaced`.
        done = edit.end
        before, after = data.count(b"\n", edit.start, edit.end), edit.text.count(b"\n")
        if before != after:
            line = data.count(b"\n", 0, edit.start) + 1
            starts += (line + added, line, True), (line + added + after + 1, line + before + 1, False)
            added += after - before
    source = replaced(data, edits).decode()
    lines = (*cell.lines, tuple(starts)) if starts else cell.lines
    return cell if source == cell.source else msgspec.structs.replace(cell, source=source, lines=lines)


def with_first_line(cell: Cell, part: str) -> tuple[tuple[LineStart, ...], ...]:
    """Return the `lines` of a cell for a part of its source, to which link definitions may have been added."""
    if part is cell.source:
        return cell.lines
    head = part.partition("\n\n[")[0]
    if cell.source.count(head) != 1:
        return cell.lines  # Divs have been rewritten, or it is there twice.
    first = cell.source.count("\n", 0, cell.source.index(head)) + 1
    return (*cell.lines, ((1, first, False),)) if first > 1 else cell.lines
