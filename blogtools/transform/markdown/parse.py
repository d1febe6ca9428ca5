"""Parses Markdown cells, once for all later steps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
import pyromark

from blogtools.memo import Memoizer, call_uncached, lazy_pattern
from blogtools.model import Cell, Markdown
from blogtools.transform.markdown.block_fences import FENCE, after_fence
from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.fastpages import normal_fastpages
from blogtools.transform.markdown.mathematics import plain_dollars, protect
from blogtools.transform.markdown.notes import normal_footnotes
from blogtools.transform.markdown.tabs import distinct_sets

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
_PARSER = pyromark.Markdown(options=_OPTIONS)

LocatedEvent = tuple[Any, int, int]
_LONG = 50_000
"""Characters from which the memory of a text's events matters more than the time to look at each."""

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_NAMES = lazy_pattern(rb"name=\"(?:tabs-[0-9a-f]{8})\"|\[\^note-[0-9a-f]{8}\]:")
_COLON = lazy_pattern(r"^:(?=[^ \t\n])", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")


def parse_markdown(source: str, offset: int = 0, place: str = "") -> Markdown:
    """Parse a piece of Markdown: GitHub's dialect with footnotes, definition lists and other tools' callouts.

    `offset` is the number of events in earlier pieces of the same cell. `place` is a part of the names that its tabs
    and inline footnotes get.
    """
    written = distinct_sets(normal_callouts(normal_fastpages(source)), place)
    text, formulas = protect(normal_footnotes(_with_plain_colons(written), place))
    text = plain_dollars(text)
    events = _PARSER.events(text, merge_text=True)
    return Markdown(text.encode(), tuple(events if len(text) < _LONG else map(_Shared(), events)), formulas, offset)


def _with_plain_colons(text: str) -> str:
    """Return Markdown in which a line that begins with a colon is a definition only if a space follows.

    Of `:name: value` and of `:::`, the parser takes the first colon for a mark.
    """
    if "\n:" not in text or not _COLON.search(text):
        return text
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        if fence := FENCE.match(lines[position]):
            position = after_fence(lines, position, fence[2])
            continue
        if _COLON.match(lines[position]):
            lines[position] = f"&#58;{lines[position][1:]}"
        position += 1
    return "\n".join(lines)


def parse_cells(cells: Iterable[Cell], call: Memoizer = call_uncached) -> tuple[Cell, ...]:
    """Parse the Markdown cells of a post; footnotes may be defined in another cell than they are used in."""
    cells = tuple(cells)
    defined = {
        label
        for cell in cells
        if cell.kind == "markdown" and "[^" in cell.source
        for label in _DEFINITION.findall(cell.source)
    }
    parsed: list[Cell] = []
    named: set[bytes] = set()
    number = offset = 0
    for cell in cells:
        if cell.number != number:
            number, offset = cell.number, 0
        if cell.kind == "markdown":
            source = _with_footnotes(cell.source, defined)
            markdown = call(parse_markdown, source, offset, "")
            if names := _names(markdown.text):
                if names & named:
                    markdown = call(parse_markdown, source, offset, f"{number}-{offset}")
                named |= names
            cell = call(_with_markdown, cell, markdown)  # noqa: PLW2901 - the same cell
            offset += len(markdown.events)
        parsed.append(cell)
    return tuple(parsed)


def _with_markdown(cell: Cell, markdown: Markdown) -> Cell:
    return msgspec.structs.replace(cell, markdown=markdown)


def _names(text: bytes) -> set[bytes]:
    """Return the names in a text that are made from the text itself, and so may be in others too."""
    return {*_NAMES.findall(text)} if b'name="tabs-' in text or b"[^note-" in text else set()


def _with_footnotes(source: str, defined: set[str]) -> str:
    """Add empty definitions of footnotes that are defined in other cells, without which the parser ignores `[^1]`."""
    if not defined or "[^" not in source:
        return source
    elsewhere = {*_REFERENCE.findall(source)} & defined - {*_DEFINITION.findall(source)}
    return source + "".join(f"\n\n[^{label}]:" for label in sorted(elsewhere))


def located_events(markdown: Markdown) -> tuple[LocatedEvent, ...]:
    """Return the events of a piece of Markdown with their byte ranges in the parsed text: (event, start, end)."""
    text = markdown.text.decode()
    located = _PARSER.events_with_range(text, merge_text=True)
    if len(text) < _LONG:
        return tuple((event, span["start"], span["end"]) for event, span in located)
    shared = _Shared()
    return tuple((shared(event), span["start"], span["end"]) for event, span in located)


class _Shared:
    """Gives one object for all events that are equal and have no content, such as the starts and ends of items.

    The parser makes a dictionary for each, of 200 bytes and more, and may find two in every character.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bool | None], Any] = {}

    def __call__(self, event: Any) -> Any:
        if event.__class__ is str:
            return event
        ((kind, value),) = event.items()
        if kind not in ("Start", "End"):
            return event
        data = None
        if value.__class__ is dict:
            # As of a quote and of a list: {"BlockQuote": None}, {"List": False}.
            ((value, data),) = value.items()
            if data is not None and data.__class__ is not bool:
                return event
        return self._known.setdefault((kind, value, data), event)


def reference_definitions(markdown: Markdown) -> dict[str, tuple[int, int]]:
    """Return the label of each link definition (`[label]: url`), and its byte range in the parsed text."""
    definitions = _PARSER.reference_definitions(markdown.text.decode())
    return {label: (item["span"]["start"], item["span"]["end"]) for label, item in definitions.items()}
