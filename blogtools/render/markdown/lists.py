"""Lists for parsers that want what belongs to an item indented by a number of columns, whatever its marker is."""

from __future__ import annotations

from blogtools.memo import lazy_pattern
from blogtools.model import Markdown
from blogtools.transform.markdown.addresses import ByteEdit, edited
from blogtools.transform.markdown.parse import located_events

_MARKER = lazy_pattern(rb"(?:[-+*]|\d{1,9}[.)])([ \t]*)")


def with_wide_lists(markdown: Markdown, columns: int) -> Markdown:
    """Return Markdown of the same meaning, and the same events, in which each level of lists is so wide."""
    if not any("Start" in event and event["Start"] == "Item" for event in markdown.events if event.__class__ is dict):
        return markdown
    edits = _edits(markdown, columns)
    return _replaced(markdown, edited(markdown.text, edits)) if edits else markdown


def _replaced(markdown: Markdown, text: bytes) -> Markdown:
    wide = Markdown(text, markdown.events, markdown.formulas, markdown.offset, markdown.annotations)
    # What is no wider list, but another text, stays as it is written.
    names = [_name(event) for event, _, _ in located_events(wide)]
    return wide if names == [_name(event) for event in markdown.events] else markdown


def _name(event: object) -> object:
    if not isinstance(event, dict):
        return event
    ((kind, value),) = event.items()
    return kind, value if isinstance(value, str) and kind != "Text" else type(value)


def _edits(markdown: Markdown, columns: int) -> set[ByteEdit]:
    """Return spaces to insert: behind each marker, and before each further line of an item."""
    source = markdown.text
    shifts: dict[int, int] = {}
    edits: set[ByteEdit] = set()
    quotes = 0
    for event, start, end in located_events(markdown):
        if event.__class__ is not dict:
            continue
        side = "Start" if "Start" in event else "End" if "End" in event else ""
        value = event.get(side) if side else None
        if value.__class__ is dict and "BlockQuote" in value:
            quotes += 1 if side == "Start" else -1
        if side != "Start" or value != "Item" or quotes:
            continue
        marker = _MARKER.match(source, start)
        if marker is None:
            continue
        gap = len(marker[1])
        width = marker.end() - start
        if b"\t" in marker[1] or gap == 0 or gap > 4 or width >= columns:  # noqa: PLR2004 - as CommonMark has it
            continue
        edits.add((marker.end(), marker.end(), b" " * (columns - width)))
        line = source.find(b"\n", start, end) + 1
        while line:
            if source[line : line + 1] not in (b"\n", b""):
                shifts[line] = shifts.get(line, 0) + columns - width
            line = source.find(b"\n", line, end) + 1
            if line >= end:
                break
    edits.update((line, line, b" " * shift) for line, shift in shifts.items())
    return edits
