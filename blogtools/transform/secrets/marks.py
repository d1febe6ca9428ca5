"""Tells which cells their authors have marked with `redact`."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern
from blogtools.model import Cell

TAG = "redact"
_REDACT_OPTION = lazy_pattern(
    r"^[ \t]*(?:#|//|--|%)[ \t]?\|(?![^\n]*:[ \t]*(?:false|no)\b)[^\n]*\bredact\b", re.MULTILINE | re.IGNORECASE
)
"""An option line with the word, even among invalid lines: better to mask too much than too little."""


def is_redacted(cell: Cell) -> bool:
    """Return True if a cell is marked with `redact`; fast, because it runs on every cell."""
    if cell.metadata and TAG in str(cell.metadata.get("tags")).lower():
        tags = cell.metadata["tags"]
        names = tags.replace(",", " ").split() if isinstance(tags, str) else tags
        if isinstance(names, list) and any(str(name).strip().lower() == TAG for name in names):
            return True
    return cell.kind == "code" and "edact" in cell.source and bool(_REDACT_OPTION.search(cell.source))
