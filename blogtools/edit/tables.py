"""Changes values in a notebook's own metadata, which is data and not text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blogtools.edit.fields import inner_name
from blogtools.edit.formats.editor import ListChange, Plain


def with_value(
    metadata: Mapping[str, Any], path: tuple[str, ...], field: str, value: Plain | None, change: ListChange | None
) -> dict[str, Any]:
    """Return the metadata with another value at a path, or without the key if it is None; order is kept."""
    name, *rest = path
    table = dict(metadata)
    if rest:
        table[name] = with_value(table[name], tuple(rest), field, value, change)
    elif value is None:
        del table[name]
    else:
        table[name] = _changed(table.get(name), field, value, change)
    return table


def _changed(given: Any, field: str, value: Plain, change: ListChange | None) -> Any:
    inside = inner_name(field, given)
    if isinstance(value, tuple):
        return _changed_list(given, change) if isinstance(given, list) and change else list(value)
    if inside is not None:
        return {**given, inside: _changed(given[inside], field, value, None)}
    if isinstance(given, list) and given:
        return [_changed(given[0], field, value, None), *given[1:]]
    return ("true" if value else "false") if isinstance(given, str) and isinstance(value, bool) else value


def _changed_list(given: list[Any], change: ListChange) -> list[Any]:
    """Return the list with the changed items; new items are mappings if all others are."""
    in_maps = bool(given) and all(isinstance(item, dict) for item in given)
    items = list(given)
    for start, end, texts in reversed(list(change.steps())):
        common = min(end - start, len(texts))
        changed = [
            {**item, "name": text} if isinstance(item, dict) else text
            for item, text in zip(given[start : start + common], texts[:common], strict=True)
        ]
        items[start:end] = changed + [{"name": text} if in_maps else text for text in texts[common:]]
    return items
