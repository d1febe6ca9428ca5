"""A metadata block in a cell, a file or the notebook's own metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from blogtools.errors import Finding, Where

BlockFormat = Literal["yaml", "toml", "json", "fastpages", "pelican", "sidecar", "table"]
"""Format of a block; a `table` is part of the notebook's own metadata."""


class Block(msgspec.Struct, frozen=True):
    """A metadata block as written; its values are not checked yet."""

    values: Mapping[str, Any]
    where: Where
    cell: int | None = None
    """Number of the cell that contains only this block and is not shown; None for others."""
    lines: Mapping[str, int] = {}
    """Key to its line."""
    findings: tuple[Finding, ...] = ()
    prefix: str = ""
    """Prefix of keys in messages, such as `metadata.nikola.`."""
    foreign: bool = False
    """True if it was not written as a post's metadata, so that invalid values are ignored instead of being errors."""
    form: BlockFormat = "yaml"
