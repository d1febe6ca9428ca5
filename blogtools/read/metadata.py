"""Reads all metadata of a post as one checked `FrontMatter`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from blogtools.errors import Finding
from blogtools.model import FrontMatter, Notebook
from blogtools.read.forms import find_blocks
from blogtools.read.keys import check_block

NOTHING = FrontMatter()
NO_FILES: Mapping[str, str] = {}


def read_front_matter(
    notebook: Notebook, source: str, files: Mapping[str, str] = NO_FILES
) -> tuple[FrontMatter, frozenset[int], tuple[Finding, ...]]:
    """Return the front matter, the numbers of the metadata cells (which are not shown), and findings.

    `files` are the notebook's metadata files, name to text, the nearest first. If several blocks set a field, the first
    takes precedence; the others fill gaps.

    Raises:
        FrontMatterError: A block cannot be read, or a value has the wrong type.
    """
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    cells: set[int] = set()
    findings: list[Finding] = []
    for block in find_blocks(notebook, source, files):
        values, unknown, found = check_block(block)
        fields = {**values, **fields}
        extra = _merged(unknown, extra)
        findings.extend(found)
        if block.cell is not None:
            cells.add(block.cell)
    front = msgspec.structs.replace(NOTHING, **fields, extra=extra)
    return front, frozenset(cells), tuple(findings)


def _merged(inherited: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return both tables as one; what a folder sets inside of a key holds where the post says nothing else of it."""
    merged = {**inherited, **own}
    for key in inherited.keys() & own.keys():
        if isinstance(inherited[key], dict) and isinstance(own[key], dict):
            merged[key] = _merged(inherited[key], own[key])
    return merged
