"""Check for placeholders such as TODO that authors leave for text still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from blogtools.check.places import event_parts, markdown_line, own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Markdown, Post
from blogtools.transform.markdown.parse import located_events

_MARKERS = ("TK", "TODO", "FIXME", "XXX")
_BYTES = tuple(marker.encode() for marker in _MARKERS)
_MARKER = re.compile(r"(?<![\w-])(?:TODO|FIXME|TK|XXX)(?![\w-])")


def find_unfinished(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each placeholder in prose; in code and HTML they are fine."""
    for cell in own_cells(post):
        if cell.markdown is not None:
            for start, marker in call(_markers, cell.markdown):
                where = Where(post.source, cell.number, markdown_line(post, cell, cell.markdown, start))
                yield Finding("unfinished", f"the text says {marker}", where, "write what is missing, or remove it")


def _markers(markdown: Markdown) -> tuple[tuple[int, str], ...]:
    """Return the byte offset of each placeholder in the parsed text, and the placeholder."""
    text = markdown.text
    has_marker = any(marker in text for marker in _BYTES) and any(map(_has_marker, markdown.events))
    return tuple(_walk(markdown)) if has_marker else ()


def _has_marker(event: Any) -> bool:
    kind, value = event_parts(event)
    return kind == "Text" and any(marker in value for marker in _MARKERS)


def _walk(markdown: Markdown) -> Iterator[tuple[int, str]]:
    in_code = False
    for event, start, end in located_events(markdown):
        kind, value = event_parts(event)
        if kind in ("Start", "End") and (value == "CodeBlock" or (isinstance(value, dict) and "CodeBlock" in value)):
            in_code = kind == "Start"
        elif kind == "Text" and not in_code:
            text = markdown.text[start:end].decode(errors="replace")
            for match in _MARKER.finditer(text):
                yield start + len(text[: match.start()].encode()), match[0]
