"""A few words about the post, for lists, and how many it has."""

from __future__ import annotations

import msgspec

from blogtools.post import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.mathematics import restore

EXCERPT_LENGTH = 280
"""Characters after which an excerpt ends at the next word."""


def add_excerpt(post: Post, _: Context) -> Post:
    """The description, else the first paragraph; and the words of prose."""
    words = sum(len(cell.source.split()) for cell in post.cells if cell.kind == "markdown")
    excerpt = post.front.description or _first_paragraph(post.cells)
    return msgspec.structs.replace(post, excerpt=shorten(excerpt), words=words)


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """Text on one line, cut between words where it is longer than `length` characters."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _first_paragraph(cells: tuple[Cell, ...]) -> str:
    """Text of the first paragraph at the top level that has any."""
    for cell in cells:
        if cell.markdown is None:
            continue
        depth = 0
        parts: list[str] | None = None
        for event in cell.markdown.events:
            if event.__class__ is str:
                if parts is not None:
                    parts.append(" ")
                continue
            ((kind, value),) = event.items()
            if kind == "Start":
                depth += 1
                if depth == 1 and value == "Paragraph":
                    parts = []
            elif kind == "End":
                depth -= 1
                if depth == 0 and parts is not None:
                    text = restore("".join(parts), cell.markdown.formulas).strip()
                    if text:
                        return text
                    parts = None
            elif parts is not None and kind in ("Text", "Code"):
                parts.append(value)
    return ""
