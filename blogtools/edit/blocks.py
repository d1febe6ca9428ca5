"""Changes, adds or removes a key in a metadata block, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from blogtools.edit.fields import FIELD_NAMES, empty_key_for_field, inner_name, keys_for_field, list_change, scalar_kind
from blogtools.edit.formats.editor import KeyValue, MetadataEditor, Plain, UnchangeableError
from blogtools.edit.formats.json import JsonEditor
from blogtools.edit.formats.key_value import KeyValueEditor
from blogtools.edit.formats.toml import TomlEditor
from blogtools.edit.formats.yaml import YamlEditor
from blogtools.edit.splice import Splice, spliced
from blogtools.edit.tables import with_value
from blogtools.model import Cell, Notebook
from blogtools.read.block import Block, BlockFormat
from blogtools.read.forms import fenced_lines, plain_lines


def put_key(notebook: Notebook, block: Block, field: str, key: str, value: Plain) -> Notebook:
    """Return the notebook with another value for an existing key; if the value is nested in a mapping, that stays.

    Raises:
        UnchangeableError: The value cannot be written in this place.
    """
    given = block.values[key]
    change = list_change(key, value, given)
    if block.form == "table":
        metadata = with_value(notebook.metadata, _path(block, key), field, value, change)
        return msgspec.structs.replace(notebook, metadata=metadata)
    cell, editor = _editor_for(notebook, block)
    entry = editor.entry(key)
    if isinstance(value, tuple) and len(value) == 1 and isinstance(given, dict):
        value = value[0]
    name = inner_name(field, given)
    if name is not None and not isinstance(value, tuple):
        entry, given = _inner(entry, name), given[name]
    return _with_splices(notebook, cell, editor.put(entry, value, scalar_kind(field), given, change))


def remove_key(notebook: Notebook, block: Block, field: str, key: str) -> Notebook:
    """Return the notebook without a key.

    Raises:
        UnchangeableError: The key cannot be removed from this place.
    """
    if block.form == "table":
        metadata = with_value(notebook.metadata, _path(block, key), field, None, None)
        return msgspec.structs.replace(notebook, metadata=metadata)
    cell, editor = _editor_for(notebook, block)
    return _with_splices(notebook, cell, editor.remove(editor.entry(key)))


def add_key(notebook: Notebook, block: Block, field: str, value: Plain) -> Notebook:
    """Return the notebook with a new key, placed in the usual order of fields.

    Raises:
        UnchangeableError: There is no place for the key.
    """
    cell, editor = _editor_for(notebook, block)
    rank = FIELD_NAMES.index(field)
    before = _nearest(editor, block, FIELD_NAMES[rank + 1 :])
    after = _nearest(editor, block, FIELD_NAMES[:rank][::-1])
    return _with_splices(notebook, cell, editor.add(field, value, scalar_kind(field), after, None if after else before))


def _nearest(editor: MetadataEditor, block: Block, fields: Sequence[str]) -> KeyValue | None:
    for field in fields:
        for key in (*keys_for_field(block, field), empty_key_for_field(block, field)):
            found = [entry for entry in editor.entries if entry.key == key]
            if found:
                return found[-1]
    return None


def _inner(entry: KeyValue, name: str) -> KeyValue:
    found = [inner for inner in entry.value.entries if inner.key == name]
    if not found:
        raise UnchangeableError
    return found[-1]


def _path(block: Block, key: str) -> tuple[str, ...]:
    return (*block.prefix.removesuffix(".").split(".")[1:], key)


def _editor_for(notebook: Notebook, block: Block) -> tuple[Cell, MetadataEditor]:
    cell = next(cell for cell in notebook.cells if cell.number == block.cell)
    return cell, _EDITORS[block.form](plain_lines(cell.source))


def _with_splices(notebook: Notebook, cell: Cell, splices: Sequence[Splice]) -> Notebook:
    changed = msgspec.structs.replace(cell, source=spliced(cell.source, splices))
    return msgspec.structs.replace(
        notebook, cells=tuple(changed if other is cell else other for other in notebook.cells)
    )


def _fenced_range(text: str) -> tuple[int, int]:
    """Return the start and end offsets of the text between the fences."""
    within, _ = fenced_lines(text)
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: within.start])
    return start, start + sum(len(line) + 1 for line in lines[within.start : within.stop])


_EDITORS: dict[BlockFormat, Callable[[str], MetadataEditor]] = {
    "yaml": lambda text: YamlEditor(text, *_fenced_range(text)),
    "toml": lambda text: TomlEditor(text, *_fenced_range(text)),
    "json": JsonEditor,
    "fastpages": lambda text: KeyValueEditor(text, with_heading=True),
    "pelican": lambda text: KeyValueEditor(text, with_heading=False),
}
