"""Edits that an author can request with a click, as data, and the notebook changes that carry them out."""

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
    """Change front-matter fields."""

    changes: dict[str, Any]
    """Field name to new value; None removes the field."""


class OptionEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="option"):
    """Set an option of a cell, such as its visibility or name."""

    cell: int
    option: str
    value: Any = None


class AltEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="alt"):
    """Set the alternative text of an image in a Markdown cell."""

    cell: int
    image: int
    """Index among the images of the cell, counted from 0."""
    text: str = ""


class TagEdit(msgspec.Struct, frozen=True, tag_field="kind", tag="tag"):
    """Add or remove a cell tag."""

    cell: int
    tag: str
    present: bool = True
    """True to add the tag, False to remove it."""


Edit = FieldsEdit | OptionEdit | AltEdit | TagEdit


def change_of(notebook: Notebook, source: str, files: dict[str, str], edit: Edit) -> Change:
    """Return the change that an edit makes to a notebook.

    `source` is the notebook's path as findings show it, `files` maps the names of nearby metadata files to their text.

    Raises:
        BlogtoolsError: there is no such cell, or the edit cannot be applied.
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
        raise UsageError(message, where=Where(source), hint=f"the notebook has {len(notebook.cells)} cells")
    return notebook.cells[number - 1]


def _set_tag(cell: Cell, tag: str, *, present: bool) -> CellChange:
    """Add or remove a tag; a cell's tags may be a list or one string of words."""
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
