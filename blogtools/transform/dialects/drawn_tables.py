"""The transform step that rewrites drawn tables."""

from __future__ import annotations

import re

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Post, markdown_sources
from blogtools.transform.context import Context
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.dialects.written_lines import with_edits

_LOOK = lazy_pattern(
    r"^ {0,3}\+[-=:+]{3,}\+[ \t]*$|^ *-{2,}(?: +-{2,})+[ \t]*$|^ *={2,}(?: +={2,})+[ \t]*$|tbl-colwidths",
    re.MULTILINE,
)
"""Matches somewhere in each piece of Markdown with such a table."""


def rewrite_tables(post: Post, context: Context) -> Post:
    """Return the post with tables that are drawn, or whose columns have widths, with pipes or as HTML."""
    if not _may_have_tables(markdown_sources(post.cells)):
        return post
    cells = tuple(
        context.call(_with_tables, cell) if cell.kind == "markdown" and _may_have_tables(cell.source) else cell
        for cell in post.cells
    )
    return msgspec.structs.replace(post, cells=cells)


def _may_have_tables(source: str) -> bool:
    has_sign = "+-" in source or "-- -" in source or "--  " in source or "== " in source or "tbl-colwidths" in source
    return has_sign and _LOOK.search(source) is not None


def _with_tables(cell: Cell) -> Cell:
    # Only for posts that have some.
    from blogtools.transform.tables.rewrite import normal_tables

    source = normal_tables(cell.source)
    if source == cell.source:
        return cell
    data = cell.source.encode()
    return with_edits(cell, data, _edits(cell.source, source))


def _edits(before: str, after: str) -> list[Replacement]:
    """Return what changed, from the first to the last line that is another."""
    old, new = before.split("\n"), after.split("\n")
    first = next(index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    last = next(
        (
            index
            for index, pair in enumerate(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
            if pair[0] != pair[1]
        ),
        0,
    )
    start = sum(len(line.encode()) + 1 for line in old[:first])
    inside = "\n".join(old[first : len(old) - last])
    return [Replacement(start, start + len(inside.encode()), "\n".join(new[first : len(new) - last]).encode())]
