"""Removes what authors hide from readers, in the cells of a post and in those that it embeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Output, Visibility, markdown_sources
from blogtools.transform.dialects.directives import is_hidden_block
from blogtools.transform.dialects.frames import OpenDiv, with_frames
from blogtools.transform.dialects.markdown_outputs import markdown_outputs, with_markdown_outputs
from blogtools.transform.dialects.visible import DivFence, VisibleText, may_hide, possible_signatures, visible_text
from blogtools.transform.markdown.attributes import read_attributes

_MYST = lazy_pattern(
    r"^(?:`{3,}|~{3,}|:{3,})\{[\w:-]+\}|\{[a-z][\w:-]*\}`|^\([\w:.-]+\)=[ \t]*$",
    re.MULTILINE,
)
"""What only MyST reads: directives, roles, targets."""
_HIDDEN_LINE = lazy_pattern(r"^.*?(?:#|//|--|%)[ \t]*\|[ \t]*hide[_-]line[ \t]*(?:\n|\Z)", re.MULTILINE)
"""nbdev's `#| hide_line` at the end of a line of code."""


class Div(msgspec.Struct, frozen=True):
    """A fenced div, which may begin in one cell and end in another; each place is (index of the cell, line from 0)."""

    start: tuple[int, int]
    end: tuple[int, int] | None
    """None if nothing closes it."""
    hides: bool
    written: str = ""
    """What follows the colons."""


def without_hidden(
    cells: Sequence[Cell], metadata: dict[str, Any], source: str, call: Memoizer
) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Return the cells without what is hidden in them, and findings.

    Of a cell that is hidden as a whole, the visibility is `REMOVE`. `metadata` is the notebook's, `source` its path.
    """
    possible = possible_signatures(markdown_sources(cells))
    hiding = [index for index, cell in enumerate(cells) if _may_hide(cell, possible)]
    if not hiding:
        return _with_visible_outputs(cells, metadata, source, call)
    seen: dict[int, VisibleText] = {}
    findings: list[Finding] = []
    is_myst = _is_myst(cells, metadata)
    visible = list(cells)
    for index in hiding:
        cell = cells[index]
        if cell.kind == "code":
            visible[index] = _visible_code(cell)
        else:
            text = seen[index] = call(_visible_text, cell.source, is_myst)
            visible[index] = with_source(cell, text.text)
            findings += [
                Finding("hidden", one.message, Where(source, cell.number, one.line), one.hint, one.severity)
                for one in text.problems
            ]
    removed: dict[int, list[slice]] = {}
    around: list[OpenDiv] = []
    for div in _divs(seen):
        if not div.hides and div.end is not None:
            around.append(OpenDiv(div.start, div.end, div.written))
            continue
        if div.hides and div.end is None:
            place = Where(source, cells[div.start[0]].number, div.start[1] + 1)
            message = "opens a hidden part that nothing closes"
            findings.append(Finding("hidden", message, place, "close it with a line :::", "error"))
        for index, lines in _lines_of(div, len(cells)):
            removed.setdefault(index, []).append(lines)
    for index, slices in removed.items():
        visible[index] = _without_lines(visible[index], slices)
    shown, of_outputs = _with_visible_outputs(visible, metadata, source, call)
    return with_frames(shown, around) if around else shown, (*findings, *of_outputs)


def _with_visible_outputs(
    cells: Sequence[Cell], metadata: dict[str, Any], source: str, call: Memoizer
) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Return the cells without what is hidden in the Markdown of their outputs, and findings."""
    findings: list[Finding] = []

    def visible(text: str, number: int) -> str:
        if not may_hide(text):
            return text
        found, told = without_hidden((Cell(number, "markdown", text),), metadata, source, call)
        findings.extend(msgspec.structs.replace(one, where=Where(source, number)) for one in told)
        return "\n\n".join(one.source for one in found if one.options.cell is not Visibility.REMOVE)

    shown = tuple(
        with_markdown_outputs(cell, partial(visible, number=cell.number)) if markdown_outputs(cell) else cell
        for cell in cells
    )
    return shown, tuple(findings)


