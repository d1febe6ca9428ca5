"""Footnotes of embedded Markdown: included with it, and kept apart from those of the post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from blogtools.model import Cell, Markdown
from blogtools.transform.anchors import post_slug, without_suffix
from blogtools.transform.markdown.addresses import edited
from blogtools.transform.markdown.parse import located_events

_LABEL = re.compile(rb"[ \t]*\[\^")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


def with_own_footnotes(cell: Cell, cells: Sequence[Cell], notebook: str) -> Cell:
    """Return a Markdown cell with the footnotes it refers to, and with labels that are unique to its notebook."""
    if "[^" not in cell.source:
        return cell
    mentioned = set(_REFERENCE.findall(cell.source)) - {label for label, _ in _definitions(cell.source)}
    elsewhere = [
        text
        for other in cells
        if other.kind == "markdown" and "[^" in other.source
        for label, text in _definitions(other.source)
        if label in mentioned
    ]
    data = "\n\n".join([cell.source, *elsewhere]).encode()
    prefix = f"{post_slug(without_suffix(notebook))}-".encode()
    edits = set()
    for event, start, _ in located_events(Markdown(data, ())):
        if event.__class__ is dict and ("FootnoteReference" in event or _defined(event)):
            label = _LABEL.match(data, start)
            if label:
                edits.add((label.end(), label.end(), prefix))
    return msgspec.structs.replace(cell, source=edited(data, edits).decode())


def _definitions(source: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of each footnote definition in a piece of Markdown."""
    data = source.encode()
    for event, start, end in located_events(Markdown(data, ())):
        label = _defined(event)
        if label:
            yield label, data[start:end].decode().strip("\n")


def _defined(event: object) -> str | None:
    """Return the label of the footnote definition that starts with an event; None for other events."""
    tag = event.get("Start") if isinstance(event, dict) else None
    return tag.get("FootnoteDefinition") if isinstance(tag, dict) else None
