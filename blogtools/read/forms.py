"""The forms in which notebooks hold their metadata: each finds its own, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from blogtools.errors import FrontMatterError, Where
from blogtools.post import Cell, Notebook
from blogtools.read.yaml_text import NoMappingError, Scalar, YamlError, read_mapping

FIRST_CELLS = 3
"""How far from the top a metadata cell may stand: nbdev writes a module's name and a title before it."""
OPENING = 2 * FIRST_CELLS
"""Cells in which the first ones with any text are looked for."""

_BLOCK = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\s*\Z", re.DOTALL | re.MULTILINE)
_OPEN_BLOCK = re.compile(r"\s*---[ \t]*\n[ \t]*[\w-]+[ \t]*:")
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\s*\Z", re.DOTALL | re.MULTILINE)
_TITLE_LINE = re.compile(r"#[ \t]+(\S.*?)[ \t]*#*$")
_ITEM = re.compile(r"[-*][ \t]+([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_SIDECAR_LINE = re.compile(r"([A-Za-z][\w -]*?)[ \t]*:[ \t]*(.*)$")
_NIKOLA_LINE = re.compile(r"\.\.[ \t]+([\w-]+):[ \t]*(.*)$")


class Block(msgspec.Struct):
    """A block of metadata that was found."""

    values: Mapping[str, Any]
    where: Where
    cell: int | None = None
    """The cell that holds nothing else, and is not shown."""
    lines: Mapping[str, int] = {}


def find_blocks(notebook: Notebook, source: str, sidecars: Mapping[str, str]) -> Iterator[Block]:
    """All metadata of a notebook, the most deliberate form first.

    Raises:
        FrontMatterError: a block that cannot be meant as anything else cannot be read.
    """
    cells = [cell for cell in notebook.cells[:OPENING] if cell.source.strip()][:FIRST_CELLS]
    for cell in cells:
        if cell.kind == "raw":
            block = _raw_block(cell, Where(source, cell.number))
            if block is not None:
                yield block
    first = cells[0] if cells and cells[0].kind == "markdown" else None
    if first is not None:
        where = Where(source, first.number)
        for form in (_markdown_block, _fastpages_block, _pelican_block):
            block = form(first, where)
            if block is not None:
                yield block
                break
    yield from _notebook_blocks(notebook, source)
    yield from _sidecar_blocks(source, sidecars)


def _raw_block(cell: Cell, where: Where) -> Block | None:
    """YAML between `---` (Quarto, Jupytext), TOML between `+++`, or JSON (Hugo)."""
    match = _BLOCK.match(cell.source)
    if match:
        return _yaml_block(match, cell, where)
    if _OPEN_BLOCK.match(cell.source):
        message = "the metadata block is not closed"
        raise FrontMatterError(message, where=where, hint="end it with a line of ---")
    match = _TOML.match(cell.source)
    if match:
        # tomllib is loaded only for notebooks that have TOML.
        import tomllib

        try:
            values = tomllib.loads(match[1])
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            message = f"is not valid TOML: {error}"
            raise FrontMatterError(message, where=where) from error
        return Block(values, where, cell.number, _key_lines(cell.source))
    if cell.source.lstrip().startswith("{") and cell.source.rstrip().endswith("}"):
        try:
            values = json.loads(cell.source)
        except (ValueError, RecursionError):
            return None  # Braces begin many other things, such as LaTeX.
        return Block(values, where, cell.number, _key_lines(cell.source))
    return None


def _markdown_block(cell: Cell, where: Where) -> Block | None:
    """A Markdown cell that is a `---` block and nothing else (MyST); two rules around text are just that."""
    match = _BLOCK.match(cell.source)
    if match is None or not re.search(r"^[\w-]+[ \t]*:", match[1], re.MULTILINE):
        return None
    return _yaml_block(match, cell, where)


def _yaml_block(match: re.Match[str], cell: Cell, where: Where) -> Block | None:
    offset = cell.source.count("\n", 0, match.start(1))
    try:
        values = read_mapping(match[1])
    except NoMappingError:
        return None
    except YamlError as error:
        place = msgspec.structs.replace(where, line=error.line + offset)
        raise FrontMatterError(
            error.message, where=place, hint="put texts with special characters in quotes"
        ) from error
    lines = {str(key): key.line + offset for key in values if isinstance(key, Scalar)}
    return Block(values, where, cell.number, lines)


def _fastpages_block(cell: Cell, where: Where) -> Block | None:
    """`# "Title"`, `> summary`, and `- key: value` lines (fastpages, nbdev)."""
    lines = cell.source.strip().split("\n")
    title = _TITLE_LINE.match(lines[0])
    items = [(number, match) for number, line in enumerate(lines, 1) if (match := _ITEM.match(line.strip()))]
    if title is None or not items:
        return None
    values: dict[str, Any] = {"title": _unquoted(title[1])}
    summary = []
    for line in lines[1:]:
        text = line.strip()
        if text.startswith(">"):
            summary.append(text.lstrip("> "))
        elif text and not _ITEM.match(text):
            return None  # There is prose: this is the first text of the post, not its metadata.
    if summary:
        values["description"] = _unquoted(" ".join(summary))
    numbers = {}
    for number, match in items:
        values.setdefault(match[1], _item_value(match[2] or ""))
        numbers[match[1]] = number
    return Block(values, where, cell.number, numbers)


def _pelican_block(cell: Cell, where: Where) -> Block | None:
    """A list of nothing but `- key: value`, a title among them (pelican-jupyter)."""
    lines = [line.strip() for line in cell.source.strip().split("\n")]
    if lines and lines[0].lower().lstrip("# ") in ("metadata", "meta"):
        del lines[0]
    items = [_ITEM.match(line) for line in lines if line]
    values = {match[1]: _item_value(match[2] or "") for match in items if match}
    if not all(items) or not any(name.lower() == "title" for name in values):
        return None
    return Block(values, where, cell.number, {name: number for number, name in enumerate(values, 1)})


def _notebook_blocks(notebook: Notebook, source: str) -> Iterator[Block]:
    """Metadata of the notebook itself: ours, Nikola's, Hugo's, Jupytext's, nbformat's."""
    metadata = notebook.metadata
    jupytext = metadata.get("jupytext")
    tables = [metadata.get(name) for name in ("blogtools", "nikola", "frontmatter")]
    tables.append(jupytext.get("root_level_metadata") if isinstance(jupytext, dict) else None)
    tables.append({name: metadata[name] for name in ("title", "authors", "date") if name in metadata})
    for table in tables:
        if isinstance(table, dict) and table:
            yield Block(table, Where(source))


def _sidecar_blocks(source: str, sidecars: Mapping[str, str]) -> Iterator[Block]:
    """Files beside the notebook: `Key: value` (pelican-jupyter), `.. key: value` (Nikola)."""
    stem = source.removesuffix(".ipynb")
    for suffix, text in sidecars.items():
        pattern = _NIKOLA_LINE if suffix == ".meta" else _SIDECAR_LINE
        matches = [(number, pattern.match(line.strip())) for number, line in enumerate(text.split("\n"), 1)]
        values = {match[1]: _item_value(match[2]) for _, match in matches if match}
        lines = {match[1]: number for number, match in matches if match}
        if values:
            yield Block(values, Where(stem + suffix), None, lines)


def _item_value(text: str) -> Any:
    """The value of one line: a YAML list or mapping, or the text as it stands."""
    text = text.strip()
    if text[:1] in "[{\"'":
        try:
            return read_mapping(f"value: {text}").get("value", "")
        except YamlError:
            return text
    scalar = Scalar(text)
    scalar.plain, scalar.line = True, 1
    return scalar


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _key_lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[:=]", line)
        if match:
            found.setdefault(match[1], number)
    return found
