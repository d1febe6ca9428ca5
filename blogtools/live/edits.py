"""What an author may ask for with a click, as data; and the change of the notebook that it takes."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.edit.alternative_text import set_alternative_text
from blogtools.edit.cell_options import set_option
from blogtools.edit.change import CellChange, Change
from blogtools.edit.front_matter import set_fields
from blogtools.errors import UsageError, Where
from blogtools.model import Cell, Notebook
from blogtools.transform.identity import notebook_language


class FieldsEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="fields"):
    """What the post says of itself."""

    changes: dict[str, Any]
    """By name of the field; None removes it."""


class OptionEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="option"):
    """How a cell is shown, or what it is called."""

    cell: int
    option: str
    value: Any = None


class AltEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="alt"):
    """The alternative text of a picture in a Markdown cell."""

    cell: int
    image: int
    """Counted from 0."""
    text: str = ""


class TagEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="tag"):
    """A tag of a cell."""

    cell: int
    tag: str
    present: bool = True
    """Whether the cell is to have it."""


Edit = FieldsEdit | OptionEdit | AltEdit | TagEdit


def change_of(notebook: Notebook, source: str, files: dict[str, str], edit: Edit) -> Change:
    """What becomes of a notebook; `source` is its path as shown, `files` are those that hold metadata around it.

    Raises:
        BlogtoolsError: there is no such cell, or it cannot become what was asked for.
    """
    if isinstance(edit, FieldsEdit):
        return set_fields(notebook, source, files, edit.changes)
    cell = _cell(notebook, source, edit.cell)
    if isinstance(edit, OptionEdit):
        change = set_option(cell, notebook_language(notebook), edit.option, edit.value)
    elif isinstance(edit, AltEdit):
        change = set_alternative_text(cell, edit.image, edit.text)
    else:
        change = _set_tag(cell, edit.tag, present=edit.present)
    return Change((change,)) if change.source is not None or change.metadata is not None else Change()


def _cell(notebook: Notebook, source: str, number: int) -> Cell:
    if not 0 < number <= len(notebook.cells):
        message = f"there is no cell {number}"
        raise UsageError(message, where=Where(source), hint=f"the notebook has {len(notebook.cells)}")
    return notebook.cells[number - 1]


def _set_tag(cell: Cell, tag: str, *, present: bool) -> CellChange:
    """A cell with or without a tag, however its tags are written (a list, or a text of words)."""
    written = cell.metadata.get("tags", [])
    tags = written.replace(",", " ").split() if isinstance(written, str) else written
    others = [one for one in tags if not _same(one, tag)] if isinstance(tags, list) else []
    if (tags != others) is present:
        return CellChange(cell.number)
    kept = [*others, tag] if present else others
    rest = {name: value for name, value in cell.metadata.items() if name != "tags"}
    return CellChange(cell.number, metadata={**rest, "tags": kept} if kept else rest)


def _same(written: Any, tag: str) -> bool:
    return isinstance(written, str) and written.strip().lower().replace("_", "-") == tag.lower().replace("_", "-")
