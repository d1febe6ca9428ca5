"""Finds the word at the cursor: of a citation, a reference, a link, a key of the metadata, an option."""

from __future__ import annotations

import re

from blogtools.live.completion.metadata_spots import metadata_spot
from blogtools.live.completion.spot import Spot
from blogtools.memo import lazy_pattern
from blogtools.model import Cell
from blogtools.transform.crossrefs.signs import ROLES
from blogtools.transform.dialects.find import formula_ranges
from blogtools.transform.dialects.spans import Spans
from blogtools.transform.dialects.structure import structure_of
from blogtools.transform.options import OPTION_LINE, option_name, top_lines

_ROLE = lazy_pattern(r"(?:\{([a-z][\w:-]*)\}|(?<![\w`]):([a-z][\w:-]*):)`([^`\n]*)$")
_MENTION = lazy_pattern(r"(?<![\w@./\\`])-?@\{?((?:\w[\w:.#$%&+?~/-]*)?)$")
_LINK = lazy_pattern(r"(!?)\[([^\[\]\n]*)\]\(<?([^()\s<>]*)$")
_AUTO = lazy_pattern(r"(?<![(:\w])<#([\w:.-]*)$")
_DIRECTIVE = lazy_pattern(r"^[ \t>]*(?:`{3,}|:{3,})[ \t]*\{([\w:-]*)$")
_LAST_KEY = lazy_pattern(r"[^,;]*$")
_REFERRING = lazy_pattern(ROLES)
_OPTION_NAME = lazy_pattern(r"[\w.-]*$")
_OPTION_VALUE = lazy_pattern(r"([\w.-]+):[ \t]+(?:\[(?:[^\[\],]*,)*[ \t]*)?[\"']?([^\[\],\"'\n]*)$")

_FARTHEST = 1000
"""Characters in front of the cursor in which a mark is looked for; lines of Markdown may be far longer."""


def spot_at(cell: Cell, offset: int, *, is_opening: bool) -> Spot | None:
    """Return what is written at an offset, in characters; None if nothing is that can be completed.

    `is_opening` says that the cell stands where metadata may be.
    """
    line = cell.source[max(cell.source.rfind("\n", 0, offset) + 1, offset - _FARTHEST) : offset]
    if cell.kind == "code":
        return _option(cell.source, line, offset)
    found = metadata_spot(cell, offset) if is_opening else None
    if found is not None:
        return found
    return _in_text(cell.source, line, offset) if cell.kind == "markdown" else None


def _in_text(source: str, line: str, offset: int) -> Spot | None:
    if match := _DIRECTIVE.search(line):
        return Spot("directive", offset - len(match[1]), match[1], rest=source[offset:].partition("\n")[0])
    found = _reference(line, offset)
    if found is None:
        return None
    spot, begin = found
    data, place = source.encode(), len(source[: offset - len(line) + begin].encode())
    structure = structure_of(data)
    is_text = place not in structure.code and place not in structure.html
    return spot if is_text and place not in Spans(formula_ranges(source)) else None


def _reference(line: str, offset: int) -> tuple[Spot, int] | None:
    """Return what stands at the end of a line, and where its mark begins."""
    if match := _ROLE.search(line):
        return _role(match, offset)
    if match := _MENTION.search(line):
        return Spot("mention", offset - len(match[1]), match[1]), match.start()
    if match := _AUTO.search(line):
        return Spot("place", offset - len(match[1]), match[1]), match.start()
    match = _LINK.search(line)
    if match is None:
        return None
    path, sign, place = match[3].partition("#")
    has_text = bool(match[2].strip())
    if match[1]:
        return Spot("picture", offset - len(match[3]), match[3]), match.start()
    if sign:
        return Spot("place", offset - len(place), place, of=path, has_text=has_text), match.start()
    return Spot("target", offset - len(path), path, has_text=has_text), match.start()


def _role(match: re.Match[str], offset: int) -> tuple[Spot, int] | None:
    role, body = match[1] or match[2], match[3]
    if role.partition(":")[0] == "cite":
        last = _LAST_KEY.search(body)
        typed = last[0].lstrip() if last else ""
        return Spot("citation", offset - len(typed), typed), match.start()
    if not _REFERRING.fullmatch(role):
        return None
    typed = body.rpartition("<")[2]
    return Spot("post" if role == "doc" else "reference", offset - len(typed), typed), match.start()


def _option(source: str, line: str, offset: int) -> Spot | None:
    """Return the option that is written in a line `#| …` at the top of a cell of code."""
    match = OPTION_LINE.match(line)
    if match is None:
        return None
    lines = top_lines(source)[0]
    number = source.count("\n", 0, offset)
    if not any(one.kind == "option" and one.index == number for one in lines):
        return None
    written, rest = match[1], source[offset:].partition("\n")[0]
    if value := _OPTION_VALUE.match(written):
        return Spot("option value", offset - len(value[2]), value[2], of=option_name(value[1]), rest=rest)
    if not _OPTION_NAME.match(written):
        return None
    others = (one.text.partition(":")[0] for one in lines if one.kind == "option" and one.index != number)
    gap = "" if line[: len(line) - len(written)].endswith((" ", "\t")) else " "
    taken = frozenset(map(option_name, others))
    return Spot("option", offset - len(written), written, taken=taken, form=gap, rest=rest)
