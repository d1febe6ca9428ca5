"""The transform step that masks secrets in cells marked for it, before any other step."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from blogtools.model import Cell, CellOptions, Output, Post
from blogtools.transform.context import Context
from blogtools.transform.image_text import without_encoded_texts
from blogtools.transform.outputs import tidy_outputs
from blogtools.transform.secrets.find import find_secrets, json_text, mask_secrets
from blogtools.transform.secrets.marks import is_redacted

_BINARY = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/octet-stream")
_WIDGET = "application/vnd.jupyter.widget-view"


def redact_cells(post: Post, context: Context) -> Post:
    """Mask the secrets in cells with the tag `redact` or the option `#| redact: true`.

    The cells of the notebook itself are masked too, because snippets and embeds are made from them.
    """
    notebook = post.notebook
    masked = {cell.number: context.call(mask_cell, cell) for cell in notebook.cells if is_redacted(cell)}
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


def mask_marked(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Mask the secrets in those cells that are marked with `redact`."""
    return tuple(mask_cell(cell) if is_redacted(cell) else cell for cell in cells)


def mask_cell(cell: Cell) -> Cell:
    """Mask the secrets in a cell's source, outputs and metadata."""
    # A secret may span several pieces of a stream.
    outputs = tidy_outputs(cell.outputs, CellOptions())
    return msgspec.structs.replace(
        cell,
        source=mask_secrets(cell.source),
        metadata=_masked(cell.metadata),
        attachments={name: _masked_bundle(bundle) for name, bundle in cell.attachments.items()},
        outputs=tuple(_masked_output(output) for output in outputs),
    )


def is_text_mime(mime: str) -> bool:
    """Return True for MIME types of text, including SVG, as opposed to base64."""
    return mime == "image/svg+xml" or not mime.startswith(_BINARY)


def _masked_output(output: Output) -> Output:
    return msgspec.structs.replace(
        output,
        text=mask_secrets(output.text),
        data=_masked_bundle(output.data),
        metadata=_masked(output.metadata),
        error_name=mask_secrets(output.error_name),
        error_value=mask_secrets(output.error_value),
        traceback=(mask_secrets("\n".join(output.traceback)),) if output.traceback else (),
    )


def _masked_bundle(bundle: dict[str, Any]) -> dict[str, Any]:
    """Mask the secrets in an output or attachment; a picture loses texts beside it that have one."""
    return {
        mime: _masked(content)
        if is_text_mime(mime)
        else without_encoded_texts(mime, content, lambda text: bool(find_secrets(text)))
        if isinstance(content, str)
        else content
        for mime, content in bundle.items()
    }


def _masked(content: Any) -> Any:
    """Mask the secrets in text, or in decoded JSON."""
    if isinstance(content, str):
        return mask_secrets(content)
    if not content:
        return content
    text = json_text(content)
    masked = mask_secrets(text)
    return content if masked == text else json.loads(masked)


def _has_widgets(cell: Cell) -> bool:
    return any(mime.startswith(_WIDGET) for output in cell.outputs for mime in output.data)
