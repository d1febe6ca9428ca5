"""Finds the metadata blocks of a notebook, in every supported format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec

from blogtools.errors import Finding, FrontMatterError, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Notebook
from blogtools.read.block import Block
from blogtools.read.keys import is_known
from blogtools.read.list_forms import (
    POST_SUFFIXES,
    fastpages_block,
    header_block,
    pelican_block,
    pelican_post_block,
    sidecar_block,
)
from blogtools.read.shown import clean
from blogtools.read.yaml_text import NoMappingError, Scalar, YamlError, read_mapping

FIRST_CELLS = 3
"""Number of non-empty cells that are searched: a title or a module name may precede the metadata."""
SIDECARS = (".nbdata", ".ipynb-meta", ".meta")
"""Suffixes of metadata files beside a notebook (pelican-jupyter, Nikola)."""
FOLDER_METADATA = ("_metadata.yml", "_metadata.yaml")
"""Files whose keys are inherited by the posts in and below their folder (Quarto)."""
PROJECT_METADATA = ("_quarto.yml", "_quarto.yaml")
"""Files of a project of Quarto, of which only what it says of all documents and their cells is inherited."""
INHERITED_FILES = FOLDER_METADATA + PROJECT_METADATA
DEFAULT_OPTIONS = frozenset(
    {
        *("echo", "output", "warning", "error", "include", "message", "results"),
        *("code-fold", "code-summary", "code-overflow", "code-line-numbers", "code-annotations"),
        *("fig-width", "fig-height", "fig-align", "cap-location", "fig-cap-location", "tbl-cap-location"),
    }
)
"""Options of cells that Quarto lets a document set for all of them, under `execute`, in a format, or beside these."""
_OF_DOCUMENTS = DEFAULT_OPTIONS | {"execute", "format", "lang", "license", "number-sections"}
_OF_DOCUMENTS |= {"toc", "toc-depth", "toc-title"}
OPENING_CELLS = 2 * FIRST_CELLS
"""Number of cells, empty ones included, among which these are searched."""
MAX_TOML, MAX_DOTS = 200_000, 1000
"""Characters of TOML, and dots in one line of it, far above any real metadata."""

_OPENING = re.compile(r"\s*^(---|\+\+\+)[ \t]*\n", re.MULTILINE)
_KEY_LINE = lazy_pattern(r"[\"']?([A-Za-z][\w-]*)[\"']?[ \t]*:(?:[ \t]|$)")
_YAML_NON_KEY = re.compile(r"\s|-[ \t]|-$|#|[\]}]")
"""Start of YAML lines that are not keys."""
_DIRECTIVE = re.compile(r"#[ \t]?(?:\||hide|export|default_exp|skip)")
_JSON_KEY = re.compile(r"\s*\{\s*\"([\w-]+)\"\s*:")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def find_blocks(notebook: Notebook, source: str, files: Mapping[str, str]) -> Iterator[Block]:
    """Yield all metadata blocks of a notebook, in order of precedence; `files` are its metadata files, name to text.

    Raises:
        FrontMatterError: A block that is clearly metadata is invalid.
    """
    yield from _cell_blocks(notebook, source)
    yield from _file_blocks(files, inherited=False)
    yield from _notebook_blocks(notebook, source)
    yield from _file_blocks(files, inherited=True)


def _file_blocks(files: Mapping[str, str], *, inherited: bool) -> Iterator[Block]:
    for name, text in files.items():
        if name.endswith(INHERITED_FILES) is inherited:
            block = _file_block(name, plain_lines(text))
            if block is not None:
                yield block


def _file_block(name: str, text: str) -> Block | None:
    where = Where(name)
    if _OPENING.match(text) and not name.endswith(PROJECT_METADATA):
        return _fenced_block(text, where, None)
    if name.endswith(PROJECT_METADATA):
        block = _yaml_block(text, 0, where, None)
        return block and Block(
            {key: block.values[key] for key in _OF_DOCUMENTS & block.values.keys()}, where, foreign=True
        )
    if name.endswith(FOLDER_METADATA):
        return _yaml_block(text, 0, where, None)
    if name.endswith(POST_SUFFIXES):
        return pelican_post_block(text, where)
    return sidecar_block(text, PurePosixPath(name).suffix, where)


def _cell_blocks(notebook: Notebook, source: str) -> Iterator[Block]:
    cells = [cell for cell in notebook.cells[:OPENING_CELLS] if cell.source.strip()][:FIRST_CELLS]
    is_first = True
    for cell in cells:
        where = Where(source, cell.number)
        if cell.kind == "raw":
            block = _raw_block(cell, where, is_first=is_first)
            if block is not None:
                yield block
        elif cell.kind == "markdown" and is_first:
            block = _markdown_block(cell, where)
            if block is not None:
                yield block
        is_first = is_first and cell.kind == "code" and bool(_DIRECTIVE.match(cell.source.lstrip()))


def _raw_block(cell: Cell, where: Where, *, is_first: bool) -> Block | None:
    """Read YAML between `---` (Quarto, Jupytext), TOML between `+++`, or JSON (Hugo).

    If it is not the first cell, it must have known keys, because it may be an example or something else. Posts in
    Markdown may have `Title: …` lines there.
    """
    text = plain_lines(cell.source)
    if _OPENING.match(text):
        return _fenced_block(text, where, cell.number) if is_first or _is_metadata(text) else None
    if where.is_in_text and not text.lstrip().startswith("{"):
        return header_block(text, where, cell.number)
    return _json_block(text, where, cell.number)


def _markdown_block(cell: Cell, where: Where) -> Block | None:
    """Read a cell that is only a `---` block (MyST), or a list; text between two horizontal rules is not metadata."""
    text = plain_lines(cell.source)
    match = _OPENING.match(text)
    if match is None:
        return fastpages_block(text, cell.number, where) or pelican_block(text, cell.number, where)
    if match[1] != "---" or not _is_metadata(text):
        return None
    # A text may begin with a rule, a word with a colon and another rule, but it does not have a line `title:`.
    if fenced_lines(text)[1] is not None and not re.search(r"^title[ \t]*:", text, re.MULTILINE):
        return None
    return _fenced_block(text, where, cell.number)


def _is_metadata(text: str) -> bool:
    """Return True if the lines up to the closing fence are keys, from the first line on, and one of them is known."""
    lines = []
    for line in text.lstrip().split("\n")[1:]:
        if line.rstrip() in ("---", "...", "+++"):
            break
        lines.append(line)
    keys = [_KEY_LINE.match(line.replace("=", ": ", 1) if text.lstrip()[0] == "+" else line) for line in lines]
    known = any(match and is_known(match[1]) for match in keys)
    pairs = zip(lines, keys, strict=True)
    return known and bool(keys[0]) and all(match or not line or _YAML_NON_KEY.match(line) for line, match in pairs)


def fenced_lines(text: str) -> tuple[range, tuple[int | None, str, str] | None]:
    """Return the lines between the fences `---` or `+++`, and a problem with the closing fence: line, message, hint."""
    lines = text.rstrip().split("\n")
    first = next(index for index, line in enumerate(lines) if line.strip())
    fences = ("+++",) if lines[first].startswith("+") else ("---", "...")
    last = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() in fences), None)
    if last is None:
        problem = (None, "the metadata block is not closed", f"end it with a line {fences[0]}")
        return range(first + 1, len(lines)), problem
    inside = range(first + 1, last)
    if last + 1 < len(lines):
        return inside, (last + 2, "text follows the metadata block", "put the metadata in a cell of its own")
    return inside, None


def _fenced_block(text: str, where: Where, number: int | None) -> Block | None:
    """Read YAML between `---`, or TOML between `+++`; None if it has no keys."""
    lines = text.split("\n")
    within, problem = fenced_lines(text)
    offset = within.start
    if problem is not None:
        if not within or not _KEY_LINE.match(lines[offset].replace("=", ": ", 1)):
            return None
        line, message, hint = problem
        raise FrontMatterError(message, where=msgspec.structs.replace(where, line=line), hint=hint)
    inside = "\n".join(lines[offset : within.stop])
    if lines[offset - 1].startswith("+"):
        return _toml_block(inside, offset, where, number)
    return _yaml_block(inside, offset, where, number)


def _yaml_block(inside: str, offset: int, where: Where, number: int | None) -> Block | None:
    """Read YAML; None if it has no keys. `offset` is the number of lines before it."""
    try:
        found = read_mapping(inside)
    except NoMappingError:
        return None
    except YamlError as error:
        place = msgspec.structs.replace(where, line=error.line + offset)
        raise FrontMatterError(error.message, where=place, hint=error.hint) from error
    places = {str(key): key.line + offset for key in found.values if isinstance(key, Scalar)}
    findings = tuple(
        Finding("front-matter", note.message, msgspec.structs.replace(where, line=note.line + offset), note.hint)
        for note in found.notes
    )
    return Block(found.values, where, number, places, findings)


def _toml_block(inside: str, offset: int, where: Where, number: int | None) -> Block:
    # tomllib is imported only for notebooks with TOML.
    import tomllib

    # It takes time with the square of the parts of a dotted key, and of the keys of a table in places.
    if len(inside) > MAX_TOML or max(line.count(".") for line in inside.split("\n")) > MAX_DOTS:
        message = "is too large to be metadata"
        raise FrontMatterError(message, where=where)
    try:
        values = tomllib.loads(inside)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_PLACE.search(str(error))
        line = int(match[1]) if match and match[1] else inside.count("\n") + 1
        message = f"is not valid TOML: {_TOML_PLACE.sub('', str(error))}"
        place = msgspec.structs.replace(where, line=line + offset)
        raise FrontMatterError(message, where=place, hint="put text in quotes") from error
    except RecursionError as error:
        message = "is nested too deeply"
        raise FrontMatterError(message, where=where) from error
    return Block(values, where, number, _key_lines(inside, offset), form="toml")


def _json_block(text: str, where: Where, number: int) -> Block | None:
    """Read JSON that has a known key; None for others, because LaTeX and more can begin with a brace."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        values = clean(json.loads(text), [])
    except (ValueError, RecursionError) as error:
        match = _JSON_KEY.match(text)
        if match is None or not is_known(match[1]):
            return None
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        place = msgspec.structs.replace(where, line=line)
        message = f"is not valid JSON: {reason}"
        raise FrontMatterError(message, where=place, hint="fix this line") from error
    if not any(map(is_known, values)):
        return None
    return Block(values, where, number, _key_lines(text, 0), form="json")


def _notebook_blocks(notebook: Notebook, source: str) -> Iterator[Block]:
    """Yield the metadata of the notebook itself: blogtools', Nikola's, Hugo's, Jupytext's, nbformat's."""
    metadata = notebook.metadata
    jupytext = metadata.get("jupytext")
    root_level = jupytext.get("root_level_metadata") if isinstance(jupytext, dict) else None
    tables = [(f"metadata.{name}.", metadata.get(name)) for name in ("blogtools", "nikola", "frontmatter")]
    tables.append(("metadata.jupytext.root_level_metadata.", root_level))
    for prefix, table in tables:
        if isinstance(table, dict) and table:
            yield Block(table, Where(source), prefix=prefix, form="table")
    names = ("title", "authors", "date")
    top: dict[str, Any] = {name: metadata[name] for name in names if name in metadata}
    if top:
        yield Block(top, Where(source), prefix="metadata.", foreign=True, form="table")


def _key_lines(text: str, offset: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"\s*[{,]?\s*[\"']?([\w-]+)[\"']?\s*[:=]", line)
        if match:
            found.setdefault(match[1], number + offset)
    return found


def plain_lines(text: str) -> str:
    """Return the text with newlines as line endings, and without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
