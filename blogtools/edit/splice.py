"""Texts are changed where something changes, and nowhere else: not even their line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

_LINE_END = re.compile(r"\r\n?|\n")


class Splice(msgspec.Struct, frozen=True):
    """A piece of a text, and what comes in its place."""

    start: int
    """Characters before it, where every line end counts as one and a byte order mark as none."""
    end: int
    text: str
    """Its lines end with `\\n`, whatever those of the text end with."""


def spliced(source: str, splices: Iterable[Splice]) -> str:
    """A text after its changes, which do not overlap; new lines end as its first one does."""
    positions, line_end = _positions(source)
    parts: list[str] = []
    done = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        parts += source[done : positions[splice.start]], splice.text.replace("\n", line_end)
        done = positions[splice.end]
    return "".join([*parts, source[done:]])


def _positions(source: str) -> tuple[range | list[int], str]:
    """Where each character of the text with one kind of line end stands in the text; and how its lines end."""
    skipped = int(source.startswith("\ufeff"))
    if "\r" not in source:
        return range(skipped, len(source) + 1), "\n"
    positions: list[int] = []
    done = skipped
    ends = list(_LINE_END.finditer(source))
    for match in ends:
        positions.extend(range(done, match.start() + 1))
        done = match.end()
    return [*positions, *range(done, len(source) + 1)], ends[0][0]


def line_start(text: str, position: int) -> int:
    """Where the line begins in which a position is."""
    return text.rfind("\n", 0, position) + 1


def line_after(text: str, position: int) -> int:
    """Where the next line begins."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1
