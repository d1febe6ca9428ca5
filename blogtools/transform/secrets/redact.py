"""Secrets in cells that ask for it are masked before anything else sees them."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from blogtools.model import Cell, CellOptions, Output, Post
from blogtools.transform.context import Context
from blogtools.transform.outputs import tidy_outputs
from blogtools.transform.secrets.find import json_text, mask_secrets

TAG = "redact"
_ASKED = re.compile(
    r"^[ \t]*(?:#|//|--|%)[ \t]?\|(?![^\n]*:[ \t]*(?:false|no)\b)[^\n]*\bredact\b", re.MULTILINE | re.IGNORECASE
)
"""An option line with the word. Where lines around it are wrong, it counts all the same: rather a mask too many."""
_BINARY = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/octet-stream")
_WIDGET = "application/vnd.jupyter.widget-view"


def redact_cells(post: Post, context: Context) -> Post:
    """Mask what `find_secrets` finds in cells with the tag `redact`, or the option `#| redact: true`.

    The notebook's own cells are masked too, because snippets and embeds are made of them.
    """
    notebook = post.notebook
    masked = {cell.number: context.call(mask_cell, cell) for cell in notebook.cells if asks_for_mask(cell)}
    if not masked:
        return post
    metadata = notebook.metadata
    if "widgets" in metadata and any(_has_widgets(cell) for cell in masked.values()):
        metadata = metadata | {"widgets": _masked(metadata["widgets"])}
    cells = tuple(masked.get(cell.number, cell) for cell in notebook.cells)
    return msgspec.structs.replace(
        post,
        notebook=msgspec.structs.replace(notebook, cells=cells, metadata=metadata),
        cells=tuple(masked.get(cell.number, cell) for cell in post.cells),
    )


def asks_for_mask(cell: Cell) -> bool:
    """Whether the author wants secrets in a cell masked; asked of every cell, so it looks at the surface first."""
    if cell.metadata and TAG in str(cell.metadata.get("tags")).lower():
        tags = cell.metadata["tags"]
        names = tags.replace(",", " ").split() if isinstance(tags, str) else tags
        if isinstance(names, list) and any(str(name).strip().lower() == TAG for name in names):
            return True
    return cell.kind == "code" and "edact" in cell.source and bool(_ASKED.search(cell.source))


def mask_cell(cell: Cell) -> Cell:
    """The cell without its secrets: source, outputs and metadata."""
    # A secret may begin in one piece of a stream and end in the next.
    outputs = tidy_outputs(cell.outputs, CellOptions())
    return msgspec.structs.replace(
        cell,
        source=mask_secrets(cell.source),
        metadata=_masked(cell.metadata),
        outputs=tuple(_masked_output(output) for output in outputs),
    )


def is_text_mime(mime: str) -> bool:
    """Whether a MIME type is one of texts, SVG among them, and not of base64."""
    return mime == "image/svg+xml" or not mime.startswith(_BINARY)


def _masked_output(output: Output) -> Output:
    return msgspec.structs.replace(
        output,
        text=mask_secrets(output.text),
        data={mime: _masked(content) if is_text_mime(mime) else content for mime, content in output.data.items()},
        metadata=_masked(output.metadata),
        error_name=mask_secrets(output.error_name),
        error_value=mask_secrets(output.error_value),
        traceback=(mask_secrets("\n".join(output.traceback)),) if output.traceback else (),
    )


def _masked(content: Any) -> Any:
    """Text, or data as decoded from JSON, without the secrets in it."""
    if isinstance(content, str):
        return mask_secrets(content)
    if not content:
        return content
    text = json_text(content)
    masked = mask_secrets(text)
    return content if masked == text else json.loads(masked)


def _has_widgets(cell: Cell) -> bool:
    return any(mime.startswith(_WIDGET) for output in cell.outputs for mime in output.data)
