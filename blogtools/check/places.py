"""Locates in the notebook what a check found in a post."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from blogtools.errors import Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Markdown, Post
from blogtools.transform.dialects.written_lines import written_line
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import located_events
from blogtools.transform.metadata_lines import metadata_line

MOST_IN_CELL = 20
"""Findings of one kind in a Markdown cell; the last one stands for the rest.

To find the line of one, all of the cell is looked at, so that thousands would take quadratic time.
"""
Problem = tuple[int, str]
"""Something wrong in a piece of Markdown: the index of its event, and a message."""


def written_cell(post: Post, cell: Cell) -> Cell | None:
    """Return the cell as it is in the notebook; None for an embedded cell."""
    cells = post.notebook.cells
    if cell.origin is not None or not 0 < cell.number <= len(cells):
        return None
    written = cells[cell.number - 1]
    return written if written.kind == cell.kind else None


def event_parts(event: Any) -> tuple[str, Any]:
    """Return the name and the payload of a Markdown parser event."""
    return (event, None) if event.__class__ is str else next(iter(event.items()))


def own_cells(post: Post) -> Iterator[Cell]:
    """Yield the cells of the post that are shown and not embedded."""
    return (cell for cell in post.cells if written_cell(post, cell) is not None)


def find_in_markdown(
    post: Post, call: Memoizer, find: Callable[[Markdown], Sequence[Problem]]
) -> Iterator[tuple[Where, str]]:
    """Yield the place and the message of each problem that `find` finds in the Markdown cells of a post."""
    for cell in own_cells(post):
        if cell.markdown is not None:
            problems = call(find, cell.markdown)
            if problems:
                starts = [start for _, start, _ in located_events(cell.markdown)]
                for position, message in shortened(problems):
                    line = markdown_line(post, cell, cell.markdown, starts[position])
                    yield Where(post.source, cell.number, line), message


def shortened(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Return the first problems of a cell, in whatever way their places are told; the last one says how many follow."""
    more = len(problems) - MOST_IN_CELL
    if more <= 0:
        return problems
    position, message = problems[MOST_IN_CELL - 1]
    return [*problems[: MOST_IN_CELL - 1], (position, f"{message} (and {more} more in this cell)")]


def source_line(post: Post, cell: Cell, offset: int) -> int | None:
    """Return the line in the notebook's cell of a character of a cell's source; None if unknown.

    The source may lack the option lines, and may be only a part of a cell that embeds others.
    """
    written = written_cell(post, cell)
    if written is None:
        return None
    index = cell.source.count("\n", 0, offset)
    if cell.lines:
        return written_line(cell, index + 1)
    if written.source == cell.source:
        return index + 1
    if cell.kind != "code":
        if written.source.count("\n") == cell.source.count("\n"):
            return index + 1  # Marks of other tools have been taken out of its lines.
        start = written.source.find(cell.source)
        return None if start < 0 else written.source.count("\n", 0, start) + index + 1
    lines, all_lines = cell.source.split("\n"), written.source.split("\n")
    moved = index + len(all_lines) - len(lines)
    return next((one + 1 for one in (moved, index) if all_lines[one] == lines[index]), None)


def markdown_line(post: Post, cell: Cell, markdown: Markdown, start: int) -> int | None:
    """Return the line in the notebook's cell of a byte of a cell's parsed Markdown; None if unknown.

    The parsed text has markers for formulas, rewritten callouts, and possibly footnotes appended.
    """
    before = restore(markdown.text[:start].decode(errors="replace"), markdown.formulas)
    if cell.source.startswith(before):
        return source_line(post, cell, len(before))
    index = before.count("\n")
    lines = [_without_quote_marks(line) for line in restore(markdown.text.decode(), markdown.formulas).split("\n")]
    # The first line of a fastpages callout starts with a keyword.
    count = sum(line.endswith(lines[index]) for line in lines[:index])
    offset = 0
    for line in cell.source.split("\n"):
        if _without_quote_marks(line).endswith(lines[index]):
            if not count:
                return source_line(post, cell, offset)
            count -= 1
        offset += len(line) + 1
    return None


def _without_quote_marks(line: str) -> str:
    """Return a line without quote marks and the indentation of callouts."""
    return line.lstrip("> \t").rstrip()


def slug_place(post: Post) -> Where:
    """Return where a post's metadata says its slug; the file if the slug is made from the file's name."""
    slug = post.front.slug
    if slug is None:
        return Where(post.source)
    place = metadata_place(post, "slug", slug)
    return place if place.cell else metadata_place(post, slug)


def metadata_place(post: Post, *texts: str) -> Where:
    """Return the place of the first line in the metadata cell that contains all of the texts; the file if none does."""
    return metadata_line(post, lambda line: all(text in line for text in texts))
