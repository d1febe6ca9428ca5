"""Rewrites the tables in a piece of Markdown; cells are where they stand in their lines, so this comes first."""

from __future__ import annotations

from blogtools.transform.markdown.block_fences import FENCE, after_fence
from blogtools.transform.tables.columns import DASH_GROUPS, FULL_RULE, table_of_columns
from blogtools.transform.tables.drawn import DrawnTable, TableLines
from blogtools.transform.tables.grid import grid_table
from blogtools.transform.tables.pipes import table_with_widths, without_widths
from blogtools.transform.tables.write import written

_INDENT = 3
"""Spaces before a line that is not code."""


def normal_tables(source: str) -> str:
    """Return Markdown with the tables that are drawn, or have widths, rewritten; code is unchanged."""
    lines = source.split("\n")
    out: list[str] = []
    position = 0
    while position < len(lines):
        if fence := FENCE.match(lines[position]):
            end = after_fence(lines, position, fence[2])
            out += lines[position:end]
        elif table := _table(lines, position):
            end = table.end
            out += written(table, end - position)
            if end < len(lines) and lines[end].strip():
                out.append("")
        else:
            end = position + 1
            line = lines[position]
            out.append(without_widths(line) if "tbl-colwidths" in line else line)
        position = end
    return "\n".join(out)


def _table(lines: TableLines, start: int) -> DrawnTable | None:
    """Return the table that begins at a line."""
    line = lines[start].strip()
    following = lines[start + 1].strip() if start + 1 < len(lines) else ""
    is_ruled = DASH_GROUPS.match(line) or DASH_GROUPS.match(following)
    if not line or (len(lines[start]) - len(lines[start].lstrip(" ")) > _INDENT and not is_ruled):
        return None
    if line.startswith("+"):
        return grid_table(lines, start)
    if line.startswith("|"):
        return table_with_widths(lines, start)
    is_free = start == 0 or not lines[start - 1].strip()
    return table_of_columns(lines, start) if is_free and (is_ruled or FULL_RULE.match(line)) else None
