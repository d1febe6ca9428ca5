"""Check for cells that were run in another order than they are shown in."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post
from blogtools.transform.cell_names import cell_tags
from blogtools.transform.options import cell_options

_NEVER_RUN = "has not been run, although other cells have"
_SECONDS = len("2024-01-31T12:30:59")
_SKIPPED = {"skip-execution", "skip_execution"}


def check_run_order(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding for the first cell that was run before one above it, or not run although others were.

    That a cell was changed after it was run is nowhere in a notebook.
    """
    cells = [cell for cell in post.notebook.cells if cell.kind == "code" and cell.source.strip()]
    if not any(cell.execution_count for cell in cells):
        return
    before: Cell | None = None
    for cell in cells:
        if not cell.execution_count:
            if not _runs(cell, post.language):
                continue
            message = "has outputs, but was not run with the other cells" if cell.outputs else _NEVER_RUN
        elif before is not None and before.execution_count and cell.execution_count <= before.execution_count:
            message = f"was run before cell {before.number}, which is above it"
        elif before is not None and _started(cell) < _started(before) and _started(cell):
            message = f"may show outputs that are out of date: cell {before.number} above was run again later"
        else:
            before = cell
            continue
        hint = "restart the kernel and run all cells, so that readers get the same outputs"
        yield Finding("run-order", message, Where(post.source, cell.number), hint, "note")
        return


def _started(cell: Cell) -> str:
    """Return when a cell was run last, to the second; empty if the notebook does not say it.

    JupyterLab's setting "Record timing" and nbclient write it.
    """
    timing = cell.metadata.get("execution")
    started = timing.get("iopub.execute_input") if isinstance(timing, dict) else None
    return started[:_SECONDS] if isinstance(started, str) else ""


def _runs(cell: Cell, language: str) -> bool:
    """Return True if a cell is meant to be run (Quarto's `eval`, MyST's tag)."""
    if _SKIPPED & set(cell_tags(cell)):
        return False
    return cell_options(cell, language)[0].options.extra.get("eval") is not False
