"""The Markdown among the outputs of a cell, which tools such as Quarto read as they read the text of a notebook."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from blogtools.model import Cell, Output, Visibility

MIME = "text/markdown"


def markdown_outputs(cell: Cell) -> tuple[str, ...]:
    """Return the Markdown in the outputs of a cell that are shown."""
    # Few outputs have any, and each cell of a blog is asked.
    for output in cell.outputs:
        if MIME in output.data or (output.kind == "stream" and cell.options.as_markdown):
            break
    else:
        return ()
    if cell.options.output is Visibility.REMOVE:
        return ()
    return tuple(text for output in cell.outputs if (text := _markdown(output, cell)))


def with_markdown_outputs(cell: Cell, change: Callable[[str], str]) -> Cell:
    """Return a cell with the Markdown in its outputs changed; the same cell if nothing is another."""
    outputs = tuple(_changed(output, cell, change) for output in cell.outputs)
    if all(new is old for new, old in zip(outputs, cell.outputs, strict=True)):
        return cell
    return msgspec.structs.replace(cell, outputs=outputs)


def _markdown(output: Output, cell: Cell) -> str:
    if output.kind == "stream":
        return output.text if cell.options.as_markdown and output.name == "stdout" else ""
    text = output.data.get(MIME) if output.data else None
    return text if isinstance(text, str) else ""


def _changed(output: Output, cell: Cell, change: Callable[[str], str]) -> Output:
    text = _markdown(output, cell)
    new = change(text) if text else text
    if new == text:
        return output
    if output.kind == "stream":
        return msgspec.structs.replace(output, text=new)
    return msgspec.structs.replace(output, data={**output.data, MIME: new})
