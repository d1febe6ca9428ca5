"""Changes to a notebook, as data that an editor can apply to an open notebook and undo."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.model import CellKind


class CellChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change to a cell; fields that are None stay unchanged."""

    cell: int
    """Number of the cell, counted from 1."""
    source: str | None = None
    """The complete new source."""
    metadata: dict[str, Any] | None = None
    """The complete new metadata."""


class NewCell(msgspec.Struct, frozen=True):
    """A new cell at the top of the notebook."""

    kind: CellKind
    source: str


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change to a notebook; empty if nothing changes."""

    cells: tuple[CellChange, ...] = ()
    """Changed cells, each once, in order."""
    first: NewCell | None = None
    metadata: dict[str, Any] | None = None
    """The complete new metadata of the notebook; None if unchanged."""
