"""Markdown with front matter: fences of the notebook's language become code cells, all else stays Markdown."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import Finding, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.importers.fences import LANGUAGE_ALIASES, OUTPUT_INFO, CodeBlock, FencedText, read_cells, split_text
from blogtools.importers.front_matter import MARKDOWN_SUFFIXES, read_front
from blogtools.importers.liquid_tags import without_liquid_tags
from blogtools.importers.money import with_escaped_money
from blogtools.importers.rendered import without_cell_divs
from blogtools.importers.sources.scripts import cell_metadata
from blogtools.starter.notebook import KERNELS
from blogtools.transform.code.fences import read_fence
from blogtools.transform.code.look import CodeLook

_INFO = re.compile(r"\{?\.?([A-Za-z][\w+-]*)")
_TAGS = re.compile(r"\btags=(\[[^\]\n]*\])")
_REGION = re.compile(r"^<!-- #(?:region\b([^\n]*?)|endregion) -->[ \t]*$", re.MULTILINE)
_HIDDEN = re.compile(r"\bhide_code=[\"']?true[\"']?", re.IGNORECASE)
_CELL_CLASSES = frozenset({"{.cell-code", ".cell-code", ".cell-code}", ".marimo", "{.marimo}", "{marimo}"})


class MarkdownImporter:
    """Markdown files, as static site generators have them."""

    name = "markdown"

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - the name says it
        """Return whether a file is Markdown by its name."""
        return path.suffix.lower() in MARKDOWN_SUFFIXES

    def read(self, path: Path) -> Imported:
        """Read a file; its front matter becomes the metadata cell as it stands.

        Raises:
            SourceError: it is not UTF-8, or its front matter has no end.
        """
        front = read_front(read_text(path), path)
        body, has_regions = _with_breaks(front.body)
        split = split_text(with_escaped_money(without_liquid_tags(without_cell_divs(body))))
        language = front.language or _main_language(split)
        findings: list[Finding] = []

        def cell(block: CodeBlock) -> ImportedCell | None:
            made = _code_cell(block, language)
            if made is not None:
                findings.extend(_told(block, split, path, front.line))
            return made

        cells = read_cells(split, cell, json.loads if has_regions else None)
        if front.source:
            cells = (ImportedCell("raw", front.source), *cells)
        return Imported(cells, language, tuple(findings), metadata=front.metadata)


def markdown_cells(body: str) -> tuple[tuple[ImportedCell, ...], str]:
    """Return the cells of Markdown that an importer made, and the language of the code."""
    split = split_text(body)
    language = _main_language(split)
    return read_cells(split, lambda block: _code_cell(block, language)), language


def _main_language(split: FencedText) -> str:
    known = Counter(name for block in split.blocks if not block.nested and (name := _language(block)) in KERNELS)
    return known.most_common(1)[0][0] if known else "python"


def _code_cell(block: CodeBlock, language: str) -> ImportedCell | None:
    if _language(block) != language:
        return None
    code = as_code(block)
    return ImportedCell("code", "\n".join([*code.options, block.code]), code.metadata)


class Code(msgspec.Struct, frozen=True):
    """The text after the fence of a block that becomes a cell."""

    options: list[str]
    """Lines `#| name: value` that give the cell the look of the block."""
    metadata: dict[str, Any]
    unknown: tuple[str, ...]


def as_code(block: CodeBlock) -> Code:
    """Return the options, metadata and unknown attributes of a block that becomes a cell."""
    info = block.info or ""
    if " " not in info and "{" not in info and "=" not in info:
        return Code([], {}, ())
    metadata: dict[str, Any] = {}
    tags = _TAGS.search(info)
    if tags:
        try:
            metadata = {"tags": [str(tag) for tag in json.loads(tags[1])]}
            info = info.replace(tags[0], "")
        except ValueError:
            pass  # It is told as an unknown attribute.
    if ".marimo" in info and _HIDDEN.search(info):
        metadata = {"tags": [*metadata.get("tags", []), "remove-input"]}
        info = _HIDDEN.sub("", info)
    fence = read_fence(info)
    return Code(_option_lines(fence.look), metadata, tuple(word for word in fence.unknown if word not in _CELL_CLASSES))


def _with_breaks(body: str) -> tuple[str, bool]:
    """Return a text in which the regions of Jupytext are cells between lines `+++`, and True if it has any."""
    if "<!-- #region" not in body or "\n+++" in f"\n{body}":
        return body, False

    def region(match: re.Match[str]) -> str:
        return f"+++ {json.dumps(cell_metadata((match[1] or '').strip())[0] or {})}"

    return _REGION.sub(region, body), True


def _option_lines(look: CodeLook) -> list[str]:
    values = {
        "filename": look.title,
        "lst-cap": look.caption,
        "lst-label" if look.caption else "label": look.label,
        "code-line-numbers": ",".join(f"{first}-{last}" if first != last else f"{first}" for first, last in look.marked)
        or look.first_number is not None,
        "code-overflow": "wrap" if look.wraps else "",
    }
    return [f"#| {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if value]


def _language(block: CodeBlock) -> str:
    """Return the language of a block that may become a cell, as kernels have it."""
    info = block.info or ""
    match = _INFO.match(info)
    if match is None or OUTPUT_INFO.fullmatch(info):
        return ""
    word = match[1].lower()
    return LANGUAGE_ALIASES.get(word, word)


def _told(block: CodeBlock, split: FencedText, path: Path, first: int) -> Iterator[Finding]:
    """Yield findings for a block that runs to the end of the file, and for what its cell does not keep."""
    where = Where(str(path), line=first + split.line(block))
    if not block.closed:
        message = "a fence of code that begins here does not end; all after it became code"
        fence = split.markdown.text[block.start : block.end].decode().lstrip()
        hint = f"write {fence[: len(fence) - len(fence.lstrip(fence[0]))]} after the code"
        yield Finding("import", message, where, hint)
    unknown = as_code(block).unknown
    if unknown:
        message = f"a cell of code has no counterpart to {', '.join(unknown)} after the fence"
        yield Finding("import", message, where, "tell readers in the text, if it matters to them")


IMPORTER = MarkdownImporter()
