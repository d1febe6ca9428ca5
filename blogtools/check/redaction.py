"""Check for cells marked with `redact` in which nothing was masked."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.check.places import written_cell
from blogtools.check.secrets import output_texts
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post
from blogtools.transform.secrets.find import MASK, json_text
from blogtools.transform.secrets.marks import is_redacted


def check_redaction(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each cell whose author expects a mask and that is published as it is."""
    for shown in post.cells:
        cell = written_cell(post, shown)
        if cell and is_redacted(cell) and not any(MASK in text for text in _texts(cell, post)):
            message = "is marked with `redact`, but nothing in it looks like a secret, so it is published as it is"
            hint = "replace by hand what nobody should see, or remove `redact`"
            yield Finding("redact", message, Where(post.source, cell.number), hint)


def _texts(cell: Cell, post: Post) -> Iterator[str]:
    """Yield what the step that masks has looked at in a cell."""
    yield cell.source
    yield json_text(cell.metadata)
    yield from output_texts(cell, post)
