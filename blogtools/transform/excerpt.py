"""Excerpt, teaser and word count of a post."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from blogtools.model import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.markdown.mathematics import restore

EXCERPT_LENGTH = 280
"""Longest excerpt, in characters; it is cut between words."""
TEASER_LENGTH = 1200
"""Longest text before the "more" marker, in characters: enough for a few paragraphs."""

_MORE = re.compile(r"<!--\s*(?:more|TEASER_END|END_TEASER|truncate|end[ -]?excerpt)\b.*?-->", re.IGNORECASE | re.DOTALL)
"""The "more" markers of WordPress, Hugo, Jekyll and MkDocs; Nikola (`utils.TEASER_REGEXP`); Docusaurus."""


def add_excerpt(post: Post, _: Context) -> Post:
    """Add an excerpt (the description or first paragraph), the text before a "more" marker, and the word count."""
    words = sum(len(cell.source.split()) for cell in post.cells if cell.kind == "markdown")
    excerpt = post.front.description or next((text for text in _paragraphs(post.cells) if text), "")
    return msgspec.structs.replace(post, excerpt=shorten(excerpt), teaser=_teaser(post.cells), words=words)


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """Return a text on one line, cut between words if it is longer than `length` characters."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _teaser(cells: tuple[Cell, ...]) -> str:
    if not any(cell.markdown is not None and b"<!--" in cell.markdown.text for cell in cells):
        return ""
    before: list[str] = []
    for text in _paragraphs(cells):
        if text is None:
            return shorten(" ".join(before), TEASER_LENGTH)
        before.append(text)
    return ""


def _paragraphs(cells: tuple[Cell, ...]) -> Iterator[str | None]:
    """Yield the text of each non-empty top-level paragraph, in order; None for a "more" marker."""
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
                        yield text
                    parts = None
            elif kind in ("Html", "InlineHtml"):
                if _MORE.search(value):
                    if parts and (text := restore("".join(parts), cell.markdown.formulas).strip()):
                        yield text
                    yield None
            elif parts is not None and kind in ("Text", "Code"):
                parts.append(value)
