"""Placement of the `<time>` element among the events of a dated heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from blogtools.model import DatedText

Marks = Mapping[int, tuple[tuple[int, str], ...]]
"""Position of a text event to the (offset, tag) pairs to insert into it, in order."""

NO_MARKS: Marks = {}


def time_marks(events: Sequence[Any], start: int, end: int, dated: DatedText) -> Marks:
    """Return the tags that mark the date in the heading whose events are between `start` and `end`.

    If the date starts in one inline element and ends in another (`*November* 17, 2014`), no element can contain just
    the date, so there are no marks.
    """
    opening = closing = None
    parents = [start]
    offset = 0
    for position in range(start + 1, end):
        event = events[position]
        if event.__class__ is str:
            offset += 1
            continue
        if "Start" in event:
            parents.append(position)
        elif "End" in event:
            parents.pop()
        elif "Text" in event:
            length = len(event["Text"])
            if opening is None and offset <= dated.start < offset + length:
                opening = (position, dated.start - offset, parents[-1])
            if opening is not None and offset < dated.end <= offset + length:
                closing = (position, dated.end - offset, parents[-1])
                break
            offset += length
        elif "Code" in event:
            offset += len(event["Code"])
    if opening is None or closing is None or opening[2] != closing[2]:
        return NO_MARKS
    start_tag = (opening[1], f'<time datetime="{escape(dated.value)}">')
    end_tag = (closing[1], "</time>")
    if opening[0] == closing[0]:
        return {opening[0]: (start_tag, end_tag)}
    return {opening[0]: (start_tag,), closing[0]: (end_tag,)}
