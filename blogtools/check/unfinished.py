"""Check for placeholders such as TODO that authors leave for text still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from blogtools.check.places import Problem, event_parts, find_in_markdown, metadata_place, own_cells, source_line
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Markdown, Post, Visibility

_MARKERS = ("TK", "TODO", "FIXME", "XXX")
_BYTES = tuple(marker.encode() for marker in _MARKERS)
_MARKER = re.compile(r"(?<![\w-])(?:TODO|FIXME|TK|XXX)(?![\w-])")


_COMMENTS = ("#", "//", "--", "/*", "%")
"""What comments begin with in the languages of kernels."""
_NEAR = 200
"""Characters in which a comment must have begun: one line may be a whole file."""
_HINT = "write what is missing, or remove it"


def find_unfinished(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each placeholder in prose and metadata, and for each cell whose comments have one.

    In the code itself and in HTML it may be anything.
    """
    front = post.front
    for name, text in (
        ("the title", front.title),
        ("the description", front.description),
        ("a tag", ", ".join(front.tags)),
    ):
        if text and (match := _MARKER.search(text)):
            yield Finding("unfinished", f"{name} says {match[0]}", metadata_place(post, match[0]), _HINT)
    for where, message in find_in_markdown(post, call, _in_markdown):
        yield Finding("unfinished", message, where, _HINT)
    for cell in own_cells(post):
        if cell.kind == "code":
            yield from _of_code(post, cell, call)


def _of_code(post: Post, cell: Cell, call: Memoizer) -> Iterator[Finding]:
    options = cell.options
    for name, text in (("caption", options.caption), ("alternative text", options.alt)):
        if text and (match := _MARKER.search(text)):
            yield Finding("unfinished", f"the {name} says {match[0]}", Where(post.source, cell.number, 1), _HINT)
    if options.source is not Visibility.REMOVE and (marker := call(_in_comments, cell.source)):
        where = Where(post.source, cell.number, source_line(post, cell, marker[0]))
        yield Finding("unfinished", f"a comment that readers see says {marker[1]}", where, _HINT, "note")


def _in_comments(source: str) -> tuple[int, str] | None:
    """Return the first placeholder in the comments of a piece of code, and where it is."""
    if not any(marker in source for marker in _MARKERS):
        return None
    for match in _MARKER.finditer(source):
        before = source[max(0, match.start() - _NEAR) : match.start()].rpartition("\n")[2]
        if any(mark in before for mark in _COMMENTS):
            return match.start(), match[0]
    return None


def _in_markdown(markdown: Markdown) -> tuple[Problem, ...]:
    """Return the placeholders in a piece of Markdown."""
    text = markdown.text
    has_marker = any(marker in text for marker in _BYTES) and any(map(_has_marker, markdown.events))
    return tuple(_walk(markdown)) if has_marker else ()


def _has_marker(event: Any) -> bool:
    kind, value = event_parts(event)
    return kind == "Text" and any(marker in value for marker in _MARKERS)


def _walk(markdown: Markdown) -> Iterator[Problem]:
    in_code = False
    for position, event in enumerate(markdown.events):
        kind, value = event_parts(event)
        if kind in ("Start", "End") and (value == "CodeBlock" or (isinstance(value, dict) and "CodeBlock" in value)):
            in_code = kind == "Start"
        elif kind == "Text" and not in_code:
            for match in _MARKER.finditer(value):
                yield position, f"the text says {match[0]}"
