"""Divs that reach over several cells, as tags before and after the cells inside of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Frame
from blogtools.transform.markdown.callouts import DIRECTIVE, block_around
from blogtools.transform.markdown.directives import figure_picture, read_directive
from blogtools.transform.markdown.html_blocks import inline_html
from blogtools.transform.markdown.tabs import tab_set_name

_HEADING = lazy_pattern(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_FENCE = lazy_pattern(r" {0,3}(`{3,}|~{3,})")
_TABSET = ".panel-tabset"


class OpenDiv(msgspec.Struct, frozen=True):
    """A div over several cells; places are (index of the cell, line from 0)."""

    start: tuple[int, int]
    end: tuple[int, int]
    written: str
    """The text after the colons."""


class _Event(msgspec.Struct, frozen=True):
    line: int
    key: int
    tag: str
    """A start tag; empty for the end of the element with the key."""
    skipped: int = 0
    """Number of lines after this one that are options of the directive that begins here."""
    text: str = ""
    """Markdown that stands in their place."""


def with_frames(cells: Sequence[Cell], divs: Iterable[OpenDiv]) -> tuple[Cell, ...]:
    """Return the cells with the tags of the divs; a cell is split where one begins or ends in the midst of its text."""
    events: dict[int, list[_Event]] = {}
    ends: dict[int, str] = {}
    for div in divs:
        _add(div, cells, events, ends)
    framed: list[Cell] = []
    opened: list[Frame] = []
    """Those whose first cell is still to come."""
    for index, cell in enumerate(cells):
        lines = cell.source.split("\n")
        done = 0
        for event in sorted(events.get(index, ()), key=lambda event: event.line):
            _emit(cell, lines[done : event.line], opened, framed, done)
            done = event.line + 1 + event.skipped
            if event.text:
                done -= 1
                lines[done] = event.text
            if event.tag:
                opened.append(Frame(event.key, event.tag))
            elif any(frame.key == event.key for frame in opened):
                opened = [frame for frame in opened if frame.key != event.key]
            elif framed:
                last = framed[-1]
                framed[-1] = msgspec.structs.replace(last, closes=(*last.closes, Frame(event.key, ends[event.key])))
        if done == 0:
            _emit(cell, None, opened, framed)
        else:
            _emit(cell, lines[done:], opened, framed, done)
    return tuple(framed)


def _emit(cell: Cell, lines: Sequence[str] | None, opened: list[Frame], framed: list[Cell], first: int = 0) -> None:
    """Add a cell, or the part of it in some lines if there is text in them, within what has been opened.

    `first` is the index of the first of the lines.
    """
    if lines is not None and not any(map(str.strip, lines)):
        return
    changes: dict[str, Any] = {} if lines is None else {"source": "\n".join(lines)}
    if first:
        changes["lines"] = (*cell.lines, ((1, first + 1, False),))
    if opened or changes:
        cell = msgspec.structs.replace(cell, opens=tuple(opened), **changes)
    opened.clear()
    framed.append(cell)


def _add(div: OpenDiv, cells: Sequence[Cell], events: dict[int, list[_Event]], ends: dict[int, str]) -> None:
    """Add where the tags of a div stand, and those of its tabs."""
    key = len(ends)
    named = DIRECTIVE.match(div.written)
    following = cells[div.start[0]].source.split("\n")[div.start[1] + 1 :] if named else []
    one = read_directive(named[1], named[2], following) if named else None
    text = figure_picture(one) if one else ""
    tag, ends[key] = block_around(div.written, one.options if one else {})
    if text:
        tag, ends[key] = '<figure markdown="1">', "</figure>"
    elif _TABSET in div.written:
        tag, ends[key] = '<div class="tabs" markdown="1">', "</div>"
    skipped = len(following) - len(one.body) if one else 0
    events.setdefault(div.start[0], []).append(_Event(div.start[1], key, tag, skipped, text))
    tab = -1
    if _TABSET in div.written:
        headings = _headings(div, cells)
        name = tab_set_name("\n".join((str(div.start), *(title for _, _, title in headings))))
        for place, line, title in headings:
            if tab >= 0:
                events.setdefault(place, []).append(_Event(line, tab, ""))
            state = "" if tab >= 0 else " open"
            tab = len(ends)
            ends[tab] = "</details>"
            start = f'<details class="tab" name="{name}"{state} markdown="1"><summary>{inline_html(title)}</summary>'
            events.setdefault(place, []).append(_Event(line, tab, start))
    closing = events.setdefault(div.end[0], [])
    if tab >= 0:
        closing.append(_Event(div.end[1], tab, ""))
    closing.append(_Event(div.end[1], key, ""))


def _headings(div: OpenDiv, cells: Sequence[Cell]) -> list[tuple[int, int, str]]:
    """Return the headings of the first level that is met in a div: cell, line and text of each."""
    found: list[tuple[int, int, str]] = []
    level = ""
    for index in range(div.start[0], div.end[0] + 1):
        if cells[index].kind != "markdown":
            continue
        fence = ""
        for line, text in enumerate(cells[index].source.split("\n")):
            if (index, line) <= div.start or (index, line) >= div.end:
                continue
            if opening := _FENCE.match(text):
                fence = "" if fence else opening[1]
            heading = None if fence else _HEADING.match(text)
            if heading and (not level or heading[1] == level):
                level = heading[1]
                found.append((index, line, heading[2]))
    return found


def with_whole_frames(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells without tags whose partner is gone with its cell."""
    for cell in cells:
        if cell.opens or cell.closes:
            break
    else:
        return cells
    opened = {frame.key for cell in cells for frame in cell.opens}
    whole = {frame.key for cell in cells for frame in cell.closes} & opened
    return tuple(
        msgspec.structs.replace(
            cell,
            opens=tuple(frame for frame in cell.opens if frame.key in whole),
            closes=tuple(frame for frame in cell.closes if frame.key in whole),
        )
        if cell.opens or cell.closes
        else cell
        for cell in cells
    )
