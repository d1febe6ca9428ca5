"""Reads a post that is a text file, Markdown with front matter, as a notebook of two cells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from blogtools.errors import FrontMatterError, NotebookError, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Notebook
from blogtools.read.forms import plain_lines
from blogtools.read.keys import is_known
from blogtools.read.list_forms import KeyValueLine, header_lines

_START = lazy_pattern(r"(?:[ \t]*\n)*(?:(?P<fence>---|\+\+\+)[ \t]*(?:\n|\Z)|(?P<json>\{))?")
_ENDS = {
    "---": lazy_pattern(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": lazy_pattern(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
"""Lines that end front matter, by the one that begins it."""
_FIRST_KEY = lazy_pattern(r"(?:[ \t]*\n|#[^\n]*\n)*(?P<key>[\"']?[^\W\d_][\w.-]*[\"']?[ \t]*[:=]|\[)?")
_JSON_START = lazy_pattern(r"\{\s*\"([\w-]+)\"\s*:")
_LONE_BRACE = lazy_pattern(r"^\}[ \t]*$", re.MULTILINE)
_BLANK_LINE = lazy_pattern(r"\n[ \t]*(?:\n|\Z)")
CELL_TAGS = "cell-tags"
"""Key of the tags of the text, which has no cells to tag."""


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


def with_cell_tags(notebook: Notebook, extra: Mapping[str, Any], source: str) -> Notebook:
    """Return a notebook whose cells of Markdown have the tags that its front matter says.

    Raises:
        FrontMatterError: They are no list of words.
    """
    given = extra.get(CELL_TAGS)
    if given is None:
        return notebook
    tags = [str(given)] if isinstance(given, str) else given
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        message = f"{CELL_TAGS}: expected a list of tags"
        raise FrontMatterError(message, where=Where(source), hint="write them as in `cell-tags: [redact]`")
    cells = (
        msgspec.structs.replace(cell, metadata={**cell.metadata, "tags": list(tags)})
        if cell.kind == "markdown"
        else cell
        for cell in notebook.cells
    )
    return msgspec.structs.replace(notebook, cells=tuple(cells))


class SplitText(NamedTuple):
    """A text file in two parts."""

    front: str
    """The front matter as written, with its fences and the blank lines before it; empty if there is none."""
    body: str
    first: int
    """Number of the body's first line in the file, counted from 1."""
    header: Sequence[KeyValueLine] = ()
    """The lines of front matter that has no fences (Pelican, MultiMarkdown)."""


def split_front(text: str, file: str) -> SplitText:
    """Return the front matter of a text with line feeds only: YAML, TOML, JSON, or `Title: …` lines.

    Raises:
        FrontMatterError: It has no end.
    """
    start = _START.match(text)
    assert start is not None  # noqa: S101 - it matches nothing, too
    if start["fence"]:
        return _fenced(text, start["fence"], start.end(), file)
    if start["json"]:
        return _json(text, start.start("json"))
    blank = _BLANK_LINE.search(text, start.end())
    lines = text[: blank.start() if blank else len(text)].split("\n")
    header, end = header_lines(lines, text.count("\n", 0, start.end()))
    if not header:
        return SplitText("", text, 1)
    front = "\n".join(lines[:end])
    return SplitText(front, text[len(front) + 1 :], end + 1, header)


def _fenced(text: str, fence: str, inside: int, file: str) -> SplitText:
    """Split off what stands between two fences, if it begins with a key; `inside` is where it begins."""
    end = _ENDS[fence].search(text, inside)
    first = _FIRST_KEY.match(text, inside)
    has_keys = first is not None and first["key"] is not None
    if end is None and has_keys:
        message = "has front matter that begins here and does not end"
        place = Where(file, line=max(text.count("\n", 0, inside), 1))
        raise FrontMatterError(message, where=place, hint=f"write {fence} on a line of its own after it")
    if end is None or (not has_keys and text[inside : end.start()].strip()):
        return SplitText("", text, 1)  # A thematic break, or text between two.
    return SplitText(text[: end.end()] if has_keys else "", text[end.end() + 1 :], text.count("\n", 0, end.end()) + 2)


def _json(text: str, begin: int) -> SplitText:
    """Split off a mapping with a known key; one that is not valid goes to the first line that is only a brace."""
    match = _JSON_START.match(text, begin)
    if match is None:
        return SplitText("", text, 1)
    try:
        values, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError):
        if not is_known(match[1]):
            return SplitText("", text, 1)
        brace = _LONE_BRACE.search(text, begin)
        end = brace.end() if brace else len(text)
        return SplitText(text[:end], text[end:], text.count("\n", 0, end) + 1)
    if not any(map(is_known, values)):
        return SplitText("", text, 1)
    return SplitText(text[:end], text[end:], text.count("\n", 0, end) + 1)
