"""The look of a block of code besides its colors: title, numbers, lines that stand out."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import CellOptions, LineRanges

MOST_LINES = 100_000
"""No block of code has more lines."""
_RANGE = lazy_pattern(r"(\d{1,6})(?:[ \t]*-[ \t]*(\d{1,6}))?")
_RANGES = lazy_pattern(r"[\d\s,;\[\]\"'-]*\d[\d\s,;\[\]\"'-]*")


class CodeLook(msgspec.Struct, frozen=True):
    """The look of a block of code besides its colors."""

    title: str = ""
    """Name of its file, or another title, above it."""
    marked: LineRanges = ()
    """Lines that stand out."""
    first_number: int | None = None
    """Number of its first line; None if lines have no numbers."""
    wraps: bool = False
    """True if long lines wrap instead of scrolling."""
    scrolls: bool = False
    """True if it has a limited height."""
    caption: str = ""
    label: str = ""
    """Its id on the page."""


PLAIN = CodeLook()


def line_ranges(given: Any) -> LineRanges:
    """Read numbers of lines: `2`, `"2,4-6"`, `"2 4-6"` or `[2, "4-6"]`; nothing if that is not what it says."""
    if isinstance(given, bool):
        return ()
    text = " ".join(map(str, given)) if isinstance(given, list) else str(given)
    if _RANGES.fullmatch(text) is None:
        return ()
    found = ((int(match[1]), int(match[2] or match[1])) for match in _RANGE.finditer(text))
    return tuple((first, last) for first, last in found if 0 < first <= last <= MOST_LINES)


def source_look(options: CellOptions) -> CodeLook:
    """Return how the options of a cell want its code shown."""
    is_plain = not (options.line_numbers or options.wrap_source or options.scroll_source or options.marked_lines)
    if is_plain and not options.filename and not options.code_caption:
        return PLAIN
    return CodeLook(
        title=options.filename or "",
        marked=options.marked_lines,
        first_number=1 if options.line_numbers else None,
        wraps=options.wrap_source,
        scrolls=options.scroll_source,
        caption=options.code_caption or "",
    )
