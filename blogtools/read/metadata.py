"""Everything a notebook says about its post, as one checked `FrontMatter`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from blogtools.errors import Finding
from blogtools.post import FrontMatter, Notebook
from blogtools.read.forms import find_blocks
from blogtools.read.keys import front_matter

NOTHING = FrontMatter()
NO_SIDECARS: Mapping[str, str] = {}


def read_front_matter(
    notebook: Notebook, source: str, sidecars: Mapping[str, str] = NO_SIDECARS
) -> tuple[FrontMatter, frozenset[int], tuple[Finding, ...]]:
    """The front matter, the numbers of the metadata cells (never shown), and what was odd.

    `sidecars` are the metadata files beside the notebook, suffix to text. Where two forms say something of one key,
    the first counts; the others fill gaps.

    Raises:
        FrontMatterError: a block cannot be read, or a value has the wrong type.
    """
    merged = NOTHING
    cells: set[int] = set()
    findings: list[Finding] = []
    for block in find_blocks(notebook, source, sidecars):
        front, found = front_matter(block.values, block.where, block.lines)
        merged = _fill(merged, front)
        findings.extend(found)
        if block.cell is not None:
            cells.add(block.cell)
    return merged, frozenset(cells), tuple(findings)


def _fill(first: FrontMatter, second: FrontMatter) -> FrontMatter:
    """What `first` leaves open, as `second` says it."""
    if first is NOTHING:
        return second
    gaps = {
        name: getattr(second, name)
        for name in FrontMatter.__struct_fields__
        if name != "extra" and getattr(first, name) == getattr(NOTHING, name)
    }
    return msgspec.structs.replace(first, **gaps, extra={**second.extra, **first.extra})
