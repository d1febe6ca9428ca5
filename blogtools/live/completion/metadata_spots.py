"""Finds the word at the cursor in the metadata of a post: a key, or a value."""

from __future__ import annotations

from collections.abc import Sequence

from blogtools.errors import Where
from blogtools.live.completion.spot import Spot
from blogtools.memo import lazy_pattern
from blogtools.model import Cell
from blogtools.read.keys import squashed
from blogtools.read.list_forms import fastpages_block

_KEY = lazy_pattern(r"([\w-]+)$")
_PAIR = lazy_pattern(r"[\"']?([\w-]+)[\"']?[ \t]*[:=][ \t]+(.*)$")
_ITEM = lazy_pattern(r"[ \t]*-[ \t]+(.*)$")
_OWNER = lazy_pattern(r"([\w-]+)[ \t]*:[ \t]*$")
_ANY_KEY = lazy_pattern(r"(?:- )?[\"']?([\w-]+)[\"']?[ \t]*[:=]")
_LAST = lazy_pattern(r"(?:^\[?|[\[,])[ \t]*([\"']?)([^\[\],\"']*)$")

_LONGEST = 1000
"""Characters of a line of metadata in front of the cursor."""


def metadata_spot(cell: Cell, offset: int) -> Spot | None:
    """Return what is written at an offset of a cell at the beginning of a notebook; None if it is no metadata."""
    lines = cell.source.split("\n")
    number = cell.source.count("\n", 0, offset)
    form = _form(cell, lines, number)
    if not form:
        return None
    column = offset - (cell.source.rfind("\n", 0, offset) + 1)
    line, rest = lines[number][:column], lines[number][column:]
    if column > _LONGEST:
        return None
    if form == "-":
        if not line.startswith("- "):
            return None
        line = line[2:]
    if match := _KEY.match(line):
        keys = (_ANY_KEY.match(other) for index, other in enumerate(lines) if index != number)
        taken = frozenset(squashed(key[1]) for key in keys if key)
        return Spot("key", offset - len(match[1]), match[1], taken=taken, form=form, rest=rest)
    pair = _PAIR.match(line)
    if pair:
        return _value(pair[1], pair[2], offset, form, rest)
    item = _ITEM.match(line) if form == "---" else None
    owner = _owner(lines[:number]) if item else ""
    return _value(owner, item[1], offset, form, rest) if item and owner else None


def _form(cell: Cell, lines: Sequence[str], number: int) -> str:
    """Return the opening fence of the metadata that a line is in, `-` for a list of fastpages; empty if it is none."""
    first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    fence = lines[first].rstrip() if first < len(lines) else ""
    if fence == "---" or (fence == "+++" and cell.kind == "raw"):
        end = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() == fence), len(lines))
        return fence if first < number < end else ""
    if cell.kind != "markdown":
        return ""
    # The line that is half written may be what makes it none, or one.
    rest = "\n".join([*lines[:number], *lines[number + 1 :]])
    is_list = any(fastpages_block(text, cell.number, Where()) is not None for text in (cell.source, rest))
    return "-" if is_list else ""


def _owner(lines: Sequence[str]) -> str:
    """Return the key whose list the lines end in; empty if they do not end in one."""
    for line in reversed(lines):
        if match := _OWNER.match(line):
            return match[1]
        if not _ITEM.match(line):
            return ""
    return ""


def _value(key: str, written: str, offset: int, form: str, rest: str) -> Spot | None:
    match = _LAST.search(written)
    if match is None:
        return None
    is_begun = bool(match[1] or match[2] or written.rstrip().endswith(("[", ",")))
    start = offset - len(match[2])
    return Spot("value", start, match[2], of=key, form=form, rest=rest, quote=match[1], has_text=is_begun)
