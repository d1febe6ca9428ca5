"""Marks at the beginning of lines and of code: items with `#.`, lines that break where they do, languages of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inline.places import Places

_ITEM = lazy_pattern(rb"^ {0,3}(#)\.(?=[ \t]+\S)", re.MULTILINE)
_LINE_BLOCK = lazy_pattern(rb"(?:^\|(?:[ \t][^|\n]*)?(?:\n|\Z)){2,}", re.MULTILINE)
_DELIMITERS = lazy_pattern(rb"^\|[ \t]*:?-+:?[ \t]*$", re.MULTILINE)
_START = lazy_pattern(rb"^\|[ \t]?([ \t]*)", re.MULTILINE)
_CODE_LANGUAGE = lazy_pattern(rb"`+((?:#!|:::)[A-Za-z][\w+-]*[ \t]+)(?=[^`\n]*`)")


def numbered_items(places: Places) -> Iterator[Replacement]:
    """Yield a number in place of Pandoc's `#.`."""
    if b"#." in places.data:
        for match in _ITEM.finditer(places.data):
            if places.is_text(match.start(1)):
                yield from places.take(Replacement(*match.span(1), b"1"))


def line_blocks(places: Places) -> Iterator[Replacement]:
    """Yield line breaks for Pandoc's lines that begin with a bar."""
    if b"| " not in places.data:
        return
    for match in _LINE_BLOCK.finditer(places.data):
        if not places.is_text(match.start()) or _DELIMITERS.search(match[0]):
            continue
        end = match.end() - (1 if match[0].endswith(b"\n") else 0)
        for start in _START.finditer(places.data, match.start(), end):
            yield from places.take(Replacement(*start.span(), b"&nbsp;" * len(start[1])))
        for line_end in re.finditer(rb"\n", places.data[match.start() : end]):
            place = match.start() + line_end.start()
            yield Replacement(place, place, b"\\")


def languages(places: Places) -> Iterator[Replacement]:
    """Yield nothing in place of the language of code within a line (pymdownx): `` `#!python f()` ``."""
    if b"`#!" in places.data or b"`:::" in places.data:
        for match in _CODE_LANGUAGE.finditer(places.data):
            if match.start() in places.structure.marked_code:
                yield from places.take(Replacement(*match.span(1)))
