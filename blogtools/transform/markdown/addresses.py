"""The addresses in a piece of Markdown, and how to change them without touching another byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from typing import Any

from blogtools.model import Markdown
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import LocatedEvent, located_events, parse_markdown, reference_definitions

ReplaceUrl = Callable[[str], str]
"""From a URL as written to the one to write."""
ByteEdit = tuple[int, int, bytes]
"""Bytes from, bytes to, and what to put there."""

_URL_ATTRIBUTE = re.compile(r"""(\b(?:src|href|poster|data)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_DESTINATION = re.compile(rb"\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))")


def with_addresses(source: str, address: ReplaceUrl) -> str:
    """Markdown with its addresses changed; the same text where none changes."""
    markdown = parse_markdown(source)
    events = located_events(markdown)
    edits: set[ByteEdit] = set()
    for position, (event, start, end) in enumerate(events):
        if event.__class__ is str:
            continue
        ((kind, value),) = event.items()
        if kind in ("Html", "InlineHtml"):
            edits.update(html_edits(value, start, end, address))
        elif kind == "Start" and value.__class__ is dict and ("Link" in value or "Image" in value):
            edits.update(link_edits(markdown, next(iter(value.values())), events, position, address))
    return restore(edited(markdown.text, edits).decode(), markdown.formulas) if edits else source


def edited(text: bytes, edits: set[ByteEdit]) -> bytes:
    """A text with its edits made; of two that overlap, the first."""
    parts, done = [], 0
    for start, end, replacement in sorted(edits):
        if start >= done:
            parts += [text[done:start], replacement]
            done = end
    return b"".join([*parts, text[done:]])


def html_edits(html: str, start: int, end: int, address: ReplaceUrl) -> Iterator[ByteEdit]:
    """The edit of a piece of HTML that stands at `start`, if an address in it changes."""
    changed = _URL_ATTRIBUTE.sub(lambda match: _attribute(match, address), html) if "=" in html else html
    if changed != html:
        yield start, end, changed.encode()


def link_edits(
    markdown: Markdown, data: Any, events: Sequence[LocatedEvent], position: int, address: ReplaceUrl
) -> Iterator[ByteEdit]:
    """The edits of a link or an image, which starts with the event at `position`, or of the definition it refers to."""
    url = restore(data["dest_url"], markdown.formulas)
    target = address(url)
    if target == url:
        return
    _, start, end = events[position]
    if data["link_type"] == "Inline":
        # The address follows the text of the link, whose last event says where that ends.
        inner = start + 1
        depth = 0
        for event, _, inner_stop in events[position:]:
            if isinstance(event, dict) and "Start" in event:
                depth += 1
            elif isinstance(event, dict) and "End" in event:
                depth -= 1
                if depth == 0:
                    break
            if inner_stop < end:
                inner = max(inner, inner_stop)
        bracket = markdown.text.find(b"](", inner - 1, end)
        yield from _destination_edit(markdown.text, bracket + 2, target) if bracket >= 0 else ()
    elif data["link_type"] in ("Reference", "Collapsed", "Shortcut"):
        label = " ".join(data["id"].split()).casefold()
        for name, span in reference_definitions(markdown).items():
            if " ".join(name.split()).casefold() == label:
                colon = markdown.text.find(b"]:", span[0], span[1])
                yield from _destination_edit(markdown.text, colon + 2, target) if colon >= 0 else ()


def _destination_edit(text: bytes, position: int, target: str) -> Iterator[ByteEdit]:
    match = _DESTINATION.match(text, position)
    if match:
        group = 1 if match[1] is not None else 2
        start, end = match.span(group)
        if group == 2 and ("{" in target or " " in target):  # noqa: PLR2004 - the second group of the pattern
            target = f"<{target}>" if "{" not in target else target
        yield start, end, target.encode()


def _attribute(match: re.Match[str], address: ReplaceUrl) -> str:
    url = unescape(match[2][1:-1])
    target = address(url)
    return match[0] if target == url else f'{match[1]}"{escape(target, quote=True)}"'
