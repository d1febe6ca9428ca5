"""The limit on the Markdown of a post: the parser's events take many times the memory of the text."""

from __future__ import annotations

from collections.abc import Sequence

from blogtools.errors import NotebookError, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell

_DATA = lazy_pattern(r"data:[\w/+.;=-]{1,100},[\w+/=%-]*")
"""A picture in a URL: long, but a single event."""


def check_size(cells: Sequence[Cell], most: int, file: str) -> None:
    """Check that cells have at most `most` characters of Markdown, outputs included and pictures in URLs not.

    Raises:
        NotebookError: They have more; it names the longest cell.
    """
    if sum(map(_characters, cells)) <= most:
        return
    sizes = [sum(len(_DATA.sub("", text)) for text in _texts(cell)) for cell in cells]
    total = sum(sizes)
    if total > most:
        size, longest = max(zip(sizes, cells, strict=True), key=lambda one: one[0])
        message = f"has {size:,} of the {total:,} characters of Markdown in this post, which may have {most:,}"
        hint = "put data in a file or in a code cell's output, or raise `max_markdown` in the settings"
        raise NotebookError(message, where=Where(file, longest.number), hint=hint)


def _characters(cell: Cell) -> int:
    return sum(map(len, _texts(cell)))


def _texts(cell: Cell) -> list[str]:
    if cell.kind == "markdown":
        return [cell.source]
    shown = (output.data.get("text/markdown") for output in cell.outputs)
    return [text for text in shown if isinstance(text, str)]
