"""Check for options and tags of cells that are nearly ones which blogtools knows, and so may be slips of the pen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from blogtools.errors import Finding, Where, nearest
from blogtools.model import Cell
from blogtools.read.typos import is_one_edit

SHORTEST_TAG = 4
"""Letters of a tag from which it is looked at: shorter words are near to each other by chance."""


def check_option(name: str, cell: Cell, known: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for an unknown option that is near to a `known` one."""
    if is_near_redact(name):
        yield _near_redact(f"unknown option #| {name}", cell)
    elif near := nearest(name, known, cutoff=0.7):
        yield _finding(f"unknown option #| {name}", cell, near)


def check_tags(names: Iterable[str], cell: Cell, known: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each tag that is nearly a `known` one; names are normalized, as by `option_name`."""
    for name in names:
        if name in known or len(name) < SHORTEST_TAG:
            continue
        if is_near_redact(name):
            yield _near_redact(f"unknown tag {name}", cell)
        elif near := next((one for one in known if is_one_edit(name, one)), None):
            yield _finding(f"unknown tag {name}", cell, near)


def is_near_redact(name: str) -> bool:
    """Return True if a tag or option is a slip of `redact`."""
    return is_one_edit(name, "redact") or (name.startswith("redact") and name != "redact")


def _finding(message: str, cell: Cell, near: str) -> Finding:
    return Finding("cell-options", message, Where(cell=cell.number), f"did you mean `{near}`?")


def _near_redact(message: str, cell: Cell) -> Finding:
    # It holds the post back: its author wanted something hidden.
    return Finding("cell-options", message, Where(cell=cell.number), "did you mean `redact`?", "error")
