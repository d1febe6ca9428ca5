"""Sections of a diary that wait for their day: they are cut out of the cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Heading, Markdown, Post
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import located_events, parse_cells, reference_definitions

_ADDED_FOOTNOTES = lazy_pattern(r"(?:\n\n\[\^[^\]\s]+\]:)+\Z")
"""Matches empty definitions of footnotes that the parser was given and that are not in the cell."""

Turn = tuple[int, bool]
"""An offset in a text, and whether what follows it is left out."""


def without_sections(
    post: Post, headings: Sequence[Heading], waiting: Sequence[tuple[Heading, dt.date]], call: Memoizer
) -> Post:
    """Return a post without the sections of some headings, with a finding that names the next one.

    A section ends at the next heading of the same level or a higher one. `headings` are all of the post's own, in
    order; `waiting` are those whose sections go, each with its day.
    """
    sections = {(heading.cell, heading.event) for heading, _ in waiting}
    cells: list[Cell] = []
    level = 0  # That of the section that is left out; 0 outside of one.
    for cell in post.cells:
        turns = [(0, level > 0)]
        for heading in headings:
            place = _place(heading, cell)
            if place is not None:
                level = 0 if heading.level <= level else level
                level = level or (heading.level if (heading.cell, heading.event) in sections else 0)
                turns.append((place, level > 0))
        cells += _shown(cell, turns)
    first, day = min(waiting, key=lambda one: one[1])
    return msgspec.structs.replace(
        post,
        cells=parse_cells(cells, call),
        waits=day,
        waiting_cells=frozenset({cell.number for cell in post.cells} - {cell.number for cell in cells}),
        findings=(*post.findings, _finding(post, first, day, len(waiting))),
    )


def _place(heading: Heading, cell: Cell) -> int | None:
    """Return the offset of the line with a heading in the text of a cell, in bytes; None if it is in another cell."""
    markdown = cell.markdown
    if markdown is None or cell.origin is not None or heading.cell != cell.number:
        return None
    event = heading.event - markdown.offset
    if not 0 <= event < len(markdown.events):
        return None
    _, start, _ = located_events(markdown)[event]
    return markdown.text.rfind(b"\n", 0, start) + 1


def _shown(cell: Cell, turns: Sequence[Turn]) -> Iterator[Cell]:
    """Yield a cell, or the pieces of it that are not left out."""
    if not any(hidden for _, hidden in turns):
        yield cell
        return
    markdown = cell.markdown
    if markdown is None or len(turns) == 1:
        return
    spans = [(start, end) for (start, hidden), (end, _) in _pairs(markdown, turns) if not hidden and start < end]
    for start, end in _joined(spans):
        source = _source(cell, markdown, start, end)
        if source.strip():
            yield msgspec.structs.replace(cell, source=source, markdown=None)


def _pairs(markdown: Markdown, turns: Sequence[Turn]) -> Iterator[tuple[Turn, Turn]]:
    return zip(turns, (*turns[1:], (len(markdown.text), False)), strict=True)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans, with those that follow each other without a gap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            start, _ = joined.pop()  # noqa: PLW2901 - the longer span
        joined.append((start, end))
    return joined


def _source(cell: Cell, markdown: Markdown, start: int, end: int) -> str:
    """Return a piece of a cell as its author wrote it, with the link definitions that it needs from other pieces."""
    before, piece = (
        restore(text.decode(), markdown.formulas) for text in (markdown.text[:start], markdown.text[start:end])
    )
    piece = _ADDED_FOOTNOTES.sub("", piece) if end == len(markdown.text) else piece
    if cell.source.startswith(before + piece):
        piece = cell.source[len(before) : len(before + piece)]
    definitions = [
        markdown.text[first:last].decode()
        for label, (first, last) in reference_definitions(markdown).items()
        if not start <= first < end and f"[{label}]".casefold() in piece.casefold()
    ]
    return "\n\n".join([piece, *definitions]) if definitions else piece


def _finding(post: Post, first: Heading, day: dt.date, count: int) -> Finding:
    many = f"{count} sections wait for their day, the first of them" if count > 1 else "a section waits for its day"
    message = f"{many}{'' if count > 1 else ','} {day.isoformat()}: {first.text.strip()}"
    return Finding("waiting", message, Where(post.source, first.cell), "`convert --future` publishes it now", "note")
