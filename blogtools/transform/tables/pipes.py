"""Reads tables with pipes whose caption sets the widths of their columns (Quarto's `tbl-colwidths`)."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern
from blogtools.transform.tables.drawn import DrawnTable, TableLines, TableRow, alignment

CELL_END = lazy_pattern(r"(?<!\\)\|")
_ROW = lazy_pattern(r" {0,3}\|.*\|[ \t]*$")
_DELIMITERS = lazy_pattern(r" {0,3}\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
_WIDTHS = lazy_pattern(r"[ \t]*tbl-colwidths=(?:\"\[?([\d., ]+)\]?\"|'\[?([\d., ]+)\]?')")
_CAPTION = lazy_pattern(r" {0,3}(?:Table)?:[ \t]")
_NO_ATTRIBUTES = lazy_pattern(r"[ \t]*\{[ \t]*\}[ \t]*$")


def table_with_widths(lines: TableLines, start: int) -> DrawnTable | None:
    """Return the table that begins at a line, which is its header; None for one whose columns have no widths."""
    if start + 1 == len(lines) or not _DELIMITERS.match(lines[start + 1]):
        return None
    end = start + 2
    while end < len(lines) and _ROW.match(lines[end]):
        end += 1
    caption = next((line for line in lines[end : end + 2] if line.strip()), "")
    match = _WIDTHS.search(caption) if _CAPTION.match(caption) else None
    if match is None:
        return None
    widths = tuple(float(word) for word in re.findall(r"\d+(?:\.\d+)?", match[1] or match[2]))
    marks = [cell.strip() for cell in CELL_END.split(lines[start + 1].strip().strip("|"))]
    sides = [alignment(is_left=mark.startswith(":"), is_right=mark.endswith(":")) for mark in marks]
    rows = [_cells(line, len(marks)) for line in (lines[start], *lines[start + 2 : end])]
    return DrawnTable(rows[0], rows[1:], sides, end, widths)


def _cells(line: str, number: int) -> TableRow:
    written = CELL_END.split(line.strip().removeprefix("|").removesuffix("|"))
    cells = [[cell.strip().replace("\\|", "|")] for cell in written]
    return [*cells, *([""] for _ in range(number - len(cells)))][:number]


def without_widths(line: str) -> str:
    """Return the caption of a table without the widths, and without braces if nothing else is in them."""
    if not _CAPTION.match(line):
        return line
    rest = _NO_ATTRIBUTES.sub("", _WIDTHS.sub("", line))
    return "" if rest.strip() in (":", "Table:") else rest
