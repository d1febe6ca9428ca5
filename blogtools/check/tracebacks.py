"""Check for errors that were left among the outputs."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.check.places import own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.cell_names import cell_tags
from blogtools.transform.secrets.find import without_colors

RAISES = "raises-exception"
"""Tag of a cell that is meant to fail (Jupyter Book, nbclient, nbmake)."""
_MARK = "Traceback (most recent call last)"
_MAX_NAME = 60
_EXCEPTION = lazy_pattern(r"[A-Za-z_][\w.]*+(?=:|\r?\Z)")


def find_tracebacks(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each cell that shows an error without being marked as one that is meant to."""
    for cell in own_cells(post):
        if cell.outputs and cell.options.output is not Visibility.REMOVE:
            name = _error(cell)
            if name and RAISES not in cell_tags(cell):
                hint = f"mend the cell and run it again, or tag it `{RAISES}` if the error is meant"
                where = Where(post.source, cell.number)
                yield Finding("traceback", f"the outputs show an error: {name}", where, hint, "note")


def _error(cell: Cell) -> str:
    """Return the name of the first error that the outputs of a cell show; empty if there is none."""
    for output in cell.outputs:
        if output.kind == "error":
            return output.error_name[:_MAX_NAME] or "an exception"
        if _MARK in output.text:
            return _printed(output.text)
    return ""


def _printed(text: str) -> str:
    """Return the name of the exception at the end of the first traceback in a text."""
    lines = without_colors(text[text.index(_MARK) :]).split("\n")[1:]
    last = next((line for line in lines if line and not line[0].isspace()), "")
    exception = _EXCEPTION.match(last)
    return exception[0][:_MAX_NAME] if exception else "a traceback"
