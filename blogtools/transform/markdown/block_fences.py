"""Fences of code and of divs (`:::`) as lines: where the blocks that they begin end."""

from __future__ import annotations

from collections.abc import Sequence

from blogtools.memo import lazy_pattern

FENCE = lazy_pattern(r"( {0,3})(`{3,}|~{3,})(.*)")
COLONS = lazy_pattern(r"( {0,3})(:{3,})[ \t]*(.*)$")


def closes_fence(line: str, fence: str) -> bool:
    """Return True if a line ends the block of code that `fence` begins."""
    text = line.strip()
    return len(text) >= len(fence) and set(text) == {fence[0]}


def after_fence(lines: Sequence[str], start: int, fence: str) -> int:
    """Return the index of the line after a fenced block that begins at `start`."""
    for position in range(start + 1, len(lines)):
        if closes_fence(lines[position], fence):
            return position + 1
    return len(lines)


def last_slashes(lines: Sequence[str]) -> dict[str, int]:
    """Return the last line of each form that may close a block of pymdownx, `///`; no block begins below it."""
    return {text: index for index, line in enumerate(lines) if "///" in line and not (text := line.strip()).strip("/")}


def last_tags(lines: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """Return the last line that closes an element of each name, likewise."""
    return {name: index for index, line in enumerate(lines) if "</" in line for name in names if f"</{name}>" in line}


def closing_colons(lines: Sequence[str]) -> dict[int, int]:
    """Return the line that opens each fenced div, and the line that closes it; those in code are none."""
    ends: dict[int, int] = {}
    if not any(":::" in line for line in lines):
        return ends
    opened: list[int] = []
    position = 0
    while position < len(lines):
        fence = FENCE.match(lines[position])
        if fence:
            position = after_fence(lines, position, fence[2])
            continue
        colons = COLONS.match(lines[position])
        if colons and colons[3]:
            opened.append(position)
        elif colons and opened:
            ends[opened.pop()] = position
        position += 1
    return ends
