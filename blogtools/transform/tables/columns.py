"""Reads simple and multiline tables (Pandoc), and simple ones of reStructuredText: columns below groups of dashes."""

from __future__ import annotations

import re
from itertools import chain, pairwise

from blogtools.memo import lazy_pattern
from blogtools.transform.tables.drawn import LONGEST_TABLE, DrawnTable, TableLines, table_cells

DASH_GROUPS = lazy_pattern(r"(?:-{2,}(?: +-{2,})+|={2,}(?: +={2,})+) *$")
FULL_RULE = lazy_pattern(r"-{5,} *$")
_HIGHEST = 6
"""TableLines of a header at most."""


def table_of_columns(lines: TableLines, start: int) -> DrawnTable | None:
    """Return the table that begins at a line, which is its header, or dashes above that or instead of it."""
    is_full = FULL_RULE.match(lines[start].strip()) is not None
    first = start + 1 if is_full else start
    last = min(first + _HIGHEST, len(lines))
    groups = next((index for index in range(first, last) if DASH_GROUPS.match(lines[index].strip())), None)
    if groups is None:
        return None
    above = [*lines[first:groups]]
    if not all(map(str.strip, above)) or (len(above) > 1 and not is_full):
        return None
    ruled = lines[groups]
    is_closed_always = is_full or "=" in ruled or not above
    if "=" in ruled and not above and groups + 2 < len(lines) and lines[groups + 2].strip() == ruled.strip():
        # In reStructuredText, there is a line above the header, too.
        above, groups = [lines[groups + 1]], groups + 2
    end, body, is_closed = _body(lines, groups + 1, ruled, is_multiline=is_full)
    found = [match.span() for match in re.finditer(r"[-=]+", ruled)]
    if not body or (is_closed_always and not is_closed) or _has_text_between(found, [*above, *chain(*body)]):
        return None
    starts = [span[0] for span in found]
    ends: list[int | None] = [*starts[1:], None]
    sides = [_side(above or body[0][:1], *span) for span in found]
    header = table_cells(above, starts, ends) if above else None
    return DrawnTable(header, [table_cells(row, starts, ends) for row in body], sides, end)


def _has_text_between(columns: list[tuple[int, int]], lines: TableLines) -> bool:
    gaps = [(last, following) for (_, last), (following, _) in pairwise(columns)]
    return any(line[last:following].strip() for line in lines for last, following in gaps)


def _body(lines: TableLines, start: int, ruled: str, *, is_multiline: bool) -> tuple[int, list[list[str]], bool]:
    """Return the index after a table, the lines of its rows, and whether a line of dashes closes it."""
    rows: list[list[str]] = []
    row: list[str] = []
    for index in range(start, min(start + LONGEST_TABLE, len(lines))):
        line = lines[index]
        is_end = line.strip() == ruled.strip() or (is_multiline and FULL_RULE.match(line.strip()) is not None)
        if is_end:
            return index + 1, [*rows, row] if row else rows, True
        if not line.strip():
            if not is_multiline:
                return index, rows, False
            if row:
                rows.append(row)
            row = []
        elif is_multiline:
            row.append(line)
        else:
            rows.append([line])
    return min(start + LONGEST_TABLE, len(lines)), [*rows, row] if row else rows, False


def _side(lines: TableLines, first: int, last: int) -> str:
    """Return the alignment that a text shows above its dashes (Pandoc): flush with their left, right, both or none."""
    is_left = any(line[first : first + 1].strip() for line in lines)
    is_right = any(line[last - 1 : last].strip() for line in lines)
    return {(True, False): "left", (False, True): "right", (False, False): "center"}.get((is_left, is_right), "")
