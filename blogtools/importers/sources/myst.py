"""MyST Markdown: `{code-cell}` directives are cells of code, lines `+++` end cells of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import Finding, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.importers.fences import LANGUAGE_ALIASES, CodeBlock, FencedText, read_cells, split_text
from blogtools.importers.front_matter import MARKDOWN_SUFFIXES, read_front
from blogtools.starter.notebook import KERNELS

_CELL = re.compile(r"\{(code-cell|raw-cell)\}[ \t]*(\S*)")
_MARK = re.compile(
    r"^ {0,3}(?:`{3,}|~{3,}|:{3,})[ \t]*\{code-cell\}|\A---\n(?:[^\n]+\n)*? +format_name: myst\n", re.MULTILINE
)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")


class MystImporter:
    """Files of MyST, Jupyter Book and Jupytext."""

    name = "myst"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is Markdown that has cells of code, or says that it is MyST."""
        return path.suffix.lower() in (*MARKDOWN_SUFFIXES, ".myst") and _MARK.search(text) is not None

    def read(self, path: Path) -> Imported:
        """Read a file; options of a cell become its metadata, as Jupytext has them.

        Raises:
            SourceError: it is not UTF-8, or its front matter has no end.
        """
        front = read_front(read_text(path), path)
        split = split_text(front.body)
        named = (match[2].lower() for block in split.blocks if (match := _CELL.fullmatch(block.info or "")))
        language = front.language or next((LANGUAGE_ALIASES.get(name, name) for name in named if name), "python")
        findings: list[Finding] = []

        def told(line: int, message: str, hint: str) -> None:
            findings.append(Finding("import", message, Where(str(path), line=front.line + line), hint))

        for block in split.blocks:
            if block.nested and _CELL.fullmatch(block.info or ""):
                told(split.line(block), "a cell of code in a list or a quote stays text", "move it out of there")
        for line in _inner_cells(split):
            told(line, "a cell of code in another directive stays text", "move it out of there")

        def cell(block: CodeBlock) -> ImportedCell | None:
            match = _CELL.fullmatch(block.info or "")
            if match is None:
                return None
            if not block.closed:
                message = "a cell of code that begins here does not end; all after it became code"
                told(split.line(block), message, "write ``` after the code")
            metadata, source = _options(block.code)
            if metadata is None:
                told(split.line(block), "the options of this cell are not valid YAML, and became code", "correct them")
                metadata, source = {}, block.code
            return ImportedCell("code" if match[1] == "code-cell" else "raw", source, metadata)

        cells = read_cells(split, cell, _break_metadata)
        if front.source:
            cells = (ImportedCell("raw", front.source), *cells)
        language = language if language in KERNELS else "python"
        return Imported(cells, language, tuple(findings), metadata=front.metadata)


def _options(code: str) -> tuple[dict[str, Any] | None, str]:
    """Return the options in the first lines of a cell, and the code below; None if they are not valid."""
    import yaml  # Only for files of MyST.

    lines = code.split("\n")
    text, count = "", 0
    if lines[0].strip() == "---":
        end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
        if end is None:
            return None, code
        text, count = "\n".join(lines[1:end]), end + 1
    else:
        found = []
        for line in lines:
            match = _OPTION.fullmatch(line.strip())
            if match is None:
                break
            found.append(f"{match[1]}: {match[2]}")
        text, count = "\n".join(found), len(found)
    try:
        values = yaml.safe_load(text) if text else {}
    except yaml.YAMLError:
        return None, code
    if not isinstance(values, dict | None):
        return None, code
    rest = lines[count:]
    if count and rest and not rest[0].strip():
        rest = rest[1:]
    return _as_tags(values or {}), "\n".join(rest)


def _as_tags(values: dict[str, Any]) -> dict[str, Any]:
    """Return metadata whose tags are a list, and which JSON can hold."""
    tags = values.get("tags")
    if isinstance(tags, str):
        values = {**values, "tags": [tag for tag in re.split(r"[\s,]+", tags) if tag]}
    return {str(key): value for key, value in json.loads(json.dumps(values, default=str)).items()}


def _break_metadata(written: str) -> dict[str, Any]:
    """Return the metadata after `+++`; what is no JSON is a remark of the author."""
    try:
        values = json.loads(written) if written else {}
    except ValueError:
        return {}
    return _as_tags(values) if isinstance(values, dict) else {}


def _inner_cells(split: FencedText) -> Iterator[int]:
    """Yield the lines, counted from 0, of cells in the text of other directives."""
    for block in split.blocks:
        if block.info and block.info.startswith("{") and not _CELL.fullmatch(block.info):
            for number, line in enumerate(block.code.split("\n"), 1):
                if _CELL.fullmatch(line.strip("`~: \t")):
                    yield split.line(block) + number


IMPORTER = MystImporter()
