"""Writes tables with pipes, and as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from blogtools.memo import lazy_pattern
from blogtools.transform.tables.drawn import DrawnTable, TableRow
from blogtools.transform.tables.pipes import CELL_END

_BLOCK = lazy_pattern(r"[ \t]*(?:[-+*#>|]|\d+[.)][ \t]|`{3}|~{3})")
_OPENING = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table" markdown="1"><table markdown="1">'
_MARKS = {"left": ":--", "right": "--:", "center": ":-:"}


def written(table: DrawnTable, count: int) -> list[str]:
    """Return a table in Markdown or HTML; above it are as many blank lines as the `count` it had were more."""
    lines = _as_html(table) if table.widths or table.header is None or not _is_plain(table) else _as_pipes(table)
    return [*[""] * (count - len(lines)), *lines]


def _is_plain(table: DrawnTable) -> bool:
    """Return True if each cell is no more than one paragraph."""
    cells = [cell for row in (table.header or [], *table.rows) for cell in row]
    return all(all(line and not _BLOCK.match(line) for line in cell) for cell in cells)


def _as_pipes(table: DrawnTable) -> list[str]:
    delimiters = "|".join(_MARKS.get(alignment, "---") for alignment in table.alignments)
    return [_pipe_row(table.header or []), f"|{delimiters}|", *map(_pipe_row, table.rows)]


def _pipe_row(row: TableRow) -> str:
    cells = (CELL_END.sub(r"\\|", " ".join(map(str.strip, cell))) for cell in row)
    return "".join(f"| {cell} " for cell in cells) + "|"


def _as_html(table: DrawnTable) -> list[str]:
    """Return a table whose cells are Markdown, between blank lines."""
    columns = "".join(f'<col style="width: {width:g}%">' for width in table.widths)
    lines = [_OPENING + (f"<colgroup>{columns}</colgroup>" if columns else "")]
    if table.header is not None:
        lines += ["<thead>", *_html_row("th", table.header, table.alignments), "</thead>"]
    lines.append("<tbody>")
    for row in table.rows:
        lines += _html_row("td", row, table.alignments)
    return [*lines, "</tbody>", "</table></div>"]


def _html_row(name: str, row: TableRow, alignments: Sequence[str]) -> list[str]:
    lines = ["<tr>"]
    for cell, alignment in zip(row, alignments, strict=False):
        style = f' style="text-align: {alignment}"' if alignment else ""
        lines += [f'<{name}{style} markdown="1">', "", *cell, "", f"</{name}>"]
    return [*lines, "</tr>"]
