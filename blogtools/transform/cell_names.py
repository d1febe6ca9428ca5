"""The names of cells, in every syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from blogtools.model import Cell

SNIPPET_TAG = "snippet:"
SNIPPET_NAME = re.compile(r"[^\W_][\w.:-]*")
SNIPPET_NAME_HINT = "begin with a letter or digit, followed by letters, digits and . : - _"


def cell_names(cell: Cell) -> Iterator[str]:
    """Yield the names of a cell whose options are set, in order of precedence: snippet names, then the label."""
    table = cell.metadata.get("blogtools")
    given: list[Any] = [
        cell.options.extra.get("snippet"),
        cell.metadata.get("snippet"),
        table.get("snippet") if isinstance(table, dict) else None,
        *(tag.removeprefix(SNIPPET_TAG) for tag in cell_tags(cell) if tag.startswith(SNIPPET_TAG)),
        cell.options.label,
    ]
    for name in given:
        if isinstance(name, str | int | float) and not isinstance(name, bool):
            yield str(name).strip()


def cell_tags(cell: Cell) -> tuple[str, ...]:
    """Return the tags of a cell."""
    tags = cell.metadata.get("tags")
    if isinstance(tags, str):
        tags = tags.replace(",", " ").split()
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
