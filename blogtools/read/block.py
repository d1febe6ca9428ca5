"""A block of metadata, wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from blogtools.errors import Finding, Where

BlockFormat = Literal["yaml", "toml", "json", "fastpages", "pelican", "sidecar", "table"]
"""How a block is written down; a table is one of the notebook's own metadata."""


class Block(msgspec.Struct, frozen=True):
    """A block of metadata as it was found; its values are not checked yet."""

    values: Mapping[str, Any]
    where: Where
    cell: int | None = None
    """The cell that holds nothing else, and is not shown."""
    lines: Mapping[str, int] = {}
    """Where each key stands."""
    findings: tuple[Finding, ...] = ()
    prefix: str = ""
    """What comes before a key in messages: `metadata.nikola.`."""
    foreign: bool = False
    """Whether it was not written for us, so that what cannot be read is left out."""
    form: BlockFormat = "yaml"
