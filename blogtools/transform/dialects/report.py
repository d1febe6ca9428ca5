"""Takes marks of other tools out of the text, and tells the author which have no effect or are seen by readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from blogtools.errors import Finding, Severity, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post, markdown_sources
from blogtools.read.keys import squashed
from blogtools.read.shown import shown
from blogtools.transform.cell_names import cell_tags
from blogtools.transform.code.shapes import SHAPE_READERS
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.dialects.find import FoundMark, possible_marks, take_marks
from blogtools.transform.dialects.markdown_outputs import markdown_outputs, with_markdown_outputs
from blogtools.transform.dialects.marks import IGNORED_KEYS, IGNORED_OPTIONS, IGNORED_TAGS
from blogtools.transform.dialects.written_lines import written_line
from blogtools.transform.document_options import cell_defaults
from blogtools.transform.metadata_lines import metadata_line
from blogtools.transform.options import TAGS

_DIALECTS = {squashed(key): dialect for key, dialect in IGNORED_KEYS.items()}


def without_marks(post: Post, call: Memoizer) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Return the cells without the marks that are taken out, and findings.

    There is one for each kind of mark in each cell, and for each key and option without an effect.
    """
    findings = [*_keys(post), *_defaults(post)]
    told: set[str] = set()
    cells = []
    outputs = {index: texts for index, cell in enumerate(post.cells) if (texts := markdown_outputs(cell))}
    shown = (text for texts in outputs.values() for text in texts)
    possible = possible_marks("\n\n".join([markdown_sources(post.cells), *shown]))
    for index, cell in enumerate(post.cells):
        if index in outputs:
            marked = [call(take_marks, text, possible) for text in outputs[index]]
            if cell.origin is None:
                findings += (_in_output(found, post, cell) for one in marked for found in one.found)
            cell = with_markdown_outputs(cell, lambda text: call(take_marks, text, possible).text)  # noqa: PLW2901
        if cell.kind == "markdown" and possible:
            marks = call(take_marks, cell.source, possible)
            if cell.origin is None:  # What is in an embedded cell is told of its own post.
                findings += (_finding(found, post, cell) for found in marks.found)
            if marks.text != cell.source:
                cell = call(with_source, cell, marks.text)  # noqa: PLW2901 - the same cell
        elif cell.kind != "markdown" and cell.options.extra:
            findings += _options(cell, post, told)
        if cell.metadata and cell.origin is None:
            findings += _metadata(cell, post, told)
        cells.append(cell)
    return tuple(cells), tuple(findings)


def _finding(found: FoundMark, post: Post, cell: Cell) -> Finding:
    mark = found.mark
    ending = "is shown as text" if mark.effect == "shown" else "has no effect"
    others = f", as in {found.count - 1} more places of this cell" if found.count > 1 else ""
    message = f"{found.written} ({mark.name}, {mark.dialect}) {ending}{others}"
    where = Where(post.source, cell.number, written_line(cell, found.line))
    severity: Severity = "warning" if mark.effect == "shown" else "note"
    return Finding("foreign-mark", message, where, mark.hint, severity)


def _in_output(found: FoundMark, post: Post, cell: Cell) -> Finding:
    finding = _finding(found, post, cell)
    where = Where(post.source, cell.number)
    return msgspec.structs.replace(finding, message=f"in an output, {finding.message}", where=where)


def _options(cell: Cell, post: Post, told: set[str]) -> Iterator[Finding]:
    """Yield a finding for each option without an effect; `told` are those that cells above have."""
    for name, value in cell.options.extra.items():
        where = Where(post.source, cell.number)
        if name in SHAPE_READERS:
            message = f"#| {name} (Quarto) has no effect with the value {shown(value)}"
            yield Finding("foreign-mark", message, where, f"expected {SHAPE_READERS[name].expected}", "note")
        elif name in IGNORED_OPTIONS and name not in told:
            told.add(name)
            message = f"#| {name} ({IGNORED_OPTIONS[name]}) has no effect, here and in other cells"
            yield Finding("foreign-mark", message, where, "remove it", "note")


def _metadata(cell: Cell, post: Post, told: set[str]) -> Iterator[Finding]:
    """Yield a finding for each tag without an effect, and for a cell that only a speaker is to see on slides."""
    where = Where(post.source, cell.number)
    for tag in cell_tags(cell):
        name = tag.lower().replace("_", "-")
        has_effect = cell.kind == "code" and name in TAGS
        if name in IGNORED_TAGS and not has_effect and name not in told:
            told.add(name)
            message = f"the tag {tag} ({IGNORED_TAGS[name]}) has no effect on a cell of this kind"
            yield Finding("foreign-mark", message, where, "remove it", "note")
    slideshow = cell.metadata.get("slideshow")
    if isinstance(slideshow, dict) and slideshow.get("slide_type") == "notes" and "slides" not in told:
        told.add("slides")
        message = "a note for the speaker (slideshow: notes) is shown, as all cells of slides are"
        yield Finding("foreign-mark", message, where, "tag it remove-cell if readers are not to see it")


def _keys(post: Post) -> Iterator[Finding]:
    for key in _names(post.front.extra):
        dialect = _DIALECTS.get(squashed(key))
        if dialect is not None:
            where = metadata_line(post, partial(_begins_with, key))
            yield Finding("foreign-mark", f"{key} ({dialect}) has no effect", where, "remove it", "note")


def _defaults(post: Post) -> Iterator[Finding]:
    """Yield a finding for each option that the document sets for all cells to a value that means nothing."""
    for name, value in cell_defaults(post):
        reader = SHAPE_READERS.get(name)
        if reader is not None and not reader(value):
            message = f"{name} (Quarto) has no effect with the value {shown(value)}"
            where = metadata_line(post, partial(_begins_with, name))
            yield Finding("foreign-mark", message, where, f"expected {reader.expected}", "note")


def _begins_with(key: str, line: str) -> bool:
    return line.lstrip(" -\"'").startswith(key)


def _names(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of front matter, those inside of a format (Quarto) too."""
    yield from table
    formats = table.get("format")
    for options in formats.values() if isinstance(formats, Mapping) else ():
        if isinstance(options, Mapping):
            yield from (name for name in map(str, options) if name not in table)
