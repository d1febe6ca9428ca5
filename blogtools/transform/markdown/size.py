"""The limit on the Markdown of a post: the parser's events take many times the memory of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blogtools.errors import NotebookError, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell

_DATA = lazy_pattern(r"data:[\w/+.;=-]{1,100},[\w+/=%-]*")
"""A picture in a URL: long, but a single event."""
_WIDE_COLUMNS = 5
_WIDE = lazy_pattern(rf"^[^\n|]{{0,99}}\|?(?:[ \t]*:?-+:?[ \t]*\|){{{_WIDE_COLUMNS},}}.*$", re.MULTILINE)
"""The line below the head of a table of five columns or more."""


def check_size(cells: Sequence[Cell], most: int, file: str) -> None:
    """Check that cells have at most `most` characters of Markdown, outputs included and pictures in URLs not.

    Rows of tables may leave out as many cells, which the parser adds.

    Raises:
        NotebookError: They have more; it names the longest cell.
    """
    texts = []
    size = 0
    for cell in cells:
        if cell.kind == "markdown" or cell.outputs:
            for text in _texts(cell):
                texts.append((cell, text))
                size += len(text)
    _check_tables(texts, most, file)
    if size <= most:
        return
    sizes = [sum(len(_DATA.sub("", text)) for text in _texts(cell)) for cell in cells]
    total = sum(sizes)
    if total > most:
        size, longest = max(zip(sizes, cells, strict=True), key=lambda one: one[0])
        message = f"has {size:,} of the {total:,} characters of Markdown in this post, which may have {most:,}"
        hint = "put data in a file or in a code cell's output, or raise `max_markdown` in the settings"
        raise NotebookError(message, where=Where(file, longest.number), hint=hint)


def _check_tables(texts: Sequence[tuple[Cell, str]], most: int, file: str) -> None:
    left = most
    for cell, text in texts:
        left -= _added_cells(text) if text.count("|") >= 2 * _WIDE_COLUMNS else 0
        if left < 0:
            message = f"has wide tables whose rows leave out more than {most:,} cells"
            raise NotebookError(message, where=Where(file, cell.number), hint="write tables of fewer columns")


def _added_cells(text: str) -> int:
    """Return the number of cells that rows of wide tables leave out."""
    added = position = 0
    while match := _WIDE.search(text, position):
        position = text.find("\n\n", match.end())
        position = len(text) if position < 0 else position
        rows, written = (text.count(sign, match.end(), position) for sign in ("\n", "|"))
        added += max(0, match[0].count("|") * rows - written)
    return added


def _texts(cell: Cell) -> list[str]:
    if cell.kind == "markdown":
        return [cell.source]
    return [
        text for output in cell.outputs if output.data and isinstance(text := output.data.get("text/markdown"), str)
    ]
