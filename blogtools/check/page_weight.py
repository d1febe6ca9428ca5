"""Check for pages that take long to load."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.errors import Finding, Where
from blogtools.model import Cell, Page, Post, Visibility
from blogtools.transform.secrets.find import json_text

HEAVIEST = 3
"""Heaviest parts of a page that a message names."""
_ON_DEMAND = ("video/", "audio/", "application/")
"""Beginnings of the types of files that are loaded when a reader asks for them."""

_Part = tuple[int, str, int]
"""Bytes, what they are, and the number of the cell."""


def find_weight(post: Post, page: Page, most: int) -> Iterator[Finding]:
    """Yield a finding if a page, with the pictures on it, has more than `most` bytes.

    Files that a link leads to do not count, nor do those that pages share, such as scripts of figures.
    """
    total = len(page.content) + sum(
        len(one.data) for one in page.assets if not one.own_name and not one.mime.startswith(_ON_DEMAND)
    )
    if total <= most:
        return
    parts = sorted((part for cell in post.cells for part in _parts(cell)), reverse=True)[:HEAVIEST]
    heaviest = ", ".join(f"{what} of cell {number} ({_megabytes(size)})" for size, what, number in parts)
    message = f"the page has {_megabytes(total)}, and {_megabytes(most)} is the most that `page_weight` allows"
    if heaviest:
        message += f"; the heaviest: {heaviest}"
    where = Where(post.source, parts[0][2] if parts else None)
    yield Finding(
        "page-weight", message, where, "make pictures smaller, and show the first rows of long tables", "note"
    )


def _parts(cell: Cell) -> Iterator[_Part]:
    """Yield the files and outputs of a cell, as far as a page has them."""
    for url, one in cell.assets.items():
        if not one.own_name and not one.mime.startswith(_ON_DEMAND):
            yield len(one.data), url.removeprefix("attachment:"), cell.number
    for output in cell.outputs if cell.options.output is not Visibility.REMOVE else ():
        forms = [(len(output.text), "text"), *(_form(mime, content) for mime, content in output.data.items())]
        yield *max(forms), cell.number


def _form(mime: str, content: object) -> tuple[int, str]:
    text = content if isinstance(content, str) else json_text(content)
    if mime.startswith("image/") and mime != "image/svg+xml":
        return len(text) * 3 // 4, "a picture"
    return len(text), "HTML" if mime == "text/html" else "a picture" if mime == "image/svg+xml" else "data"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f} MB"
