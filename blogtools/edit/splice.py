"""Applies replacements to a text and leaves the rest unchanged, including line endings."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

_LINE_END = re.compile(r"\r\n?|\n")


class Splice(msgspec.Struct, frozen=True):
    """A range of a text, and its replacement."""

    start: int
    """Offset in characters; every line ending counts as one, a byte order mark as none."""
    end: int
    text: str
    """The replacement; its lines end with `\\n`, whatever the line endings of the text."""


def spliced(source: str, splices: Iterable[Splice]) -> str:
    """Apply replacements, which do not overlap, to a text; new lines get the line ending of its first line."""
    positions, line_end = _positions(source)
    parts: list[str] = []
    done = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        parts += source[done : positions[splice.start]], splice.text.replace("\n", line_end)
        done = positions[splice.end]
    return "".join([*parts, source[done:]])


def _positions(source: str) -> tuple[range | list[int], str]:
    """Return the offset in the text of each offset in its normalized form, and the line ending."""
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
    """Return the offset of the start of the line at a position."""
    return text.rfind("\n", 0, position) + 1


def line_after(text: str, position: int) -> int:
    """Return the offset of the start of the next line."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1
