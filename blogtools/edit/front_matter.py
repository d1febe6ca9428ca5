"""Reads a post's metadata as form fields, and changes single fields in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from blogtools.edit.blocks import add_key, put_key, remove_key
from blogtools.edit.change import CellChange, Change, NewCell
from blogtools.edit.fields import (
    DATES,
    FIELD_NAMES,
    LISTS,
    checked,
    empty_key_for_field,
    in_dialect_of,
    keys_for_field,
    raw_value,
)
from blogtools.edit.formats.editor import Plain, UnchangeableError
from blogtools.errors import FrontMatterError, Where
from blogtools.model import Cell, FrontMatter, Notebook
from blogtools.read.block import Block
from blogtools.read.forms import find_blocks
from blogtools.read.keys import is_known, squashed
from blogtools.read.metadata import NO_FILES, read_front_matter

NEW_CELL = Cell(0, "raw", "---\n---")
"""Placeholder for a new first cell, while fields are written to it."""

Files = Mapping[str, str]


class MetadataForm(msgspec.Struct, frozen=True):
    """The metadata of a post as form fields."""

    fields: dict[str, Any]
    """Each of `FIELD_NAMES` to text, a boolean or a list of texts; the default of `FrontMatter` if it is not set.

    Dates as written.
    """
    places: dict[str, str]
    """Field that is set, to its place: `cell 1`, `metadata.nikola.title`, `post.nbdata`."""
    cell: int | None
    """Number of the cell that new fields are written to; None if that would be a new first cell."""


def read_form(notebook: Notebook, source: str, files: Files = NO_FILES) -> MetadataForm:
    """Read the metadata of a notebook, field by field; the arguments are those of `read_front_matter`.

    Raises:
        FrontMatterError: The metadata cannot be read.
    """
    front, _, _ = read_front_matter(notebook, source, files)
    blocks = list(find_blocks(notebook, source, files))
    fields: dict[str, Any] = {field: [] if field in LISTS else getattr(FrontMatter(), field) for field in FIELD_NAMES}
    places = {}
    for field in FIELD_NAMES:
        for block in blocks:
            keys = keys_for_field(block, field)
            if keys:
                fields[field] = raw_value(block, field, keys[0], front)
                places[field] = _place(block, keys[0])
                break
    return MetadataForm(fields, places, _home(blocks))


def set_fields(notebook: Notebook, source: str, files: Files, changes: Mapping[str, Any]) -> Change:
    """Return the change that sets some fields; None, an empty text or an empty list removes a field.

    A field that is set is changed in its place, a new one is added to the metadata cell or to a new first cell. After
    removal from the notebook, a metadata file around it may still set a field.

    Raises:
        FrontMatterError: The metadata cannot be read, a value is invalid, or it cannot be written in its place without
            changing something else.
    """
    now = _Notebook(notebook, source, files)
    for field in sorted(changes, key=lambda name: FIELD_NAMES.index(name) if name in FIELD_NAMES else -1):
        now = _with_field(now, field, changes[field])
    return _difference(notebook, now.notebook)


class _Notebook(msgspec.Struct, frozen=True):
    """A notebook while its fields are changed."""

    notebook: Notebook
    source: str
    files: Files

    def blocks(self) -> list[Block]:
        return list(find_blocks(self.notebook, self.source, self.files))

    def read(self) -> tuple[FrontMatter, frozenset[int]]:
        front, cells, _ = read_front_matter(self.notebook, self.source, self.files)
        return front, cells - {NEW_CELL.number}

    def replaced(self, notebook: Notebook) -> _Notebook:
        return msgspec.structs.replace(self, notebook=notebook)


def _with_field(now: _Notebook, field: str, given: Any) -> _Notebook:
    where = Where(now.source)
    value, meant = checked(field, given, where)
    before = now.read()
    if value is None:
        return _without(now, field)
    current = read_form(now.notebook, now.source, now.files).fields[field]
    if getattr(before[0], field) == meant and (field not in DATES or current == value):
        return now
    reason = ""
    for change in _candidates(now, field, value):
        try:
            after = now.replaced(change())
            if _changes_only(before, after.read(), field, meant):
                return after
        except (UnchangeableError, FrontMatterError) as error:
            # Try the next candidate, else raise the error below.
            reason = reason or (str(error) if isinstance(error, UnchangeableError) else "")
    place = next((_place(block, keys[0]) for block in now.blocks() if (keys := keys_for_field(block, field))), "")
    at = f" in {place}" if place else ""
    message = f"{field}: cannot be changed{at}: {reason or 'something else would change too'}"
    raise FrontMatterError(message, where=where, hint="change it by hand")


def _candidates(now: _Notebook, field: str, value: Plain) -> Iterator[Callable[[], Notebook]]:
    """Yield the possible ways to set a field, the one that an author would choose first."""
    blocks = now.blocks()
    first = next((block for block in blocks if keys_for_field(block, field)), None)
    if first is not None and _is_inside(first):
        yield lambda: _put(now, first, field, value)
    home = next((block for block in blocks if block.cell is not None), None)
    if home is not None:
        key = empty_key_for_field(home, field)
        if key is not None:
            yield lambda: put_key(now.notebook, home, field, key, value)
        # A second key for the same field is a last resort: if the first is a table, such as Hugo's `[cover]`.
        if all(isinstance(home.values[key], dict) and key != field for key in keys_for_field(home, field)):
            yield lambda: add_key(now.notebook, home, field, value)
        return
    cells = (NEW_CELL, *now.notebook.cells)
    fresh = now.replaced(msgspec.structs.replace(now.notebook, cells=cells))
    yield lambda: add_key(fresh.notebook, fresh.blocks()[0], field, value)


def _put(now: _Notebook, block: Block, field: str, value: Plain) -> Notebook:
    keys = keys_for_field(block, field)
    if field != "draft" or value:
        keys = keys[:1]
    notebook = now.notebook
    for key in keys:
        written = in_dialect_of(key, field, value, block.values[key])
        notebook = put_key(notebook, block, field, key, written)
    return notebook


def _without(now: _Notebook, field: str) -> _Notebook:
    """Return the notebook without any key that sets a field."""
    before = now.read()
    start = now
    while True:
        found = next((block for block in now.blocks() if _is_inside(block) and keys_for_field(block, field)), None)
        if found is None:
            break
        key = keys_for_field(found, field)[0]
        try:
            now = now.replaced(remove_key(now.notebook, found, field, key))
            front, cells = now.read()
            reason = "" if _others(front, field) == _others(before[0], field) else "something else would change too"
            reason = reason if cells == before[1] else "it marks the cell as metadata"
        except (UnchangeableError, FrontMatterError):
            reason = "something else would change too"
        if reason:
            message = f"{field}: cannot be removed from {_place(found, key)}: {reason}"
            raise FrontMatterError(message, where=Where(now.source), hint="change it by hand")
    outside = next((block for block in now.blocks() if keys_for_field(block, field)), None)
    if outside is not None and now is start:
        message = f"{field}: is set in {outside.where.file}, not in the notebook"
        raise FrontMatterError(message, where=Where(now.source), hint="change it there")
    return now


def _is_inside(block: Block) -> bool:
    return block.cell is not None or block.form == "table"


def _home(blocks: list[Block]) -> int | None:
    return next((block.cell for block in blocks if block.cell is not None), None)


def _place(block: Block, key: str) -> str:
    if block.cell is not None:
        return f"cell {block.cell}"
    return f"{block.prefix}{key}" if block.prefix else block.where.file


def _changes_only(
    before: tuple[FrontMatter, frozenset[int]], after: tuple[FrontMatter, frozenset[int]], field: str, meant: Any
) -> bool:
    """Return True if a field has the new value and everything else is unchanged."""
    (old, old_cells), (new, new_cells) = before, after
    return getattr(new, field) == meant and _others(old, field) == _others(new, field) and old_cells == new_cells


def _others(front: FrontMatter, field: str) -> dict[str, Any]:
    """Return all values but one field; extra values of known keys belong to their fields and are left out."""
    values = msgspec.structs.asdict(front)
    del values[field]
    extra = values.pop("extra")
    return values | {f"extra {key}": value for key, value in extra.items() if not is_known(squashed(key))}


def _difference(old: Notebook, new: Notebook) -> Change:
    first = new.cells[0] if new.cells and new.cells[0].number == NEW_CELL.number else None
    cells = new.cells[1:] if first else new.cells
    changed = (
        CellChange(cell.number, source=cell.source)
        for cell, was in zip(cells, old.cells, strict=True)
        if cell.source != was.source
    )
    return Change(
        tuple(changed),
        NewCell("raw", first.source) if first and first.source != NEW_CELL.source else None,
        new.metadata if new.metadata != old.metadata else None,
    )
