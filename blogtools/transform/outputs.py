"""Cleans up outputs: applies display updates, joins streams, removes what options turn off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, CellOptions, Output

# `warnings.formatwarning`: file, line, category, message, then the source line, indented by two spaces.
_WARNING = lazy_pattern(r"(?:^|(?<=\n))[^\s:][^\n]*?:\d+: (?:\w+\.)*\w*Warning\b:?[^\n]*")
_MESSAGE_CONTINUES = lazy_pattern(r"Warning:?\s*\Z|:\s*\Z")
_SOURCE_LINE = lazy_pattern(r"\n  \S[^\n]*")
_LONG_MESSAGE = lazy_pattern(r"(?:\n(?!  \S)[^\n]*){1,12}?\n  \S[^\n]*")


def tidy_outputs(outputs: tuple[Output, ...], options: CellOptions) -> tuple[Output, ...]:
    """Remove outputs that the options turn off, then join adjacent streams of the same name, as nbconvert does.

    What a cell printed as Markdown (Quarto's `output: asis`) is an output of that type.
    """
    kept = _joined(tuple(_kept(outputs, options)))
    return tuple(map(_as_markdown, kept)) if options.as_markdown else kept


def _as_markdown(output: Output) -> Output:
    if output.kind != "stream" or output.name != "stdout":
        return output
    return Output("display_data", data={"text/markdown": output.text})


def _joined(kept: tuple[Output, ...]) -> tuple[Output, ...]:
    if len(kept) < 2:  # noqa: PLR2004 - nothing to join
        return kept
    joined: list[Output] = []
    texts: list[str] = []
    for output in kept:
        if texts and output.kind == "stream" and joined[-1].name == output.name:
            texts.append(output.text)
            continue
        if len(texts) > 1:
            joined[-1] = msgspec.structs.replace(joined[-1], text="".join(texts))
        texts = [output.text] if output.kind == "stream" else []
        joined.append(output)
    if len(texts) > 1:
        joined[-1] = msgspec.structs.replace(joined[-1], text="".join(texts))
    return tuple(joined)


def apply_display_updates(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Replace the content of outputs that share a display id by that of the last of them.

    Jupyter's messaging protocol, "Update Display Data". Files written by Jupyter carry no display ids (the updates are
    applied before a notebook is saved); other programs keep them under `transient`.
    """
    latest = {output.display_id: output for cell in cells for output in cell.outputs if output.display_id}
    if not latest:
        return tuple(cells)
    shown: set[str] = set()
    return tuple(
        msgspec.structs.replace(cell, outputs=tuple(_updated(cell.outputs, latest, shown)))
        if any(output.display_id for output in cell.outputs)
        else cell
        for cell in cells
    )


def _updated(outputs: Sequence[Output], latest: dict[str, Output], shown: set[str]) -> Iterator[Output]:
    for output in outputs:
        if not output.display_id:
            yield output
            continue
        is_update = output.kind == "update_display_data"
        if is_update and output.display_id in shown:
            continue
        shown.add(output.display_id)
        last = latest[output.display_id]
        kind = "display_data" if is_update else output.kind
        yield msgspec.structs.replace(output, kind=kind, data=last.data, metadata=last.metadata)


def _kept(outputs: Sequence[Output], options: CellOptions) -> Iterator[Output]:
    for output in outputs:
        if output.kind == "stream":
            is_stderr = output.name == "stderr"
            if not (options.stderr if is_stderr else options.stdout):
                continue
            if is_stderr and not options.warnings:
                output = msgspec.structs.replace(output, text=without_warnings(output.text))  # noqa: PLW2901
            if output.text:
                yield output
        elif output.kind != "error" or options.errors:
            yield output


def without_warnings(text: str) -> str:
    """Return stderr text without the warnings of Python's `warnings` module."""
    if "Warning" not in text:
        return text
    parts = []
    done = 0
    while match := _WARNING.search(text, done):
        end = match.end()
        source = _SOURCE_LINE.match(text, end)
        if source is None and _MESSAGE_CONTINUES.search(match[0]):
            source = _LONG_MESSAGE.match(text, end)
        end = source.end() if source else end
        parts.append(text[done : match.start()])
        done = end + 1 if text.startswith("\n", end) else end
    return "".join([*parts, text[done:]])
