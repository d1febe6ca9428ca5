"""The ordered table of steps from a notebook as read to a post ready to render."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from blogtools.model import Cell, Post, Visibility
from blogtools.transform.context import Context
from blogtools.transform.embeds.step import embed_cells
from blogtools.transform.excerpt import add_excerpt
from blogtools.transform.files.attach import attach_files
from blogtools.transform.identity import add_headings
from blogtools.transform.markdown.parse import parse_cells
from blogtools.transform.options import cell_options
from blogtools.transform.outputs import apply_display_updates, tidy_outputs
from blogtools.transform.secrets.redact import redact_cells

Step = Callable[[Post, Context], Post]


def apply_options(post: Post, context: Context) -> Post:
    """Read what tags, comments and metadata ask of each cell; cells that readers never see go."""
    cells = []
    findings = list(post.findings)
    for original in post.cells:
        cell, found = context.call(cell_options, original, post.language)
        findings.extend(
            msgspec.structs.replace(finding, where=msgspec.structs.replace(finding.where, file=post.source))
            for finding in found
        )
        if cell.options.cell is not Visibility.REMOVE:
            cells.append(cell)
    return msgspec.structs.replace(post, cells=tuple(cells), findings=tuple(findings))


def tidy(post: Post, context: Context) -> Post:
    """Outputs as a reader would have seen them when the cells had run."""
    cells = apply_display_updates(post.cells)
    cells = tuple(context.call(_tidied, cell) if cell.outputs else cell for cell in cells)
    return msgspec.structs.replace(post, cells=cells)


def _tidied(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, outputs=tidy_outputs(cell.outputs, cell.options))


def parse(post: Post, context: Context) -> Post:
    """Markdown becomes events."""
    return msgspec.structs.replace(post, cells=parse_cells(post.cells, context.call))


STEPS: tuple[tuple[str, Step], ...] = (
    ("redact", redact_cells),
    ("options", apply_options),
    ("embeds", embed_cells),
    ("outputs", tidy),
    ("markdown", parse),
    ("headings", add_headings),
    ("files", attach_files),
    ("excerpt", add_excerpt),
)


def transform(post: Post, context: Context) -> Post:
    """All steps, in order."""
    for _, step in STEPS:
        post = step(post, context)
    return post
