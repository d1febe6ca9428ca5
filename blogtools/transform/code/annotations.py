"""Code annotations: comments such as `# <1>` (Quarto) or `# (1)!` (MkDocs) at the ends of lines, and a list below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell

_ANNOTATION = lazy_pattern(
    r"(?P<gap>[ \t]*)(?P<sign>\#+|//+|--+|%+|;+|'|/\*|<!--)[ \t]*"
    r"(?P<numbers><\d{1,2}>(?:[ \t,]*<\d{1,2}>)*|\(\d{1,2}\)!)"
    r"[ \t]*(?P<end>\*/|-->)?[ \t]*$"
)
_NUMBER = lazy_pattern(r"\d+")


def may_be_annotated(code: str) -> bool:
    """Return True if code may have annotations; a fast check."""
    return "<1>" in code or "(1)!" in code


def take_annotations(code: str) -> tuple[str, dict[int, tuple[int, ...]]]:
    """Return the code without annotations, and their numbers by line, counted from 1."""
    lines = code.split("\n")
    found: dict[int, tuple[int, ...]] = {}
    for index, line in enumerate(lines):
        match = _ANNOTATION.search(line) if ">" in line or ")!" in line else None
        if match:
            found[index + 1] = tuple(map(int, _NUMBER.findall(match["numbers"])))
            lines[index] = line[: match.start()]
    return "\n".join(lines), found


def readable_annotations(code: str) -> str:
    """Return code whose annotations are comments that a reader understands without links: `# (1)`."""
    lines = code.split("\n")
    for index, line in enumerate(lines):
        match = _ANNOTATION.search(line) if ">" in line or ")!" in line else None
        if match:
            numbers = " ".join(f"({number})" for number in _NUMBER.findall(match["numbers"]))
            end = f" {match['end']}" if match["end"] else ""
            lines[index] = f"{line[: match.start('sign')]}{match['sign']} {numbers}{end}"
    return "\n".join(lines)


def starts_with_list(events: Sequence[Any], position: int = 0) -> bool:
    """Return True if an ordered list begins at a position among the events of a piece of Markdown."""
    event = events[position] if position < len(events) else None
    start = event.get("Start") if isinstance(event, dict) else None
    return isinstance(start, dict) and start.get("List") is not None


def connect_annotations(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells, those of code with annotations and the lists that follow them connected by one id.

    Quarto takes comments for annotations only where an ordered list follows.
    """
    for cell in cells:
        if cell.kind == "code" and may_be_annotated(cell.source):
            break
    else:
        return cells
    connected = list(cells)
    for index in range(len(cells) - 1):
        cell, following = cells[index : index + 2]
        if cell.kind == "code" and cell.options.annotate and may_be_annotated(cell.source) and _is_list(following):
            name = f"annotation-c{index + 1}"
            options = msgspec.structs.replace(cell.options, annotations=name)
            connected[index] = msgspec.structs.replace(connected[index], options=options)
            markdown = following.markdown and msgspec.structs.replace(following.markdown, annotations=name)
            connected[index + 1] = msgspec.structs.replace(following, markdown=markdown)
    return tuple(connected)


def _is_list(cell: Cell) -> bool:
    return cell.markdown is not None and starts_with_list(cell.markdown.events)
