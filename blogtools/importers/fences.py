"""Markdown is split into cells at its blocks of code; each importer says which of them are cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from blogtools.importers.base import ImportedCell
from blogtools.model import Markdown
from blogtools.transform.markdown.parse import located_events, reference_definitions

LANGUAGE_ALIASES = {"py": "python", "python3": "python", "ipython": "python", "ipython3": "python", "jl": "julia"}
OUTPUT_INFO = re.compile(r"\{?\.?(?:output|text|cell-output)\b[^\n]*")
"""What stands after the fence of a block that shows the output of the code right before it."""
_OPENING = re.compile(r"[ \t]*(`{3,}|~{3,})([^\n]*)\n?")
_ONLY_CODE_FENCE = re.compile(rb"^[ \t>]*(?:`{3}|~{3})", re.MULTILINE)
_INDENT = re.compile(r"^(?: {4}| {0,3}\t)", re.MULTILINE)
_CONTAINERS = ("BlockQuote", "List", "Item", "FootnoteDefinition", "DefinitionListDefinition")


class CodeBlock(msgspec.Struct, frozen=True):
    """A block of code."""

    start: int
    """In bytes."""
    end: int
    info: str | None
    """What stands after the fence; None for a block that is indented."""
    code: str
    nested: bool
    """True if it stands in a list or a quote."""
    closed: bool
    """False if its fence runs to the end of the text."""


class FencedText(msgspec.Struct, frozen=True):
    """Markdown with its blocks of code."""

    markdown: Markdown
    blocks: Sequence[CodeBlock]

    def line(self, block: CodeBlock) -> int:
        """Return the number of a block's first line, counted from 0."""
        return self.markdown.text.count(b"\n", 0, block.start)


def split_text(body: str) -> FencedText:
    """Find the blocks of code of a text."""
    markdown = Markdown(body.encode(), ())
    # Without a fence there is no cell of code, and nothing that could be its output.
    return FencedText(markdown, tuple(_blocks(markdown)) if _ONLY_CODE_FENCE.search(markdown.text) else ())


def read_cells(
    split: FencedText,
    as_cell: Callable[[CodeBlock], ImportedCell | None],
    breaks: Callable[[str], dict[str, Any]] | None = None,
) -> tuple[ImportedCell, ...]:
    """Return the cells of a text: what stands between its cells of code, and these.

    `as_cell` returns the cell that a block becomes, or None if it stays in the text; right after a cell of code, one
    that looks like output becomes its output. `breaks` returns the metadata of the Markdown after a line `+++ …` that
    ends a cell; None if such lines are text.
    """
    text = split.markdown.text
    parts: list[tuple[int, int, ImportedCell | dict[str, Any] | str]] = []
    for block in split.blocks:
        if block.nested:
            continue
        is_after_code = bool(parts) and isinstance(parts[-1][2], ImportedCell | str)
        cell = as_cell(block)
        if cell is not None:
            parts.append((block.start, block.end, cell))
        elif is_after_code and _is_output(block) and not text[parts[-1][1] : block.start].strip():
            parts.append((block.start, block.end, block.code))
    if breaks is not None:
        parts = sorted([*parts, *_breaks(split, breaks)], key=lambda part: part[0])
    return tuple(_cells(split.markdown, parts))


def text_output(text: str) -> dict[str, Any]:
    """Return what a cell printed, as an output."""
    text = text if text.endswith("\n") else f"{text}\n"
    return {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}


def _is_output(block: CodeBlock) -> bool:
    if not block.closed:
        return False
    if block.info:
        return OUTPUT_INFO.fullmatch(block.info) is not None
    # knitr writes `##` before each line of output; any other block without a language may be a program of its own.
    return block.info is None or all(line.startswith("##") for line in block.code.split("\n"))


def _breaks(split: FencedText, read: Callable[[str], dict[str, Any]]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    inside = [(block.start, block.end) for block in split.blocks]
    for match in re.finditer(rb"^\+\+\+([^\n+]*)(?:\n|\Z)", split.markdown.text, re.MULTILINE):
        if not any(start <= match.start() < end for start, end in inside):
            yield match.start(), match.end(), read(match[1].decode().strip())


def _cells(
    markdown: Markdown, parts: Sequence[tuple[int, int, ImportedCell | dict[str, Any] | str]]
) -> Iterator[ImportedCell]:
    text = markdown.text
    definitions: dict[str, str] = {}
    if parts:
        # Links are defined once for all cells, and each has to have its own.
        spans = reference_definitions(markdown).items()
        definitions = {label: text[start:end].decode().strip() for label, (start, end) in spans}
    done = 0
    metadata: dict[str, Any] = {}
    last: ImportedCell | None = None
    for start, end, part in parts:
        if isinstance(part, str):
            assert last is not None  # noqa: S101 - output stands after code only
            last = msgspec.structs.replace(last, outputs=(*last.outputs, text_output(part)))
            done = end
            continue
        if last is not None:
            yield last
        yield from _prose(text[done:start], definitions, metadata)
        last = part if isinstance(part, ImportedCell) else None
        metadata = part if isinstance(part, dict) else {}
        done = end
    if last is not None:
        yield last
    yield from _prose(text[done:], definitions, metadata)


def _prose(data: bytes, definitions: dict[str, str], metadata: dict[str, Any]) -> Iterator[ImportedCell]:
    source = data.decode().strip("\n")
    if not source.strip():
        return
    missing = []
    if definitions:
        small = source.casefold()
        missing = [
            line for label, line in definitions.items() if f"[{label.casefold()}]" in small and line not in source
        ]
    yield ImportedCell("markdown", "\n\n".join([source, *(["\n".join(missing)] if missing else [])]), metadata)


def _blocks(markdown: Markdown) -> Iterator[CodeBlock]:
    depth = 0
    for event, start, end in located_events(markdown):
        if not isinstance(event, dict):
            continue
        kind, value = next(iter(event.items()))
        name = next(iter(value)) if isinstance(value, dict) else value
        if kind == "Start" and name == "CodeBlock":
            block = value["CodeBlock"]
            written = markdown.text[start:end].decode()
            if isinstance(block, dict) and "Fenced" in block:
                info, code, closed = _inside(written)
                yield CodeBlock(start, end, info, code, depth > 0, closed)
            else:
                yield CodeBlock(start, end, None, _INDENT.sub("", written).rstrip("\n"), depth > 0, closed=True)
        elif name in _CONTAINERS:
            depth += 1 if kind == "Start" else -1 if kind == "End" else 0


def _inside(block: str) -> tuple[str, str, bool]:
    """Return what stands after the fence, to the letter, the code, and True if it has a closing fence."""
    opening = _OPENING.match(block)
    assert opening is not None  # noqa: S101 - the parser said that it is one
    lines = block[opening.end() :].rstrip("\n").split("\n")
    mark = lines[-1].strip()
    closed = len(mark) >= len(opening[1]) and set(mark) == {opening[1][0]}
    return opening[2].strip(), "\n".join(lines[:-1] if closed else lines), closed
