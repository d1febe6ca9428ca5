"""The form of a post's metadata: what it says and where, and how to change that and nothing else."""

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
"""Stands before all cells while fields are written to it."""

Files = Mapping[str, str]


class MetadataForm(msgspec.Struct, frozen=True):
    """What a notebook says of its post."""

    fields: dict[str, Any]
    """Each of `FIELD_NAMES`: text, a truth value, or a list of texts; as `FrontMatter` has it where it is not said.

    Dates as written."""
    places: dict[str, str]
    """For each field that is said, where: `cell 1`, `metadata.nikola.title`, `post.nbdata`."""
    cell: int | None
    """Number of the cell that a new field is written to; None if a new first cell will be made for it."""


def read_form(notebook: Notebook, source: str, files: Files = NO_FILES) -> MetadataForm:
    """What the metadata of a notebook says, field by field; arguments are those of `read_front_matter`.

    Raises:
        FrontMatterError: it cannot be read.
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
    """What to change so that fields have other values; None, an empty text or list takes a field away.

    What is said already is changed where it is said; a field that is removed may then be said by a file around the
    notebook. A new field comes into the metadata cell, or into a new first one.

    Raises:
        FrontMatterError: the metadata cannot be read, a value is none for its field, or it cannot be written where it
            stands without changing anything else.
    """
    now = _Notebook(notebook, source, files)
    for field in sorted(changes, key=lambda name: FIELD_NAMES.index(name) if name in FIELD_NAMES else -1):
        now = _with_field(now, field, changes[field])
    return _difference(notebook, now.notebook)


class _Notebook(msgspec.Struct, frozen=True):
    """A notebook on its way from what it was to what it will be."""

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
    said = read_form(now.notebook, now.source, now.files).fields[field]
    if getattr(before[0], field) == meant and (field not in DATES or said == value):
        return now
    reason = ""
    for change in _ways(now, field, value):
        try:
            after = now.replaced(change())
            if _is_right(before, after.read(), field, meant):
                return after
        except (UnchangeableError, FrontMatterError) as error:
            # Not this way: the next one, or the error below.
            reason = reason or (str(error) if isinstance(error, UnchangeableError) else "")
    place = next((_place(block, keys[0]) for block in now.blocks() if (keys := keys_for_field(block, field))), "")
    at = f" in {place}" if place else ""
    message = f"{field}: cannot be changed{at}: {reason or 'more would change than that'}"
    raise FrontMatterError(message, where=where, hint="change it by hand")


def _ways(now: _Notebook, field: str, value: Plain) -> Iterator[Callable[[], Notebook]]:
    """How a field may get a value, the way that an author would take first."""
    blocks = now.blocks()
    first = next((block for block in blocks if keys_for_field(block, field)), None)
    if first is not None and _is_inside(first):
        yield lambda: _put(now, first, field, value)
    home = next((block for block in blocks if block.cell is not None), None)
    if home is not None:
        key = empty_key_for_field(home, field)
        if key is not None:
            yield lambda: put_key(now.notebook, home, field, key, value)
        # A second key for what one says already is a last resort: for a part of a table, such as Hugo's `[cover]`.
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
        said = in_dialect_of(key, field, value, block.values[key])
        notebook = put_key(notebook, block, field, key, said)
    return notebook


def _without(now: _Notebook, field: str) -> _Notebook:
    """Without all that says a field in the notebook."""
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
            reason = "" if _others(front, field) == _others(before[0], field) else "more would change than that"
            reason = reason if cells == before[1] else "it tells that this is metadata"
        except (UnchangeableError, FrontMatterError):
            reason = "more would change than that"
        if reason:
            message = f"{field}: cannot be removed from {_place(found, key)}: {reason}"
            raise FrontMatterError(message, where=Where(now.source), hint="change it by hand")
    outside = next((block for block in now.blocks() if keys_for_field(block, field)), None)
    if outside is not None and now is start:
        message = f"{field}: is said in {outside.where.file}, not in the notebook"
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


def _is_right(
    before: tuple[FrontMatter, frozenset[int]], after: tuple[FrontMatter, frozenset[int]], field: str, meant: Any
) -> bool:
    """Whether a field reads back as it was meant, and all else as it was."""
    (old, old_cells), (new, new_cells) = before, after
    return getattr(new, field) == meant and _others(old, field) == _others(new, field) and old_cells == new_cells


def _others(front: FrontMatter, field: str) -> dict[str, Any]:
    """All but one field; what tells more of known keys goes with their fields."""
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
