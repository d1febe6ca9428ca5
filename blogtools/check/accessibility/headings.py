"""Check for headings that are empty, skip a level, or are a second title of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from blogtools.check.accessibility.markup import tokens_of
from blogtools.check.places import event_parts, markdown_line, own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Heading, Markdown, Post
from blogtools.transform.markdown.parse import located_events

MAX_TEXT = 40
"""Characters of a heading in a message."""
_HTML = lazy_pattern(rb"<h[1-6]\b", re.IGNORECASE)
_NAMES = tuple(f"h{level}" for level in range(1, 7))

HtmlHeading = tuple[int, int, str]
"""A heading in the author's HTML: the index of its event, its level, and its text."""


class _Shown(msgspec.Struct, frozen=True):
    """A heading on the page, or the title."""

    level: int
    """On the page, where the title has the first."""
    written: str
    text: str = ""
    cell: Cell | None = None
    event: int = 0
    """Index in the cell's Markdown."""


def check_outline(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield findings about the outline of the page; what is wrong again and again is told once, at its first place."""
    found: dict[tuple[str, str], list[_Shown]] = {}
    shift = _shift(post)
    # A title that is written as `#` has the next levels below it, wherever the page puts those.
    before = _Shown(1 + shift if post.title_heading else 1, "the title")
    for heading in _on_page(post, shift, call):
        if not heading.text.strip():
            found.setdefault(("a heading has no text", "give it one, or remove it"), []).append(heading)
            continue
        if heading.level == 1:
            message = "<h1> is a second title of the page"
            found.setdefault((message, "write `#`, which finds its level by itself"), []).append(heading)
        elif heading.level > before.level + 1:
            problem = f"skips a level: {heading.written} after {before.written}"
            found.setdefault((problem, "readers jump from heading to heading; go down one at a time"), []).append(
                heading
            )
        before = heading
    cells = {id(cell) for cell in own_cells(post)}
    for (message, hint), headings in found.items():
        own = [heading for heading in headings if id(heading.cell) in cells]
        if own:
            yield Finding("headings", _told(message, own), _place(post, own[0]), hint, "note")


def _shift(post: Post) -> int:
    """Return by how many levels the page moves the headings of Markdown down, so that the title is its only h1."""
    shown = (heading for heading in post.headings if (heading.cell, heading.event) != post.title_heading)
    return int(any(heading.level == 1 and heading.text.strip() for heading in shown))


def _on_page(post: Post, shift: int, call: Memoizer) -> Iterator[_Shown]:
    """Yield the headings of Markdown and of the author's HTML in the order of the page, without the title."""
    pieces: dict[int, list[Heading]] = {}
    for heading in post.headings:
        if (heading.cell, heading.event) == post.title_heading:
            continue
        pieces.setdefault(heading.cell, []).append(heading)
    for cell in post.cells:
        if cell.markdown is None:
            continue
        start, end = cell.markdown.offset, cell.markdown.offset + len(cell.markdown.events)
        shown = [
            _Shown(one.level + shift, "#" * one.level, one.text, cell, one.event - start)
            for one in pieces.get(cell.number, ())
            if start <= one.event < end
            and one.embedded == (cell.origin is not None)
            and not _is_picture(cell.markdown, one)
        ]
        written = (
            _Shown(level, f"<h{level}>", text, cell, event) for event, level, text in call(_in_html, cell.markdown)
        )
        yield from sorted((*shown, *written), key=lambda one: one.event)


def _is_picture(markdown: Markdown, heading: Heading) -> bool:
    """Return True for a heading that is nothing but a picture, which the page shows outside of its outline."""
    if heading.text.strip():
        return False
    for position in range(heading.event - markdown.offset + 1, len(markdown.events)):
        kind, value = event_parts(markdown.events[position])
        if kind == "End" and value.__class__ is dict and "Heading" in value:
            break
        if kind == "InlineHtml" and value.lower().startswith(("<img", "<svg")):
            return True
        if kind == "Start" and value.__class__ is dict and "Image" in value:
            return True
    return False


def _in_html(markdown: Markdown) -> tuple[HtmlHeading, ...]:
    """Return the headings in the author's HTML in a piece of Markdown."""
    return tuple(_walk_html(markdown)) if _HTML.search(markdown.text) else ()


def _walk_html(markdown: Markdown) -> Iterator[HtmlHeading]:
    start: tuple[int, int] | None = None
    texts: list[str] = []
    for token in tokens_of(markdown):
        if token.name in _NAMES:
            if start is not None:
                yield *start, "".join(texts)
            start, texts = (None if token.is_end else (token.position, int(token.name[1]))), []
        elif start is not None:
            texts.append(token.text or token.attributes.get("alt", "") or token.attributes.get("aria-label", ""))


def _told(message: str, headings: list[_Shown]) -> str:
    text = " ".join(headings[0].text.split())
    text = text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
    more = f", and {len(headings) - 1} more of the kind" if len(headings) > 1 else ""
    return f"“{text}” {message}{more}" if message.startswith("skips") else f"{message}{more}"


def _place(post: Post, heading: _Shown) -> Where:
    cell = heading.cell
    if cell is None or cell.markdown is None:
        return Where(post.source)
    start = located_events(cell.markdown)[heading.event][1]
    return Where(post.source, cell.number, markdown_line(post, cell, cell.markdown, start))
