"""Check for cells marked with `redact` in which nothing was masked."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.check.places import own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post
from blogtools.transform.secrets.find import MASK, json_text
from blogtools.transform.secrets.marks import is_redacted


def check_redaction(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each cell whose author expects a mask and that is published as it is."""
    for shown in own_cells(post):
        cell = post.notebook.cells[shown.number - 1]
        if is_redacted(cell) and not call(_has_mask, cell):
            message = "is marked with `redact`, but nothing in it looks like a secret, so it is published as it is"
            hint = "replace by hand what nobody should see, or remove `redact`"
            yield Finding("redact", message, Where(post.source, cell.number), hint)


def _has_mask(cell: Cell) -> bool:
    """Return True if a cell, which has been through the step that masks, has a mask in its source or an output."""
    return MASK in cell.source or any(
        MASK in text
        for output in cell.outputs
        for text in (output.text, output.error_name, output.error_value, *output.traceback, json_text(output.data))
    )
