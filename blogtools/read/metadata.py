"""Reads all metadata of a post as one checked `FrontMatter`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from blogtools.errors import Finding
from blogtools.model import FrontMatter, Notebook
from blogtools.read.authors import author_details
from blogtools.read.block import Block
from blogtools.read.forms import find_blocks
from blogtools.read.keys import check_block, squashed

NOTHING = FrontMatter()
_OF_FORMATS = frozenset({"toc", "tocdepth", "toctitle", "numbersections", "lang", "license", "abstract", "doi"})
"""Keys that Quarto reads under a format, too."""
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
    blocks = list(find_blocks(notebook, source, files))
    for block in [part for whole in blocks for part in (_of_pages(whole), whole) if part is not None]:
        values, unknown, found = check_block(block)
        fields = {**values, **fields}
        extra = _merged(unknown, extra)
        findings.extend(found)
        if block.cell is not None:
            cells.add(block.cell)
    if fields.get("authors") and "author_details" not in fields:
        details, problems = _details(blocks)
        fields |= {"author_details": details} if details else {}
        findings += problems
    front = msgspec.structs.replace(NOTHING, **fields, extra=extra)
    return front, frozenset(cells), tuple(findings)


def _of_pages(block: Block) -> Block | None:
    """Return what a block says of pages under `format: html:` (Quarto), which counts more than what is beside it."""
    formats = block.values.get("format")
    if not isinstance(formats, Mapping):
        return None
    for name, table in formats.items():
        if isinstance(table, Mapping) and str(name).split("+")[0] in ("html", "blog"):
            values = {key: value for key, value in table.items() if squashed(str(key)) in _OF_FORMATS}
            prefix = f"{block.prefix}format.{name}."
            return Block(values, block.where, prefix=prefix, foreign=True) if values else None
    return None


def _details(blocks: list[Block]) -> tuple[tuple[dict[str, Any], ...], list[Finding]]:
    """Return what the first block that names authors tells of them, and findings; affiliations may be elsewhere."""
    affiliations = next((block.values["affiliations"] for block in blocks if "affiliations" in block.values), None)
    for block in blocks:
        for key, given in block.values.items():
            if squashed(str(key)) in ("authors", "author"):
                details, problems = author_details(given, affiliations)
                where = msgspec.structs.replace(block.where, line=block.lines.get(str(key), block.where.line))
                return details, [Finding("front-matter", f"{problem}; left out", where) for problem in problems]
    return (), []


def _merged(inherited: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return both tables as one; what a folder sets inside of a key holds where the post says nothing else of it."""
    merged = {**inherited, **own}
    for key in inherited.keys() & own.keys():
        if isinstance(inherited[key], dict) and isinstance(own[key], dict):
            merged[key] = _merged(inherited[key], own[key])
    return merged
