"""Marks that authors leave where something is still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from blogtools.check.places import event_parts, markdown_line, own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Markdown, Post
from blogtools.transform.markdown.parse import located_events

_MARKS = ("TK", "TODO", "FIXME", "XXX")
_BYTES = tuple(mark.encode() for mark in _MARKS)
_MARK = re.compile(r"(?<![\w-])(?:TODO|FIXME|TK|XXX)(?![\w-])")


def find_unfinished(post: Post, call: Memoizer) -> Iterator[Finding]:
    """A finding for each mark in prose; code and HTML may have them."""
    for cell in own_cells(post):
        if cell.markdown is not None:
            for start, mark in call(_marks, cell.markdown):
                where = Where(post.source, cell.number, markdown_line(post, cell, cell.markdown, start))
                yield Finding("unfinished", f"the text says {mark}", where, "write what is missing, or take it out")


def _marks(markdown: Markdown) -> tuple[tuple[int, str], ...]:
    """Where in the parsed text a mark stands, in bytes, and which."""
    text = markdown.text
    has_mark = any(mark in text for mark in _BYTES) and any(map(_has_mark, markdown.events))
    return tuple(_walk(markdown)) if has_mark else ()


def _has_mark(event: Any) -> bool:
    kind, value = event_parts(event)
    return kind == "Text" and any(mark in value for mark in _MARKS)


def _walk(markdown: Markdown) -> Iterator[tuple[int, str]]:
    in_code = False
    for event, start, end in located_events(markdown):
        kind, value = event_parts(event)
        if kind in ("Start", "End") and (value == "CodeBlock" or (isinstance(value, dict) and "CodeBlock" in value)):
            in_code = kind == "Start"
        elif kind == "Text" and not in_code:
            text = markdown.text[start:end].decode(errors="replace")
            for match in _MARK.finditer(text):
                yield start + len(text[: match.start()].encode()), match[0]
