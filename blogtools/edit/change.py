"""A change of a notebook, as data: an editor can apply it to a notebook that is open, and undo it."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.model import CellKind


class CellChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What becomes of one cell; what is None stays as it is."""

    cell: int
    """Its number, counted from 1."""
    source: str | None = None
    """All of its new source."""
    metadata: dict[str, Any] | None = None
    """All of its new metadata."""


class NewCell(msgspec.Struct, frozen=True):
    """A cell that comes in front of all others."""

    kind: CellKind
    source: str


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """What becomes of a notebook; an empty one changes nothing."""

    cells: tuple[CellChange, ...] = ()
    """Each cell once, in order."""
    first: NewCell | None = None
    metadata: dict[str, Any] | None = None
    """All of the notebook's new metadata; None if it stays."""
