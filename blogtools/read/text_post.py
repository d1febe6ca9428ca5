"""Reads a post that is a text file, Markdown with front matter, as a notebook of two cells."""

from __future__ import annotations

from blogtools.errors import NotebookError, Where
from blogtools.model import Cell, Notebook
from blogtools.read.forms import plain_lines
from blogtools.read.front_lines import split_front


def decode_text(data: bytes, source: str) -> Notebook:
    """Return a file of Markdown as a notebook: its front matter as a raw cell, and all else as one of Markdown.

    The lines of both cells have the numbers that they have in the file: what is above the text is blank in its cell.

    Raises:
        NotebookError: It is not UTF-8.
        FrontMatterError: The front matter has no end.
    """
    try:
        text = plain_lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message, hint = "is not UTF-8", "save it as UTF-8"
        raise NotebookError(message, where=Where(source, line=line), hint=hint) from error
    front, body, first, _ = split_front(text, source)
    cells = [Cell(1, "raw", front)] if front else []
    if body.strip():
        cells.append(Cell(len(cells) + 1, "markdown", "\n" * (first - 1) + body.rstrip("\n")))
    return Notebook(tuple(cells), {})
