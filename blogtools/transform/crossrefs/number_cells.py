"""Numbers the cells of a notebook: those of Markdown, of code, and the formulas of outputs."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Output, Visibility
from blogtools.transform.cell_names import cell_tags
from blogtools.transform.crossrefs.blocks import rewrite, settle_first
from blogtools.transform.crossrefs.equations import is_numbered, numbered_equations
from blogtools.transform.crossrefs.labels import Label, LabelRegistry, kind_of
from blogtools.transform.crossrefs.lines import TextLine, segments
from blogtools.transform.crossrefs.numbering import Numbering
from blogtools.transform.crossrefs.signs import has_block
from blogtools.transform.dialects.find import formula_ranges
from blogtools.transform.dialects.spans import LineCounter, Spans
from blogtools.transform.dialects.structure import Structure

_EQUATIONS = lazy_pattern(
    r"\{#eq-|\{eq\}`|@eq-|\{math\}|\$\$[ \t]*\([\w:.-]+\)[ \t]*$|:eq:`|\\tag\b", re.MULTILINE | re.IGNORECASE
)
"""Matches what makes the numbers of formulas matter."""
_REFERENCED = lazy_pattern(
    r"@([A-Za-z]+-[\w:.-]*\w)|[}:]`(?:[^`<>\n]*<)?([^`<>\n]+)>?`|\]\(#([^()\s]+)\)|<#([\w:.-]+)>"
)
_ID = lazy_pattern(rb"\{:?[ \t]*#([\w:.-]+)[^{}\n]*\}")
_LABEL_TAG = "label:"


class NumberedCells(msgspec.Struct, frozen=True):
    """The cells of a post with their numbers."""

    cells: tuple[Cell, ...]
    pieces: dict[int, list[TextLine]]
    """The text of the cells of Markdown that were rewritten, by their index."""
    registry: LabelRegistry
    numbering: Numbering
    without_output: dict[str, int]
    """Label to the number of its cell, for those that have no output to show."""


def number_cells(cells: Sequence[Cell], words: dict[str, str]) -> NumberedCells:
    """Return the cells of a post with the numbers of what they have, in order."""
    numbering = Numbering(words)
    texts = [cell.source for cell in cells if cell.kind == "markdown"]
    referenced = frozenset(_names(texts))
    counts = any(map(_EQUATIONS.search, texts)) or _has_labels(texts) or any(map(_has_equations, cells))
    numbered: list[Cell] = []
    pieces: dict[int, list[TextLine]] = {}
    without_output: dict[str, int] = {}
    for index, cell in enumerate(cells):
        numbering.begin(cell)
        if cell.kind == "markdown":
            lines = _markdown(cell.source, numbering)
            lines = [
                msgspec.structs.replace(line, text=numbered_equations(line.text, number, numbering, referenced))
                if counts and line.is_text
                else line
                for line, number in with_numbers(lines)
            ]
            _add_places(lines, numbering)
            pieces[index] = lines
        elif cell.kind == "code":
            cell = _code(cell, numbering, referenced, without_output)  # noqa: PLW2901 - the same cell
            if counts and cell.outputs and cell.options.output is not Visibility.REMOVE:
                outputs = tuple(_output(output, numbering) for output in cell.outputs)
                cell = msgspec.structs.replace(cell, outputs=outputs)  # noqa: PLW2901 - likewise
        numbered.append(cell)
    numbering.settle(None)
    return NumberedCells(tuple(numbered), pieces, numbering.registry, numbering, without_output)


def _names(texts: Sequence[str]) -> list[str]:
    """Return the labels that some texts may refer to."""
    found = [name for text in texts for names in _REFERENCED.findall(text) for name in names if name]
    return [*found, *(name[:1].lower() + name[1:] for name in found)]


def _has_labels(texts: Sequence[str]) -> bool:
    r"""Return True if there are formulas with `\label`, and roles or links that may lead to them."""
    return any("\\label" in text for text in texts) and any("}`" in text or "](#" in text for text in texts)


def _has_equations(cell: Cell) -> bool:
    return cell.kind == "code" and any(map(_is_numbered, cell.outputs))


def _is_numbered(output: Output) -> bool:
    return any(is_numbered(text) for mime in ("text/latex", "text/markdown") if (text := _text(output, mime)))


def _text(output: Output, mime: str) -> str:
    content = output.data.get(mime) if output.data else None
    return content if isinstance(content, str) else ""


def _output(output: Output, numbering: Numbering) -> Output:
    """Return an output with the numbers of its formulas."""
    for mime in ("text/latex", "text/markdown"):
        if (text := _text(output, mime)) and is_numbered(text):
            new = numbered_equations(text, 0, numbering, frozenset())
            return msgspec.structs.replace(output, data={**output.data, mime: new})
    return output


def _markdown(source: str, numbering: Numbering) -> list[TextLine]:
    """Return a cell of Markdown whose blocks are rewritten, as pieces."""
    if not has_block(source):
        settle_first(source, numbering)
        return [TextLine(source)]
    numbering.html = _html_lines(source) if "<" in source else frozenset()
    return segments(rewrite(source.split("\n"), 1, numbering))


def _html_lines(source: str) -> frozenset[int]:
    """Return the numbers of the lines in blocks of HTML."""
    blocks = Structure(source.encode()).html_blocks
    found = set()
    offset = 0
    for number, line in enumerate(source.split("\n"), 1):
        if offset in blocks:
            found.add(number)
        offset += len(line.encode()) + 1
    return frozenset(found)


def with_numbers(lines: Sequence[TextLine]) -> list[tuple[TextLine, int]]:
    """Return pieces with the number of the first line of each."""
    number = 1
    found = []
    for line in lines:
        found.append((line, number))
        number += line.text.count("\n") + 1
    return found


def _add_places(lines: Sequence[TextLine], numbering: Numbering) -> None:
    """Add the labels that are left in the text, such as those of spans and of pictures in a line."""
    seen: set[str] = set()
    labels = numbering.registry.labels
    for line, number in with_numbers(lines):
        data = line.text.encode() if line.is_text and "{" in line.text else b""
        found = list(_ID.finditer(data))
        if not found:
            continue
        structure, formulas = Structure(data), Spans(formula_ranges(line.text))
        line_breaks = LineCounter(data)
        for match in found:
            name = match[1].decode()
            start = match.start()
            is_text = start not in structure.code and start not in structure.html and start not in formulas
            # The first one in the cell of its figure or heading is what that has its label from.
            if is_text and (name not in labels or labels[name].cell != numbering.cell or name in seen):
                kind = kind_of(name)
                place = number + line_breaks.before(start)
                is_numbered = name not in labels and kind in ("figure", "table", "listing", "video")
                numbering.add(kind, name, place, numbered=is_numbered)
            seen.add(name)


def _code(cell: Cell, numbering: Numbering, referenced: frozenset[str], without_output: dict[str, int]) -> Cell:
    """Return a cell of code with its number in its caption."""
    options = cell.options
    tags = (tag.removeprefix(_LABEL_TAG) for tag in cell_tags(cell) if tag.startswith(_LABEL_TAG))
    name = options.label or next(tags, "")
    if not name:
        numbering.settle(None)
        return cell
    kind = kind_of(name) or ("figure" if _is_myst_figure(cell) else "")
    is_shown = bool(cell.outputs) and options.output is not Visibility.REMOVE
    changes: dict[str, str] = {} if options.label else {"label": name}
    if kind == "listing":
        label = numbering.add(kind, name, 0, options.code_caption or "")
        changes["code_caption"] = numbering.heading(label)
    elif not is_shown:
        without_output[name] = cell.number
    elif kind in ("figure", "table", "video") and (options.caption or name in referenced):
        label = numbering.add(kind, name, 0, options.caption or "")
        changes["caption"] = numbering.heading(label)
    else:
        numbering.registry.add(Label(name, "", "", options.caption or "", name, cell.number))
    numbering.settle(None)
    return msgspec.structs.replace(cell, options=msgspec.structs.replace(options, **changes)) if changes else cell


def _is_myst_figure(cell: Cell) -> bool:
    table = cell.metadata.get("mystnb")
    return isinstance(table, dict) and isinstance(table.get("figure"), dict)
