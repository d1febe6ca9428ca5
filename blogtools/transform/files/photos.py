"""The transform step that takes out of photos in `data:` URLs where they were taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from blogtools.errors import Finding, Where
from blogtools.model import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.files.data_urls import MARK, without_positions


class _Cleared(msgspec.Struct, frozen=True):
    cell: Cell
    photos: int
    """Photos that had a position."""


def clear_positions(post: Post, context: Context) -> Post:
    """Return the post with photos that do not tell where they were taken, and a note for each cell that had any.

    Photos in files, in attachments and in outputs of their own become assets, which have no position either.
    """
    cells = list(post.cells)
    findings = []
    for index, cell in enumerate(cells):
        if _may_have_photos(cell):
            cleared = context.call(_cleared, cell)
            cells[index] = cleared.cell
            if cleared.photos:
                what = "a photo was" if cleared.photos == 1 else f"{cleared.photos} photos were"
                message = f"where {what} taken is not in the published copy"
                hint = "the notebook itself is as it was"
                findings.append(Finding("privacy", message, Where(post.source, cell.number), hint, "note"))
    notebook = post.notebook
    if "widgets" in notebook.metadata:
        widgets = context.call(_cleared_widgets, notebook.metadata["widgets"])
        if widgets is not notebook.metadata["widgets"]:
            notebook = msgspec.structs.replace(notebook, metadata=notebook.metadata | {"widgets": widgets})
    return msgspec.structs.replace(post, notebook=notebook, cells=tuple(cells), findings=(*post.findings, *findings))


def _may_have_photos(cell: Cell) -> bool:
    if cell.kind != "code":
        return MARK in cell.source
    for output in cell.outputs:
        for content in output.data.values():
            if MARK in content if content.__class__ is str else content.__class__ in (dict, list):
                return True
    return False


def _cleared(cell: Cell) -> _Cleared:
    found: list[None] = []

    def told() -> None:
        found.append(None)

    # A program is shown as it is, and its outputs are those that show photos.
    source = cell.source if cell.kind == "code" else without_positions(cell.source, told)
    outputs = tuple(
        msgspec.structs.replace(output, data={mime: _cleared_data(one, told) for mime, one in output.data.items()})
        for output in cell.outputs
    )
    return _Cleared(msgspec.structs.replace(cell, source=source, outputs=outputs) if found else cell, len(found))


def _cleared_widgets(state: Any) -> Any:
    found: list[None] = []
    cleared = _cleared_data(state, lambda: found.append(None))
    return cleared if found else state


def _cleared_data(value: Any, told: Callable[[], object]) -> Any:
    """Return decoded JSON without positions in its texts."""
    if isinstance(value, str):
        return without_positions(value, told)
    if isinstance(value, dict):
        return {key: _cleared_data(one, told) for key, one in value.items()}
    # The numbers of a figure are in long lists, and are nothing but numbers.
    if isinstance(value, list) and value and not isinstance(value[0], (int, float)):
        return [_cleared_data(one, told) for one in value]
    return value