def _may_hide(cell: Cell, possible: Sequence[str]) -> bool:
    if cell.kind == "markdown":
        return bool(possible) and may_hide(cell.source, possible)
    return cell.kind == "code" and ("hide_line" in cell.source or "hide-line" in cell.source or _filter(cell) != "")


def _visible_text(source: str, is_myst: bool) -> VisibleText:  # noqa: FBT001 - a memoizer passes no keywords
    return visible_text(source, is_myst=is_myst)


def _is_myst(cells: Sequence[Cell], metadata: dict[str, Any]) -> bool:
    """Return True if a notebook is written in MyST; it is looked for where it makes a difference."""
    texts = [cell.source for cell in cells if cell.kind == "markdown"]
    if not any("\n%" in text or text.startswith("%") for text in texts):
        return False
    jupytext = metadata.get("jupytext")
    form = jupytext.get("text_representation") if isinstance(jupytext, dict) else None
    if isinstance(form, dict) and form.get("format_name") == "myst":
        return True
    return any(map(_MYST.search, texts))


def _visible_code(cell: Cell) -> Cell:
    """Return a cell of code without the lines and the output that nbdev's directives hide."""
    if "hide_line" in cell.source or "hide-line" in cell.source:
        cell = with_source(cell, _HIDDEN_LINE.sub("", cell.source))
    words = _filter(cell)
    if words:
        cell = msgspec.structs.replace(cell, outputs=tuple(_filtered(cell.outputs, words.split())))
    return cell


def _filter(cell: Cell) -> str:
    words = cell.options.extra.get("filter-stream")
    return words if isinstance(words, str) else ""


def _filtered(outputs: Iterable[Output], words: Sequence[str]) -> Iterator[Output]:
    """Yield outputs without the printed lines that have one of the words (nbdev's `filter_stream`)."""
    for output in outputs:
        if output.kind == "stream" and any(word in output.text for word in words):
            lines = [line for line in output.text.splitlines(keepends=True) if not any(word in line for word in words)]
            output = msgspec.structs.replace(output, text="".join(lines))  # noqa: PLW2901 - the same output
        yield output


def _divs(texts: dict[int, VisibleText]) -> Iterator[Div]:
    """Yield the divs that hide or reach over several cells."""
    opened: list[tuple[int, DivFence]] = []
    for index, text in texts.items():
        for fence in text.divs:
            if fence.attributes:
                opened.append((index, fence))
            elif opened:
                start, opening = opened.pop()
                hides = _hides(opening)
                if hides or start != index:
                    yield Div((start, opening.line), (index, fence.line), hides, opening.attributes)
    for start, opening in opened:
        if _hides(opening):
            yield Div((start, opening.line), None, hides=True)


def _hides(fence: DivFence) -> bool:
    return read_attributes(fence.attributes).hides or is_hidden_block(fence.attributes, "")


def _lines_of(div: Div, cells: int) -> Iterator[tuple[int, slice]]:
    """Yield which lines of which cells to remove: all of a div that hides."""
    first, opening = div.start
    last, closing = div.end or (cells, None)
    end = None if closing is None else closing + 1
    if first == last:
        yield first, slice(opening, end)
    else:
        yield first, slice(opening, None)
        yield from ((index, slice(None)) for index in range(first + 1, last))
        if end is not None:
            yield last, slice(0, end)


def _without_lines(cell: Cell, removed: Sequence[slice]) -> Cell:
    """Return a cell with some lines emptied; one of which no line is left is removed."""
    if slice(None) in removed:
        return msgspec.structs.replace(cell, options=msgspec.structs.replace(cell.options, cell=Visibility.REMOVE))
    lines = cell.source.split("\n")
    for each in removed:
        lines[each] = [""] * len(lines[each])
    return with_source(cell, "\n".join(lines))


def with_source(cell: Cell, source: str) -> Cell:
    """Return the cell with another source; the same cell if it has that."""
    return cell if source == cell.source else msgspec.structs.replace(cell, source=source)
